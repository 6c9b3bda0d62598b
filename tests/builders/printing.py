"""How the sheets of a workbook are printed, read from the file itself."""

import io
import zipfile
from typing import NamedTuple
from xml.etree import ElementTree

_NAMES = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


class Printed(NamedTuple):
    """Of one sheet: the rows on every page, how the paper lies, how many pages high, and its foot."""

    heads: str
    lies: str
    paper: str
    pages_high: str
    foot: str


def sheets_as_printed(content: bytes) -> list[Printed]:
    """Each sheet of a workbook, in order; one as wide as it happens to be is none."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        names = ElementTree.fromstring(book.read("xl/workbook.xml")).findall(".//m:definedName", _NAMES)
        heads = {
            name.get("localSheetId"): name.text or ""
            for name in names
            if name.get("name") == "_xlnm.Print_Titles"
        }
        found = []
        for number in range(len([name for name in book.namelist() if "worksheets/sheet" in name])):
            sheet = ElementTree.fromstring(book.read(f"xl/worksheets/sheet{number + 1}.xml"))
            setup = sheet.find(".//m:pageSetup", _NAMES)
            fits = sheet.find(".//m:sheetPr/m:pageSetUpPr[@fitToPage='1']", _NAMES)
            foot = sheet.find(".//m:oddFooter", _NAMES)
            assert setup is not None
            assert fits is not None
            assert foot is not None
            found.append(
                Printed(
                    heads.get(str(number), ""),
                    setup.get("orientation", ""),
                    setup.get("paperSize", ""),
                    setup.get("fitToHeight", "1"),
                    foot.text or "",
                )
            )
    return found
