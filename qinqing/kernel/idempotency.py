"""The same form sent twice makes one event: the second time its first result is found."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from qinqing.kernel.events import Author
from qinqing.kernel.models import Event
from qinqing.kernel.refusals import Conflict


@dataclass(frozen=True, slots=True)
class FirstResult:
    """What the same request made before."""

    event_id: int
    subject_kind: str
    subject_id: int
    record: Mapping[str, Any]

    def made(self, key: str) -> int:
        """The id of what it made where its event is about another thing; Conflict where it is not written."""
        number = self.record.get(key)
        if not isinstance(number, int):
            raise Conflict("这张表单刚才已经提交过，请打开最新页面看结果")
        return number


def first_result(author: Author) -> FirstResult | None:
    """The result of an earlier request with the author's client key, if there was one.

    Raises Conflict when that request had other content.
    """
    if author.client_key is None:
        return None
    row = (
        Event.objects.filter(actor_id=author.actor.person_id, client_key=author.client_key)
        .values("id", "subject_kind", "subject_id", "client_digest", "record")
        .first()
    )
    if row is None:
        return None
    if row["client_digest"] != author.client_digest:
        raise Conflict("这张表单刚才已经提交过，内容和这次不一样。请打开最新页面后再改")
    return FirstResult(row["id"], row["subject_kind"], row["subject_id"], row["record"])
