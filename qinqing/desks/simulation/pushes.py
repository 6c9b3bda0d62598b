"""An officer brings an item to an enterprise; somebody there reads it a day or two later."""

from datetime import datetime, timedelta
from functools import partial
from typing import Final

from qinqing.desks.simulation.play import History, acting_as, look_again
from qinqing.domains.enterprises.models import Enterprise
from qinqing.domains.inbox import actions as inbox
from qinqing.domains.officers import queries as officers
from qinqing.domains.policies import actions
from qinqing.domains.policies.models import Edition
from qinqing.kernel import events
from qinqing.kernel.refusals import Refused

READ: Final = 0.8
"""Of how many it is read before they do anything."""
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


def _read(speaker: int, now: datetime) -> None:
    inbox.mark_all_read(actor=acting_as(speaker, now).actor, now=now)
    look_again()
