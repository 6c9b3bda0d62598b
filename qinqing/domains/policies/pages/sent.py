"""The forms by which a rule is changed, as they were sent: each with the choices that its draft leaves."""

from collections.abc import Mapping
from typing import Any

from qinqing.domains.policies import forms, rules
from qinqing.domains.policies.models import Edition
from qinqing.domains.policies.rules import benefit, cards, parts, tree, wording
from qinqing.domains.policies.rules.tree import Node

WHOLE = "whole"
"""How the whole rule is named where a field may not be empty; its path is."""
Data = Mapping[str, Any]


def path_of(group: str) -> str:
    """The path of a group that was chosen."""
    return "" if group == WHOLE else group


def says_of(found: Edition) -> dict[str, list[tuple[int, str]]]:
    """The sentences that a condition can stand by, as choices."""
    sentences = wording.read_wording(found.wording)
    return {"says": [(number, f"{number} {one.text}") for number, one in enumerate(sentences, 1)]}


def condition_form(data: Data, found: Edition, part: str) -> forms.ConditionForm:
    """The form of a comparison that was sent. Raises WrongRules for a fact that is not there."""
    known = rules.book_of(found.rule)
    return forms.ConditionForm(data, fact=data.get("fact", ""), known=known, choices=says_of(found))


def case_form(data: Data, found: Edition, part: str) -> forms.CaseForm:
    """A case that was sent. As `condition_form`."""
    choices = {**says_of(found), "of": benefit.bases()}
    return forms.CaseForm(data, fact=data.get("fact", ""), choices=choices)


def group_form(data: Data, found: Edition, part: str) -> forms.GroupForm:
    return forms.GroupForm(data, choices=says_of(found))


def about_form(data: Data, found: Edition, part: str) -> forms.AboutForm:
    return forms.AboutForm(data, choices=says_of(found))


def plain_form(data: Data, found: Edition, part: str) -> forms.RuleForm:
    return forms.RuleForm(data)


def into_form(data: Data, found: Edition, part: str) -> forms.IntoForm:
    seen = tree.tree_of(parts.view(found.rule, part))
    return forms.IntoForm(data, choices={"group": groups_for(seen, data.get("at", ""))})


def benefit_form(data: Data, found: Edition, part: str) -> forms.BenefitForm:
    return forms.BenefitForm(data, choices={"of": benefit.bases()})


def grant_form(data: Data, found: Edition, part: str) -> forms.GrantForm:
    return forms.GrantForm(data, choices={"of": benefit.bases()})


def like_form(data: Data, found: Edition, part: str) -> forms.LikeForm:
    return forms.LikeForm(data, choices={"like": cards.shipped()})


def card_form(data: Data, found: Edition, part: str) -> forms.CardForm:
    return forms.CardForm(data)


def wording_form(data: Data, found: Edition, part: str) -> forms.WordingForm:
    return forms.WordingForm(data)


def mark_form(data: Data, found: Edition, part: str) -> forms.MarkForm:
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
