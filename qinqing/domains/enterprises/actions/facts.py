"""Registering and correcting the basic facts."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError

from qinqing.domains.enterprises import rules
from qinqing.domains.enterprises.actions.figures import settle_sizes
from qinqing.domains.enterprises.events import EnterpriseEdited, EnterpriseRegistered
from qinqing.domains.enterprises.models import Enterprise, EnterpriseName
from qinqing.domains.enterprises.permissions import keeps_area
from qinqing.domains.enterprises.rules import Facts
from qinqing.domains.enterprises.terms import Currency
from qinqing.kernel import bulk, clock, door, events, idempotency
from qinqing.kernel.events import Author, Told
from qinqing.kernel.numbering import new_address
from qinqing.kernel.refusals import Conflict, Refused


def register_enterprise(*, author: Author, facts: Facts, now: datetime) -> Enterprise:
    """Enter one enterprise by hand.

    Refuses an area the author does not keep, a code that is registered, and a name that is registered where
    there is no code to tell the two apart; by Conflict where someone else was quicker.
    """
    first = idempotency.first_result(author)
    if first is not None:
        return Enterprise.objects.get(pk=first.subject_id)
    _refuse_foreign_area(author, facts)
    _refuse_taken(facts)
    try:
        enterprise = Enterprise.objects.create(public_id=new_address(), created_at=now, **_columns(facts))
    except IntegrityError:
        raise Conflict(_JUST_TAKEN) from None
    events.tell(EnterpriseRegistered, subject=("enterprise", enterprise.pk), author=author, at=now)
    return enterprise


def register_enterprises(
    *, author: Author, facts: Sequence[Facts], now: datetime, import_run_id: int | None = None
) -> list[int]:
    """Enter thousands at once; gives their ids in the order given. Codes and names the caller has compared.

    An import tells its own event a chunk; without one each enterprise has its event.
    """
    if not facts:
        return []
    ids = bulk.draw(Enterprise, len(facts))
    columns = [_columns(one) for one in facts]
    rows = [(number, new_address(), *values.values()) for number, values in zip(ids, columns, strict=True)]
    same = {"created_at": now, "import_run": import_run_id, "version": 1}
    bulk.insert(Enterprise, ("id", "public_id", *columns[0]), rows, same)
    if import_run_id is None:
        told = [Told(("enterprise", number)) for number in ids]
        events.tell_many(EnterpriseRegistered, told, author=author, at=now)
    return ids


def edit_enterprise(
    *, author: Author, enterprise: Enterprise, facts: Facts, version: int, now: datetime
) -> Enterprise:
    """Correct the basic facts; the name it had is kept as a former one, the event says what changed.

    Refuses as registering does, and by Conflict where someone else changed it since `version` was read.
    """
    kept = Enterprise.objects.select_for_update(of=("self",)).get(pk=enterprise.pk)
    if kept.version != version:
        raise Conflict("这家企业的资料刚刚被别人改过，请看最新内容后再改")
    _refuse_foreign_area(author, facts, kept.area_id)
    _refuse_taken(facts, but=kept.pk)
    try:
        before = change_facts(enterprise=kept, facts=facts, now=now)
    except IntegrityError:
        raise Conflict(_JUST_TAKEN) from None
    changes = {name: [was, _plain(getattr(kept, name))] for name, was in before.items() if name in _LABELS}
    if {"industry", "industry_code"} & changes.keys():
        settle_sizes(author=author, enterprise_ids=[kept.pk], now=now)
    if changes:
        events.tell(
            EnterpriseEdited,
            subject=("enterprise", kept.pk),
            author=author,
            at=now,
            record={"fields": "、".join(_LABELS[name] for name in changes), "changes": changes},
        )
    return kept


def change_facts(*, enterprise: Enterprise, facts: Facts, now: datetime) -> dict[str, Any]:
    """Write what differs and give the former values; the caller holds the row and tells the event."""
    wanted = _columns(facts)
    before = {name: was for name in wanted if (was := getattr(enterprise, name)) != wanted[name]}
    if not before:
        return {}
    if "name_key" in before:
        EnterpriseName.objects.create(
            enterprise=enterprise,
            name=enterprise.name,
            name_key=enterprise.name_key,
            until_on=clock.local(now).date(),
        )
    _write(enterprise, {name: wanted[name] for name in before})
    return {name: _plain(was) for name, was in before.items()}


def restore_facts(*, enterprise: Enterprise, before: Mapping[str, Any]) -> None:
    """Put back values that `change_facts` gave, and take back the former name it kept."""
    if "name_key" in before:
        enterprise.former_names.filter(name_key=before["name_key"]).order_by("-pk")[:1].get().delete()
    _write(enterprise, {name: _READ.get(name, _as_it_is)(was) for name, was in before.items()})


def facts_of(enterprise: Enterprise) -> Facts:
    """The basic facts as they stand."""
    capital = None
    if enterprise.capital_amount is not None:
        capital = rules.Capital(enterprise.capital_amount, Currency.of(enterprise.currency))
    return Facts(
        name=enterprise.name,
        area_id=enterprise.area_id,
        credit_code=enterprise.credit_code,
        code_missing_reason=enterprise.code_missing_reason,
        type=enterprise.type,
        type_text=enterprise.type_text,
        legal_representative=enterprise.legal_representative,
        registered_on=enterprise.registered_on,
        capital=capital,
        capital_text=enterprise.capital_text,
        business_scope=enterprise.business_scope,
        address=enterprise.address,
        industry=enterprise.industry,
        industry_code=enterprise.industry_code,
        is_key=enterprise.is_key,
    )


def _columns(facts: Facts) -> dict[str, Any]:
    return {
        "credit_code": facts.credit_code,
        "code_missing_reason": facts.code_missing_reason,
        "name": facts.name,
        "name_key": rules.name_key(facts.name),
        "pinyin": rules.sorting_key(facts.name),
        "type": str(facts.type),
        "type_text": facts.type_text,
        "legal_representative": facts.legal_representative,
        "registered_on": facts.registered_on,
        "capital_amount": facts.capital.amount if facts.capital else None,
        "currency": str(facts.capital.currency) if facts.capital else "",
        "capital_text": facts.capital_text,
        "business_scope": facts.business_scope,
        "address": facts.address,
        "area_id": facts.area_id,
        "industry": facts.industry,
        "industry_code": facts.industry_code,
        "is_key": facts.is_key,
    }


_JUST_TAKEN = "这个信用代码刚刚登记给了另一家企业，请到企业列表里看看"
_LABELS = {
    "credit_code": "信用代码",
    "name": "名称",
    "type": "企业类型",
    "legal_representative": "法定代表人",
    "registered_on": "成立日期",
    "capital_amount": "注册资本",
    "business_scope": "经营范围",
    "address": "地址",
    "area_id": "区域",
    "industry": "行业",
    "industry_code": "行业代码",
    "is_key": "重点企业",
}


def _write(enterprise: Enterprise, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(enterprise, name, value)
    enterprise.version += 1
    enterprise.save(update_fields=[*values, "version"])


def _as_it_is(value: Any) -> Any:
    return value


def _day(value: Any) -> Any:
    return value and date.fromisoformat(value)


def _amount(value: Any) -> Any:
    return value and Decimal(value)


_READ = {"registered_on": _day, "capital_amount": _amount}


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, str | int) else str(value)


def _refuse_foreign_area(author: Author, facts: Facts, *others: int) -> None:
    if not all(keeps_area(author.actor, area_id) for area_id in (facts.area_id, *others)):
        raise Refused("foreign_area", "这个区域不归您协调，换一个区域，或者请上级协调办来办", "area_id")


def _refuse_taken(facts: Facts, but: int | None = None) -> None:
    if not rules.name_key(facts.name):
        raise Refused("no_name", "企业名称里要有字", "name")
    with door.as_system("enterprise.taken"):
        others = Enterprise.objects.exclude(pk=but or 0)
        if facts.credit_code:
            code_taken = others.filter(credit_code=facts.credit_code).exists()
            name_taken = False
        else:
            code_taken = False
            name_taken = others.filter(name_key=rules.name_key(facts.name), merged_into=None).exists()
    if code_taken:
        raise Refused("code_taken", "这个信用代码已经登记给另一家企业", "credit_code")
    if name_taken:
        raise Refused("name_taken", "已经有同名企业；确实是另一家，请填信用代码", "name")
