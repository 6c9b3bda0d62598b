"""Doors for programs: the roster, who serves which enterprise, who is away, an officer's own enterprises."""

from typing import Final

from ninja import Router

from qinqing.domains.officers.api import keeping, roster

RIGHTS: Final = {
    "officer.list": "查首席服务官",
    "officer.served": "查自己服务的企业",
    "officer.appoint": "任命首席服务官、更正资料、卸任",
    "assignment.keep": "安排谁服务哪家企业",
    "absence.record": "登记离岗",
}
"""What a token can be given here."""

# The roster comes first: an officer's number must not be looked for where his own enterprises stand.
ROUTERS: Final[tuple[Router, ...]] = tuple({part.router: None for part in (roster, keeping)})
