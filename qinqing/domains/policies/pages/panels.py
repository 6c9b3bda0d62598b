"""What stands on the desk of whoever builds a rule: its sentences, its tree, and what is open of both."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from qinqing.domains.policies import forms, queries, rules
from qinqing.domains.policies.models import Edition
from qinqing.domains.policies.rules import benefit, search, tree, typed, wording
from qinqing.domains.policies.rules.tree import Node
from qinqing.kernel.addresses import path_to
from qinqing.kernel.refusals import NotFound
from qinqing.lib.rules import FactType, WrongRules
from qinqing.lib.text import whole_number

WHOLE = "whole"
"""How the whole rule is named where a field may not be empty; its path is."""
HOWS = {"into": "放进", "or": "作为另一种情形，并列于", "waive": "有了它就免去", "instead": "代替"}
_PANELS = ("benefit", "wording", "mark")
"""What is open beside the tree."""


def path_of(group: str) -> str:
    """The path of a group that was chosen."""
    return "" if group == WHOLE else group


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

    @classmethod
    def asked(cls, query: Mapping[str, str]) -> "Opened":
        """By what an address says; nonsense opens nothing."""
        return cls(
            at=query.get("at"),
            new=query.get("new", "") if query.get("new") in HOWS else "",
            fact=query.get("fact", ""),
            sentence=whole_number(query.get("sentence", "")) or 0,
            words=" ".join(query.get("q", "").split())[:40],
            panel=query.get("open", ""),
        )

    @classmethod
    def sent(cls, act: str, form: forms.RuleForm) -> "Opened":
        """By a form that was refused: it stays open, with what was typed."""
        given = form.data
        sentence = whole_number(given.get("sentence", "")) or 0
        beside = act in _PANELS
        return cls(
            at=None if beside or act == "undo" else given.get("at", ""),
            new=given.get("how", "") or "into" if act == "add" else "",
            fact=given.get("fact", ""), sentence=sentence, panel=act if beside else "", act=act, form=form,
        )  # fmt: skip


# --- forms -------------------------------------------------------------


def _says(found: Edition) -> dict[str, list[tuple[int, str]]]:
    sentences = wording.read_wording(found.wording)
    return {"says": [(number, f"{number} {one.text}") for number, one in enumerate(sentences, 1)]}


def condition_form(data: Mapping[str, Any], found: Edition) -> forms.ConditionForm:
    """The form of a comparison that was sent. Raises WrongRules for a fact that is not there."""
    return forms.ConditionForm(data, fact=data.get("fact", ""), choices=_says(found))


def group_form(data: Mapping[str, Any], found: Edition) -> forms.GroupForm:
    return forms.GroupForm(data, choices=_says(found))


def about_form(data: Mapping[str, Any], found: Edition) -> forms.AboutForm:
    return forms.AboutForm(data, choices=_says(found))


def plain_form(data: Mapping[str, Any], found: Edition) -> forms.RuleForm:
    return forms.RuleForm(data)


def into_form(data: Mapping[str, Any], found: Edition) -> forms.IntoForm:
    return forms.IntoForm(data, choices={"group": groups_for(tree.tree_of(found.rule), data.get("at", ""))})


def benefit_form(data: Mapping[str, Any], found: Edition) -> forms.BenefitForm:
    return forms.BenefitForm(data, choices={"of": benefit.bases()})


def wording_form(data: Mapping[str, Any], found: Edition) -> forms.WordingForm:
    return forms.WordingForm(data)


def mark_form(data: Mapping[str, Any], found: Edition) -> forms.MarkForm:
    return forms.MarkForm(data)


def groups_for(root: Node | None, path: str) -> list[tuple[str, str]]:
    """The groups into which a node can be moved: neither its own nor what is below it."""
    above = path.rpartition(".")[0]
    groups = [one for one in tree.walk(root) if one.takes_more] if root else []
    return [
        (one.path or WHOLE, f"{one.path or '最外层'} {one.label or one.asks}")
        for one in groups
        if one.path not in (above, path) and not one.path.startswith(f"{path}.")
    ]


_NOTHING_OPEN: Mapping[str, Any] = {
    "form": None, "refused": None, "said": "", "how": "", "likely": (), "facts": (), "groups": (),
    "guessed": False,
}  # fmt: skip


# --- the page ----------------------------------------------------------


def context_of(found: Edition, opened: Opened) -> dict[str, Any]:
    """Everything the page shows. Raises NotFound for a node or a fact that is not there."""
    root, sentences = tree.tree_of(found.rule), wording.read_wording(found.wording)
    node = _node(root, opened)
    content = queries.content_of(found)
    faults = dict(rules.faults_of(content))
    return {
        "here": path_to("policies:rule", found.item.public_id, found.number),
        "edition": found,
        "item": found.item,
        "opened": opened,
        "root": root,
        "node": node,
        "sentences": _sentences(sentences, root, node, opened),
        "missing": [
            (number, wording.name_of(number, sentences[number - 1]), sentences[number - 1].text)
            for number in wording.uncovered(sentences, found.rule)
        ],
        "faults": [faults[field] for field in ("wording", "rule", "rule_note") if field in faults],
        "undoable": bool(found.earlier),
        "gives": benefit.benefit_lines(found.rule),
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


def _sentences(
    sentences: wording.Wording, root: Node | None, node: Node | None, opened: Opened
) -> list[dict[str, Any]]:
    cited: dict[int, list[str]] = {}
    for one in tree.walk(root) if root else ():
        for number in one.says:
            cited.setdefault(number, []).append(one.path)
    lit = set(node.says if node and not opened.new else ()) | {opened.sentence}
    return [
        {
            "number": number,
            "name": wording.name_of(number, one),
            "text": one.text,
            "judge": one.judge,
            "paths": cited.get(number, []),
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
    if opened.panel == "benefit":
        given = benefit.given_of(found.rule)
        shown = {name: _number(getattr(given, name)) for name in ("amount", "rate", "cap")}
        return forms.BenefitForm(
            initial={**shown, "way": given.way, "of": given.of, "version": found.version},
            choices={"of": benefit.bases()},
        )
    if opened.panel == "wording":
        lines = "\n".join(one.text for one in wording.read_wording(found.wording))
        return forms.WordingForm(initial={"text": lines, "version": found.version})
    sentences = wording.read_wording(found.wording)
    if not 1 <= opened.sentence <= len(sentences):
        raise NotFound
    judge = sentences[opened.sentence - 1].judge
    return forms.MarkForm(initial={"sentence": opened.sentence, "judge": judge, "version": found.version})


def _number(value: Any) -> str:
    return "" if value is None else typed.said(value)


def _condition_panel(found: Edition, opened: Opened, node: Node | None) -> dict[str, Any]:
    """A comparison to fill in; before its fact is known, the facts to choose from."""
    sentences = wording.read_wording(found.wording)
    said = sentences[opened.sentence - 1].text if 1 <= opened.sentence <= len(sentences) else ""
    if not said and node is not None and opened.new == "instead":
        said = " ".join(sentences[n - 1].text for n in node.says if n <= len(sentences))
    about = {"said": said, "how": HOWS.get(opened.new, "")}
    if not opened.fact:
        likely = [] if opened.words else search.likely(said)
        return {**about, "form": None, "likely": likely, "facts": search.facts_for(opened.words, said)}
    if opened.form is not None and opened.act in ("add", "change"):
        return {**about, **_comparing(opened.form, opened.fact)}
    form = _blank(found, opened, node, said)
    return {**about, **_comparing(form, opened.fact), "guessed": bool(form.initial.get("value"))}


def _blank(found: Edition, opened: Opened, node: Node | None, said: str = "") -> forms.ConditionForm:
    raw = node.raw if node is not None and not opened.new else {}
    says = [opened.sentence] if opened.sentence else raw.get("says", [])
    if opened.new == "instead" and node is not None:
        says = list(node.says)
    held = raw.get("fact") == opened.fact
    try:
        shown = typed.typed_of(raw) if held else search.guess(opened.fact, said)
        initial = {name: getattr(shown, name) for name in ("op", "value", "high", "against")}
        initial |= {"values": list(shown.values), "says": says, "version": found.version}
        initial |= {"zh": raw.get("zh", "") if held else ""}
        if not initial["op"] and typed.kind_of(opened.fact) in (FactType.ENUM, FactType.STRING):
            initial["op"] = "in"
        return forms.ConditionForm(fact=opened.fact, initial=initial, choices=_says(found))
    except WrongRules:
        raise NotFound from None


def _comparing(form: forms.RuleForm, fact: str) -> dict[str, Any]:
    known = rules.book()
    kind = typed.kind_of(fact)
    return {
        "form": form,
        "fact": fact,
        "fact_label": known.label(fact),
        "fact_note": known.facts[fact].note if fact in known.facts else "由别的资料算出",
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
    if node.kind == "fact":
        return {**where, **_comparing(_blank(found, _with_fact(opened, node), node), str(node.raw["fact"]))}
    if node.takes_more:
        initial = {**about, "kind": node.kind, "count": node.raw.get("at_least")}
        return {**where, "form": forms.GroupForm(initial=initial, choices=_says(found))}
    return {**where, "form": forms.AboutForm(initial=about, choices=_says(found))}


_OWN_FORMS = ("add", "change", "regroup", "describe")


def _with_fact(opened: Opened, node: Node) -> Opened:
    return Opened(at=opened.at, fact=str(node.raw["fact"]))
