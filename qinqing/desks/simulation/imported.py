"""Imported messages taken to their ends by the same people: the whole machinery, tried by volume."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from random import Random

from qinqing.desks.simulation import world
from qinqing.desks.simulation.fates import Fate, deal
from qinqing.desks.simulation.play import History, looking
from qinqing.desks.simulation.turn import GENERAL_CITATION
from qinqing.desks.simulation.world import Kind, Text
from qinqing.domains.enterprises.models import Enterprise
from qinqing.domains.problems import queries
from qinqing.domains.problems.models import Problem
from qinqing.domains.problems.terms import GIVEN_RESULTS, Channel

AT_MOST = timedelta(days=400)
GENERAL = "0805"
"""Where a message belongs in which no word of any category occurs."""


@dataclass(frozen=True, slots=True)
class Driven:
    """What came of it: how many problems, when the last one ended, and what does not hold."""

    problems: int
    ended_at: datetime
    faults: list[queries.Fault]
    refused: dict[str, int]


def drive_imported(seed: int, most: int, now: datetime) -> Driven:
    """Take up to `most` imported messages from the coordinator's hands to their ends.

    Coordinators name an enterprise, units are chosen by the words of the categories, and the clock runs ahead
    of the one on the wall for as long as the last of them takes. Nobody is told of anything.
    """
    rng = Random(seed)  # noqa: S311  (invents a history, guards nothing)
    with looking():
        waiting = Problem.objects.filter(
            channel=Channel.HOTLINE.value, enterprise=None, state="submitted", import_run_id__isnull=False
        )
        problems = list(waiting.order_by("pk")[:most])
        firms = list(Enterprise.objects.order_by("pk").values_list("pk", flat=True))
    history = History(rng, since=now, until=now + AT_MOST)
    for problem, marks in zip(problems, deal(rng, len(problems)) if problems else (), strict=True):
        text = guessed(rng, problem.source_ref, problem.title, problem.facts)
        fate = Fate(text, now, rng.choice(firms), Channel.HOTLINE, marks)
        history.at(now, partial(history.adopt, fate, problem))
    history.run()
    with looking():
        mine = [problem.pk for problem in problems]
        ends = Problem.objects.filter(pk__in=mine).order_by("-closed_at").values_list("closed_at", flat=True)
        last = next((at for at in ends if at is not None), now)
        faults = [*queries.orphans(last), *queries.uneven(last, mine), *queries.misdated(last, mine)]
        return Driven(len(problems), last, faults, dict(history.refused))


def guessed(rng: Random, ref: str, title: str, body: str) -> Text:
    """A message read by the words of the categories: what it is about, and how it may end."""
    kind = category_of(f"{title} {body}")
    outcome = rng.choices(GIVEN_RESULTS, (60, 20, 4, 8, 4, 4))[0]
    return Text(
        id=ref,
        category=kind.code,
        title=title,
        body=body,
        source="hotline",
        lead=kind.lead,
        assist=kind.assist,
        outcome=outcome,
        days=rng.randint(1, 12),
        citation=GENERAL_CITATION,
    )


def category_of(words: str) -> Kind:
    """The category most of whose words occur, those of the title first by their place."""

    def score(kind: Kind) -> int:
        return sum(words.count(word) for word in kind.keywords)

    best = max(world.kinds().values(), key=score)
    return best if score(best) else world.kinds()[GENERAL]
