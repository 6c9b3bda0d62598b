"""What stands on the desk of whoever builds a scorecard: its lines, and the one form that is open."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from qinqing.domains.policies import forms, rules
from qinqing.domains.policies.models import Edition
from qinqing.domains.policies.pages.panels import address, comparing, sentences_of
from qinqing.domains.policies.pages.sent import says_of
from qinqing.domains.policies.rules import cards, points, search, tree, typed
from qinqing.domains.policies.rules.points import Marks
from qinqing.kernel.addresses import path_to
from qinqing.kernel.refusals import NotFound
from qinqing.lib.rules import WrongRules

NEW = "new"
"""How a card that is to be begun is named in its address."""
_ADDED = {
    "begin": "新的评分表",
    "group": "新的一组",
    "item": "新的一项",
    "way": "另一种算法",
    "case": "新的一种情形",
}
_ASKS = {"begin": ("", "group_", "card_"), "group": ("", "group_"), "item": ("",), "change_item": ("",)}
"""Of what an act asks what it is called: of an item, of its group, of the card."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What is open on the page: a line or something new, by its address or by a form that was refused."""

    at: str | None = None
    new: str = ""
    way: str = ""
    fact: str = ""
    words: str = ""
    act: str = ""
    form: forms.RuleForm | None = None

    @classmethod
    def asked(cls, query: Mapping[str, str], name: str) -> "Opened":
        """By what an address says; nonsense opens nothing."""
        new = query.get("new", "") if query.get("new") in (*_ADDED, "instead") else ""
        return cls(
            at=query.get("at"), new="begin" if name == NEW else new,
            way=query.get("way", "") if query.get("way") in dict(points.WAYS) else "",
            fact=query.get("fact", ""), words=" ".join(query.get("q", "").split())[:40],
        )  # fmt: skip

    @classmethod
    def sent(cls, act: str, form: forms.RuleForm, name: str) -> "Opened":
        """By a form that was refused: it stays open, with what was typed."""
        given = form.data
        return cls(
            at=None if act in ("undo", "begin") else given.get("at", ""), new=act if act in _ADDED else "",
            way=given.get("way", ""), fact=given.get("fact", ""), act=act, form=form,
        )  # fmt: skip


def card_address(found: Edition, name: str) -> str:
    """Where a card of a draft is edited."""
    return path_to("policies:card", found.item.public_id, found.number, name)


# --- forms that were sent -----------------------------------------------

Data = Mapping[str, Any]


def about_form(data: Data, found: Edition, name: str) -> forms.LineForm:
    return forms.LineForm(data)


def plain_form(data: Data, found: Edition, name: str) -> forms.RuleForm:
    return forms.RuleForm(data)


def score_form(data: Data, found: Edition, name: str) -> forms.ScoreForm:
    return forms.ScoreForm(data)


def rest_form(data: Data, found: Edition, name: str) -> forms.RestForm:
    return forms.RestForm(data, asks=_named(cards.line_at(found.rule, name, data.get("at", ""))))


def _named(line: cards.Line) -> tuple[str, ...]:
    """Whether what a line is called is asked: of an item, not of one way of it."""
    return ("",) if line.kind == cards.ITEM else ()


def case_form(data: Data, found: Edition, name: str) -> forms.CasePointsForm:
    return forms.CasePointsForm(data, fact=data.get("fact", ""), choices=says_of(found))


def points_form(data: Data, found: Edition, name: str) -> forms.PointsForm:
    """How points are earned, as it was sent. Raises WrongRules for a way or a fact that is not there."""
    way, fact = data.get("way", ""), data.get("fact", "")
    asks = _ASKS.get(data.get("act", ""), ())
    if way not in dict(points.WAYS) or (way != points.CASES and fact not in dict(points.facts_for(way))):
        raise WrongRules("", "这项资料不能这样给分了，请重新选")
    if way == points.CASES:
        return forms.FirstCaseForm(
            data, fact=fact, way=way, marks=Marks(way), asks=asks, choices=says_of(found)
        )
    return forms.PointsForm(data, way=way, marks=Marks(way, fact), asks=asks)


# --- the page ----------------------------------------------------------


def context_of(found: Edition, name: str, opened: Opened) -> dict[str, Any]:
    """Everything the page shows. Raises NotFound for a line, a way or a fact that is not there."""
    root = None if name == NEW else cards.card_of(found.rule, name)
    line = _line(root, opened)
    return {
        "here": card_address(found, name),
        "rule_address": address(found),
        "edition": found,
        "item": found.item,
        "name": name,
        "opened": opened,
        "root": root,
        "line": line,
        "sentences": sentences_of(found, tree.tree_of(found.rule), None, 0),
        "undoable": bool(found.earlier),
        "title": _ADDED.get(opened.new, ""),
        "ways": points.WAYS,
        "form": opened.form if opened.act not in ("up", "down", "remove", "undo") else None,
        "refused": opened.form,
        "choosing": "",
        "facts": (),
        **_open_form(found, root, line, opened),
    }


def _line(root: cards.Line | None, opened: Opened) -> cards.Line | None:
    if root is None or opened.at is None:
        return None
    found = next((one for one in cards.walk(root) if one.path == opened.at), None)
    if found is None and opened.form is None:
        raise NotFound
    return found


def _open_form(
    found: Edition, root: cards.Line | None, line: cards.Line | None, opened: Opened
) -> dict[str, Any]:
    if opened.new:
        return _new_line(found, line, opened)
    return _old_line(found, line, opened) if line is not None else {}


def _new_line(found: Edition, line: cards.Line | None, opened: Opened) -> dict[str, Any]:
    """Something new: first how points are given, then for which fact, then how many; the same for a line that
    is to earn its points otherwise (`instead`)."""
    if line is None and opened.new not in ("begin", "group"):
        raise NotFound
    way = points.CASES if opened.new == "case" else opened.way
    if not way:
        return {"choosing": "way"}
    if not opened.fact:
        return {"choosing": "fact", "way": way, "facts": facts_for(way, opened.words)}
    act = _act(opened, line)
    form = (
        opened.form
        if opened.form is not None and opened.act == act
        else _blank(found, act, way, opened, line)
    )
    more = comparing(form, opened.fact, rules.book()) if way == points.CASES else _pointing(opened.fact)
    return {**more, "form": form, "way": way, "act": act}


def _act(opened: Opened, line: cards.Line | None) -> str:
    if opened.new != "instead":
        return opened.new
    return "change_item" if line is not None and line.kind == cards.ITEM else "change_way"


def facts_for(way: str, words: str) -> list[search.Known]:
    """The facts that points can be given for, those with these words."""
    found = search.facts_for(words)
    suits = None if way == points.CASES else dict(points.facts_for(way))
    return [one for one in found if suits is None or one.name in suits]


def _blank(found: Edition, act: str, way: str, opened: Opened, line: cards.Line | None) -> forms.RuleForm:
    initial: dict[str, Any] = {"version": found.version, "way": way, "fact": opened.fact}
    if act == "change_item" and line is not None:
        initial |= {"label": line.label, "most": typed.said(line.most)}
    try:
        typed.kind_of(opened.fact)
        if way != points.CASES:
            if opened.fact not in dict(points.facts_for(way)):
                raise NotFound
            return forms.PointsForm(
                way=way, marks=Marks(way, opened.fact), asks=_ASKS.get(act, ()), initial=initial
            )
        if act == "case":
            return forms.CasePointsForm(fact=opened.fact, initial=initial, choices=says_of(found))
        return forms.FirstCaseForm(
            fact=opened.fact, way=way, marks=Marks(way), asks=_ASKS.get(act, ()), initial=initial,
            choices=says_of(found),
        )  # fmt: skip
    except WrongRules:
        raise NotFound from None


def _pointing(fact: str) -> dict[str, Any]:
    return {
        "fact": fact,
        "fact_label": rules.book().label(fact),
        "fact_unit": typed.unit_of(fact),
        "choices": [label for _, label in typed.choices_of(fact)],
    }


def _old_line(found: Edition, line: cards.Line, opened: Opened) -> dict[str, Any]:
    """The form of a line that is there."""
    version = {"version": found.version}
    named = {**version, "label": line.label, "most": typed.said(line.most)}
    sent = opened.form if opened.act.startswith("change_") or opened.act == "about" else None
    if line.kind in (cards.CARD, cards.GROUP):
        return {"form": sent or forms.LineForm(initial=named), "act": "about"}
    if line.kind == cards.CASE:
        score = {**version, "score": typed.said(line.most)}
        return {"form": sent or forms.ScoreForm(initial=score), "act": "change_case"}
    if line.way in (points.BEST, points.CASES):
        rest = {**named, "otherwise": line.raw.get("else", 0) if line.way == points.CASES else ""}
        form = sent or forms.RestForm(initial=rest, asks=_named(line))
        return {"form": form, "act": "change_rest"}
    marks = points.marks_of(line.raw)
    shown = {**named, "way": marks.way, "fact": marks.fact, "otherwise": marks.otherwise}
    for place, (bound, worth) in enumerate(marks.rows, 1):
        shown |= {f"bound_{place}": bound, f"points_{place}": worth}
    act = "change_item" if line.kind == cards.ITEM else "change_way"
    form = sent or forms.PointsForm(way=marks.way, marks=marks, asks=_named(line), initial=shown)
    return {**_pointing(marks.fact), "form": form, "way": marks.way, "act": act}
