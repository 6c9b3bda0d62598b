"""Words to begin an answer with, of an area, with their days."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from qinqing.domains.problems.actions import dated
from qinqing.domains.problems.actions.dated import Deed, Ending, Subject
from qinqing.domains.problems.events import ReplyTemplateEnded, ReplyTemplateWritten
from qinqing.domains.problems.models import ReplyTemplate
from qinqing.kernel import events

TEMPLATE = "reply_template"


@dataclass(frozen=True, slots=True)
class TemplateFacts:
    """What a template says and where it is offered; without a category or a result it suits them all.

    `replaces_id` is the text whose place it takes.
    """

    title: str
    text: str
    area_id: int
    category_id: int | None = None
    result: str = ""
    citation: str = ""
    replaces_id: int | None = None


@dataclass(frozen=True, slots=True)
class EndTemplate:
    """The text is to be offered no longer."""

    template_id: int


def template_subject(facts: TemplateFacts) -> Subject:
    """The text that is written, in the place of another or anew."""
    return Subject(facts.area_id, f"template:{facts.replaces_id or f'new:{facts.title}'}", facts.title)


def template_before(facts: TemplateFacts, today: date) -> dict[str, Any] | None:
    """What the replaced text says."""
    row = _replaced(facts)
    return _said(row) if row is not None else None


def refuse_template(facts: TemplateFacts, day: date, today: date) -> None:
    """Refuses a day before the replaced text began; Conflict where that text has ended meanwhile."""
    dated.refuse_replacing(_replaced(facts), facts.area_id, day)


def put_template(facts: TemplateFacts, deed: Deed) -> None:
    """A text from a day on. What it replaces ends on that day if it is of the same area, and else stays
    where the new one does not reach."""
    replaces = _replaced(facts)
    dated.begin(facts.area_id, deed.on, replaces)
    made = ReplyTemplate.objects.create(
        area_id=facts.area_id, category_id=facts.category_id, result=facts.result, title=facts.title,
        text=facts.text, citation=facts.citation, valid_from_on=deed.on, replaces=replaces,
        written_by_id=deed.written_by_id,
    )  # fmt: skip
    record = {"title": made.title, "from_on": deed.on.isoformat(), **deed.proposer}
    if replaces is not None:
        record["replaces"] = str(replaces.pk)
    subject = (TEMPLATE, made.pk)
    events.tell(ReplyTemplateWritten, subject=subject, author=deed.author, at=deed.now, record=record)


def _replaced(facts: TemplateFacts) -> ReplyTemplate | None:
    return ReplyTemplate.objects.get(pk=facts.replaces_id) if facts.replaces_id is not None else None


def _said(row: ReplyTemplate) -> dict[str, Any]:
    return asdict(
        TemplateFacts(
            row.title, row.text, row.area_id or 0, row.category_id, row.result, row.citation, row.replaces_id
        )
    )


TEMPLATE_ENDING = Ending(
    find=lambda facts: ReplyTemplate.objects.get(pk=facts.template_id),
    key=lambda row: f"template:{row.pk}",
    called=lambda row: row.title,
    word="title",
    said=_said,
    event=ReplyTemplateEnded,
    subject_kind=TEMPLATE,
)
