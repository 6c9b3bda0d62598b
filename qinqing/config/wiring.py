"""Who hears which event: collected from the rooms' `hears` and `notices`, printed in docs/generated/events.md."""

from collections import defaultdict

from qinqing.kernel import declared, events


def collect() -> dict[type, tuple[events.Hearer, ...]]:
    """Every arrow of the house, by event."""
    arrows: dict[type, list[events.Hearer]] = defaultdict(list)
    for module in declared.modules("hears"):
        for event, hearers in module.HEARS.items():
            arrows[event].extend(hearers)
    return {event: tuple(found) for event, found in arrows.items()}


def connect() -> None:
    """Hand the arrows to the corridor."""
    events.wire(collect())
