"""The one write of the desk: a grant to somebody of whom rooms above the register know what he is."""

from collections.abc import Collection
from datetime import date, datetime

from qinqing.desks.enterprise_file import queries
from qinqing.domains.enterprises import actions as enterprises
from qinqing.domains.enterprises.models import Enterprise, FiguresGrant
from qinqing.domains.enterprises.terms import Measure
from qinqing.kernel.events import Author
from qinqing.kernel.refusals import Refused


def grant_figures(
    *,
    author: Author,
    enterprise: Enterprise,
    who: str,
    measures: Collection[str],
    purpose: str,
    until_on: date,
    now: datetime,
) -> FiguresGrant:
    """Let one of `queries.may_be_given` read figures; refuses another, and all that the register refuses."""
    people = queries.may_be_given(author.actor, enterprise, now)
    chosen = next((one for one in people if one.key == who), None)
    if chosen is None:
        raise Refused("not_in_charge", "他现在不包联、不分管，也没有这家企业在办的事", "who")
    return enterprises.grant_figures(
        author=author, enterprise=enterprise, person=chosen.person, held_as=chosen.held_as,
        measures=[Measure.of(one) for one in measures], purpose=purpose, until_on=until_on, now=now,
    )  # fmt: skip
