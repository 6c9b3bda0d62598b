"""What the room counts: what is in force and was published, what was brought and read, titles that were won.

To whom an item was brought is known to those who may know whom it fits; to everybody else it counts nothing.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.urls import reverse

from qinqing.domains.enterprises import queries as enterprises
from qinqing.domains.enterprises.models import Title
from qinqing.domains.enterprises.terms import TitleKind
from qinqing.domains.policies.events import MatchesChanged
from qinqing.domains.policies.models import Edition, KeptMatch, Policy, Push
from qinqing.domains.policies.queries import (
    editions_visible_to,
    matched_enterprises,
    matches_visible_to,
    policies_visible_to,
    pushes_visible_to,
    read_among,
)
from qinqing.domains.policies.terms import Standing
from qinqing.kernel.figures import Figure, Period, Ratio, Shown, Split
from qinqing.kernel.gathered import Column
from qinqing.kernel.models import Event
from qinqing.kernel.permissions import Actor
from qinqing.ui import formats

RIGHT: Final = "figure.open"

# --- items -------------------------------------------------------------


def _in_force(actor: Actor, period: Period) -> QuerySet[Edition]:
    return editions_visible_to(actor).current(period.last)


def _published(actor: Actor, period: Period) -> QuerySet[Edition]:
    found = editions_visible_to(actor).published()
    return found.filter(published_at__gte=period.since, published_at__lt=period.until)


def _show(rows: QuerySet[Edition]) -> Sequence[Shown]:
    columns = rows.values_list("title", "number", "from_on", "unit__short", "item__public_id")
    return [
        Shown(
            title,
            " · ".join(filter(None, (f"第 {number} 版", f"{formats.full_day(since)}起", unit))),
            reverse("policies:edition", args=[address, number]),
        )
        for title, number, since, unit, address in columns
    ]


_OF_ITEMS: Final[Mapping[str, Column]] = {"area": "item__policy__area_id", "unit": "unit_id"}
IN_FORCE = Figure(
    "policies.in_force", "在执行的政策事项", "期末那天在执行的；一项不管改过几版，算一项", RIGHT, _in_force,
    _show, _OF_ITEMS,
)  # fmt: skip
PUBLISHED = Figure(
    "policies.published", "发布的政策事项", "期内复核发布的；改了另发一版，也算一次", RIGHT, _published,
    _show, _OF_ITEMS,
)  # fmt: skip

# --- originals ---------------------------------------------------------


def _broken(actor: Actor, period: Period) -> QuerySet[Policy]:
    return policies_visible_to(actor).filter(broken_at__isnull=False, broken_at__lt=period.until)


def _show_policies(rows: QuerySet[Policy]) -> Sequence[Shown]:
    columns = rows.values_list("title", "number", "link_fault", "broken_at", "link")
    return [
        Shown(title, " · ".join(filter(None, (number, why, _since(since)))), link)
        for title, number, why, since, link in columns
    ]


def _since(at: datetime | None) -> str:
    return f"{formats.full_day(formats.local_date(at))}起" if at else ""


BROKEN = Figure(
    "policies.broken_originals", "原文打不开的文件", "登记的原文地址现在打不开的政策文件，按最近一次查的结果",
    RIGHT, _broken, _show_policies, {"area": "area_id"},
)  # fmt: skip

# --- whom items fit ----------------------------------------------------


def _fitting(actor: Actor, period: Period) -> QuerySet[KeptMatch]:
    return matches_visible_to(actor).filter(
        standing=Standing.FITS, edition__in=editions_visible_to(actor).current(period.last)
    )


def _gained(actor: Actor, period: Period) -> QuerySet[KeptMatch]:
    return _fitting(actor, period).filter(since_on__gte=period.first, since_on__lte=period.last)


def _show_matches(rows: QuerySet[KeptMatch]) -> Sequence[Shown]:
    columns = rows.values_list(
        "enterprise__name", "edition__title", "since_on", "enterprise__area__name", "edition__item__public_id"
    )
    return [
        Shown(
            f"{name}：{title}", f"{area} · {formats.full_day(since)}起",
            reverse("policies:concerned", args=[address]),
        )
        for name, title, since, area, address in columns
    ]  # fmt: skip


_OF_MATCHES: Final[Mapping[str, Column]] = {"area": "enterprise__area_id", "item": "edition__item_id"}
FITTING = Figure(
    "policies.fitting", "能申请的", "按最近一次比对；一家企业能申请一项，算一次", RIGHT, _fitting,
    _show_matches, _OF_MATCHES,
)  # fmt: skip
GAINED = Figure(
    "policies.gained", "新符合的", "其中期内才开始能申请的：条件改了，或者企业自己做到了", RIGHT, _gained,
    _show_matches, _OF_MATCHES,
)  # fmt: skip


def _lost(actor: Actor, period: Period) -> QuerySet[Event]:
    found = Event.objects.filter(
        name=MatchesChanged.__name__, subject_kind="enterprise",
        subject_id__in=matched_enterprises(actor).values("pk"), at__gte=period.since, at__lt=period.until,
    )  # fmt: skip
    return found.exclude(record__lost=[])


def _show_lost(rows: QuerySet[Event]) -> Sequence[Shown]:
    found = list(rows.values_list("subject_id", "record", "at"))
    named = enterprises.named([number for number, _, _ in found])
    return [
        Shown(
            named[number].name,
            f"{formats.full_day(formats.local_date(at))} 少了 {len(record['lost'])} 项能申请或差一点的",
            reverse("enterprise_file:detail", args=[named[number].public_id]),
        )
        for number, record, at in found
        if number in named
    ]


LOST = Figure(
    "policies.lost", "不再符合的", "期内比对结果变了、有能申请的或差一点的不再符合；一家企业变一次，算一次",
    RIGHT, _lost, _show_lost,
)  # fmt: skip

# --- brought and read --------------------------------------------------


def _pushed(actor: Actor, period: Period) -> QuerySet[Push]:
    return pushes_visible_to(actor).filter(pushed_at__gte=period.since, pushed_at__lt=period.until)


def _read(actor: Actor, period: Period) -> QuerySet[Push]:
    return read_among(actor, _pushed(actor, period))


def _show_pushes(rows: QuerySet[Push]) -> Sequence[Shown]:
    columns = rows.values_list(
        "enterprise__name", "edition__title", "pushed_by__name", "pushed_at", "edition__item__public_id"
    )
    return [
        Shown(
            f"{name}：{title}",
            f"{formats.full_day(formats.local_date(at))} {who}推送",
            reverse("policies:one", args=[address]),
        )
        for name, title, who, at, address in columns
    ]


_OF_PUSHES: Final[Mapping[str, Column]] = {"area": "enterprise__area_id", "item": "edition__item_id"}
PUSHED = Figure(
    "policies.pushed", "推送的政策", "期内把一项政策推送给一家企业，算一次", RIGHT, _pushed, _show_pushes,
    _OF_PUSHES,
)  # fmt: skip
READ = Figure(
    "policies.pushed_read", "推送后读了", "其中企业有一个人打开过那条消息的", RIGHT, _read, _show_pushes,
    _OF_PUSHES,
)  # fmt: skip
READ_SHARE = Ratio("policies.read_share", "推送读到率", "推送后读了 ÷ 推送的政策", READ, PUSHED)

# --- titles ------------------------------------------------------------

_KINDS: Final = dict(enumerate(TitleKind, 1))
"""By the number under which an address names it."""


def _won(actor: Actor, period: Period) -> QuerySet[Title]:
    found = enterprises.titles_visible_to(actor)
    return found.filter(from_on__gte=period.first, from_on__lte=period.last)


def _show_titles(rows: QuerySet[Title]) -> Sequence[Shown]:
    columns = rows.values_list(
        "enterprise__name", "kind", "enterprise__area__name", "from_on", "enterprise__public_id"
    )
    return [
        Shown(
            f"{name}：{TitleKind.label_of(kind)}",
            f"{area} · {formats.full_day(since)}起",
            reverse("enterprise_file:detail", args=[address]),
        )
        for name, kind, area, since, address in columns
    ]


_OF_TITLES: Final[Mapping[str, Column]] = {
    "area": "enterprise__area_id",
    "title": Case(
        *(When(kind=kind, then=Value(number)) for number, kind in _KINDS.items()),
        output_field=IntegerField(),
    ),
}
WON = Figure(
    "policies.titles_won", "新得的称号", "期内开始有效的称号，到期重新认定的也算", RIGHT, _won, _show_titles,
    _OF_TITLES,
)  # fmt: skip


def _kinds() -> Mapping[int, str]:
    return {number: kind.label for number, kind in _KINDS.items()}


SPLITS = (Split("title", "称号", _kinds),)
FIGURES = (IN_FORCE, PUBLISHED, BROKEN, FITTING, GAINED, LOST, PUSHED, READ_SHARE, WON)
