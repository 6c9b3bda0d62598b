"""A list as the file in which it leaves: its rows under the rights of this moment, who took it on it."""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from qinqing.domains.exports.models import Export
from qinqing.domains.exports.terms import Format
from qinqing.kernel import clock, exports
from qinqing.kernel.exports import Extract, Watermark
from qinqing.kernel.permissions import Actor
from qinqing.lib.spreadsheets.leaving import write_workbook

_TYPES: Final = {
    Format.CSV: "text/csv; charset=utf-8",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
MEDIA_TYPES: Final = tuple(one.partition(";")[0] for one in _TYPES.values())
"""What files these are, by the names of their kinds alone."""


@dataclass(frozen=True, slots=True)
class LeavingFile:
    """What a door hands out: the content block by block, what it is, and its name."""

    content: Iterator[bytes]
    media_type: str
    name: str


def file_of(export: Export, actor: Actor, now: datetime) -> LeavingFile:
    """The file of an export that may leave."""
    extract = exports.extract_of(export.kind)
    who = f"{actor.name}（{actor.unit_name}）" if actor.unit_name else actor.name
    water = Watermark(who, now, export.public_id, export.reason, extract.label)
    person_id = actor.person_id or 0
    if export.format == Format.CSV:
        content = exports.csv_stream(extract, person_id, export.given, water, now)
    else:
        content = _workbook(extract, person_id, export, water, now)
    name = f"{extract.label}-{clock.local(now):%Y%m%d-%H%M}.{export.format}"
    return LeavingFile(content, _TYPES[Format(export.format)], name)


def _workbook(
    extract: Extract, person_id: int, export: Export, water: Watermark, now: datetime
) -> Iterator[bytes]:
    """The workbook, written to a file of its own first: its directory stands at its end."""

    def rows() -> Iterator[tuple[object, ...]]:
        yield (water.head(),)
        yield tuple(column.heading for column in extract.columns)
        count = 0
        for row in exports.read_rows(extract, person_id, export.given, now):
            count += 1
            yield row
        yield (water.foot(count),)

    with tempfile.TemporaryFile() as file:
        write_workbook(
            file, rows(), name=extract.label, title=extract.label, who=water.who, says=water.head(), heads=1
        )
        file.seek(0)
        while block := file.read(exports.BLOCK):
            yield block
