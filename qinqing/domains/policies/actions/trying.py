"""A draft over all enterprises of its area, beside the edition that holds now.

Rests on numpy: only the worker imports this.
"""

from dataclasses import asdict
from datetime import date, datetime
from typing import Any

import numpy as np
from django.db import transaction

from qinqing.domains.accounts import queries as accounts
from qinqing.domains.policies.facts import rule_of
from qinqing.domains.policies.facts.many import Subjects, subjects
from qinqing.domains.policies.models import Edition, Trial
from qinqing.domains.policies.rules.partition import Parted, Places, needed, parted, planned
from qinqing.kernel import clock, door
from qinqing.lib.rules import Rule

SHOWN = 50
"""So many of each group are named; the numbers are of all."""


def run_trial(trial_id: int, now: datetime) -> None:
    """Fill in what a trial found; one whose draft was written anew, or is gone, is left as it is."""
    with transaction.atomic(), door.as_system("policies.trial"):
        rows = Trial.objects.select_for_update(of=("self",)).select_related("edition__item__policy")
        trial = rows.filter(pk=trial_id, done_at=None).first()
        if trial is None or trial.version != trial.edition.version:
            return
        trial.found, trial.done_at = _found(trial.edition, clock.local(now).date()), now
        trial.save(update_fields=["found", "done_at"])


def _found(edition: Edition, today: date) -> dict[str, Any]:
    rule = rule_of(edition)
    if rule is None:
        return {}
    day = max(today, edition.from_on)
    areas = accounts.area_and_below(edition.item.policy.area_id).values_list("pk", flat=True)
    before = Edition.objects.current(day).filter(item=edition.item_id).first()
    old = rule_of(before) if before is not None else None
    rules: list[Rule] = [rule, *([old] if old is not None else [])]
    # What is known today, by the rule as it will read on its first day.
    plan = planned(rules, day)
    who = subjects(list(areas), today, needed(plan))
    parts = parted(plan, who.columns(plan), len(who.ids), deciding=True)
    found = _counted(parts[0], who) | {"on": day.isoformat(), "of": len(who.ids)}
    if before is not None and old is not None:
        found["before"] = (
            _counted(parts[1], who) | {"edition": before.number} | _moved(parts[0], parts[1], who)
        )
    return found


def _counted(part: Parted, who: Subjects) -> dict[str, Any]:
    nearly = part.nearly
    sizes = {"fits": len(part.fits), "nearly": len(nearly.who), "needs": len(part.needs)}
    nearest = np.argsort(nearly.second > 0, kind="stable")[:SHOWN].tolist()
    return {
        **sizes,
        "not": len(who.ids) - sum(sizes.values()),
        "conditions": [asdict(one) for one in part.conditions],
        "who_fits": _ids(who, part.fits[:SHOWN]),
        "who_nearly": [[int(who.ids[nearly.who[place]]), list(nearly.failing(place))] for place in nearest],
        "near": [
            {
                "number": one.number,
                "count": len(one.who),
                "reach": list(one.reach),
                "days": one.in_days,
                "who": _ids(who, list(one.who[:SHOWN])),
            }
            for one in part.near
        ],
        "who_needs": _ids(who, part.needs[:SHOWN]),
    }


def _moved(new: Parted, old: Parted, who: Subjects) -> dict[str, Any]:
    """Who comes to fit, with the condition that kept him out; who no longer does, with the one that does."""
    gain, lose = np.setdiff1d(new.fits, old.fits), np.setdiff1d(old.fits, new.fits)
    return {
        "gain": len(gain),
        "lose": len(lose),
        "who_gains": _decided(who, gain, old),
        "who_loses": _decided(who, lose, new),
    }


def _decided(who: Subjects, places: Places, by: Parted) -> list[list[int]]:
    some = places[:SHOWN]
    return [list(both) for both in zip(_ids(who, some), by.decides[some].tolist(), strict=True)]


def _ids(who: Subjects, places: Places | list[int]) -> list[int]:
    return [int(number) for number in who.ids[places]]
