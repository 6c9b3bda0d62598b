"""What stands on the desk of whoever builds a rule: its sentences, its tree, and what is open of both."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from qinqing.domains.policies import forms, queries, rules
from qinqing.domains.policies.models import Edition
from qinqing.domains.policies.pages.sent import groups_for, says_of
from qinqing.domains.policies.rules import benefit, cards, formula, parts, search, tree, typed, wording
from qinqing.domains.policies.rules.tree import Node
from qinqing.kernel.addresses import path_to
from qinqing.kernel.refusals import NotFound
from qinqing.lib.rules import FactType, Rulebook, WrongRules
from qinqing.lib.text import whole_number

HOWS = {
    "into": "放进", "or": "作为另一种情形，并列于", "waive": "有了它就免去", "instead": "代替",
    "case": "另一种情形的条件",
}  # fmt: skip
_PANELS = ("benefit", "case", "wording", "mark", "card_copy")
"""What is open beside the tree."""


def address(found: Edition, part: str = "") -> str:
    """Where the conditions of a rule are edited, or of one part of it."""
    if part:
        return path_to("policies:rule_part", found.item.public_id, found.number, part)
    return path_to("policies:rule", found.item.public_id, found.number)


@dataclass(frozen=True, slots=True)
class Opened:
    """What is open on the page, by its address or by a form that was refused."""

    at: str | None = None
    new: str = ""
    fact: str = ""
    sentence: int = 0
    words: str = ""
    panel: str = ""
    act: str = ""
    form: forms.RuleForm | None = None
    case: str = ""
    part: str = ""

    @classmethod
    def asked(cls, query: Mapping[str, str], part: str) -> "Opened":
        """By what an address says; nonsense opens nothing."""
        return cls(
            at=query.get("at"),
            new=query.get("new", "") if query.get("new") in HOWS else "",
            fact=query.get("fact", ""),
            sentence=whole_number(query.get("sentence", "")) or 0,
            words=" ".join(query.get("q", "").split())[:40],
            panel=query.get("open", ""),
            case=query.get("case", ""),
            part=part,
        )

    @classmethod
    def sent(cls, act: str, form: forms.RuleForm, part: str = "") -> "Opened":
        """By a form that was refused: it stays open, with what was typed."""
        given = form.data
        sentence = whole_number(given.get("sentence", "")) or 0
        beside = act in _PANELS
        of_node = not beside and act not in ("undo", "case_add") and not act.startswith(("case_", "card_"))
        return cls(
            at=given.get("at", "") if of_node else None,
            new={"add": given.get("how", "") or "into", "case_add": "case"}.get(act, ""),
            fact=given.get("fact", ""), sentence=sentence, panel=act if beside else "", act=act, form=form,
            case=given.get("at", "") if act == "case" else "", part=part,
        )  # fmt: skip


_NOTHING_OPEN: Mapping[str, Any] = {
    "form": None, "refused": None, "said": "", "how": "", "likely": (), "facts": (), "groups": (),
    "guessed": False, "scores": (),
}  # fmt: skip


# --- the page ----------------------------------------------------------


def context_of(found: Edition, opened: Opened) -> dict[str, Any]:
    """Everything the page shows. Raises NotFound for a node or a fact that is not there."""
    part, sentences = opened.part, wording.read_wording(found.wording)
    root = tree.tree_of(parts.view(found.rule, part))
    node = _node(root, opened)
    content = queries.content_of(found)
    faults = dict(rules.faults_of(content))
    return {
        "here": address(found, part),
        "whole": address(found),
        "part": parts.name_of(found.rule, part) if part else "",
        "edition": found,
        "item": found.item,
        "opened": opened,
        "root": root,
        "node": node,
        "sentences": sentences_of(found, root, None if opened.new else node, opened.sentence),
        "missing": [
            (number, wording.name_of(number, sentences[number - 1]), sentences[number - 1].text)
            for number in (() if part else wording.uncovered(sentences, found.rule))
        ],
        "faults": []
        if part
        else [faults[field] for field in ("wording", "rule", "rule_note") if field in faults],
        "undoable": bool(found.earlier),
        "cases": benefit.case_lines(found.rule),
        "gives": benefit.other_lines(found.rule),
        "unit": benefit.given_of(found.rule).unit,
        "formula_names": list(formula.names()),
        "cards": [(name, _card(found.rule, name)) for name in cards.names_of(found.rule)],
        **_NOTHING_OPEN,
        **_open_panel(found, opened, root, node),
    }


def _node(root: Node | None, opened: Opened) -> Node | None:
    """The node that is open; of a new one, the node it goes to."""
    if opened.at is None or root is None:
        return None
    found = next((one for one in tree.walk(root) if one.path == opened.at), None)
    if found is None and opened.form is None:
        raise NotFound
    return found


def _card(stored: Mapping[str, Any], name: str) -> cards.Line | None:
    """A card of the rule; None where it reads as none."""
    try:
        return cards.card_of(stored, name)
    except WrongRules:
        return None


def sentences_of(found: Edition, root: Node | None, node: Node | None, lit_one: int) -> list[dict[str, Any]]:
    """The sentences, each with the conditions of a tree that stand by it, and whether any of the rule does.

    Lit are those of the node, and one more.
    """
    sentences = wording.read_wording(found.wording)
    open_ends = wording.uncovered(sentences, found.rule)
    cited: dict[int, list[str]] = {}
    for one in tree.walk(root) if root else ():
        for number in one.says:
            cited.setdefault(number, []).append(one.path)
    lit = set(node.says if node else ()) | {lit_one}
    return [
        {
            "number": number,
            "name": wording.name_of(number, one),
            "text": one.text,
            "judge": one.judge,
            "paths": cited.get(number, []),
            "covered": number not in open_ends,
            "lit": number in lit,
        }
        for number, one in enumerate(sentences, 1)
    ]


def _open_panel(found: Edition, opened: Opened, root: Node | None, node: Node | None) -> dict[str, Any]:
    """The one form that is open, beside what it needs."""
    if opened.panel in _PANELS:
        return {"form": _panel_form(found, opened)}
    if opened.new or (opened.fact and node is not None):
        return _condition_panel(found, opened, node)
    if node is None:
        return {"refused": opened.form}
    return _node_panel(found, opened, root, node)


def _panel_form(found: Edition, opened: Opened) -> forms.RuleForm:
    if opened.form is not None:
        return opened.form
    if opened.panel in ("benefit", "case"):
        return _benefit_panel(found, opened)
    if opened.panel == "card_copy":
        return forms.LikeForm(initial={"version": found.version}, choices={"like": cards.shipped()})
    if opened.panel == "wording":
        lines = "\n".join(one.text for one in wording.read_wording(found.wording))
        return forms.WordingForm(initial={"text": lines, "version": found.version})
    sentences = wording.read_wording(found.wording)
    if not 1 <= opened.sentence <= len(sentences):
        raise NotFound
    judge = sentences[opened.sentence - 1].judge
    return forms.MarkForm(initial={"sentence": opened.sentence, "judge": judge, "version": found.version})


def _benefit_panel(found: Edition, opened: Opened) -> forms.GrantForm:
    """What is given where no case holds, or by one case. Raises NotFound for one that is not there."""
    made = forms.GrantForm if opened.panel == "case" else forms.BenefitForm
    try:
        case = opened.panel == "case"
        given = benefit.case_given(found.rule, opened.case) if case else benefit.given_of(found.rule)
    except WrongRules:
        raise NotFound from None
    return made(initial=_initial(given, found), choices={"of": benefit.bases()})


def _initial(given: benefit.Given, found: Edition) -> dict[str, Any]:
    held = {name: getattr(given, name) for name in benefit.Given.__dataclass_fields__}
    shown = {name: typed.said(value) if isinstance(value, Decimal) else value for name, value in held.items()}
    return {**shown, "version": found.version}


def _condition_panel(found: Edition, opened: Opened, node: Node | None) -> dict[str, Any]:
    """A comparison to fill in; before its fact is known, the facts to choose from."""
    sentences = wording.read_wording(found.wording)
    said = sentences[opened.sentence - 1].text if 1 <= opened.sentence <= len(sentences) else ""
    if not said and node is not None and opened.new == "instead":
        said = " ".join(sentences[n - 1].text for n in node.says if n <= len(sentences))
    about = {"said": said, "how": HOWS.get(opened.new, "")}
    if not opened.fact:
        likely = [] if opened.words else search.likely(said)
        plain = opened.part or opened.new == "case"
        return {
            **about, "form": None, "likely": likely, "facts": search.facts_for(opened.words, said),
            "scores": [] if plain else scores_for(rules.book_of(found.rule), opened.words),
        }  # fmt: skip
    known = rules.book_of(found.rule)
    if opened.form is not None and opened.act in ("add", "change", "case_add"):
        return {**about, **comparing(opened.form, opened.fact, known)}
    form = _blank(found, opened, node, said)
    return {**about, **comparing(form, opened.fact, known), "guessed": bool(form.initial.get("value"))}


def scores_for(known: Rulebook, words: str) -> list[tuple[str, str]]:
    """The points that a condition can ask, those with these words."""
    return [(name, label) for name, label in typed.scores_of(known) if all(w in label for w in words.split())]


def _blank(found: Edition, opened: Opened, node: Node | None, said: str = "") -> forms.ConditionForm:
    raw = node.raw if node is not None and not opened.new else {}
    says = [opened.sentence] if opened.sentence else raw.get("says", [])
    if opened.new == "instead" and node is not None:
        says = list(node.says)
    held = bool(raw) and typed.measures(raw) == opened.fact
    try:
        shown = typed.typed_of(raw) if held else search.guess(opened.fact, said)
        initial = {name: getattr(shown, name) for name in ("op", "value", "high", "against")}
        initial |= {"values": list(shown.values), "says": says, "version": found.version}
        initial |= {"zh": raw.get("zh", "") if held else ""}
        if not initial["op"] and typed.kind_of(opened.fact) in (FactType.ENUM, FactType.STRING):
            initial["op"] = "in"
        if opened.new == "case":
            initial["unit"] = benefit.given_of(found.rule).unit
            choices = {**says_of(found), "of": benefit.bases()}
            return forms.CaseForm(fact=opened.fact, initial=initial, choices=choices)
        known = rules.book_of(found.rule)
        return forms.ConditionForm(fact=opened.fact, known=known, initial=initial, choices=says_of(found))
    except WrongRules:
        raise NotFound from None


def comparing(form: forms.RuleForm, fact: str, known: Rulebook) -> dict[str, Any]:
    """What the fields of a comparison show of its fact, or of the points it asks."""
    kind = typed.kind_of(fact)
    note = known.facts[fact].note if fact in known.facts else "由别的资料算出"
    return {
        "form": form,
        "fact": fact,
        "fact_label": typed.label_of(fact, known),
        "fact_note": "" if typed.is_score(fact) else note,
        "fact_unit": typed.unit_of(fact),
        "fact_kind": kind.value,
        "is_date": kind is FactType.DATE,
        "compared": bool(typed.bounds_for(fact)),
    }


def _node_panel(found: Edition, opened: Opened, root: Node | None, node: Node) -> dict[str, Any]:
    """What can be done to one node: its own form, and where it can go."""
    groups = groups_for(root, node.path) if node.path else []
    where = {"groups": groups, "refused": opened.form if opened.act not in _OWN_FORMS else None}
    about = {"version": found.version, "zh": node.label, "says": list(node.says)}
    if opened.form is not None and opened.act in ("regroup", "describe"):
        return {**where, "form": opened.form}
    if node.kind in ("fact", "score"):
        fact = typed.measures(node.raw)
        form = _blank(found, Opened(at=opened.at, fact=fact, part=opened.part), node)
        return {**where, **comparing(form, fact, rules.book_of(found.rule))}
    if node.takes_more:
        initial = {**about, "kind": node.kind, "count": node.raw.get("at_least"), "whole": node.counts_as_one}
        return {**where, "form": forms.GroupForm(initial=initial, choices=says_of(found))}
    return {**where, "form": forms.AboutForm(initial=about, choices=says_of(found))}


_OWN_FORMS = ("add", "change", "regroup", "describe")
