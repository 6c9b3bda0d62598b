"""What a trial found, and whom an item concerns, as they are read."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from qinqing.domains.enterprises.queries import Named
from qinqing.domains.policies.queries import Concerned, TrialRead
from qinqing.domains.policies.rules import Clause
from qinqing.domains.policies.terms import Standing
from qinqing.kernel.addresses import path_to
from qinqing.ui import formats
from qinqing.ui.cells import Column, table_rows

CONDITIONS = (
    Column("条件", "title"),
    Column("符合", "num", labelled=True),
    Column("不符合", "num", labelled=True),
    Column("缺数", "num", labelled=True),
    Column("只差这一条", "num", labelled=True),
)
_GROUPS = {
    Standing.FITS: ("who_fits", "按现在的资料都符合"),
    Standing.NEARLY: ("who_nearly", "只差一两条，而且差得不多"),
    Standing.NEEDS: ("who_needs", "补上资料才知道"),
}


def trial_shown(read: TrialRead, clauses: Sequence[Clause]) -> dict[str, Any]:
    """A trial that is done: numbers, conditions, who stands where, and what is different from before."""
    found = read.found
    before = found.get("before")
    return {
        "of": found.get("of", 0),
        "figures": [
            (standing.label, found.get(str(standing), 0), _was(before, standing)) for standing in Standing
        ],
        "conditions": table_rows(CONDITIONS, _conditions(found.get("conditions", ()), clauses)),
        "near": list(_near(found, read.names, clauses)),
        "groups": [
            {
                "title": standing.label,
                "says": says,
                "count": found.get(str(standing), 0),
                "enterprises": list(_named(found.get(name, ()), read.names, clauses)),
            }
            for standing, (name, says) in _GROUPS.items()
        ],
        "before": before and _difference(before, read.names, clauses),
    }


def trial_brief(read: TrialRead | None, clauses: Sequence[Clause]) -> dict[str, Any]:
    """What stands beside a rule in work: whether this writing of it was tried, the numbers, the hardest."""
    if read is None or read.trial.done_at is None:
        return {"done": False, "waiting": read is not None}
    alone = [
        (clause.number, clause.asks, one["alone"])
        for one, clause in zip(read.found.get("conditions", ()), clauses, strict=False)
        if one["alone"]
    ]
    return {
        "done": True,
        "waiting": False,
        "of": read.found.get("of", 0),
        "figures": [(standing.label, read.found.get(str(standing), 0)) for standing in Standing],
        "hardest": sorted(alone, key=lambda one: -one[2])[:4],
    }


ENOUGH = 5
"""Of fewer it is not said how far they are: that would tell a figure of each."""
_WAYS = {False: ("差 5% 以内", "5%–10%", "10%–20%"), True: ("差 45 天以内", "45–90 天", "90–180 天")}


def _near(
    found: Mapping[str, Any], names: Mapping[int, Named], clauses: Sequence[Clause]
) -> Iterable[dict[str, Any]]:
    """Which condition alone keeps how many who nearly fit, the most first; how far, where they are enough."""
    for one in sorted(found.get("near", ()), key=lambda one: -one["count"]):
        ways = zip(_WAYS[one["days"]], one["reach"], strict=True)
        yield {
            "asks": _short(clauses, one["number"]) if one["number"] <= len(clauses) else "",
            "count": one["count"],
            "of": found.get(str(Standing.NEARLY), 0),
            "far": "，".join(f"{says} {many} 家" for says, many in ways) if one["count"] >= ENOUGH else "",
            "enterprises": list(_named(one["who"], names, ())),
        }


def _was(before: Mapping[str, Any] | None, standing: Standing) -> str:
    return f"现行第 {before['edition']} 版是 {before[str(standing)]}" if before else ""


def _conditions(found: Iterable[Mapping[str, int]], clauses: Sequence[Clause]) -> list[Sequence[object]]:
    return [
        (f"{clause.number} {clause.asks}", one["met"], one["failing"], one["lacking"], one["alone"])
        for one, clause in zip(found, clauses, strict=False)
    ]


def _difference(
    before: Mapping[str, Any], names: Mapping[int, Named], clauses: Sequence[Clause]
) -> dict[str, Any]:
    """Who gains and who loses, and by which condition: of who loses it is one of this edition, of who gains
    one of the edition that holds now."""
    return {
        "edition": before["edition"],
        "gain": before["gain"],
        "lose": before["lose"],
        "gains": list(_named(before["who_gains"], names, ())),
        "loses": list(_named(before["who_loses"], names, clauses)),
    }


def _named(
    found: Iterable[Any], names: Mapping[int, Named], clauses: Sequence[Clause]
) -> Iterable[dict[str, str]]:
    for one in found:
        number, why = (one, []) if isinstance(one, int) else one
        if (enterprise := names.get(number)) is None:
            continue
        failing = [why] if isinstance(why, int) else why
        said = [_short(clauses, place) for place in failing if 0 < place <= len(clauses)]
        yield {
            "name": enterprise.name,
            "href": path_to("enterprise_file:detail", enterprise.public_id),
            "why": "；".join(said),
        }


def _short(clauses: Sequence[Clause], place: int) -> str:
    clause = clauses[place - 1]
    return f"{clause.number} {clause.asks}"


def concerned_shown(
    found: Iterable[Concerned], clauses: Sequence[Clause], today: date
) -> dict[str, list[dict[str, Any]]]:
    """Whom an item concerns, by how they stand, each with what was brought to it and whether it was read."""
    groups: dict[str, list[dict[str, Any]]] = {str(one): [] for one in (Standing.FITS, Standing.NEARLY)}
    for one in found:
        failing = [_short(clauses, place) for place in one.failing if 0 < place <= len(clauses)]
        groups[one.standing].append(
            {
                "value": one.enterprise.public_id,
                "name": one.enterprise.name,
                "href": path_to("policies:for", one.enterprise.public_id),
                "area": one.enterprise.area.name,
                "why": "；".join(failing),
                "pushed": _pushed(one, today),
                "read": one.read_at is not None,
            }
        )
    return groups


def _pushed(one: Concerned, today: date) -> str:
    if one.push is None:
        return ""
    said = f"{one.push.pushed_by.name} {formats.day(formats.local_date(one.push.pushed_at), today)}推送"
    if one.read_at is None:
        return f"{said}，还没读"
    return f"{said}，{formats.day(formats.local_date(one.read_at), today)}读了"
