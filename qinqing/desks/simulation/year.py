"""A year of policies: what is known, what is in force, what is taken up, won, asked and told of it."""

from collections.abc import Sequence
from datetime import datetime

from qinqing.desks.simulation import advice, claims, knowledge, policies, takeup, titles, world
from qinqing.desks.simulation.claiming import Taken
from qinqing.desks.simulation.play import History
from qinqing.desks.simulation.population import Firm


def let_the_year_pass(history: History, firms: Sequence[tuple[int, Firm]], since: datetime) -> None:
    """Policies and what follows from them, from the beginning of the world to its end."""
    ids = [number for number, _ in firms]
    demo = world.read("people")["demo"]["enterprise"]
    mine = next(number for number, firm in firms if firm.facts.name == demo)
    knowledge.let_more_be_known(history, firms, since)
    policies.let_policies_be_entered(history, since)
    taken = Taken()
    takeup.let_a_year_be_taken_up(history, ids, mine, since, taken)
    claims.let_policies_be_taken_up(history, ids, mine, since, taken)
    titles.let_titles_be_won(history, since)
    advice.let_advice_be_given(history, since, ids)
