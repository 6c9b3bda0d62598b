"""Conditions of giving a problem to more units, to another lead, to another officer (T12, T13, T33, T35)."""

from collections.abc import Mapping
from typing import Any

from qinqing.domains.problems.rules.guards import unit_without_sign_off
from qinqing.domains.problems.rules.situation import Situation, names_of
from qinqing.domains.problems.terms import Part, TaskState

Given = Mapping[str, Any]


def was_handed_over(s: Situation) -> str | None:
    """T33: a handover waits to be read."""
    return None if s.case.handed_over else "没有等着接手的交接"


NOBODY_READS_IT = "现在没有服务官在岗，写了没有人看；换服务官的时候再写"


def somebody_reads_it(s: Situation, given: Given) -> str | None:
    """T33: a word is for the officer who is there; where one leaves, his own change says who follows."""
    return None if given.get("new_officer") or given.get("old_officer") else NOBODY_READS_IT


def lead_adds_assist_only(s: Situation, given: Given) -> str | None:
    """T12: the head of the lead's unit adds assist units; parallel ones are the coordinator's."""
    if s.relations & {"coordinator", "coordination_head"} or given["part"] == Part.ASSIST:
        return None
    return "主办单位只能加协办；要加分办，请协调办来加"


def unit_is_free(s: Situation, given: Given) -> str | None:
    """T12: a unit that exists, with no open or replied task of the round, and with somebody to sign off."""
    return _not_free(s, [given["new_unit"]]) or (
        unit_without_sign_off(s, [given["new_unit"]]) if given["part"] == Part.PARALLEL else None
    )


def units_are_free(s: Situation, given: Given) -> str | None:
    """T11 after T35: the units beside the new lead have no task of this round."""
    if s.case.lost_lead_id is None:
        return None
    return _not_free(s, [*given.get("parallel", ()), *given.get("assist", ())])


def _not_free(s: Situation, named: list[int]) -> str | None:
    if any(number not in s.units for number in named):
        return "没有这个单位，请重新选"
    busy = [n for n in named if any(t.unit_id == n for t in s.case.current_tasks)]
    return f"{names_of(s.units, busy)}这一轮已经有办理件，不用再派" if busy else None


def successor_fits(s: Situation, given: Given) -> str | None:
    """T11, T13: another unit than the present lead, not done with its share, with somebody to sign off."""
    number = given.get("lead")
    if number is None:
        return None
    if number not in s.units:
        return "没有这个单位，请重新选"
    if s.case.lead is not None and s.case.lead.unit_id == number:
        return "现在就是这个单位主办，请选别的单位"
    if any(t.unit_id == number and t.state == TaskState.DONE for t in s.case.current_tasks):
        return f"{names_of(s.units, [number])}这一轮的一份已经办完，请选别的单位主办"
    return unit_without_sign_off(s, [number])
