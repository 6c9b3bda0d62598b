"""Tables as they leave: CSV lines and workbooks that carry words and numbers, never a formula."""

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from typing import IO
from xml.sax.saxutils import escape

MARK = "\ufeff".encode()
"""What Excel needs to read a CSV file as UTF-8."""
FORMULA_STARTS = "=+-@\t\r\n＝＋－＠"
"""What a spreadsheet takes for the beginning of a formula, also in full width and behind blanks."""
_BLANKS = " \u3000"

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_CONTENT = "application/vnd.openxmlformats"
_KINDS = {
    "/xl/workbook.xml": f"{_CONTENT}-officedocument.spreadsheetml.sheet.main+xml",
    "/xl/worksheets/sheet1.xml": f"{_CONTENT}-officedocument.spreadsheetml.worksheet+xml",
    "/docProps/core.xml": f"{_CONTENT}-package.core-properties+xml",
}
_TYPES = "".join(
    [
        f'{_XML}<Types xmlns="{_PACKAGE}/content-types">',
        f'<Default Extension="rels" ContentType="{_CONTENT}-package.relationships+xml"/>',
        '<Default Extension="xml" ContentType="application/xml"/>',
        *(f'<Override PartName="{part}" ContentType="{kind}"/>' for part, kind in _KINDS.items()),
        "</Types>",
    ]
)


def _relations(*found: tuple[str, str]) -> str:
    lines = (
        f'<Relationship Id="r{number}" Type="{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(found, 1)
    )
    return f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{"".join(lines)}</Relationships>'


_BOOK = (
    _XML + f'<workbook xmlns="{_SPREADSHEET}" xmlns:r="{_OFFICE}">'
    '<sheets><sheet name="{name}" sheetId="1" r:id="r1"/></sheets></workbook>'
)
_CORE = (
    _XML + f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{title}</dc:title><dc:creator>{who}</dc:creator>'
    "<dc:description>{says}</dc:description></cp:coreProperties>"
)
_SHEET_HEAD = f'{_XML}<worksheet xmlns="{_SPREADSHEET}"><sheetData>'
_SHEET_FOOT = "</sheetData></worksheet>"
_NO_XML = {number: None for number in range(32) if chr(number) not in "\t\n\r"} | {0xFFFE: None, 0xFFFF: None}


def harmless(text: str) -> str:
    """A cell that no spreadsheet takes for a formula: an apostrophe stands before what would be one."""
    first = text.lstrip(_BLANKS)[:1]
    return f"'{text}" if first and first in FORMULA_STARTS else text


def csv_line(cells: Sequence[str]) -> bytes:
    """One line of a CSV file."""
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow([harmless(cell) for cell in cells])
    return line.getvalue().encode()


def write_workbook(
    file: IO[bytes],
    rows: Iterable[Sequence[object]],
    *,
    name: str,
    title: str,
    who: str,
    says: str,
) -> None:
    """Write a workbook of one sheet, row by row; numbers as numbers, everything else as words."""
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _relations(
            (f"{_OFFICE}/officeDocument", "xl/workbook.xml"),
            (f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
        ),
        "xl/_rels/workbook.xml.rels": _relations((f"{_OFFICE}/worksheet", "worksheets/sheet1.xml")),
        "xl/workbook.xml": _BOOK.format(name=_attribute(name)),
        "docProps/core.xml": _CORE.format(title=_plain(title), who=_plain(who), says=_plain(says)),
    }
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as book:
        for part, text in parts.items():
            book.writestr(part, text)
        with book.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            sheet.write(_SHEET_HEAD.encode())
            for row in rows:
                sheet.write(f"<row>{''.join(map(_cell, row))}</row>".encode())
            sheet.write(_SHEET_FOOT.encode())


def _cell(value: object) -> str:
    if value is None or value == "":
        return "<c/>"
    if isinstance(value, int) and not isinstance(value, bool):
        return f"<c><v>{value}</v></c>"
    return f'<c t="inlineStr"><is><t xml:space="preserve">{_plain(harmless(str(value)))}</t></is></c>'


def _plain(text: str) -> str:
    return escape(text.translate(_NO_XML))


def _attribute(text: str) -> str:
    return escape(text.translate(_NO_XML), {'"': "&quot;"})
