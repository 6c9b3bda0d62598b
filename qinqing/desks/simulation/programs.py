"""Systems of the city that come with tokens: the hotline, told of what happens, and one that still waits."""

from datetime import datetime

from qinqing.desks.simulation.play import acting_as, look_again
from qinqing.domains.accounts import actions, queries
from qinqing.domains.accounts.actions import TokenFacts
from qinqing.domains.accounts.models import Token
from qinqing.domains.accounts.terms import Role

HOTLINE = TokenFacts("12345 热线转办", ("problem.list", "problem.see", "problem.raise"), 90)
SCREEN = TokenFacts("政务数据大屏取数", ("figure.open",), 30)
HOOK = "https://rexian.lanchuan.example/qinqing"
KINDS = ("ProblemAccepted", "ReplyApproved", "FinalConclusionGiven")


def connect_programs(now: datetime) -> None:
    """Ask for two tokens in a coordinator's name, issue the first and let it be told."""
    whom, asks, issues = (
        queries.holders(role, now).order_by("pk")[0].pk
        for role in (Role.COORDINATOR, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)
    )
    first, _ = (_asked(asks, whom, facts, now) for facts in (HOTLINE, SCREEN))
    actions.issue_token(author=acting_as(issues, now), token_id=first.pk, now=now)
    author = acting_as(asks, now)
    first.refresh_from_db()
    actions.add_webhook(author=author, token=first, address=HOOK, kinds=KINDS, now=now)
    look_again()


def _asked(asks: int, whom: int, facts: TokenFacts, now: datetime) -> Token:
    return actions.request_token(author=acting_as(asks, now), person_id=whom, facts=facts, now=now)
