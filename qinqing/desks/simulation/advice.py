"""Questions about policies asked and answered, good answers made public, talks given: a history of them."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any

from qinqing.desks.simulation import world
from qinqing.desks.simulation.play import History, acting_as, look_again, looking
from qinqing.desks.simulation.turn import SLEEPS, WAKES
from qinqing.domains.accounts.models import Area
from qinqing.domains.accounts.terms import Role
from qinqing.domains.advice import actions, queries
from qinqing.domains.advice.actions import Asked, Edited, RouteFacts
from qinqing.domains.advice.models import PublicAnswer, Question, TalkSpeaker
from qinqing.domains.advice.terms import QuestionState, TalkWay
from qinqing.domains.enterprises.models import Enterprise
from qinqing.domains.officers.models import Assignment, Officer, ThemeGroup
from qinqing.domains.policies.models import Edition
from qinqing.kernel import clock, door

BEGUN = timedelta(days=3)
"""How long after the policies were entered the first question came."""
TALKS = 90
SEASON = (0.6, 0.4, 1.5, 1.4, 1.2, 1.0, 0.7, 0.7, 1.3, 1.0, 1.4, 0.8)
"""How much is told and asked in each month of a year, beside an even one."""
LOOKED_AT = time(9, 30)
"""When what is overdue is looked for, once a day."""
FRESH = (timedelta(hours=3), timedelta(hours=20), timedelta(days=2), timedelta(days=7), timedelta(days=9))
"""How long ago the questions were asked that nobody has answered yet; the last of them are late."""
FOUND = 30
"""How many times an enterprise found what it wanted to ask."""

LONGEST_TALK = timedelta(hours=2)


def let_advice_be_given(history: History, since: datetime, firms: Sequence[int]) -> None:
    """Let enterprises ask and experts answer, make good answers everybody's, and talks be given, the whole
    year."""
    written, begun = world.read("advice"), since + BEGUN
    history.at(begun - timedelta(days=1), partial(_write_routes, history, written["routes"]))
    own = _own(firms)
    told = [*written["answers"], *written["questions"]]
    history.rng.shuffle(told)
    asked = _spread(begun, history.until - timedelta(days=12), len(told))
    for number, (one, moment) in enumerate(zip(told, asked, strict=True)):
        who = own if number % 6 == 0 else history.rng.choice(firms)
        at = _at_work(history, moment)
        history.at(at, partial(_Life(history, one, who, late=number % 9 == 4).ask))
    for ago, one in zip(FRESH, history.rng.sample(written["questions"], len(FRESH)), strict=True):
        fresh = dict(one, asked=one.get("again", one["asked"]), rests=True)
        history.at(history.until - ago, partial(_Life(history, fresh, history.rng.choice(firms)).ask))
    waits = dict(written["questions"][4], rests="answered", asked=written["questions"][4]["asked"])
    history.at(_at_work(history, history.until - timedelta(days=9)), partial(_Life(history, waits, own).ask))
    for day in range((history.until - begun).days + 1):
        on = datetime.combine(clock.local(begun + timedelta(days=day)).date(), LOOKED_AT, clock.LOCAL)
        if history.calendar.is_workday(on.date()):
            history.at(on, _look_for_late)
    for number, moment in enumerate(_spread(begun, history.until, TALKS)):
        at = _at_work(history, moment)
        history.at(at + timedelta(hours=2), partial(_talk, history, at, number))
    for _ in range(FOUND):
        at = begun + (history.until - begun) * history.rng.uniform(0.3, 1)
        history.at(at, partial(_find, history, history.rng.choice(firms)))


def _spread(since: datetime, until: datetime, count: int) -> list[datetime]:
    """So many moments from one to the other, closer together in months in which much is told."""
    days = [since + timedelta(days=n) for n in range(max((until - since).days, 1))]
    weights = [SEASON[clock.local(day).month - 1] for day in days]
    found: list[datetime] = []
    reached, each = 0.0, sum(weights) / (count + 1)
    for day, weight in zip(days, weights, strict=True):
        reached += weight
        while len(found) < count and reached >= each * (len(found) + 1):
            found.append(day)
    return found + [days[-1]] * (count - len(found))


def _look_for_late(now: datetime) -> None:
    actions.sweep(now)


def _own(firms: Sequence[int]) -> int:
    """The enterprise that can be tried out."""
    with looking():
        return Enterprise.objects.get(pk__in=firms, name=world.read("people")["demo"]["enterprise"]).pk


def _at_work(history: History, at: datetime) -> datetime:
    """Some hour of work near that moment."""
    day = history.calendar.workday_from(clock.local(at).date(), 1)
    return history.calendar.add_work_minutes(history.calendar.opening(day), history.rng.randint(5, 360)).at


def _awake(at: datetime) -> datetime:
    """The same, or the next morning where people of an enterprise sleep."""
    hour = clock.local(at).hour
    return at if WAKES <= hour < SLEEPS else at + timedelta(hours=(WAKES - hour) % 24)


def _district() -> int:
    return Area.objects.values_list("pk", flat=True).get(code=world.read("units")["district"]["code"])


def _write_routes(history: History, routes: Sequence[Mapping[str, str]], now: datetime) -> None:
    area, groups = _district(), dict(ThemeGroup.objects.values_list("name", "pk"))
    author = acting_as(history.cast.of_area(Role.COORDINATOR, area)[0], now)
    day = clock.local(now).date()
    for one in routes:
        facts = RouteFacts(area, groups[one["group"]], one.get("issuer", ""), one.get("benefit_class", ""))
        actions.write_route(author=author, facts=facts, from_on=day, now=now)
    look_again()


class _Life:
    """A question from the first word on: each of its people does what it is his turn to do."""

    def __init__(
        self, history: History, told: Mapping[str, Any], enterprise: int, late: bool = False
    ) -> None:
        self._history, self._told, self._enterprise, self._late = history, told, enterprise, late

    def ask(self, now: datetime) -> None:
        """The enterprise asks."""
        speaker = self._history.cast.contacts(self._enterprise)[0]
        editions = Edition.objects.current(clock.local(now).date()).filter(title=self._told["item"])
        item = editions.values_list("item_id", flat=True).first()
        asked = Asked(self._enterprise, self._told["asked"], item)
        made = door.drawn_again(lambda: actions.ask(author=acting_as(speaker, now), asked=asked, now=now))
        look_again()
        rests = self._told.get("rests")
        if rests is not True:
            after = timedelta(days=6) if self._late else timedelta(hours=self._history.rng.randint(2, 30))
            taken = _at_work(self._history, now + after - timedelta(days=1))
            self._history.at(max(taken, now), self._step(made, "take"))

    def _step(self, made: Question, step: str, **given: str) -> Any:
        return partial(self._take, made, step, given)

    def _take(self, made: Question, step: str, given: Mapping[str, str], now: datetime) -> None:
        one = Question.objects.get(pk=made.pk)
        who = self._who(one, step, now)
        if who is None:
            return
        actions.take_step(author=acting_as(who, now), question=one, step=step, given=given, now=now)
        look_again()
        self._next(one, step, now)

    def _who(self, one: Question, step: str, now: datetime) -> int | None:
        if step == "take":
            experts = queries.experts_of(one.group_id or 0, clock.local(now).date())
            return self._history.rng.choice(experts) if experts and one.state == QuestionState.ASKED else None
        if step == "answer":
            return one.holder_id
        return (
            self._history.cast.contacts(self._enterprise)[0] if one.state == QuestionState.ANSWERED else None
        )

    def _next(self, one: Question, step: str, now: datetime) -> None:
        told, history = self._told, self._history
        soon = now + timedelta(minutes=history.rng.randint(20, 200))
        one.refresh_from_db()
        if step in ("take", "unclear") and one.state == QuestionState.TAKEN:
            again = step == "unclear"
            answer = told["more"] if again else told["answer"]
            history.at(soon, self._step(one, "answer", answer=answer, basis=told.get("basis", "")))
        elif step == "answer" and told.get("rests") != "answered":
            word = _awake(now + timedelta(hours=history.rng.randint(1, 40)))
            if "again" in told and one.answers == 1:
                history.at(word, self._step(one, "unclear", words=told["again"]))
            elif history.rng.random() < 0.9:
                history.at(word, self._step(one, "understood"))
        elif step == "understood" and "question" in told:
            history.at(now + timedelta(days=1), partial(self._publish, one))

    def _publish(self, one: Question, now: datetime) -> None:
        """Whoever answered edits it for everybody, a policy editor publishes it."""
        told = self._told
        edited = Edited(told["question"], told["answer"], told["basis"], one.item_id)
        assert one.holder_id is not None
        author = acting_as(one.holder_id, now)
        made = actions.draft_answer(author=author, edited=edited, source=one, now=now)
        actions.take_answer_step(author=author, answer=made, step="send", given={}, now=now)
        look_again()
        self._history.at(now + timedelta(hours=5), partial(self._check, made))

    def _check(self, made: PublicAnswer, now: datetime) -> None:
        editor = self._history.cast.of_area(Role.POLICY_EDITOR, _district())[0]
        author = acting_as(editor, now)
        actions.take_answer_step(author=author, answer=made, step="publish", given={}, now=now)
        look_again()


def _talk(history: History, begun: datetime, number: int, now: datetime) -> None:
    """An officer tells those he serves, and some others, about two or three items."""
    rng, written, today = history.rng, world.read("advice"), clock.local(now).date()
    lead = rng.choice(_speakers(today, begun))
    served = list(Assignment.objects.current(today).filter(officer=lead).values_list("enterprise", flat=True))
    others = list(Enterprise.objects.filter(merged_into=None).order_by("pk").values_list("pk", flat=True))
    listed = {*served, *rng.sample(others, min(len(others), rng.randint(0, 25)))}
    items = list(Edition.objects.current(today).order_by("pk").values_list("item_id", flat=True))
    given = actions.Given(
        way=rng.choice((TalkWay.HALL, TalkWay.HALL, TalkWay.VISIT, TalkWay.ONLINE)), begins_at=begun,
        minutes=rng.choice((60, 90, 120)), came=len(listed) + rng.randint(1, 30),
        items=rng.sample(items, rng.randint(1, 3)), enterprises=listed, place=rng.choice(written["places"]),
        asked=rng.choice(written["asked_most"]) if number % 3 else "",
    )  # fmt: skip
    author = acting_as(lead.person_id, now)
    made = actions.record_talk(author=author, given=given, now=now)
    look_again()
    if number % 17 == 5 and served:
        speaker = history.cast.contacts(served[0])[0]
        author = acting_as(speaker, now)
        actions.deny_talk(author=author, talk=made, enterprise_id=served[0], now=now)
        look_again()


def _speakers(day: date, begins: datetime) -> Sequence[Officer]:
    """Who serves somebody and speaks nowhere else within these hours."""
    rows = Assignment.objects.current(day).values("officer")
    busy = TalkSpeaker.objects.filter(
        stands=True, begins_at__lt=begins + LONGEST_TALK, ends_at__gt=begins
    ).values("officer")
    found = Officer.objects.filter(pk__in=rows).exclude(pk__in=busy)
    return list(found.select_related("unit", "person").order_by("pk"))


def _find(history: History, enterprise: int, now: datetime) -> None:
    """An enterprise finds an answer before it asks."""
    answers = list(PublicAnswer.objects.published().order_by("pk"))
    if answers:
        author = acting_as(history.cast.contacts(enterprise)[0], now)
        actions.found_it(author=author, answer=history.rng.choice(answers), now=now)
        look_again()
