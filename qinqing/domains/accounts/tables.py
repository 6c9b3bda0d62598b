"""Columns and rows of the room's lists."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import cast
from urllib.parse import urlsplit

from django.urls import reverse
from markupsafe import Markup

from qinqing.domains.accounts import rules
from qinqing.domains.accounts.models import Grant, Person, ProposedStaff, Token, Unit
from qinqing.domains.accounts.queries import Alike, AreaNode, Colleague, LogLine, StaffShown, phone_shown
from qinqing.domains.accounts.terms import (
    AreaKind,
    PersonKind,
    ProposedState,
    Role,
    StaffChange,
    TokenState,
    UnitKind,
)
from qinqing.kernel import webhooks
from qinqing.kernel.api import rights
from qinqing.kernel.models import Webhook, WebhookDelivery
from qinqing.kernel.permissions import Actor
from qinqing.kernel.webhooks import DeliveryState
from qinqing.ui.cells import Column, Tone, act, light, own, table_rows, title, with_note
from qinqing.ui.formats import EMPTY, full_day, local_date, moment

LOG = (Column("时间", "date"), Column("谁", labelled=True), Column("做了什么", "title"))
PEOPLE = (
    Column("姓名", "title"),
    Column("单位", labelled=True),
    Column("角色", labelled=True),
    Column("办公电话", labelled=True),
    Column("上次登录", "date", labelled=True),
    Column("状态"),
)
STAFF = (
    Column("姓名", "title"),
    Column("手机号", labelled=True),
    Column("办公电话", labelled=True),
    Column("本单位角色", labelled=True),
    Column("状态"),
    Column("做", "act"),
)
UNITS = (
    Column("简称", "title"),
    Column("性质", labelled=True),
    Column("级别", labelled=True),
    Column("上级审签人", labelled=True),
    Column("状态"),
)

TOKENS = (
    Column("用途", "title"),
    Column("以谁的身份", labelled=True),
    Column("可以做什么", labelled=True),
    Column("最近使用", "date", labelled=True),
    Column("状态"),
)

DELIVERIES = (
    Column("时间", "date"),
    Column("什么事", "title"),
    Column("结果"),
    Column("回答", labelled=True),
    Column("次数", "num", labelled=True),
)


AREAS = (
    Column("名称", "title"),
    Column("层级", labelled=True),
    Column("代码", labelled=True),
)


def area_rows(tree: Iterable[AreaNode]) -> Markup:
    """The area tree, each node set in below the one it belongs to."""
    rows = [("　" * node.depth + node.name, AreaKind.label_of(node.kind), node.code) for node in tree]
    return table_rows(AREAS, rows)


def log_rows(lines: Iterable[LogLine], now: datetime) -> Markup:
    """The security log."""
    return table_rows(LOG, [(moment(line.at, now), line.who, line.text) for line in lines])


def roles_of(grants: Iterable[Grant]) -> str:
    """What somebody holds, in words: `协调员（青岚区）、承办人（工信局）`."""
    words = [Role.label_of(g.role) + (f"（{place}）" if (place := g.area or g.unit) else "") for g in grants]
    return "、".join(words)


def people_rows(
    people: Iterable[Person],
    grants: Mapping[int, list[Grant]],
    signed_in: Mapping[int, datetime],
    now: datetime,
) -> Markup:
    """The list of people."""
    rows = [
        _person(person, grants.get(person.pk, []), _signed_in(person, signed_in.get(person.pk), now))
        for person in people
    ]
    return table_rows(PEOPLE, rows)


def people_to_choose(people: Iterable[Person], beside: Mapping[int, str]) -> list[tuple[int, str, str, str]]:
    """Number, name with account, unit and post, and what else is to be known of somebody."""
    return [
        (
            person.pk,
            f"{person.name} {person.login}",
            " ".join(filter(None, (person.unit.short if person.unit else "", person.post))),
            beside.get(person.pk, ""),
        )
        for person in people
    ]


def _signed_in(person: Person, last: datetime | None, now: datetime) -> object:
    """When somebody last signed in; in yellow where that is so long ago that somebody should look."""
    said = moment(last, now) if last else "没有登录记录"
    idle = person.is_active and (last or person.created_at) < now - rules.ACCOUNT_IDLE
    return light("yellow", said) if idle else said


def _person(person: Person, grants: list[Grant], signed_in: object) -> tuple[object, ...]:
    unit = person.unit.short if person.unit else EMPTY
    if person.kind == PersonKind.ENTERPRISE:
        unit = PersonKind.ENTERPRISE.label
    state = light("calm", "停用") if not person.is_active else light("green", "在用")
    if person.is_active and not grants and person.kind == PersonKind.STAFF:
        state = light("yellow", "未授权")
    return (
        title(reverse("accounts:person", args=[person.pk]), person.name, person.login),
        with_note(unit, person.post) if person.post else unit,
        roles_of(grants) or EMPTY,
        person.work_phone or EMPTY,
        signed_in,
        state,
    )


def staff_rows(actor: Actor, found: Iterable[Colleague]) -> Markup:
    """The people of a unit, as its head sees them."""
    return table_rows(STAFF, [_colleague(actor, one) for one in found])


def _colleague(actor: Actor, one: Colleague) -> tuple[object, ...]:
    person = one.person
    leaves = one.is_leaving or person.leaves_on is not None
    return (
        with_note(own(person.name), own(person.post)) if person.post else own(person.name),
        phone_shown(actor, person) or EMPTY,
        person.work_phone or EMPTY,
        "、".join(one.roles) or EMPTY,
        _stands(one),
        "" if leaves else act(reverse("accounts:propose_leaving", args=[person.pk]), "报离任"),
    )


def _stands(one: Colleague) -> Markup:
    """Whether somebody is there: who leaves, who cannot come in yet."""
    if one.person.leaves_on is not None:
        return light("yellow", f"{full_day(one.person.leaves_on)}起离任")
    if one.is_leaving:
        return light("yellow", "已报离任，等确认")
    return light("calm", "还没设口令") if one.is_outside else light("green", "在岗")


def staff_change(row: ProposedStaff) -> Markup:
    """What a unit said of whom, in one line."""
    return Markup("{}：{}").format(StaffChange.label_of(row.kind), own(row.name))


def staff_facts(shown: StaffShown, now: datetime) -> list[tuple[str, object]]:
    """What a unit said of somebody, whichever of it was said, and who said it when."""
    row = shown.row
    known: tuple[tuple[str, object], ...] = (
        ("单位", own(row.unit.short)),
        ("职务", own(row.post)),
        ("手机号", shown.phone),
        ("办公电话", own(row.work_phone)),
        ("电子邮箱", own(row.email)),
        ("从哪天起不在", _leaves(row, now)),
        ("说明", own(row.why)),
    )
    by = f"{row.proposed_by.name}，{moment(row.proposed_at, now)}"
    return [*((label, value) for label, value in known if value), ("谁报的", by)]


def _leaves(row: ProposedStaff, now: datetime) -> str:
    if row.leaves_on is None:
        return ""
    day = full_day(row.leaves_on)
    return day if row.leaves_on >= local_date(now) else f"{day}，已经过了，账号从确认那天起停用"


def alike_lines(shown: StaffShown) -> list[str]:
    """Who may be the one that is to come, each in a sentence."""
    return [_alike(one) for one in shown.alike]


def _alike(one: Alike) -> str:
    person_name, unit_name = one.name, one.unit or EMPTY
    if not one.by_number:
        known = "，".join(filter(None, (one.post, one.phone)))
        person_name = f"{person_name}（{known}）" if known else person_name
        return (
            f"本单位已经有一位{person_name}" if one.is_active else f"本单位有过一位{person_name}，账号已停用"
        )
    if not person_name:
        return "一位企业人员登记了同一个手机号"
    if not one.is_active:
        return f"{person_name}（{unit_name}）登记过同一个手机号，账号已停用"
    return f"{person_name}（{unit_name}）登记了同一个手机号"


_BECAME: Mapping[str, tuple[str, str, str]] = {
    ProposedState.CONFIRMED: ("circle-check", "确认", ""),
    ProposedState.REFUSED: ("circle-x", "没有同意", "done"),
    ProposedState.TAKEN_BACK: ("arrow-back-up", "收回", "done"),
}


def decided_staff(rows: Iterable[ProposedStaff], now: datetime) -> list[dict[str, object]]:
    """What became of what units said, the newest first, for a timeline."""
    return [_decided(row, now) for row in rows]


def _decided(row: ProposedStaff, now: datetime) -> dict[str, object]:
    icon, verb, state = _BECAME[row.state]
    who = row.decided_by.name if row.decided_by else ""
    line = f"{row.unit.short}·{row.proposed_by.name} 报，{who} {verb}"
    return {
        "icon": icon,
        "title": staff_change(row),
        "when": moment(row.decided_at, now) if row.decided_at else "",
        "text": Markup("{}：{}").format(line, own(row.reason)) if row.reason else line,
        "state": state,
    }


def unit_rows(units: Iterable[Unit]) -> Markup:
    """The list of units."""
    return table_rows(UNITS, [_unit(unit) for unit in units])


def _unit(unit: Unit) -> tuple[object, ...]:
    state = light("green", "在用")
    if unit.ended_on is not None:
        heir = f"，由{unit.successor.short}承接" if unit.successor else ""
        state = light("calm", f"{full_day(unit.ended_on)}起撤并{heir}")
    return (
        title(reverse("accounts:unit", args=[unit.pk]), unit.short, unit.name),
        UnitKind.label_of(unit.kind),
        dict(Unit._meta.get_field("level").flatchoices)[unit.level],
        unit.signs_off.name if unit.signs_off else EMPTY,
        state,
    )


def state_of(token: Token, now: datetime) -> TokenState:
    """How it is about a token now."""
    return rules.token_state(token.issued_at, token.expires_at, token.revoked_at, now)


def token_rows(tokens: Iterable[Token], now: datetime) -> Markup:
    """The list of tokens."""
    return table_rows(TOKENS, [_token(token, now) for token in tokens])


def _token(token: Token, now: datetime) -> tuple[object, ...]:
    state = state_of(token, now)
    lamp = light(cast(Tone, state.tone), state.label)
    until = f"到 {moment(token.expires_at, now)}" if state == TokenState.VALID else ""
    return (
        title(reverse("accounts:token", args=[token.public_id]), token.purpose),
        token.person.name,
        rights.said(token.rights),
        moment(token.seen_at, now) if token.seen_at else "没用过",
        with_note(lamp, until) if until else lamp,
    )


# --- telling programs --------------------------------------------------


def told_in_words(kinds: Iterable[str]) -> str:
    """Kinds of events in words."""
    known = webhooks.labels()
    return "、".join(known.get(kind, kind) for kind in kinds)


def webhook_lines(found: Iterable[Webhook]) -> list[dict[str, str]]:
    """Where a token's program is told of what."""
    return [
        {
            "href": reverse("accounts:webhook", args=[one.public_id]),
            "host": urlsplit(one.address).hostname or "",
            "kinds": told_in_words(one.kinds),
            "ended": "已停用" if one.ended_at else "",
        }
        for one in found
    ]


def delivery_rows(found: Iterable[WebhookDelivery], now: datetime) -> Markup:
    """What became of each message."""
    known = webhooks.labels()
    return table_rows(DELIVERIES, [_delivery(one, known, now) for one in found])


def _delivery(one: WebhookDelivery, known: Mapping[str, str], now: datetime) -> tuple[object, ...]:
    state = DeliveryState.of(one.state)
    lamp = light(cast(Tone, state.tone), state.label)
    tried_again = one.next_at if one.tries else None
    return (
        moment(one.at, now),
        known.get(one.kind, one.kind),
        with_note(lamp, f"{moment(tried_again, now)}再发") if tried_again else lamp,
        one.says or (str(one.status) if one.status else EMPTY),
        str(one.tries),
    )
