"""Who is told what, in words that say no business: a number and that there is something to do."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse

from qinqing.domains.accounts import queries as accounts
from qinqing.domains.accounts.models import Proposed
from qinqing.domains.accounts.terms import Role
from qinqing.domains.problems import events
from qinqing.domains.problems.models import Problem, ProposedDay, ProposedRule
from qinqing.domains.problems.queries import people
from qinqing.domains.problems.terms import CaseState
from qinqing.kernel.notices import Notice

Recipients = Callable[[Any, datetime], Iterable[int]]
Facts = Callable[[Any], Mapping[str, object]]


def _facts(event: Any) -> Mapping[str, object]:
    return {"number": people.number_of(event.problem_id)}


def _url(event: Any) -> str:
    return reverse(
        "problems:detail", args=[Problem.objects.values_list("public_id", flat=True).get(pk=event.problem_id)]
    )


def _with_days_to_reopen(event: Any) -> Mapping[str, object]:
    return {**_facts(event), "days": people.days_to_reopen(event.problem_id)}


def _notice(
    key: str, event: type, to: Recipients, say: str, level: str = "act", facts: Facts = _facts
) -> Notice:
    return Notice(key=f"problems.{key}", event=event, to=to, say=say, url=_url, facts=facts, level=level)


def _enterprise(event: Any, now: datetime) -> Iterable[int]:
    return people.enterprise_people(event.problem_id, now)


def _holder(event: Any, now: datetime) -> Iterable[int]:
    return people.holder(event.problem_id, now)


def _other_holder(event: Any, now: datetime) -> Iterable[int]:
    """Whoever must act, unless it was he who did it."""
    return [one for one in _holder(event, now) if one != event.actor_id]


def _asker(event: Any, now: datetime) -> Iterable[int]:
    """The officer where one is present, else the coordinators."""
    return people.officer(event.problem_id, now) or _coordinators(event, now)


def _area_heads(kind: type[Proposed], number: int, event: Any, now: datetime) -> Iterable[int]:
    """Who may confirm what was proposed for an area."""
    return accounts.deciders(kind, number, (Role.COORDINATION_HEAD,), event.actor_id, now)


def _officer(event: Any, now: datetime) -> Iterable[int]:
    return people.officer(event.problem_id, now)


def _late(event: Any, now: datetime) -> Iterable[int]:
    """Whoever must act; while the enterprise is asked for more, whoever asked it."""
    in_wait = people.problem(event.problem_id).state == CaseState.SUPPLEMENT
    return _asker(event, now) if in_wait else _holder(event, now)


def _coordinators(event: Any, now: datetime) -> Iterable[int]:
    return people.area_people(event.problem_id, Role.COORDINATOR, now)


def _supervisors(event: Any, now: datetime) -> Iterable[int]:
    return people.area_people(event.problem_id, Role.SUPERVISOR, now)


def _handlers(event: Any, now: datetime) -> Iterable[int]:
    return people.unit_people(event.problem_id, Role.HANDLER, now)


def _added(event: Any, now: datetime) -> Iterable[int]:
    return people.handlers_of(event.new_unit, now)


def _heads(event: Any, now: datetime) -> Iterable[int]:
    return people.heads_to_sign(event.problem_id, now)


def _lead(event: Any, now: datetime) -> Iterable[int]:
    return people.lead_handlers(event.problem_id, now)


def _level(event: Any, now: datetime) -> Iterable[int]:
    return people.level_owner(event.problem_id, now)


def _let_go(event: Any, now: datetime) -> Iterable[int]:
    return [one for one in people.let_go(event.problem_id, event.unit_id, now) if one != event.actor_id]


NOTICES = (
    _notice("submitted", events.ProblemSubmitted, _holder, "有新的诉求 {number}，请在时限内受理"),
    _notice("passed_on", events.ProblemPassedOn, _coordinators, "诉求 {number} 转到协调办，请分办"),
    _notice("taken", events.ProblemTaken, _enterprise, "服务官正在办理您的诉求 {number}", "calm"),
    _notice("accepted", events.ProblemAccepted, _enterprise, "您的诉求 {number} 已受理", "calm"),
    _notice("refused", events.ProblemRefused, _enterprise, "您的诉求 {number} 有了回复，请查看"),
    _notice(
        "supplement",
        events.SupplementRequested,
        _enterprise,
        "您的诉求 {number} 需要补充材料，请在期限内补充",
    ),
    _notice(
        "supplement.reminded",
        events.SupplementReminded,
        _enterprise,
        "您的诉求 {number} 还在等您补充材料",
        "warn",
    ),
    _notice(
        "supplement.call", events.SupplementCallDue, _asker, "诉求 {number} 还没有等到材料，请给企业打个电话"
    ),
    _notice("supplied", events.SupplementGiven, _holder, "诉求 {number} 企业补充了材料，请接着办"),
    _notice(
        "supplement.lapsed",
        events.SupplementLapsed,
        _enterprise,
        "您的诉求 {number} 没有等到材料，先结束了；{days} 天内可以重新打开",
        facts=_with_days_to_reopen,
    ),
    _notice("objected", events.ObjectionFiled, _holder, "诉求 {number} 企业对不予受理有异议，请决定"),
    _notice(
        "objection.allowed", events.ObjectionAllowed, _enterprise, "您对诉求 {number} 的异议成立，接着办"
    ),
    _notice("objection.dispatch", events.ObjectionAllowed, _coordinators, "诉求 {number} 异议成立，请分办"),
    _notice("objection.denied", events.ObjectionDenied, _enterprise, "您对诉求 {number} 的异议有了答复"),
    _notice("dispatched", events.ProblemDispatched, _handlers, "您单位有新的办理件 {number}，请签收"),
    _notice(
        "dispatched.enterprise",
        events.ProblemDispatched,
        _enterprise,
        "您的诉求 {number} 已有单位在办",
        "calm",
    ),
    _notice("added", events.UnitAdded, _added, "您单位有新的办理件 {number}，请签收"),
    _notice("lead.changed", events.LeadChanged, _lead, "您单位现在主办办理件 {number}，请签收"),
    _notice(
        "lead.changed.enterprise", events.LeadChanged, _enterprise, "您的诉求 {number} 换了单位办理", "calm"
    ),
    _notice("lead.lost", events.LeadLost, _coordinators, "诉求 {number} 没有主办单位了，请马上分办", "warn"),
    *(
        # The unit sees the problem no longer: the way leads to what it still has to do.
        Notice(
            key=f"problems.{key}",
            event=event,
            to=_let_go,
            say="办理件 {number} 不用您单位办了",
            url=lambda event: reverse("problems:tasks"),
            facts=_facts,
            level="calm",
        )
        for key, event in (("recalled", events.TaskRecalled), ("waived", events.TaskWaived))
    ),
    _notice("drafted", events.ReplyDrafted, _heads, "办理件 {number} 的答复等您审签"),
    _notice("sign_off_refused", events.SignOffRefused, _handlers, "办理件 {number} 的答复被退回，请修改"),
    _notice("assist_replied", events.AssistReplied, _lead, "办理件 {number} 收到协办意见", "calm"),
    _notice("all_replied", events.AllUnitsReplied, _holder, "诉求 {number} 各单位均已反馈，请审核"),
    _notice("sent_back", events.ReplySentBack, _handlers, "办理件 {number} 审核退回，请按意见修改"),
    _notice("missed", events.ContactMissed, _enterprise, "有人为诉求 {number} 找过您，没有联系上，请查看"),
    _notice("interim", events.InterimAnswered, _enterprise, "您的诉求 {number} 有了新进展", "calm"),
    _notice(
        "answered.at_once",
        events.ProblemAnsweredAtOnce,
        _enterprise,
        "您的诉求 {number} 已答复，请说说解决没有",
    ),
    _notice(
        "answered.officer",
        events.ProblemResolvedByOfficer,
        _enterprise,
        "您的诉求 {number} 已答复，请说说解决没有",
    ),
    _notice("answered", events.ReplyApproved, _enterprise, "您的诉求 {number} 已答复，请说说解决没有"),
    _notice("explained", events.ExplainedAgain, _enterprise, "您的诉求 {number} 有了说明，请查看"),
    _notice("supplemented", events.ProblemSupplemented, _holder, "诉求 {number} 企业补充了情况", "calm"),
    _notice("disputed", events.EnterpriseDisputed, _holder, "诉求 {number} 企业表示没有解决，请审核"),
    _notice("pressed", events.WithdrawalPressed, _supervisors, "撤回的诉求 {number} 有话对督查说，请查看"),
    _notice("reopened", events.ProblemReopened, _holder, "诉求 {number} 重新打开，请接着办"),
    _notice(
        "reopened.enterprise", events.ProblemReopened, _enterprise, "您的诉求 {number} 重新打开了", "calm"
    ),
    _notice("redo", events.RedoOrdered, _handlers, "办理件 {number} 要求重办"),
    _notice("escalated", events.ProblemEscalated, _level, "诉求 {number} 上浮到您这一级，请批示"),
    _notice("instructed", events.InstructionGiven, _holder, "诉求 {number} 有批示，请查看"),
    _notice("breached", events.LimitBreached, _late, "诉求 {number} 已超过时限", "warn"),
    _notice("dates", events.DatesMoved, _holder, "诉求 {number} 的期限因日历变动重新推算了，请看新日期"),
    _notice(
        "dates.enterprise",
        events.DatesMoved,
        _enterprise,
        "您的诉求 {number} 的期限因日历变动重新推算了，请看新日期",
        "calm",
    ),
    _notice("reclassified", events.ProblemReclassified, _other_holder, "诉求 {number} 改了类，请看新的期限"),
    _notice(
        "reclassified.enterprise",
        events.ProblemReclassified,
        _enterprise,
        "您的诉求 {number} 改了类别，请看看",
        "calm",
    ),
    _notice("concluded", events.FinalConclusionGiven, _enterprise, "您的诉求 {number} 有了书面结论，请查看"),
    _notice("holder", events.HolderChanged, _holder, "诉求 {number} 转到您手里，请办理"),
    _notice("handed_over", events.ProblemHandedOver, _officer, "诉求 {number} 交接给您，请看交接说明"),
    _notice(
        "handed_over.enterprise",
        events.ProblemHandedOver,
        lambda event, now: _enterprise(event, now) if event.follows == "officer" else (),
        "您的诉求 {number} 换了首席服务官跟进",
        "calm",
    ),
    _notice(
        "handed_over.office",
        events.ProblemHandedOver,
        lambda event, now: _enterprise(event, now) if event.follows == "office" else (),
        "您的诉求 {number} 现在由协调办接着办，首席服务官定下来以后再跟进",
        "calm",
    ),
    Notice(
        key="problems.day_proposed",
        event=events.DayProposed,
        to=lambda event, now: _area_heads(ProposedDay, event.proposed_day_id, event, now),
        say="本地日历有一天的变动等您确认",
        url=lambda event: reverse("problems:calendar"),
        level="act",
    ),
    *(
        Notice(
            key=f"problems.{key}",
            event=event,
            to=lambda event, now: accounts.proposers(ProposedDay, event.proposed_day_id),
            say=say,
            url=lambda event: reverse("problems:calendar"),
            level="calm",
        )
        for key, event, say in (
            ("day_confirmed", events.DayConfirmed, "您拟的本地日历变动确认了，期限正在重新推算"),
            ("day_refused", events.DayRefused, "您拟的本地日历变动没有得到同意，请看理由"),
        )
    ),
    Notice(
        key="problems.rule_proposed",
        event=events.RuleProposed,
        to=lambda event, now: _area_heads(ProposedRule, event.proposed_rule_id, event, now),
        say="有一条规定的变动等您确认",
        url=lambda event: reverse("problems:proposed_rules"),
        level="act",
    ),
    *(
        Notice(
            key=f"problems.{key}",
            event=event,
            to=lambda event, now: accounts.proposers(ProposedRule, event.proposed_rule_id),
            say=say,
            url=lambda event: reverse("problems:proposed_rules"),
            level="calm",
        )
        for key, event, say in (
            ("rule_confirmed", events.RuleConfirmed, "您拟的规定确认了，从写的那天起按它办"),
            ("rule_refused", events.RuleRefused, "您拟的规定没有得到同意，请看理由"),
        )
    ),
    Notice(
        key="problems.missing_year",
        event=events.CalendarYearMissing,
        to=lambda event, now: people.system_administrators(now),
        say="{year} 年的放假安排还没有录入，算到那一年的日期都是暂定的",
        url=lambda event: reverse("home"),
        facts=lambda event: {"year": event.calendar_year_id},
        level="alarm",
    ),
)
