"""A condition within a benefit or a scorecard, as a small rule of its own that the same tree editor changes.

A part is named by where it stands: `benefit.2` is the second case of the benefit, `card1.2.3.1` the first
case of the third item of the second group of a card.
"""

from collections.abc import Mapping
from typing import Any, NoReturn

from qinqing.domains.policies.rules import benefit, cards
from qinqing.lib.rules import WrongRules

Stored = Mapping[str, Any]
BENEFIT = "benefit"


def view(stored: Stored, part: str) -> Stored:
    """What the tree editor sees of a rule: the whole, or one part of it. Refuses one that is not there."""
    if not part:
        return stored
    name, _, path = part.partition(".")
    if name == BENEFIT:
        return {"conditions": benefit.case_at(stored, path)["when"]}
    line = cards.line_at(stored, name, path)
    if line.kind != cards.CASE:
        _gone()
    return {"conditions": line.raw["when"]}


def put(stored: Stored, part: str, changed: Stored) -> Stored:
    """The rule with that part as it is now. Refuses a case without a condition."""
    if not part:
        return changed
    when = changed.get("conditions")
    if when is None:
        raise WrongRules("", "一种情形至少要有一条条件；不要这种情形，回去把它删掉")
    name, _, path = part.partition(".")
    if name == BENEFIT:
        return benefit.change_case(stored, path, {**benefit.case_at(stored, path), "when": when})
    return cards.change(stored, name, path, {"when": when})


def name_of(stored: Stored, part: str) -> str:
    """What a part is called where it is edited."""
    name, _, path = part.partition(".")
    if name == BENEFIT:
        return f"给多少：第 {path} 种情形"
    above = path.rpartition(".")[0]
    return f"{cards.card_of(stored, name).label}：{cards.line_at(stored, name, above).label}"


def _gone() -> NoReturn:
    raise WrongRules("", "没有这种情形了，请看最新的")
