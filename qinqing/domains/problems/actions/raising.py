"""From what was filled in to what is raised: for which enterprise, of what kind, who said it."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from qinqing.domains.problems.actions.submit import Raised
from qinqing.domains.problems.queries.kinds import holding_of
from qinqing.domains.problems.queries.raising import Raisable, Speaker, known_kinds
from qinqing.domains.problems.rules.guess import title_of
from qinqing.domains.problems.terms import UNSURE, Channel
from qinqing.kernel.refusals import Refused

NEW: Final = "new"
"""What is said of problems like it, where it is none of them."""


def raised_from(speaker: Speaker, given: Mapping[str, Any], day: date) -> Raised:
    """What a speaker raises on a day with the form filled in. Raises Refused beside an open field."""
    channel = Channel.ONLINE if speaker.is_own else given["channel"]
    if not channel:
        raise Refused("channel", "请选怎么收到的", "channel")
    enterprise = _chosen(speaker, given)
    category = _category(given["category"], given["facts"], enterprise.area_id, day)
    holds = holding_of(category, enterprise.area_id, day)
    return Raised(
        title=given["title"] or title_of(given["facts"]),
        facts=given["facts"],
        enterprise_id=enterprise.id,
        area_id=enterprise.area_id,
        channel=Channel(channel),
        category_id=category,
        lane=holds.lane,
        sensitive=holds.sensitive,
        place=given["place"],
        contact_name=given["contact_name"] or enterprise.contact_name,
        duplicate=_duplicate(given["duplicate"]),
        contact_person_id=speaker.actor.person_id if speaker.is_own else enterprise.contact_person_id,
    )


def _duplicate(said: str) -> str:
    """What was said of problems like it, if it is a number or that this is new."""
    return said if said == NEW or (said.isascii() and said.isalnum() and len(said) <= 13) else ""


def _chosen(speaker: Speaker, given: Mapping[str, Any]) -> Raisable:
    """The enterprise it is about. Raises Refused where none or several answer to what was typed."""
    named = next((one for one in speaker.enterprises if one.public_id == given["enterprise"]), None)
    if named is not None:
        return named
    if len(speaker.enterprises) == 1:
        return speaker.enterprises[0]
    if not speaker.searches:
        raise Refused("enterprise", speaker.gone or "请选是哪家企业", "enterprise")
    if not given["enterprise_words"]:
        raise Refused("enterprise", "请写企业的名称，两个字就能找", "enterprise_words")
    if not speaker.enterprises:
        raise Refused(
            "enterprise", "您的区域里没有找到这家企业，换个写法，或者先登记企业", "enterprise_words"
        )
    raise Refused("enterprise", f"有 {len(speaker.enterprises)} 家像，请选一家", "enterprise")


def _category(chosen: str, facts: str, area_id: int, day: date) -> int | None:
    """What was chosen; where nothing was, what it surely sounds like; 说不准 stays open.

    Refuses a kind that the area offers no longer.
    """
    if chosen == UNSURE:
        return None
    known = known_kinds().within(area_id, day)
    if not chosen:
        return known.likeliest(facts)
    if int(chosen) not in known.names:
        raise Refused("kind", "这一类已经不再提供，请另选一类，或者选说不准", "category")
    return int(chosen)
