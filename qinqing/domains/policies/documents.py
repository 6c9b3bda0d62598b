"""What fits one enterprise, as a paper to be handed over: of the same words as the screen."""

import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from qinqing.domains.policies.tables import Asked
from qinqing.domains.policies.terms import Standing
from qinqing.kernel.printing import DOCX, PDF, printed
from qinqing.ui.formats import full_moment

TEMPLATE: Final = Path(__file__).parent / "data" / "package.typ"


@dataclass(frozen=True)
class Item:
    """An item on the paper: its name, what one gets, and what there is to know about it."""

    title: str
    amount: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Section:
    """Items of one standing."""

    title: str
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Package:
    """What is handed over to an enterprise."""

    title: str
    printed: str
    sections: tuple[Section, ...]


def package_of(
    name: str,
    groups: Mapping[str, Sequence[Mapping[str, Any]]],
    asked: Iterable[Asked],
    by_units: Sequence[Mapping[str, Any]],
    now: datetime,
) -> Package:
    """The paper of an enterprise: what fits, what nearly does with what is missing, what is still to be told.

    `groups` and `by_units` are the cards of its page.
    """
    fits = tuple(_item(card, _about(card)) for card in groups[Standing.FITS])
    nearly = tuple(_item(card, [gap["says"] for gap in card["failing"]]) for card in groups[Standing.NEARLY])
    told = tuple(Item(one.label, f"{one.items} 项政策要看它", ()) for one in asked)
    units = tuple(Item(one["title"], one["amount"], (one["note"],)) for one in by_units)
    sections = (
        Section(f"能申请的 {len(fits)} 项", fits),
        Section(f"差一点的 {len(nearly)} 项：做到了就能申请", nearly),
        Section("补上这些资料，能多看清几项", told),
        Section(f"由单位核对的 {len(units)} 项", units),
    )
    said = f"按 {full_moment(now)} 掌握的资料比对，以兑现单位审核为准。"
    return Package(f"{name} 能享受的政策", said, tuple(one for one in sections if one.items))


def _item(card: Mapping[str, Any], lines: Iterable[str]) -> Item:
    return Item(card["title"], card["amount"], tuple(lines))


def _about(card: Mapping[str, Any]) -> list[str]:
    whom = " ".join(filter(None, (card["unit"], card["telephone"])))
    return [card["summary"], f"{card['mode']}；{card['when']}{f'；找{whom}' if whom else ''}"]


def as_print(package: Package) -> bytes:
    """The package as a PDF on A4."""
    return printed(TEMPLATE, asdict(package))


def as_document(package: Package) -> bytes:
    """The package as .docx, to be written on in."""
    # Loaded with the first paper: 16 MB that most processes never need.
    docx, shared = import_module("docx"), import_module("docx.shared")
    right = import_module("docx.enum.text").WD_TAB_ALIGNMENT.RIGHT
    document = docx.Document()
    normal = document.styles["Normal"]
    normal.font.size = shared.Pt(10.5)
    fonts = normal.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(import_module("docx.oxml.ns").qn("w:eastAsia"), "宋体")
    document.core_properties.title = package.title
    document.core_properties.author = "亲清"
    document.add_heading(package.title, level=1)
    document.add_paragraph(package.printed)
    for section in package.sections:
        document.add_heading(section.title, level=2)
        for item in section.items:
            line = document.add_paragraph()
            line.paragraph_format.tab_stops.add_tab_stop(shared.Cm(15.5), right)
            line.paragraph_format.keep_with_next = bool(item.lines)
            line.add_run(item.title).bold = True
            line.add_run(f"\t{item.amount}")
            for said in item.lines:
                document.add_paragraph(said)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


KINDS: Final[Mapping[str, tuple[Callable[[Package], bytes], str]]] = {
    "pdf": (as_print, PDF),
    "docx": (as_document, DOCX),
}
"""The kinds of file: what makes one, and its content type."""
