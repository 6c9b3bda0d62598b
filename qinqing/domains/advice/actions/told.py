"""What happened to a question, as its story and the enterprise's keep it: numbers and groups, no words."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from qinqing.domains.advice.models import Question
from qinqing.domains.advice.queries import QUESTION
from qinqing.domains.officers.models import ThemeGroup
from qinqing.kernel import events as kernel_events
from qinqing.kernel.events import Author

NO_GROUP = "协调员分给专题组"


def tell(
    event: type,
    question: Question,
    author: Author,
    now: datetime,
    *,
    layer: str = "E",
    more: Mapping[str, Any] | None = None,
) -> None:  # fmt: skip
    """Record one event of a question."""
    group = ThemeGroup.objects.filter(pk=question.group_id or 0).values_list("name", flat=True).first()
    record = {
        "number": question.number,
        "group_id": question.group_id,
        "group": group or NO_GROUP,
        "holder_id": question.holder_id,
        **(more or {}),
    }
    kernel_events.tell(
        event, subject=(QUESTION, question.pk), about=[("enterprise", question.enterprise_id)], author=author,
        at=now, layer=layer, record=record,
    )  # fmt: skip
