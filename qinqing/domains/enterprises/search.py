"""What can be found of the room: enterprises, by name, former name, code or sound.

The register is read through its own indexes: a firm that is called otherwise is found so at once.
"""

from collections.abc import Sequence
from datetime import datetime

from qinqing.domains.enterprises import queries, rules
from qinqing.domains.enterprises.models import Enterprise
from qinqing.domains.enterprises.terms import StruckAs
from qinqing.kernel.addresses import path_to
from qinqing.kernel.permissions import Actor
from qinqing.kernel.search import Found, Hit


def _find(actor: Actor, words: str, before: int, most: int) -> list[int]:
    if not all(map(rules.name_key, words.split())):
        return []
    chosen = queries.Chosen(words=words).condition()
    seen = queries.enterprises_visible_to(actor).on_file().filter(chosen, pk__lt=before)
    return list(seen.order_by("-pk").values_list("pk", flat=True)[:most])


def _enterprises(actor: Actor, ids: Sequence[int], now: datetime) -> list[Hit]:
    rows = queries.enterprises_visible_to(actor).filter(pk__in=ids).prefetch_related("former_names")
    return [
        Hit(
            id=row.pk,
            href=path_to("enterprise_file:detail", row.public_id),
            title=row.name,
            words="、".join(former.name for former in row.former_names.all()),
            number=row.credit_code or "",
            whose=row.area.name,
            state=_state(row),
        )
        for row in rows.defer("business_scope")
    ]


def _state(row: Enterprise) -> str:
    if row.struck_on is not None:
        return StruckAs.label_of(row.struck_as)
    return "休眠" if row.dormant_on else ""


FOUND = (Found("enterprise", "企业", "enterprise.view", order=10, show=_enterprises, find=_find),)
