"""Officers bring items to enterprises, in the season of each; somebody there reads it a day or two later."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta
from functools import partial
from random import Random
from typing import Final

from qinqing.desks.simulation.play import History, acting_as, look_again
from qinqing.domains.enterprises.models import Enterprise
from qinqing.domains.inbox import actions as inbox
from qinqing.domains.officers import queries as officers
from qinqing.domains.policies import actions
from qinqing.domains.policies.models import Edition, Push
from qinqing.kernel import events
from qinqing.kernel.refusals import Refused

READ: Final = 0.8
"""Of how many it is read before they do anything."""
BROUGHT: Final = 0.25
"""To how many of those whom it fits an item is brought when its season begins."""
MOST: Final = 5
"""To no more at once: officers bring what they have looked at."""
READ_OF_SEASON: Final = 0.6
"""Of how many of these somebody reads it."""
_WORDS: Final = (
    "这一项您家符合，材料我先帮您看一遍",
    "申报开始了，有不清楚的打我电话",
    "下周走访时我把材料清单带过来",
    "",
)


def bring(history: History, enterprise: int, edition: Edition, now: datetime) -> None:
    """Whoever serves an enterprise brings it an item, where that concerns it."""
    officer = officers.present_officer(enterprise, now)
    if officer is None:
        return
    address = Enterprise.objects.values_list("public_id", flat=True).get(pk=enterprise)
    note = history.rng.choice(_WORDS)
    try:
        pushed = actions.push_item(
            author=acting_as(officer, now), edition=edition, to=[address], note=note, now=now
        )
    except Refused:
        # It fitted when the month began, and does so no more.
        pushed = []
    look_again()
    if pushed:
        events.deliver([one.event_id for one in pushed if one.event_id], now)
        if history.rng.random() < READ:
            speaker = history.cast.contacts(enterprise)[0]
            history.at(now + timedelta(hours=history.rng.randint(2, 40)), partial(_read, speaker))


def dice_of(edition: Edition, day: date) -> Random:
    """Dice of an item and a day alone, the same in every world of a seed: ids are drawn anew in each."""
    return Random(f"{edition.title} {day}")  # noqa: S311 (an invented world)


def let_be_brought(history: History, edition: Edition, fitting: Sequence[int], at: datetime) -> None:
    """Let whoever serves them bring an item to some of those whom it fits, at a moment.

    The dice are its own: what else happens in the world stays as it was.
    """
    rng = dice_of(edition, at.date())
    firms = rng.sample(fitting, min(MOST, round(len(fitting) * BROUGHT)))
    if firms:
        history.at(at, partial(_bring_in_season, history, rng, edition, firms))


def _bring_in_season(
    history: History, rng: Random, edition: Edition, firms: Sequence[int], now: datetime
) -> None:
    addresses = dict(Enterprise.objects.filter(pk__in=firms).values_list("pk", "public_id"))
    for officer, some in _served(firms, now).items():
        to = [addresses[firm] for firm in some]
        pushed: list[Push] = []
        with suppress(Refused):  # it fitted when the month began, and does so no more
            author, note = acting_as(officer, now), rng.choice(_WORDS)
            pushed = actions.push_item(author=author, edition=edition, to=to, note=note, now=now)
        look_again()
        events.deliver([one.event_id for one in pushed if one.event_id], now)
        for firm in some:
            if rng.random() < READ_OF_SEASON:
                speaker = history.cast.contacts(firm)[0]
                history.at(now + timedelta(hours=rng.randint(2, 70)), partial(_read, speaker))


def _served(firms: Sequence[int], now: datetime) -> Mapping[int, Collection[int]]:
    """These enterprises by who serves them now."""
    found: dict[int, list[int]] = {}
    for firm, present in sorted(officers.present_officers(firms, now).items()):
        found.setdefault(present.person_id, []).append(firm)
    return found


def _read(speaker: int, now: datetime) -> None:
    inbox.mark_all_read(actor=acting_as(speaker, now).actor, now=now)
    look_again()
