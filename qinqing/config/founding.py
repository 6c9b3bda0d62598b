"""`qinqing setup`: a place and its three administrators, by links that are printed once."""

import argparse
import sys

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from qinqing.domains.accounts.actions import found_place
from qinqing.domains.accounts.queries import LINK_DAYS
from qinqing.domains.accounts.terms import AreaKind, Role
from qinqing.kernel import clock, door
from qinqing.kernel.events import Author
from qinqing.kernel.permissions import system
from qinqing.kernel.refusals import Refused


def set_up(words: list[str]) -> int:
    """Make the place and the three where nobody is yet; 1 where somebody is already at home."""
    given = _given(words)
    people = {
        Role.SYSTEM_ADMIN: given.system,
        Role.SECURITY_ADMIN: given.security,
        Role.AUDIT_ADMIN: given.audit,
    }
    with transaction.atomic():
        door.step_in(system("setup"))
        try:
            found = found_place(
                author=Author(system("setup")),
                name=given.city,
                code=given.code,
                kind=AreaKind.of(given.level),
                people=people,
                now=clock.now(),
            )
        except Refused as refused:
            sys.stderr.write(f"{refused.message}。\n")
            return 1
    lines = [
        f"  {one.role.label}　{one.person.name}（账号 {one.person.login}）\n"
        f"    {settings.PUBLIC_URL}{reverse('accounts:enter', args=[one.key])}\n"
        for one in found
    ]
    sys.stdout.write(
        f"请把链接分别交给三个人，一人一个；各自设好口令后链接作废，{LINK_DAYS} 天不用也作废。\n"
        + "".join(lines)
        + "链接丢了，再运行一次 qinqing setup，会给还没设口令的人换新的。\n"
    )
    return 0


def _given(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="qinqing setup")
    for name in ("city", "code", "level", "system", "security", "audit"):
        parser.add_argument(f"--{name}", required=True)
    return parser.parse_args(words)
