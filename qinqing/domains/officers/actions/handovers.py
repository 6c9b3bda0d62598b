"""The sheet of what somebody leaves behind at an enterprise: listed, confirmed by himself, taken over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from django.conf import settings

from qinqing.domains.officers import queries, rules
from qinqing.domains.officers.events import HandoverConfirmed, HandoverTaken
from qinqing.domains.officers.models import Assignment, Handover, HandoverLine
from qinqing.domains.officers.permissions import require
from qinqing.kernel import clock, door, events, idempotency
from qinqing.kernel.events import Author
from qinqing.kernel.refusals import NotFound, Refused

LONGEST_TITLE = 300
Thing = tuple[str, int]
"""A row of a room above: of which kind, and which."""


@dataclass(frozen=True, slots=True)
class OpenThing:
    """Something open at an enterprise, as it is called today."""

    kind: str
    thing_id: int
    title: str

    @property
    def key(self) -> Thing:
        return self.kind, self.thing_id


def close_handover(assignment: Assignment, now: datetime) -> None:
    """The sheet of an assignment that ends: from which moment, and until when the one who leaves reads it."""
    if assignment.until_on is None:
        return
    ended = max(now, datetime.combine(assignment.until_on, time(), clock.LOCAL))
    row = _sheet(assignment)
    row.ended_at = ended
    row.closes_at = rules.closes_at(ended, settings.HANDOVER_READ_DAYS)
    row.save(update_fields=["ended_at", "closes_at"])


def list_what_is_open(
    *,
    assignment: Assignment,
    things: Sequence[OpenThing],
    now: datetime,
    notes: Mapping[Thing, str] | None = None,
) -> None:
    """Bring the sheet up to what is open now; a word that stands beside a thing stays there.

    `notes` are the coordinator's words about some of them. Whoever calls answers for the right to see these
    things.
    """
    _write(_sheet(assignment), things, {}, notes or {}, now)


def confirm_handover(
    *,
    author: Author,
    assignment_id: int,
    things: Sequence[OpenThing],
    words: Mapping[Thing, str],
    now: datetime,
) -> None:
    """Whoever leaves says himself that this is all he leaves behind, with a word beside each thing.

    Until the end `things` are what is open; afterwards what the sheet holds stands. Refuses anybody else, who
    is not leaving, and a sheet that is confirmed; out of its days it is not found. The same form sent twice
    confirms once.
    """
    require(author.actor, "handover.confirm")
    if idempotency.first_result(author) is not None:
        return
    assignment = _locked(author, assignment_id)
    if assignment.officer.person_id != author.actor.person_id:
        raise Refused("not_his", "交接单由离开的人自己确认")
    if queries.ends_on(assignment) is None:
        raise Refused("stays", "没有登记您要离开这家企业，不用确认交接")
    row = _sheet(assignment)
    if row.confirmed_at is not None:
        raise Refused("confirmed", "这份交接单您已经确认过了")
    _refuse_unlisted(row, now)
    if row.ended_at is None or now < row.ended_at:
        _write(row, things, words, {}, now)
    else:
        _add_words(row, words)
    row.confirmed_at = now
    row.save(update_fields=["confirmed_at"])
    _tell(HandoverConfirmed, assignment, author, now, lines=row.lines.count())


def take_handover(*, author: Author, assignment_id: int, now: datetime) -> None:
    """Whoever serves the enterprise now has read the sheet, and goes on with what it lists.

    Refuses who left, a service that has not ended, and a sheet that somebody took. The same form sent twice
    takes once.
    """
    require(author.actor, "handover.confirm")
    if idempotency.first_result(author) is not None:
        return
    assignment = _locked(author, assignment_id)
    if assignment.officer.person_id == author.actor.person_id:
        raise Refused("own", "自己的交接单由接替的人接手")
    if assignment.enterprise_id not in author.actor.ids("served"):
        raise Refused("serves_not", "这家企业现在不由您服务，不能接手")
    row = _sheet(assignment)
    if row.ended_at is None or now < row.ended_at:
        raise Refused("serves_still", "他还在服务这家企业，到那天再接手")
    _refuse_unlisted(row, now)
    if row.taken_at is not None:
        raise Refused("taken", "这份交接单已经有人接手了")
    row.taken_at, row.taken_by_id = now, author.actor.person_id
    row.save(update_fields=["taken_at", "taken_by"])
    _tell(HandoverTaken, assignment, author, now, successor=author.actor.name)


def _refuse_unlisted(row: Handover, now: datetime) -> None:
    """A service that ended by itself is listed seconds later; until then nobody says that this is all."""
    if row.ended_at is None or now < row.ended_at:
        return
    if row.listed_at is None or row.listed_at < row.ended_at:
        raise Refused("unlisted", "在办的事还没有列到这份交接单上，请过一会儿再来")


def _locked(author: Author, assignment_id: int) -> Assignment:
    """The assignment as this actor reads its sheet, held against a second hand. Raises NotFound."""
    found = queries.assignment_of_sheet(author.actor, assignment_id)
    if found is None:
        raise NotFound
    with door.as_system("handover.lock"):
        Assignment.objects.select_for_update().get(pk=assignment_id)
    return found


def _sheet(assignment: Assignment) -> Handover:
    row, _ = Handover.objects.get_or_create(assignment=assignment)
    return row


def _write(
    row: Handover,
    things: Sequence[OpenThing],
    words: Mapping[Thing, str],
    notes: Mapping[Thing, str],
    now: datetime,
) -> None:
    held = {(line.kind, line.thing_id): (line.words, line.note) for line in row.lines.all()}
    nothing = ("", "")
    row.lines.all().delete()
    HandoverLine.objects.bulk_create(
        HandoverLine(
            handover=row,
            kind=thing.kind,
            thing_id=thing.thing_id,
            title=thing.title[:LONGEST_TITLE],
            words=words.get(thing.key) or held.get(thing.key, nothing)[0],
            note=notes.get(thing.key) or held.get(thing.key, nothing)[1],
        )
        for thing in things
    )
    row.listed_at = now
    row.save(update_fields=["listed_at"])


def _add_words(row: Handover, words: Mapping[Thing, str]) -> None:
    lines = list(row.lines.all())
    for line in lines:
        line.words = words.get((line.kind, line.thing_id)) or line.words
    HandoverLine.objects.bulk_update(lines, ["words"])


def _tell(event: type, assignment: Assignment, author: Author, now: datetime, **more: object) -> None:
    events.tell(
        event,
        subject=("assignment", assignment.pk),
        about=(("enterprise", assignment.enterprise_id), ("officer", assignment.officer_id)),
        author=author,
        at=now,
        layer="H",
        record={"officer": assignment.officer.person.name, **more},
    )
