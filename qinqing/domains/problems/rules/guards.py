"""Conditions (of the situation alone) and guards (of what is given too) of steps and acts.

Each answers None, or the sentence that says what is wrong and what would work.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from qinqing.domains.problems.rules.situation import Attempt, Situation, names_of, reviewer_of
from qinqing.domains.problems.terms import (
    ACCEPTING,
    CITED_RESULTS,
    Check,
    ClockKind,
    Objection,
    Part,
    Result,
    Solved,
    Span,
)
from qinqing.lib.ledger import Kind
from qinqing.lib.workdays import Calendar

Given = Mapping[str, Any]
Verdict = str | None

CALL_ATTEMPTS: Final = 3
"""Attempts on as many working days, one by another way, before a problem may close unreached (T22)."""
TOP_LEVEL: Final = 4


def officer_gives_this_result(s: Situation, given: Given) -> Verdict:
    """T02: an officer answers with R1 or R4."""
    if given["result"] in {Result.SOLVED, Result.BY_POLICY}:
        return None
    return "当场答复只能是“已解决”或“政策所限，已解释”；其他情况请自己来办，或转给协调办"


def officer_gives_this_result_or_partly(s: Situation, given: Given) -> Verdict:
    """T04: an officer answers with R1, R2 or R4; for R5 or R6 he passes on."""
    if given["result"] in {Result.SOLVED, Result.PARTLY, Result.BY_POLICY}:
        return None
    return "服务官不能给这个结果；诉求不成立或要走法定途径的，请转给协调办"


def citation_where_needed(s: Situation, given: Given) -> Verdict:
    """R4–R6 need a legal or policy citation."""
    if given["result"] in CITED_RESULTS and not given.get("citation"):
        return "这个结果要写明依据（法规或政策的名称、条款）"
    return None


def own_draft(s: Situation) -> Verdict:
    """T02 from C0: only his own draft."""
    if s.case.state == "draft" and s.case.author_id != s.actor_id:
        return "只能答复自己起草的草稿"
    return None


def promise_within_limit(s: Situation, given: Given) -> Verdict:
    """T03: the promised date lies ahead, on a working day, within the limit of the class."""
    promised: date = given["promised_on"]
    if promised < s.today:
        return "承诺日期已经过去了"
    if not s.calendar.is_workday(promised):
        return "承诺日期要选工作日"
    last = last_day_to_promise(s)
    if promised > last:
        return f"承诺日期最晚 {last.month}月{last.day}日；需要更久的，请转给协调办"
    return None


def last_day_to_promise(s: Situation) -> date:
    """The day on which the officer's limit ends, or where that is no working day the next."""
    due = s.limits.of(ClockKind.OFFICER, s.case.lane).limit.due(s.now, s.calendar).at
    day = s.calendar.local(due).date()
    return day if s.calendar.is_workday(day) else s.calendar.workday_from(day, 1)


def enterprise_is_named(s: Situation, given: Given) -> Verdict:
    """T06, T11: an imported message names its enterprise at acceptance at the latest."""
    if s.case.enterprise_id is None and not given.get("enterprise"):
        return "请先指明是哪家企业"
    return None


HEAD_REFUSES: Final = "敏感类别只能由协调办负责人决定不予受理"


def head_refuses_sensitive(s: Situation) -> Verdict:
    """T10: a sensitive category is refused by the head of coordination only."""
    if s.case.sensitive and "coordination_head" not in s.relations:
        return HEAD_REFUSES
    return None


def never_handled_before(s: Situation) -> Verdict:
    """T10 from C4: only before any T02, T04, T11 and T31 of the problem."""
    if s.case.objection is Objection.ALLOWED:
        return "企业的异议已经成立，不能再说不予受理；请派给单位"
    if s.case.round > 0 or s.case.result is not None:
        return "已经办理过的诉求不能再说不予受理；可以派给单位，由单位说明结果"
    return None


def units_named_once(s: Situation, given: Given) -> Verdict:
    """T11: exactly one lead, no unit twice."""
    named = [given["lead"], *given.get("parallel", ()), *given.get("assist", ())]
    if len(set(named)) != len(named):
        return "同一个单位只能有一种身份：主办、分办或协办"
    return None


def every_unit_can_sign_off(s: Situation, given: Given) -> Verdict:
    """T11: every unit has a person to sign off other than the handler."""
    return unit_without_sign_off(s, [given["lead"], *given.get("parallel", ())])


def unit_without_sign_off(s: Situation, named: Sequence[int]) -> Verdict:
    """Which of these units has nobody to sign off beside the handler; before that, whether they are there."""
    if any(n not in s.units for n in named):
        return "选的单位已经没有了，请重新选"
    without = [n for n in named if not _signs_off_besides(s, n, None)]
    if without:
        return f"{names_of(s.units, without)}没有承办人以外的审签人，不能派；请单位先确定审签人"
    return None


def _signs_off_besides(s: Situation, unit_id: int, handler_id: int | None) -> bool:
    facts = s.units.get(unit_id)
    if facts is None:
        return False
    handlers = {handler_id} if handler_id is not None else set(facts.handler_ids)
    if handler_id is None and handlers and facts.head_ids:
        # Somebody handles and somebody else signs: fails only where one and the same person is all there is.
        return len(handlers | facts.head_ids) > 1
    return bool(facts.head_ids - handlers)


def lead_replied_and_no_parallel_open(s: Situation) -> Verdict:
    """T14: assist tasks never hold up the review."""
    lead = s.case.lead
    if lead is None or not lead.has_replied:
        return "主办单位还没有反馈"
    if any(t.part == Part.PARALLEL and t.is_open for t in s.case.current_tasks):
        return "还有分办单位没有反馈"
    return None


def reply_is_newer_than_dispute(s: Situation) -> Verdict:
    """T15, T16: a reply newer than the last T23."""
    return (
        None if s.case.fresh_reply else "企业说没有解决之后还没有新的答复；请先决定重办、再次解释或作最终结论"
    )


def no_reply_since_dispute(s: Situation) -> Verdict:
    """T36, T37: no reply newer than the last T23."""
    return "单位已经有新的答复，请审核这份答复" if s.case.fresh_reply else None


def every_check_is_ticked(s: Situation, given: Given) -> Verdict:
    """T15: the list is complete."""
    missing = [check.label for check in Check if check not in given["checks"]]
    return f"还没有核对：{'、'.join(missing)}；做不到的请退回修改" if missing else None


def names_replied_lead_or_parallel(s: Situation, given: Given) -> Verdict:
    """T16: defects name tasks that have replied, the lead or a parallel one at least."""
    replied = {t.id for t in s.case.current_tasks if t.has_replied and t.part != Part.ASSIST}
    named = set(tasks_at_fault(given["defects"]))
    return None if named and named <= replied else "请指明退回哪个单位的答复（主办或分办）"


def tasks_at_fault(defects: Sequence[str]) -> list[int]:
    """The tasks whose replies go back, of what is wrong with them: `task:defect` each."""
    return sorted({int(one.partition(":")[0]) for one in defects})


def is_accepting(s: Situation, given: Given) -> Verdict:
    """T20, T21: solved, or partly and acceptably."""
    return None if given["solved"] in ACCEPTING else "没有解决的，请选“没有解决”，会退回去重新处理"


def is_disputing(s: Situation, given: Given) -> Verdict:
    """T23: not solved, or partly and not acceptably."""
    return None if given["solved"] in {Solved.NO, Solved.PARTLY_REJECTED} else "请选“没有解决”或“不能接受”"


def was_reached(s: Situation) -> Verdict:
    """T21: at least one contact record that reached the enterprise."""
    if any(a.reached for a in s.case.attempts):
        return None
    return "要先登记一次联系上企业的回访，才能代录企业的话"


def window_is_over(s: Situation) -> Verdict:
    """T22: the callback window is over."""
    if s.window_due_at is not None and s.now >= s.window_due_at:
        return None
    return "回访期限还没有到"


def attempts_are_enough(s: Situation) -> Verdict:
    """T22: three attempts on three working days, at least one by another way than the others."""
    if tried_enough(s.case.attempts, s.calendar):
        return None
    return "要在 3 个不同的工作日各试一次，其中一次换一种方式"


def tried_enough(attempts: Sequence[Attempt], calendar: Calendar) -> bool:
    """Whether somebody who was not reached was tried on as many working days as it takes, by two ways."""
    return len(days_tried(attempts, calendar)) >= CALL_ATTEMPTS and len({a.way for a in attempts}) >= 2


def days_tried(attempts: Sequence[Attempt], calendar: Calendar) -> set[date]:
    """The working days among those on which it was tried."""
    days = {calendar.local(one.at).date() for one in attempts}
    return {day for day in days if calendar.is_workday(day)}


def tried_since_the_answer(s: Situation, given: Given) -> Verdict:
    """M5: a call before there was an answer asked about none."""
    asked = (e.at for e in s.case.ledger if e.clock == ClockKind.CALLBACK and e.kind is Kind.START)
    return _tried_lately(s, given["contact_at"], max(asked, default=None), "不能早于答复企业的时间")


def tried_since_it_came(s: Situation, given: Given) -> Verdict:
    """M1b: of a unit since it has its task, else since the problem was raised."""
    if s.task is not None:
        return _tried_lately(s, given["contact_at"], s.task.opened_at, "不能早于派给单位的时间")
    return _tried_lately(s, given["contact_at"], s.case.submitted_at, "不能早于提出诉求的时间")


def _tried_lately(s: Situation, at: datetime, since: datetime | None, too_early: str) -> Verdict:
    """A try counts towards an end without the enterprise's word: it is written down while it is fresh."""
    if since is not None and at < since.replace(second=0, microsecond=0):
        return too_early
    if s.calendar.local(at).date() < s.calendar.workday_from(s.today, -1):
        return "只记今天和上一个工作日的；更早的当时没有记下来，不能算"
    return None


def redone_twice(s: Situation) -> Verdict:
    """T25: after two redos."""
    return None if s.case.redo_count >= 2 else "企业至少两次表示没有解决，才能作最终结论"


def conclusion_result(s: Situation, given: Given) -> Verdict:
    """T25: R2, R4, R5 or R6."""
    return (
        "最终结论不能是“已解决”或“已列入计划”" if given["result"] in {Result.SOLVED, Result.PLANNED} else None
    )


def enterprise_confirms_withdrawal(s: Situation, given: Given) -> Verdict:
    """T26 by an officer: only with the enterprise's confirmation."""
    if "enterprise" in s.relations or given.get("confirmation"):
        return None
    return "替企业撤回，要写明企业怎样确认的（短信原文或签字材料）"


def speaks_for_itself(s: Situation, given: Given) -> Verdict:
    """T26: whether it was pressed, the enterprise alone says."""
    if "enterprise" in s.relations or not (given.get("pressed") or given.get("pressed_words")):
        return None
    return "有没有人要求撤回，由企业自己说"


def redone_at_most_twice(s: Situation) -> Verdict:
    """T36, T37: redo count at most 2."""
    return None if s.case.redo_count <= 2 else "已经三次没有解决，只能由领导作最终结论，或由企业撤回"


def second_redo_needs_convening(s: Situation) -> Verdict:
    """T36 at redo count 2: convening is obligatory; the step opens with the convening."""
    if s.case.redo_count >= 2:
        return "第二次重办必须先召集协同；召集功能还没有开通，请再次解释，或由领导作最终结论"
    return None


def explained_once(s: Situation) -> Verdict:
    """T37: once a problem."""
    return "已经解释过一次，不能再用解释代替办理" if s.case.explained else None


HEAD_EXPLAINS: Final = "政策所限、不成立或转法定途径的，由协调办负责人解释"


def head_explains(s: Situation) -> Verdict:
    """T37: by the head at least where the result is R4–R6."""
    if (
        s.case.result in CITED_RESULTS
        and reviewer_of(s.case.level) == "coordinator"
        and ("coordination_head" not in s.relations)
    ):
        return HEAD_EXPLAINS
    return None


def not_assist(s: Situation) -> Verdict:
    """K-h: lead or parallel."""
    assert s.task is not None
    return "协办单位请给协办意见" if s.task.part == Part.ASSIST else None


def is_assist(s: Situation) -> Verdict:
    """K-n: assist only."""
    assert s.task is not None
    return None if s.task.part == Part.ASSIST else "主办和分办单位请写答复并送审签"


def unit_contacted(s: Situation) -> Verdict:
    """K-h: the unit spoke with the enterprise, or tried long enough."""
    assert s.task is not None
    if s.task.contacted:
        return None
    if s.task.tries:
        return "还没有联系上企业；要在 3 个不同的工作日各试一次，其中一次换一种方式，或者记一次联系，再写答复"
    return "还没有联系过企业；请先记一次联系，再写答复"


def plan_is_near(s: Situation, given: Given) -> Verdict:
    """K-h: R3 needs a date near ahead."""
    if given["result"] != Result.PLANNED:
        return None
    planned: date | None = given.get("planned_on")
    if planned is None:
        return "“已列入计划”要写明哪天办成"
    days = s.limits.amount(Span.PLANNED)
    if not s.today <= planned or s.calendar.workdays_between(s.today, planned) > days:
        return f"计划日期要在 {days} 个工作日以内；更久的要走挂账，挂账功能还没有开通，请先继续办理"
    return None


OWN_DRAFT: Final = "自己写的或自己承办的答复，要由另一位负责人审签"


def signs_off_anothers_draft(s: Situation) -> Verdict:
    """K-i: who signs is neither the named handler nor who drafted."""
    assert s.task is not None
    if s.actor_id in {s.task.drafted_by_id, s.task.handler_id}:
        return OWN_DRAFT
    return None


def handler_leaves_a_sign_off(s: Situation, given: Given) -> Verdict:
    """M6: never the one who signs off."""
    assert s.task is not None
    facts = s.units.get(s.task.unit_id)
    if facts is None or given["handler"] not in facts.handler_ids:
        return "请从本单位的承办人里选"
    if not _signs_off_besides(s, s.task.unit_id, given["handler"]):
        return "这位同事是唯一的审签人，不能同时承办"
    return None


def not_lead(s: Situation) -> Verdict:
    """K-m: a lead is replaced, never waived."""
    assert s.task is not None
    return "主办不能豁免；请协调办改派主办" if s.task.part == Part.LEAD else None


def lead_waives_assist(s: Situation) -> Verdict:
    """K-m: the lead's head waives assist tasks only."""
    assert s.task is not None
    if s.relations & {"coordinator", "coordination_head"} or s.task.part == Part.ASSIST:
        return None
    return "主办单位只能豁免协办；分办由协调办决定"


def assist_is_over_its_limit(s: Situation, given: Given) -> Verdict:
    """M8: the assist unit's own limit is breached."""
    task = s.case.task(given["task"])
    if task is None or task.part != Part.ASSIST or not task.is_open:
        return "请选一个还没有答复的协办单位"
    return None if task.id in s.overdue_task_ids else "协办单位还没有超过自己的期限，不能把时间算给它"


def level_is_below_top(s: Situation) -> Verdict:
    """M12: nothing is above level 4."""
    return "已经上浮到最高一级" if s.case.level >= TOP_LEVEL else None


def may_still_rate(s: Situation) -> Verdict:
    """M16: after T21, T22, T25 or T10, once, as long as the place allows."""
    if s.case.rated_by_enterprise:
        return "您已经评价过了"
    if s.case.ended_by not in {"confirm_by_call", "close_unreached", "conclude", "refuse"}:
        return "这件事结束时已经由您确认过"
    days = s.limits.amount(Span.RATE, s.closed_on)
    if s.calendar.workdays_between(s.closed_on, s.today) > days:
        return f"结束超过 {days} 个工作日，不能再评价"
    return None
