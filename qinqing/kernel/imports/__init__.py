"""Imports: a table is shown as it would arrive, written when confirmed, and can be taken back whole.

A room declares in `imports.py` what a table of its kind means (`IMPORTS`). Receiving keeps the file; reading
finds its columns (a person may correct that) and reports row by row, and writes nothing of the business.
Confirming plans once more, refuses if anything would now come out differently, writes all or nothing by
chunks and tells one event a chunk with the digest of its rows. Undoing removes what arrived and puts back
what was changed; rows that are in use meanwhile stay and are listed.

The long ones are the jobs READ, WRITE and UNDO, done by the desk `imports`; `receive` and the two `begin_…`
start them.
"""

from qinqing.kernel.imports.declaring import (
    CHUNK,
    MOST_BYTES,
    MOST_ROWS,
    READ,
    SUBJECT,
    UNDO,
    WARNED,
    WRITE,
    WRITTEN,
    Import,
    Outcome,
    Planned,
    State,
    Written,
    import_of,
)
from qinqing.kernel.imports.reading import map_columns, preview, read, receive
from qinqing.kernel.imports.reporting import progress_of, report, run_for, runs_of, telling_progress
from qinqing.kernel.imports.undoing import in_use, undo
from qinqing.kernel.imports.writing import begin_undoing, begin_writing, confirm, give_up

__all__ = [
    "CHUNK",
    "MOST_BYTES",
    "MOST_ROWS",
    "READ",
    "SUBJECT",
    "UNDO",
    "WARNED",
    "WRITE",
    "WRITTEN",
    "Import",
    "Outcome",
    "Planned",
    "State",
    "Written",
    "begin_undoing",
    "begin_writing",
    "confirm",
    "give_up",
    "import_of",
    "in_use",
    "map_columns",
    "preview",
    "progress_of",
    "read",
    "receive",
    "report",
    "run_for",
    "runs_of",
    "telling_progress",
    "undo",
]
