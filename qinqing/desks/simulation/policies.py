"""The policies in use: entered by one editor, checked by the other, some of them being amended now."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
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
IN_WORK = timedelta(days=2)
"""Since when an editor has been amending one, and another waits for his check."""
_WORD = "只差一点，下次走访我把要补的材料带过来"


def let_policies_be_entered(history: History, since: datetime) -> None:
    """Let two editors enter and check what the place has, and begin what lies on their desks now."""
    history.at(since + IN_USE, partial(_enter, history, world.read("policies")["policies"]))
    history.at(history.until - IN_WORK, partial(_amend, history))


def let_these_be_entered(history: History, at: datetime, policies: Sequence[Mapping[str, Any]]) -> None:
    """Let two editors enter the policies of another world."""
    history.at(at, partial(_enter, history, policies))


def _editors(history: History) -> tuple[int, int, int]:
    """Two editors, and the area they write for."""
    area = Area.objects.get(code=world.read("units")["district"]["code"]).pk
    first, second = history.cast.of_area(Role.POLICY_EDITOR, area)[:2]
    return first, second, area


def _enter(history: History, policies: Sequence[Mapping[str, Any]], now: datetime) -> None:
    units = dict(Unit.objects.values_list("code", "pk"))
    first, second, area = _editors(history)
    for written in policies:
        issued = written.get("issued_on")
        facts = PolicyFacts(
            title=written["title"], number=written.get("number", ""), issuer=written["issuer"],
            level=PolicyLevel(written["level"]), area_id=area,
            issued_on=date.fromisoformat(issued) if issued else None,
        )  # fmt: skip
        policy = actions.register_policy(author=acting_as(first, now), facts=facts, now=now)
        for one in written["items"]:
            item: PolicyItem | None = None
            unit = units.get(one["unit"])
            for content in _contents(one, unit, facts.issued_on, clock.local(now).date()):
                author = acting_as(first, now)
                if item is None:
                    made = actions.draft_item(author=author, policy=policy, content=content, now=now)
                else:
                    made = actions.draft_next(author=author, item=item, content=content, now=now)
                item = _through(made, first, second, now).item
    look_again()


def _through(made: Edition, drafter: int, checker: int, now: datetime) -> Edition:
    """An edition that one sent and another published."""
    actions.take_step(author=acting_as(drafter, now), edition=made, step="send", given={}, now=now)
    author = acting_as(checker, now)
    return actions.take_step(author=author, edition=made, step="publish", given={}, now=now)


def _contents(
    one: Mapping[str, Any], unit: int | None, issued_on: date | None, today: date
) -> Iterator[Content]:
    """The editions of an item: one, or those of the national rule it stands on."""
    if "national" not in one:
        begun = one.get("from_on")
        first = date.fromisoformat(begun) if begun else issued_on or today
        yield _content(one, unit, one.get("rule", {}), first, None)
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
