"""Who hears which event, collected from the rooms' `hears` and `notices`; docs/generated/events.md has it."""

from collections import defaultdict

from qinqing.domains.inbox import actions as inbox
from qinqing.kernel import declared, events, notices, webhooks


def collect() -> dict[type, tuple[events.Hearer, ...]]:
    """Every arrow of the house, by event: reactions of rooms first, then the people who are told."""
    arrows: dict[type, list[events.Hearer]] = defaultdict(list)
    for module in declared.modules("hears"):
        for event, hearers in module.HEARS.items():
            arrows[event].extend(hearers)
    for notice in notices.notices():
        arrows[notice.event].append(notices.hearer(notice, inbox.tell_people))
    return {event: tuple(found) for event, found in arrows.items()}


def connect() -> None:
    """Hand the arrows to the corridor."""
    events.wire(collect(), (webhooks.note,))
