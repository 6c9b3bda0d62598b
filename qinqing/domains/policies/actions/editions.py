"""Writes: a document entered, an edition drafted, rewritten, checked, published; an item stopped."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import Max

from qinqing.domains.accounts import queries as accounts
from qinqing.domains.policies import events, queries, rules
from qinqing.domains.policies.actions import stale
from qinqing.domains.policies.models import Edition, Policy, PolicyItem
from qinqing.domains.policies.permissions import PERMISSIONS
from qinqing.domains.policies.rules import Content as Content
from qinqing.domains.policies.terms import EditionState, PolicyLevel
from qinqing.domains.policies.workflow import EDITION_FLOW
from qinqing.kernel import clock, door, idempotency, numbering, search
from qinqing.kernel import events as kernel_events
from qinqing.kernel.events import Author
from qinqing.kernel.refusals import Conflict, NotFound, Refused
from qinqing.ui import formats

POLICY, ITEM = "policy", "policy_item"
MOST_EARLIER = 20
"""So many changes of a draft's conditions can be taken back."""
NUMBER_ONCE = door.retry_on("policy_number_once")


@dataclass(frozen=True, slots=True)
class PolicyFacts:
    """What is entered of a policy document."""

    title: str
    number: str
    issuer: str
    level: PolicyLevel
    area_id: int
    issued_on: date | None = None
    link: str = ""


def register_policy(*, author: Author, facts: PolicyFacts, now: datetime) -> Policy:
    """Enter a policy document. Refuses an area out of reach and a number that is there already."""
    first = idempotency.first_result(author)
    if first is not None:
        return Policy.objects.get(pk=first.subject_id)
    _refuse_foreign(author, facts.area_id)
    if facts.number and Policy.objects.filter(number=facts.number, area=facts.area_id).exists():
        raise Refused("twice", "这个文号已经登记过了，请在那份文件下面写事项", "number")
    made = Policy.objects.create(
        public_id=numbering.new_address(), entered_at=now, entered_by_id=author.actor.person_id,
        **asdict(facts),
    )  # fmt: skip
    kernel_events.tell(
        events.PolicyRegistered, subject=(POLICY, made.pk), author=author, at=now, layer="H",
        record={"title": made.title},
    )  # fmt: skip
    return made


def draft_item(*, author: Author, policy: Policy, content: Content, now: datetime) -> Edition:
    """Begin an item with its first edition; faults in it are refused when it is handed on.

    Refuses a document of an area out of reach and a unit that is not there today.
    """
    first = idempotency.first_result(author)
    if first is not None:
        return Edition.objects.select_related("item").get(item=first.subject_id, number=1)
    _refuse_foreign(author, policy.area_id)
    item = PolicyItem.objects.create(
        public_id=numbering.new_address(), code=numbering.new_address(), policy=policy
    )
    return _drafted(author, item, 1, content, now)


def draft_next(*, author: Author, item: PolicyItem, content: Content, now: datetime) -> Edition:
    """Begin the next edition of an item. Refuses while another one is in work, and as `draft_item` does."""
    first = idempotency.first_result(author)
    if first is not None:
        return Edition.objects.select_related("item").get(item=item, number=first.made("edition"))
    _refuse_foreign(author, item.policy.area_id)
    _hold(item.pk)
    if Edition.objects.filter(item=item).exclude(state=EditionState.PUBLISHED).exists():
        raise Conflict("这一项已经有一版在改，请打开那一版接着改")
    number = Edition.objects.filter(item=item).aggregate(last=Max("number"))["last"] or 0
    return _drafted(author, item, number + 1, content, now)


def _drafted(author: Author, item: PolicyItem, number: int, content: Content, now: datetime) -> Edition:
    _refuse_unknown_unit(content, now)
    made = Edition.objects.create(
        item=item, number=number, state=EditionState.DRAFT, drafted_by_id=author.actor.person_id,
        drafted_at=now, **_columns(content),
    )  # fmt: skip
    _tell(events.EditionDrafted, made, author, now)
    return made


def rewrite(*, author: Author, edition: Edition, content: Content, version: int, now: datetime) -> Edition:
    """Write a draft anew. Only who drafted it; Conflict where it was changed since it was read."""
    kept = _locked(author, edition)
    if idempotency.first_result(author) is not None:
        return kept
    _refuse_unless_drafting(author, kept, version)
    _refuse_unknown_unit(content, now)
    _remember(kept, content.rule, content.wording)
    for name, value in _columns(content).items():
        setattr(kept, name, value)
    kept.version += 1
    kept.save()
    _tell(events.EditionRewritten, kept, author, now)
    return kept


def rewrite_rule(
    *, author: Author, edition: Edition, rule: Mapping[str, Any], wording: Sequence[Mapping[str, str]],
    version: int, now: datetime,
) -> Edition:  # fmt: skip
    """Write the conditions of a draft anew, and the sentences they encode. As `rewrite`; refuses conditions
    that nobody can judge by where those before could be."""
    kept = _locked(author, edition)
    if idempotency.first_result(author) is not None:
        return kept
    _refuse_unless_drafting(author, kept, version)
    content = replace(queries.content_of(kept), rule=rule, wording=wording)
    wrong = dict(rules.wrong_in(content))
    spoilt = sorted({"rule", "wording"} & (wrong.keys() - dict(rules.wrong_in(queries.content_of(kept)))))
    if spoilt:
        raise Refused("spoilt", wrong[spoilt[0]], spoilt[0])
    _remember(kept, rule, wording)
    kept.rule, kept.wording = dict(rule), list(wording)
    return _rewritten(kept, author, now)


def undo(*, author: Author, edition: Edition, version: int, now: datetime) -> Edition:
    """Put back the conditions and sentences of a draft as they were before the last change of them.

    As `rewrite`; refuses where nothing is left to take back.
    """
    kept = _locked(author, edition)
    if idempotency.first_result(author) is not None:
        return kept
    _refuse_unless_drafting(author, kept, version)
    if not kept.earlier:
        raise Refused("nothing_to_undo", "没有可以撤的了")
    *kept.earlier, last = kept.earlier
    kept.rule, kept.wording = last["rule"], last["wording"]
    return _rewritten(kept, author, now)


def _rewritten(kept: Edition, author: Author, now: datetime) -> Edition:
    kept.version += 1
    kept.save(update_fields=["rule", "wording", "earlier", "version"])
    _tell(events.EditionRewritten, kept, author, now)
    return kept


def _remember(kept: Edition, rule: Mapping[str, Any], wording: Sequence[Mapping[str, str]]) -> None:
    """Keep what is about to be changed, so that the change can be taken back."""
    if kept.rule != rule or kept.wording != list(wording):
        kept.earlier = [*kept.earlier, {"rule": kept.rule, "wording": kept.wording}][-MOST_EARLIER:]


def _refuse_unless_drafting(author: Author, kept: Edition, version: int) -> None:
    if kept.version != version:
        raise Conflict("这一版刚刚在别的窗口改过，请看最新的再改")
    if kept.state != EditionState.DRAFT or "drafter" not in PERMISSIONS.relations(author.actor, kept):
        raise Refused("not_yours", "只有起草的人能改草稿；要改已发布的，请另写一版")


def take_step(
    *, author: Author, edition: Edition, step: str, given: Mapping[str, Any], now: datetime
) -> Edition:
    """Move an edition one step of its life. Raises Refused for a step that is not open to the author."""
    kept = _locked(author, edition)
    if idempotency.first_result(author) is not None:
        return kept
    relations = PERMISSIONS.relations(author.actor, kept)
    _hold(kept.item_id)
    row = EDITION_FLOW.check(step, kept.state, relations, given, queries.judged(kept))
    before = kept.state
    kept.state = str(row.target)
    kept.version += 1
    if step == "return":
        kept.refusal = given["reason"]
    elif step == "send":
        kept.refusal = ""
    elif step == "publish":
        _make_room(kept)
        kept.checked_by_id, kept.published_at, kept.earlier = author.actor.person_id, now, []
    Edition.objects.filter(pk=kept.pk, state=before).update(
        state=kept.state, version=kept.version, refusal=kept.refusal, checked_by=kept.checked_by_id,
        published_at=kept.published_at, earlier=kept.earlier,
    )  # fmt: skip
    if row.event is not None:
        _tell(row.event, kept, author, now, reason=given.get("reason", ""))
    if step == "publish":
        search.file(ITEM, queries.item_entry(kept.item_id, clock.local(now).date()))
        stale.mark_item(kept.item_id, now)
    return kept


def _make_room(edition: Edition) -> None:
    """What held before ends on the day on which this one begins. Refuses one that begins no later."""
    for before in Edition.objects.published().filter(item=edition.item_id).select_for_update():
        if before.until_on is not None and before.until_on <= max(edition.from_on, before.from_on):
            continue
        if edition.from_on <= before.from_on:
            since = formats.full_day(before.from_on)
            raise Refused("too_early", f"第 {before.number} 版 {since}起用，新的一版要晚于那一天", "from_on")
        before.until_on = edition.from_on
        before.save(update_fields=["until_on"])


def stop_item(*, author: Author, item: PolicyItem, on: date, reason: str, now: datetime) -> None:
    """Let an item be claimed no longer from a day on: neither by the edition that holds then nor by any that
    was to begin later, published or still in work.

    Refuses a day on which the edition that holds now has not begun before.
    """
    if idempotency.first_result(author) is not None:
        return
    _refuse_foreign(author, item.policy.area_id)
    _hold(item.pk)
    today = clock.local(now).date()
    published = list(Edition.objects.published().filter(item=item).select_for_update().order_by("from_on"))
    if not published:
        raise Refused("not_published", "还没有发布过，不用停；草稿可以删掉")
    ending = [one for one in published if one.until_on is None or one.until_on > max(on, one.from_on)]
    if not ending:
        ended = max(one.until_on for one in published if one.until_on is not None)
        raise Conflict(f"这一项 {formats.full_day(ended)}起已经不执行了")
    begun = [one for one in published if one.from_on <= today]
    if begun and on <= begun[-1].from_on:
        since = formats.full_day(begun[-1].from_on)
        raise Refused("too_early", f"要晚于第 {begun[-1].number} 版起用的那天（{since}）", "on")
    for one in ending:
        one.until_on, one.stop_reason, one.stopped_at = max(on, one.from_on), reason, now
        one.save(update_fields=["until_on", "stop_reason", "stopped_at"])
    record = {"title": ending[0].title, "on": on.isoformat(), "reason": reason}
    kernel_events.tell(
        events.ItemStopped, subject=(ITEM, item.pk), about=[(POLICY, item.policy_id)], author=author, at=now,
        record=record,
    )  # fmt: skip
    stale.mark_item(item.pk, now)


def _hold(item_id: int) -> None:
    """One at a time publishes or stops an item: who comes second sees what the first has done."""
    PolicyItem.objects.select_for_update().get(pk=item_id)


def discard(*, author: Author, edition: Edition, now: datetime) -> None:
    """Throw a draft away. Only who drafted it. An item whose only edition it was is seen by nobody then."""
    kept = _locked(author, edition)
    if kept.state != EditionState.DRAFT or "drafter" not in PERMISSIONS.relations(author.actor, kept):
        raise Refused("not_yours", "只有起草的人能删草稿")
    _tell(events.EditionDiscarded, kept, author, now)
    kept.delete()


def _columns(content: Content) -> dict[str, Any]:
    values = {name: getattr(content, name) for name in Content.__dataclass_fields__}
    return values | {
        "papers": list(content.papers),
        "excludes": _codes(content.excludes),
        "rule": dict(content.rule),
        "wording": list(content.wording),
    }


def _codes(names: Collection[str]) -> list[str]:
    """Items by their codes, however they were named. Refuses one that is called so nowhere."""
    known = queries.items_called(names)
    for name in names:
        if name not in known:
            raise Refused("unknown_item", f"没有找到“{name}”这一项，请写事项名称的全称", "excludes")
    return list(dict.fromkeys(known[name] for name in names))


def _locked(author: Author, edition: Edition) -> Edition:
    found = Edition.objects.select_for_update(of=("self",)).filter(
        PERMISSIONS.scope(author.actor), pk=edition.pk
    )
    kept = found.select_related("item__policy").first()
    if kept is None:
        raise NotFound
    return kept


def _refuse_foreign(author: Author, area_id: int) -> None:
    if area_id not in author.actor.ids("policy_editor"):
        raise Refused("no_right", "请选您负责的区域", "area")


def _refuse_unknown_unit(content: Content, now: datetime) -> None:
    if content.unit_id is None:
        return
    if not accounts.units_valid_on(clock.local(now).date()).filter(pk=content.unit_id).exists():
        raise Refused("unknown_unit", "没有这个单位，或者已经撤并，请重新选", "unit_id")


def _tell(event: type, edition: Edition, author: Author, now: datetime, *, reason: str = "") -> None:
    record = {
        "title": edition.title,
        "edition": edition.number,
        "from_on": edition.from_on.isoformat(),
        "drafted_by_id": edition.drafted_by_id,
        "reason": reason,
    }
    kernel_events.tell(
        event, subject=(ITEM, edition.item_id), about=[(POLICY, edition.item.policy_id)], author=author,
        at=now, layer="E" if event is events.EditionPublished else "H", record=record,
    )  # fmt: skip
