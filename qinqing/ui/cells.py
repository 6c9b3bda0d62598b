"""What repeats in every row, as Python functions that return finished markup.

A macro call costs about 10 µs, an f-string a tenth of it; fifty rows of eight cells are the difference
between a page that answers at once and one that does not. Every free text is escaped here: what comes in as
`Markup` is trusted, every other value is not.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

# `_escape_inner` is what `escape` does to a plain text, without making markup of it: a tenth of its time.
from markupsafe import Markup, _escape_inner, escape  # type: ignore[attr-defined]

Tone = Literal["green", "blue", "yellow", "red", "calm", "paused"]
TagKind = Literal["", "line", "act"]
DayKind = Literal["used", "left", "today", "over", "paused", "1", "2", "3", "4", "5"]
ColumnKind = Literal["", "title", "word", "num", "date", "act", "pick"]

TONE_ICONS: dict[Tone, str] = {
    "green": "circle-check",
    "blue": "clock-hour-4",
    "yellow": "alert-triangle",
    "red": "alert-octagon",
    "calm": "minus",
    "paused": "player-pause",
}

_sprite = "/static/ui/vendor/icons.svg"


def configure(static_prefix: str) -> None:
    """Say once, at start, under which address static files are served (`/static/`)."""
    global _sprite
    _sprite = f"{static_prefix}ui/vendor/icons.svg"
    icon.cache_clear()
    _light_frame.cache_clear()


def harmless(text: object) -> str:
    """Harmless within an element and between double quotes; what is markup already stays as it is."""
    if type(text) is str:
        return _escape_inner(text)
    return text if isinstance(text, Markup) else escape(text)


def _markup(text: str) -> Markup:
    """Finished markup, without the question of `Markup` whether it was any before: asked for every cell."""
    return str.__new__(Markup, text)


@lru_cache(maxsize=512)
def icon(name: str) -> Markup:
    """A drawing of the sprite; it stands before a word and is silent to screen readers."""
    return _markup(
        f'<svg class="qq-i" aria-hidden="true"><use href="{harmless(_sprite)}#{harmless(name)}"/></svg>'
    )


def light(tone: Tone, text: object) -> Markup:
    """A light: colour, shape and word together. An unknown tone is an error, not a grey light."""
    return _markup(f"{_light_frame(tone)}{harmless(text)}</span>")


@lru_cache(maxsize=16)
def _light_frame(tone: Tone) -> str:
    return f'<span class="qq-light qq-light-{tone}">{icon(TONE_ICONS[tone])}'


def tag(text: object, kind: TagKind = "", drawing: str = "") -> Markup:
    """A word in a box; `act` in the accent, `line` only outlined, with an icon if one is named."""
    shape = f" qq-tag-{kind}" if kind else ""
    return _markup(f'<span class="qq-tag{shape}">{icon(drawing) if drawing else ""}{harmless(text)}</span>')


def count(number: int, act: bool = False) -> Markup:
    """A small number behind a word; `act` when it waits for this person."""
    return _markup(f'<span class="qq-count{" qq-count-act" if act else ""}">{number}</span>')


def due_chip(who: object, until_text: object, left_text: object, tone: Tone | None = None) -> Markup:
    """Who has it, until when, how much is left: always these three, in this order."""
    left = f"{icon(TONE_ICONS[tone])}{harmless(left_text)}" if tone else harmless(left_text)
    colour = f" qq-{tone}" if tone else ""
    return _markup(
        f'<span class="qq-due"><span>{harmless(who)}</span><span>{harmless(until_text)}</span>'
        f'<span class="qq-left{colour}">{left}</span></span>'
    )


def ruler(cells: Iterable[DayKind], label: str) -> Markup:
    """The working-day ruler of a row. The label says in words what the cells show: `7 天用 5 天`."""
    drawn = [_DAYS[cell] for cell in cells]
    long = " qq-ruler-long" if len(drawn) > 20 else ""
    return _markup(
        f'<span class="qq-ruler{long}" role="img" aria-label="{harmless(label)}">{"".join(drawn)}</span>'
    )


def ruler_cells(cells: Iterable[DayKind]) -> Markup:
    """The bare cells, for the large ruler of a page."""
    return _markup("".join([_DAYS[cell] for cell in cells]))


def day_kinds(used: int, left: int = 0, over: int = 0, today: bool = False, paused: int = 0) -> list[DayKind]:
    """The cells of one clock: used up, today half, then what is left, paused or over."""
    kinds: list[DayKind] = ["used"] * used
    kinds += ["today"] * today
    kinds += ["left"] * left
    kinds += ["paused"] * paused
    kinds += ["over"] * over
    return kinds


_DAYS: dict[DayKind, str] = {
    "left": "<i></i>",
    "used": '<i class="qq-d-used"></i>',
    "today": '<i class="qq-d-today"></i>',
    "over": '<i class="qq-d-over"></i>',
    "paused": '<i class="qq-d-paused"></i>',
    "1": '<i class="qq-d-1"></i>',
    "2": '<i class="qq-d-2"></i>',
    "3": '<i class="qq-d-3"></i>',
    "4": '<i class="qq-d-4"></i>',
    "5": '<i class="qq-d-5"></i>',
}


def link(href: str, text: object) -> Markup:
    """A link within the house or to a web page; an address of another scheme (`javascript:`) is an error."""
    return _markup(f'<a href="{harmless(_safe(href))}">{harmless(text)}</a>')


def act(href: str, text: object, primary: bool = False) -> Markup:
    """The one verb of a row, at its right end."""
    kind = " qq-btn-primary" if primary else ""
    return _markup(
        f'<a class="qq-btn qq-btn-small{kind}" href="{harmless(_safe(href))}">{harmless(text)}</a>'
    )


def title(href: str, text: object, note: object = "", own: bool = True) -> Markup:
    """What a row is about, opening it, with a second line below. It is somebody's own words or a name, which
    stay as they are in every language, unless `own` says that the house calls it so."""
    second = f"<small>{harmless(note)}</small>" if note else ""
    kept = ' translate="no"' if own else ""
    return _markup(f'<a href="{harmless(_safe(href))}"{kept}>{harmless(text)}</a>{second}')


def own(text: object) -> Markup:
    """What somebody wrote, within a line of ours: it stays as it is in every language. Nothing is nothing."""
    return _markup(f'<span translate="no">{harmless(text)}</span>') if text else _markup("")


class Own(str):
    """What somebody wrote and knows it of itself, such as a name that is the house's elsewhere: as markup and
    as a choice it stays as it is in every language."""

    __slots__ = ()

    def __html__(self) -> Markup:
        return own(str(self))


def with_note(text: object, note: object) -> Markup:
    """A fact and, smaller behind it, whose or what kind: `答复 王楠`."""
    return _markup(f"{harmless(text)} <small>{harmless(note)}</small>")


def with_marks(text: str, spans: Iterable[tuple[int, int]]) -> Markup:
    """A text in which these stretches are marked: in order, never overlapping."""
    parts, last = [], 0
    for start, end in spans:
        parts.append(f"{harmless(text[last:start])}<mark>{harmless(text[start:end])}</mark>")
        last = end
    return _markup("".join([*parts, harmless(text[last:])]))


@dataclass(frozen=True, slots=True)
class Column:
    """One column; a `word` is short and never broken.

    `labelled` prints its name before the value when the row is a card on a phone; `sort` is the address that
    sorts by it, `sorted_by` how the rows are sorted by it now.
    """

    label: str
    kind: ColumnKind = ""
    labelled: bool = False
    sort: str = ""
    sorted_by: Literal["", "ascending", "descending"] = ""


@dataclass(frozen=True, slots=True)
class Row:
    """Cells in the order of the columns; `detail` is a second storey below, the form that acts on the row."""

    cells: Sequence[object]
    selected: bool = False
    detail: Markup | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """A line that heads the rows below it: `已超期 2`."""

    text: str
    note: str = ""


def options(choices: Iterable[tuple[object, object]], value: object = "", own: bool = False) -> Markup:
    """What a select chooses from, (value, label) each, the present value chosen; `own`: people wrote them."""
    return _markup("".join([_option(str(key), text, str(value), own) for key, text in choices]))


def _option(key: str, text: object, value: str, own: bool) -> str:
    kept = ' translate="no"' if (own or isinstance(text, Own)) and key else ""
    chosen = " selected" if key == value else ""
    said = str(text) if isinstance(text, Own) else text
    return f'<option value="{harmless(key)}"{kept}{chosen}>{harmless(said)}</option>'


def td(content: object, kind: ColumnKind = "", label: str = "") -> Markup:
    """One cell."""
    return _markup(f"{_td_open(kind, label)}{harmless(content)}</td>")


def row(*cells: Markup, selected: bool = False) -> Markup:
    """One row of finished cells."""
    inner = "".join([harmless(cell) for cell in cells])
    return _markup(f'<tr class="qq-selected">{inner}</tr>' if selected else f"<tr>{inner}</tr>")


def table_head(columns: Sequence[Column]) -> Markup:
    """The head row of the columns, with the links that sort."""
    return _markup(f"<tr>{''.join([_th(column) for column in columns])}</tr>")


def table_rows(columns: Sequence[Column], rows: Iterable[Row | Group | Sequence[object]]) -> Markup:
    """The body of a table: one string for all rows. A row with too few or too many cells is an error."""
    opens = [_td_open(column.kind, column.label if column.labelled else "") for column in columns]
    return _markup("".join([_table_row(opens, each) for each in rows]))


def _table_row(opens: list[str], each: Row | Group | Sequence[object]) -> str:
    if isinstance(each, Group):
        note = f"<small>{harmless(each.note)}</small>" if each.note else ""
        return f'<tr class="qq-group"><td colspan="{len(opens)}">{harmless(each.text)}{note}</td></tr>'
    if not isinstance(each, Row):
        return f"<tr>{_tds(opens, each)}</tr>"
    classes = " ".join(
        name
        for name, holds in (("qq-selected", each.selected), ("qq-has-detail", each.detail is not None))
        if holds
    )
    start = f'<tr class="{classes}">' if classes else "<tr>"
    first = f"{start}{_tds(opens, each.cells)}</tr>"
    if each.detail is None:
        return first
    chosen = " qq-selected" if each.selected else ""
    return (
        f'{first}<tr class="qq-detail{chosen}"><td colspan="{len(opens)}">{harmless(each.detail)}</td></tr>'
    )


def _tds(opens: list[str], cells: Sequence[object]) -> str:
    return "".join([f"{start}{harmless(cell)}</td>" for start, cell in zip(opens, cells, strict=True)])


@lru_cache(maxsize=256)
def _td_open(kind: ColumnKind, label: str) -> str:
    name = f' class="qq-td-{kind}"' if kind else ""
    data = f' data-label="{harmless(label)}"' if label else ""
    return f"<td{name}{data}>"


def _th(column: Column) -> str:
    name = f' class="qq-td-{column.kind}"' if column.kind else ""
    order = f' aria-sort="{column.sorted_by}"' if column.sorted_by else ""
    text: str = harmless(column.label)
    if column.kind == "pick":
        text = f'<span class="qq-sr">{text}</span>'
    if column.sort:
        arrow = {"": "", "ascending": icon("arrow-up"), "descending": icon("arrow-down")}[column.sorted_by]
        text = f'<a href="{harmless(_safe(column.sort))}">{text}{arrow}</a>'
    return f'<th scope="col"{name}{order}>{text}</th>'


def _safe(href: str) -> str:
    scheme, colon, _ = href.partition(":")
    if colon and scheme.lower() not in _SCHEMES and not _IN_PATH.intersection(scheme):
        raise ValueError(f"not an address for a link: {href[:40]!r}")
    return href


_SCHEMES = frozenset({"http", "https", "tel", "sms", "mailto"})
_IN_PATH = frozenset("/?#")
