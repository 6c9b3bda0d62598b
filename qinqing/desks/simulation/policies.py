"""The policies in use: entered by one editor, checked by the other, some of them being amended now."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any

from qinqing.desks.simulation import world
from qinqing.desks.simulation.play import History, acting_as, look_again
from qinqing.domains.accounts.models import Area, Person, Unit
from qinqing.domains.accounts.terms import Role
from qinqing.domains.policies import actions, queries
from qinqing.domains.policies.actions import TRY, Content, PolicyFacts
from qinqing.domains.policies.models import Edition, PolicyItem, Trial
from qinqing.domains.policies.terms import BenefitClass, ClaimMode, EditionState, PolicyLevel, Standing
from qinqing.kernel import clock, jobs

IN_USE = timedelta(days=1)
"""How long after the beginning the policies stood in the platform."""
ENTERED_AFTER = 2
"""So many working days after it came out a policy is entered."""
ANNOUNCED = timedelta(days=36)
"""How long before it begins to hold a change of an item is published."""
JUDGED_AT = time(6, 10)
JUDGED_IN = (2, 4, 6, 10)
"""When it is judged again whom everything fits: at which hour, before which months."""
IN_WORK = timedelta(days=2)
"""Since when an editor has been amending one, and another waits for his check."""
_WORD = "只差一点，下次走访我把要补的材料带过来"


def let_policies_be_entered(history: History, since: datetime) -> None:
    """Let two editors enter and check what the place has: what was there before at once, the others when they
    came out; let some be amended and stopped, and begin what lies on the editors' desks now."""
    there: list[Mapping[str, Any]] = []
    for written in world.read("policies")["policies"]:
        issued = _issued_on(written, history.until)
        at = _after(history, issued, ENTERED_AFTER) if issued else since
        if at <= since + IN_USE:
            there.append(written)
        else:
            history.at(at, partial(_enter, history, [written]))
    history.at(since + IN_USE, partial(_enter, history, there))
    history.at(history.until - IN_WORK, partial(_amend, history))
    _let_everything_be_judged(history, since + IN_USE + timedelta(hours=1))


def let_these_be_entered(history: History, at: datetime, policies: Sequence[Mapping[str, Any]]) -> None:
    """Let two editors enter the policies of another world."""
    history.at(at, partial(_enter, history, policies, moves=False))


def _let_everything_be_judged(history: History, since: datetime) -> None:
    """When the policies are there, and before some months; not before January: the figures by which it is
    judged have not come then."""
    history.at(since, _judge)
    days = (clock.local(since).date() + timedelta(days=n) for n in range((history.until - since).days + 1))
    for day in days:
        if day.day == 1 and day.month in JUDGED_IN:
            history.at(datetime.combine(day, JUDGED_AT, clock.LOCAL), _judge)


def _judge(now: datetime) -> None:
    with clock.set_to(now):
        jobs.run("policies.judge_everything")


def _issued_on(written: Mapping[str, Any], until: datetime | None) -> date | None:
    """When a policy came out, in a world that ends at `until` if dates move in it; of one that is no place's
    own that is not known."""
    if "issued_on" not in written:
        return None
    return world.dated(written["issued_on"], until) if until else date.fromisoformat(written["issued_on"])


def _after(history: History, day: date, workdays: int) -> datetime:
    """Some minutes after the opening of the working day so many working days later."""
    on = history.calendar.workday_from(day, workdays)
    return history.calendar.opening(on) + timedelta(minutes=25)


def _editors(history: History) -> tuple[int, int, int]:
    """Two editors, and the area they write for."""
    area = Area.objects.get(code=world.read("units")["district"]["code"]).pk
    first, second = history.cast.of_area(Role.POLICY_EDITOR, area)[:2]
    return first, second, area


def _enter(
    history: History, policies: Sequence[Mapping[str, Any]], now: datetime, *, moves: bool = True
) -> None:
    """Both editors at work; the dates of a world that `moves` are not those that are written."""
    units = dict(Unit.objects.values_list("code", "pk"))
    first, second, area = _editors(history)
    for written in policies:
        issued = _issued_on(written, history.until if moves else None)
        number = written.get("number", "")
        if issued:
            number = number.replace(f"〔{written['issued_on'][:4]}〕", f"〔{issued.year}〕")
        facts = PolicyFacts(
            title=written["title"], number=number, issuer=written["issuer"],
            level=PolicyLevel(written["level"]), area_id=area, issued_on=issued,
            link=written.get("link", ""),
        )  # fmt: skip
        policy = actions.register_policy(author=acting_as(first, now), facts=facts, now=now)
        for one in written["items"]:
            item: PolicyItem | None = None
            for content in _contents(one, units.get(one["unit"]), issued, now):
                author = acting_as(first, now)
                if item is None:
                    made = actions.draft_item(author=author, policy=policy, content=content, now=now)
                else:
                    made = actions.draft_next(author=author, item=item, content=content, now=now)
                item = _through(made, first, second, now).item
            assert item is not None
            _let_go_on(history, item, one, now)
    look_again()


def _let_go_on(history: History, item: PolicyItem, one: Mapping[str, Any], now: datetime) -> None:
    """Let what an item said at first be amended, and one be stopped, well before the day it is for."""
    soon = now + timedelta(hours=1)
    if "before" in one:
        from_on = world.dated(one["before"]["until"], history.until)
        at = datetime.combine(from_on, JUDGED_AT, clock.LOCAL) - ANNOUNCED
        history.at(max(at, soon), partial(_amend_as_written, history, item, one, from_on))
    if "stopped" in one:
        on = world.dated(one["stopped"]["from_on"], history.until)
        at = datetime.combine(on, JUDGED_AT, clock.LOCAL) - ANNOUNCED
        history.at(max(at, soon), partial(_stop, history, item, on, one["stopped"]["reason"]))


def _amend_as_written(
    history: History, item: PolicyItem, one: Mapping[str, Any], from_on: date, now: datetime
) -> None:
    """The second edition of an item says what is written of it; it holds from a day on."""
    first, second, _ = _editors(history)
    held = Edition.objects.published().get(item=item)
    content = replace(
        _content(one, held.unit_id, one.get("rule", {}), from_on, None), changes=one["before"]["changes"]
    )
    _through(
        actions.draft_next(author=acting_as(second, now), item=item, content=content, now=now),
        second, first, now,
    )  # fmt: skip
    look_again()


def _stop(history: History, item: PolicyItem, on: date, reason: str, now: datetime) -> None:
    first, _, _ = _editors(history)
    actions.stop_item(author=acting_as(first, now), item=item, on=on, reason=reason, now=now)
    look_again()


def _through(made: Edition, drafter: int, checker: int, now: datetime) -> Edition:
    """An edition that one sent and another published."""
    actions.take_step(author=acting_as(drafter, now), edition=made, step="send", given={}, now=now)
    author = acting_as(checker, now)
    return actions.take_step(author=author, edition=made, step="publish", given={}, now=now)


def _contents(
    one: Mapping[str, Any], unit: int | None, issued_on: date | None, now: datetime
) -> Iterator[Content]:
    """The editions of an item: one, or those of the national rule it stands on."""
    if "national" not in one:
        begun = one.get("from_on")
        first = date.fromisoformat(begun) if begun else issued_on or date(clock.local(now).year, 1, 1)
        said = {**one, **one.get("before", {}).get("said", {})}
        ends = first + timedelta(days=one["lasts"]) if "lasts" in one else None
        yield _content(said, unit, said.get("rule", {}), first, ends)
        return
    for found in map(queries.shipped, one["national"]):
        yield _content(one, unit, found.rule, found.from_on, found.until_on)


def _content(
    one: Mapping[str, Any], unit: int | None, rule: Mapping[str, Any], from_on: date, until_on: date | None
) -> Content:
    budget = one.get("budget")
    return Content(
        title=one["title"], benefit_class=BenefitClass(one["benefit_class"]), mode=ClaimMode(one["mode"]),
        summary=one["summary"], amount=one["amount"], from_on=from_on, until_on=until_on,
        unit_id=unit, papers=tuple(one.get("papers", ())), season=one.get("season", ""), days=one.get("days"),
        budget=None if budget is None else budget * world.WAN, rule=rule, rule_note=one.get("rule_note", ""),
        evidence=one.get("evidence", ""), title_kind=one.get("title_kind", ""),
        excludes=tuple(one.get("excludes", ())),
    )  # fmt: skip


def _amend(history: History, now: datetime) -> None:
    """One amendment waits to be checked, another is still being written."""
    written = world.read("policies")["amendments"]
    for editor, one in zip(_editors(history)[:2], written, strict=True):
        author = acting_as(editor, now)
        held = (
            Edition.objects.published().select_related("item__policy").get(title=one["title"], until_on=None)
        )
        content = queries.content_of(held)
        changed = {
            "from_on": date(clock.local(now).year + 1, 1, 1),
            "changes": one["changes"],
            "amount": one["amount"],
            "summary": one["summary"],
            "rule": one["rule"],
            "wording": one["wording"],
        }
        content = Content(**{**vars(content), **changed})
        made = actions.draft_next(author=author, item=held.item, content=content, now=now)
        if one.get("sent"):
            actions.take_step(author=author, edition=made, step="send", given={}, now=now)
    look_again()


def try_drafts(now: datetime) -> None:
    """What is being amended was tried on all enterprises by whoever writes it."""
    for edition in Edition.objects.exclude(state=EditionState.PUBLISHED).select_related("item__policy"):
        author = acting_as(edition.drafted_by_id or 0, now)
        actions.ask_for_trial(author=author, edition=edition, now=now)
        look_again()
        jobs.run(TRY, trial=Trial.objects.get(edition=edition, version=edition.version).pk)


def bring_items(now: datetime) -> None:
    """The demo officer brings to his enterprises what they nearly fit, with a word of his own."""
    officer = Person.objects.get(name=world.read("people")["demo"]["officer"])
    actor = acting_as(officer.pk, now).actor
    for edition in Edition.objects.current(clock.local(now).date()).order_by("pk"):
        rows = queries.concerned_page(actor, edition).rows
        found = [one for one in rows if one.standing is Standing.NEARLY]
        if found:
            actions.push_item(
                author=acting_as(officer.pk, now), edition=edition, now=now, note=_WORD,
                to=[one.enterprise.public_id for one in found[:2]],
            )  # fmt: skip
    look_again()
