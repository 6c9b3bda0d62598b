"""The story of a problem for those who handle it: newest first, each entry with who may read it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from qinqing.domains.problems.permissions import layers_of
from qinqing.domains.problems.queries.detail import Detail, Entry
from qinqing.domains.problems.queries.sheet import FileView
from qinqing.domains.problems.queries.words import Told, by, told, told_to_enterprise
from qinqing.domains.problems.terms import Layer
from qinqing.kernel.permissions import Actor
from qinqing.ui import formats


@dataclass(frozen=True, slots=True)
class Line:
    """One entry: in the margin who reads it, then who did what, his own words, the platform's, facts."""

    id: int
    layer: str
    layer_word: str
    layer_note: str
    who: str
    when: str
    quote: str
    text: str
    facts: Sequence[tuple[str, str]]
    files: Sequence[FileView]


_NOTES = dict.fromkeys(Layer, "其他人看不到") | {Layer.HANDLERS: "企业看不到"}


def story_of(detail: Detail, now: datetime, layer: str = "") -> list[Line]:
    """The entries the actor may read, of one layer if one is named, the newest first."""
    wanted = [entry for entry in detail.entries if layer not in Layer.values() or entry.layer == layer]
    return [_line(entry, detail, now) for entry in reversed(wanted)]


def layers_to_choose(actor: Actor) -> list[Layer]:
    """The layers an actor may tell apart; none where he reads only one."""
    readable = [Layer.of(value) for value in layers_of(actor)]
    return readable if len(readable) > 1 else []


def _line(entry: Entry, detail: Detail, now: datetime) -> Line:
    said, layer = told(entry, detail, now), Layer.of(entry.layer)
    by_system = bool(entry.rule)
    return Line(
        id=entry.id,
        layer="" if by_system else entry.layer,
        layer_word="系统" if by_system else layer.label,
        layer_note=layer.label if by_system else _note(said, entry, detail, now),
        who=said.title if by_system else f"{by(entry)} {said.title}",
        when=formats.moment(entry.at, now),
        quote=said.quote,
        text=said.text,
        facts=said.facts,
        files=entry.files,
    )


def _note(said: Told, entry: Entry, detail: Detail, now: datetime) -> str:
    """What the margin adds: of a step the enterprise may read, whether it reads the words too."""
    if entry.layer != Layer.ENTERPRISE:
        return _NOTES[Layer.of(entry.layer)]
    shared = told_to_enterprise(entry, detail, now)
    if shared is None:
        return "企业没有这一条"
    return "不带内容" if (said.quote, said.text) != (shared.quote, shared.text) else ""
