"""A problem comes to life: as a draft, as a submitted problem, or answered on the spot by its officer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from qinqing.domains.problems import life
from qinqing.domains.problems.actions.record import (
    KIND,
    add_rows,
    attach,
    case_values,
    layer_of_files,
    ledger_row,
)
from qinqing.domains.problems.models import LedgerEntry, Problem, ReplyTemplate
from qinqing.domains.problems.queries.surroundings import surroundings
from qinqing.domains.problems.rules.situation import Case, Situation
from qinqing.domains.problems.terms import CaseState, Channel, LaneClass
from qinqing.kernel import idempotency, numbering, search
from qinqing.kernel.door import retry_on
from qinqing.kernel.events import Author, Subject, Telling
from qinqing.kernel.files import Received
from qinqing.kernel.refusals import Conflict, Refused
from qinqing.kernel.writing import Writing

NUMBER_PREFIX = "WT"
retry_on("problem_number_once")


@dataclass(frozen=True, slots=True)
class Raised:
    """What someone has to say: the words, the enterprise and area it is about, who said it and how.

    `duplicate` is what was said of problems like it: "new", or the number of the one it is.
    """

    title: str
    facts: str
    enterprise_id: int
    area_id: int
    channel: Channel = Channel.ONLINE
    category_id: int | None = None
    lane: LaneClass = LaneClass.ORDINARY
    sensitive: bool = False
    place: str = ""
    contact_name: str = ""
    contact_person_id: int | None = None
    source_ref: str = ""
    duplicate: str = ""


class Submitted(NamedTuple):
    """By what a problem is known: its number to people, its address to browsers."""

    number: str
    public_id: str


def submit_problem(
    *, author: Author, raised: Raised, now: datetime, role: str, files: Sequence[Received] = (),
    answered: Mapping[str, Any] | None = None, draft_id: int | None = None, repeated: bool = False,
) -> Submitted:  # fmt: skip
    """Submit a problem (T01); with `answered` its officer answers it on the spot in the same breath (T02).

    With `draft_id` the author's draft becomes the problem. The same client key gives the first one
    again. Raises Refused, and Conflict for a draft that was sent or discarded meanwhile.
    """
    if repeated and (earlier := idempotency.first_result(author)) is not None:
        return _known(earlier.subject_id)
    if (text := (answered or {}).get("template")) and not ReplyTemplate.objects.filter(pk=text).exists():
        raise Refused("unknown", "这一项已经没有了，请重新选", "template")
    case = _new_case(author, raised)
    around = surroundings(case, now)
    relations = {"author", "officer"} if answered is not None and role == "officer" else {"author"}
    situation = Situation(
        case, author.actor.person_id, frozenset(relations), now, around.calendar, around.limits,
        around.officer_present,
    )  # fmt: skip
    given = {"title": raised.title, "facts": raised.facts, "duplicate": raised.duplicate, **(answered or {})}
    play = life.take_step(situation, "submit" if answered is None else "answer_at_once", given, around.limits)
    number = numbering.dated_number(NUMBER_PREFIX, around.calendar.local(now).date())
    known = Submitted(number, numbering.new_address())
    _store(play, raised, author=author, role=role, known=known, files=files, draft_id=draft_id)
    return known if draft_id is None else _known(draft_id)


def _known(problem_id: int) -> Submitted:
    number, public_id = Problem.objects.values_list("number", "public_id").get(pk=problem_id)
    return Submitted(str(number), public_id)


def save_draft(*, author: Author, raised: Raised, now: datetime, problem_id: int | None = None) -> str:
    """Keep a draft for its author (C0); gives its address. Raises Conflict when it was sent meanwhile."""
    values = _words(raised, author)
    if problem_id is not None:
        found = Problem.objects.filter(pk=problem_id, state=CaseState.DRAFT, author_id=author.actor.person_id)
        changed = {f"{name}_id" if name in _LINKS else name: value for name, value in values.items()}
        # So long is a draft kept after its last words, not after its first.
        if not found.update(created_at=now, **changed):
            raise Conflict("这份草稿已经提交或删除了")
        return found.values_list("public_id", flat=True).get()
    public_id = numbering.new_address()
    writing = Writing()
    case = _new_case(author, raised)
    writing.insert(
        Problem, {"public_id": public_id, "created_at": now, "version": 0, **values, **case_values(case)}
    )
    writing.run()
    return public_id


_LINKS = frozenset({"enterprise", "area", "category", "contact_person", "author"})


def _new_case(author: Author, raised: Raised) -> Case:
    return Case(
        id=0,
        state=CaseState.DRAFT,
        enterprise_id=raised.enterprise_id,
        area_id=raised.area_id,
        author_id=author.actor.person_id,
        lane=raised.lane,
        sensitive=raised.sensitive,
    )


def _words(raised: Raised, author: Author) -> dict[str, Any]:
    return {
        "title": raised.title,
        "facts": raised.facts,
        "place": raised.place,
        "channel": raised.channel,
        "source_ref": raised.source_ref,
        "enterprise": raised.enterprise_id,
        "area": raised.area_id,
        "category": raised.category_id,
        "contact_name": raised.contact_name,
        "contact_person": raised.contact_person_id,
        "author": author.actor.person_id,
    }


def _store(
    play: life.Play, raised: Raised, *, author: Author, role: str, known: Submitted,
    files: Sequence[Received], draft_id: int | None,
) -> None:  # fmt: skip
    writing = Writing()
    problem = writing.draw(Problem) if draft_id is None else draft_id
    telling = Telling(
        writing,
        author.acting_as(role),
        play.now,
    )
    about: list[Subject] = [("enterprise", raised.enterprise_id)]
    events = [
        telling.add(
            h.event, subject=(KIND, problem), about=about, layer=h.layer, record=h.record, rule=h.rule
        )
        for h in play.happenings
    ]
    values = _words(raised, author) | case_values(play.case)
    values |= {"number": known.number, "version": 1, "look_at": life.next_look(play)}
    if draft_id is None:
        made = {"id": problem, "public_id": known.public_id, "created_at": play.now}
        writing.insert(Problem, {**made, **values})
    else:
        own = {"state": CaseState.DRAFT, "author": author.actor.person_id}
        writing.update(Problem, draft_id, values, only_if=own)
    writing.insert(LedgerEntry, *(ledger_row(e, problem, {}, events[0]) for e in play.entries))
    add_rows(writing, play, author, problem, events[0], {})
    attach(writing, files, problem, events[0], play.now, layer_of_files(play))
    keys = [("e", raised.enterprise_id), ("a", raised.area_id)]
    search.put(writing, KIND, problem, f"{known.number} {raised.title} {raised.facts} {raised.place}", keys)
    telling.deliver()
    writing.run()
