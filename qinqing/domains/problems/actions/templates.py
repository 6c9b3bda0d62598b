"""Words to begin an answer with: kept by the coordinator for his area, with their days."""

from dataclasses import dataclass
from datetime import date, datetime

from qinqing.domains.problems.actions import dated
from qinqing.domains.problems.events import ReplyTemplateEnded, ReplyTemplateWritten
from qinqing.domains.problems.models import ReplyTemplate
from qinqing.kernel import events, idempotency
from qinqing.kernel.events import Author

TEMPLATE = "reply_template"


@dataclass(frozen=True, slots=True)
class TemplateFacts:
    """What a template says and where it is offered; without a category or a result it suits them all."""

    title: str
    text: str
    area_id: int
    category_id: int | None = None
    result: str = ""
    citation: str = ""


def write_template(
    *,
    author: Author,
    facts: TemplateFacts,
    from_on: date,
    now: datetime,
    replaces: ReplyTemplate | None = None,
) -> ReplyTemplate:
    """A new text from a day on. In the place of `replaces` where there is one, which ends on that day if it
    is of the same area, and else stays where the new one does not reach.

    Refuses an area out of reach and a day before the replaced text began. Raises Conflict where that text
    has been replaced or ended meanwhile.
    """
    first = idempotency.first_result(author)
    if first is not None:
        return ReplyTemplate.objects.get(pk=first.subject_id)
    dated.begin(author, facts.area_id, from_on, replaces)
    made = ReplyTemplate.objects.create(
        area_id=facts.area_id, category_id=facts.category_id, result=facts.result, title=facts.title,
        text=facts.text, citation=facts.citation, valid_from_on=from_on, replaces=replaces,
        written_by_id=author.actor.person_id,
    )  # fmt: skip
    record = {"title": made.title, "from_on": from_on.isoformat()}
    if replaces is not None:
        record["replaces"] = str(replaces.pk)
    events.tell(ReplyTemplateWritten, subject=(TEMPLATE, made.pk), author=author, at=now, record=record)
    return made


def end_template(*, author: Author, template: ReplyTemplate, on: date, now: datetime) -> None:
    """The text is not offered from a day on. Refuses a text of another area and a day before it began."""
    if idempotency.first_result(author) is not None:
        return
    dated.refuse_foreign(author, template.area_id, "这一条不是您的区域写的，可以改写成本区域的")
    dated.end(template, on)
    record = {"title": template.title, "on": on.isoformat()}
    events.tell(ReplyTemplateEnded, subject=(TEMPLATE, template.pk), author=author, at=now, record=record)
