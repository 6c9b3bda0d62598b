"""Whether the originals of policies can still be opened at the addresses that were written down."""

from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce

from qinqing.domains.policies import queries
from qinqing.domains.policies.models import Policy
from qinqing.kernel import door, outside

MOST_LOOKS = 20
MOST_OF_A_HOST = 5
"""At most so many in one run, one after another, and so many at one host: nobody is pressed."""
_GONE = (404, 410)


def look_at_originals(now: datetime) -> int:
    """Look at some of those that are due; gives how many. Where the installation calls nobody, at none."""
    if not settings.LOOKS_AT_ORIGINALS:
        return 0
    seen: dict[str, int] = {}
    looked = 0
    with door.as_system("policies.originals"), transaction.atomic():
        due = list(queries.originals_due(now)[: MOST_LOOKS * MOST_OF_A_HOST])
    for policy in due:
        host = urlsplit(policy.link).netloc
        seen[host] = seen.get(host, 0) + 1
        if seen[host] > MOST_OF_A_HOST or looked >= MOST_LOOKS:
            continue
        _keep(policy, _fault_of(policy.link), now)
        looked += 1
    return looked


def _fault_of(link: str) -> str:
    """Why an original cannot be opened; "" where it can, or where only programs are turned away."""
    try:
        status = outside.look(link)
    except outside.Unreachable as why:
        return str(why)
    except ValueError:
        return "网址看不懂"
    if status in _GONE:
        return "网页没有了"
    return f"对方网站出错（{status}）" if status >= 500 else ""


def _keep(policy: Policy, fault: str, now: datetime) -> None:
    with transaction.atomic(), door.as_system("policies.originals"):
        Policy.objects.filter(pk=policy.pk, link=policy.link).update(
            looked_at=now,
            link_fault=fault[:60],
            broken_at=Coalesce(F("broken_at"), now) if fault else None,
        )
