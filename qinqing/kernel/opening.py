"""Opens tables that strangers made: text here, Excel files in a process of its own that may end badly."""

import json
import os
import subprocess
import sys
import zlib
from collections.abc import Sequence
from pathlib import Path

import qinqing
from qinqing.lib.spreadsheets import Column, Grid, Line, Unreadable, best, grid_of_text

MOST_SECONDS = 90
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
_BURST = "这个文件打不开：展开以后太大，或者已经损坏。请只留要导入的那张表，用 Excel 另存后再传"


def grid_of(content: bytes, columns: Sequence[Column]) -> Grid:
    """The table in a file, of a workbook the worksheet that fits the columns best; raises Unreadable."""
    if content.startswith(_WORKBOOKS):
        return best(_worksheets(content), columns)
    return grid_of_text(content, columns)


def _worksheets(content: bytes) -> list[Grid]:
    try:
        answer = subprocess.run(
            [sys.executable, "-P", "-s", "-m", "qinqing.kernel.unpacking"],
            input=content,
            capture_output=True,
            timeout=MOST_SECONDS,
            env={"PYTHONPATH": str(Path(qinqing.__file__).parents[1]), "PATH": os.defpath},
            check=True,
        )
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError):
        raise Unreadable(_BURST) from None
    found = json.loads(answer.stdout)
    if isinstance(found, str):
        raise Unreadable(found)
    return [Grid("Excel", _numbered(rows), name) for name, rows in found]


def _numbered(rows: list[list[str]]) -> tuple[Line, ...]:
    return tuple(Line(number, cells) for number, cells in enumerate(rows, 1))


def packed(grid: Grid) -> bytes:
    """The grid to be kept until its import is confirmed, so that no stranger's file is opened twice."""
    lines = [[line.number, list(line.cells), line.fault] for line in grid.lines]
    text = json.dumps([grid.source, grid.name, lines], ensure_ascii=False)
    return zlib.compress(text.encode("utf-8", "surrogatepass"), 1)


def unpacked(content: bytes) -> Grid:
    """What `packed` kept."""
    source, name, lines = json.loads(zlib.decompress(content).decode("utf-8", "surrogatepass"))
    return Grid(source, tuple(Line(number, cells, fault) for number, cells, fault in lines), name)
