"""Parse what people send: one form for raising, one for each step; fields only, no decisions."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from qinqing.domains.accounts.terms import CodeWay
from qinqing.domains.problems import terms
from qinqing.kernel.forms import (
    ChoiceField,
    ChoicesField,
    DayField,
    DayOfYearField,
    FilesField,
    Form,
    IdField,
    MailField,
    MomentField,
    TextField,
    TimeField,
)
from qinqing.lib.workdays import Receipt

MOST_QUESTIONS, LONGEST_QUESTION = 5, 60
YES_NO = (("yes", "联系上了"), ("no", "没联系上"))


class RaiseForm(Form):
    """What troubles you: one sentence is enough; the rest is known or guessed."""

    facts = TextField("用一句话说说", most=5000)
    title = TextField("标题", most=60, required=False)
    enterprise = ChoiceField("哪家企业", (), required=False)
    enterprise_words = TextField("企业名称", most=100, required=False)
    category = ChoiceField("哪类事", (), required=False)
    place = TextField("地点", most=100, required=False)
    contact_name = TextField("联系人", most=30, required=False)
    channel = ChoiceField("怎么收到的", terms.Channel.choices(), required=False)
    duplicate = TextField("是不是同一回事", most=20, required=False)
    attachments = FilesField("照片或文件")


class LinkRaiseForm(Form):
    """The same by the link of an enterprise, from somebody who has no account: he says who he is.

    Where codes go by e-mail, too, an address will do in place of a number.
    """

    facts = TextField("用一句话说说", most=5000)
    contact_name = TextField("您的姓名", most=30)
    phone = TextField("手机号", most=20, help_text="服务官用它找您；加密保存，只给办事的人看")
    email = MailField("电子邮箱", required=False)
    attachments = FilesField("照片或文件")

    def __init__(self, *given: Any, ways: Collection[CodeWay] = (), **rest: Any) -> None:
        super().__init__(*given, **rest)
        if CodeWay.MAIL in ways:
            self.fields["phone"].required = False
        else:
            del self.fields["email"]

    @property
    def said(self) -> dict[str, str]:
        """What was typed, for the next step of the form to carry along."""
        names = [name for name in self.fields if name != "attachments"]
        return {name: str(self.cleaned_data[name]) for name in names}


class GiveLinkForm(Form):
    """Who of the enterprise is to follow a problem without signing in."""

    contact = ChoiceField("给企业的哪位", ())


_RESULTS = [(one, one.label) for one in terms.GIVEN_RESULTS]


class _Contact(Form):
    contact_way = ChoiceField("怎么联系的", terms.Way.choices())
    contact_with = TextField("和谁", most=30)
    contact_at = MomentField("什么时候")


class AnswerAtOnceForm(_Contact):
    template = IdField("范文", required=False)
    result = ChoiceField("结果", [(r, r.label) for r in (terms.Result.SOLVED, terms.Result.BY_POLICY)])
    answer = TextField("答复", most=3000)
    citation = TextField(
        "依据", most=200, required=False, help_text="结果是“政策所限”的，写明法规或政策的名称、条款"
    )
    attachments = FilesField("佐证")


class TakeForm(Form):
    plan = TextField("打算怎么办", most=500)
    promised_on = DayField("答应哪天办好")


class ResolveForm(_Contact):
    template = IdField("范文", required=False)
    result = ChoiceField(
        "结果", [(r, r.label) for r in (terms.Result.SOLVED, terms.Result.PARTLY, terms.Result.BY_POLICY)]
    )
    answer = TextField("答复", most=3000)
    evidence = TextField("佐证", most=500, help_text="凭什么说办成了：照片、凭证或对方的话")
    citation = TextField("依据", most=200, required=False, help_text="结果是“政策所限”的要写")
    attachments = FilesField("佐证文件")


class PassOnForm(Form):
    summary = TextField("情况和建议", most=1000, help_text="已经问过谁、卡在哪、建议哪个单位办")


class AcceptForm(Form):
    enterprise = IdField("是哪家企业", required=False)


class AskSupplementForm(Form):
    items = TextField("请企业补充什么", most=1000, help_text="一行一样；写明为什么要、在哪里找得到")


class SupplyForm(Form):
    text = TextField("说明", most=3000, help_text="找不到的也写一句，写了就算补充过")
    attachments = FilesField("材料")


class RefuseForm(Form):
    reason = ChoiceField("理由", terms.RefusalReason.choices())
    other_route = TextField("可以走什么渠道", most=300)
    citation = TextField("依据", most=200)


class ObjectForm(Form):
    why = TextField("为什么应当受理", most=2000)
    attachments = FilesField("材料")


class DecideObjectionForm(Form):
    decision = TextField("理由", most=2000, help_text="企业会原样看到")


class DispatchForm(Form):
    lead = IdField("主办单位")
    parallel = ChoicesField("分办单位", (), coerce=int, required=False)
    assist = ChoicesField("协办单位", (), coerce=int, required=False)
    lane = ChoiceField("办理类型", terms.LaneClass.choices())
    duty = IdField("目录事项", required=False)
    category = IdField("类别", required=False)
    enterprise = IdField("企业", required=False)
    message = TextField("附一句给单位", most=300, required=False)


class AddUnitForm(Form):
    new_unit = IdField("加哪个单位")
    part = ChoiceField("身份", [(p, p.label) for p in (terms.Part.ASSIST, terms.Part.PARALLEL)])
    message = TextField("请它做什么", most=300, required=False)


class ChangeLeadForm(Form):
    lead = IdField("改由哪个单位主办", required=False)
    reason = TextField("为什么改派", most=500)


class HandOverForm(Form):
    note = TextField("交接说明", most=1000, help_text="办到哪一步、答应过什么、接下来先做什么")


class ApproveForm(Form):
    checks = ChoicesField("核对", terms.Check.choices())


class SendBackForm(Form):
    defects = ChoicesField("哪里不行", ())
    comment = TextField("要改什么", most=500)


class ConfirmForm(Form):
    solved = ChoiceField("解决了没有", terms.Solved.choices())
    grade = ChoiceField("满意度", terms.Grade.choices(), required=False)
    speed = ChoiceField("快不快", terms.Grade.choices(), required=False)
    attitude = ChoiceField("态度", terms.Grade.choices(), required=False)
    outcome = ChoiceField("结果", terms.Grade.choices(), required=False)
    words = TextField("想说的话", most=1000, required=False)


class ConfirmByCallForm(Form):
    solved = ChoiceField("企业说解决了没有", [(s, s.label) for s in terms.Solved if s in terms.ACCEPTING])
    spoken_words = TextField("企业的原话", most=1000)
    grade = ChoiceField("企业口头评分", terms.Grade.choices(), required=False)


class DisputeForm(Form):
    solved = ChoiceField("解决了没有", [(s, s.label) for s in terms.Solved if s not in terms.ACCEPTING])
    words = TextField("哪里没解决", most=1000)
    attachments = FilesField("照片或文件")


class ConcludeForm(Form):
    result = ChoiceField(
        "结论",
        [
            (r, r.label)
            for r in (
                terms.Result.PARTLY,
                terms.Result.BY_POLICY,
                terms.Result.NOT_FOUNDED,
                terms.Result.OTHER_ROUTE,
            )
        ],
    )
    conclusion = TextField("书面结论", most=3000)
    enterprise_heard = TextField("怎样听取了企业的意见", most=500)
    citation = TextField("依据", most=200, required=False)
    attachments = FilesField("结论文件")


class WithdrawForm(Form):
    reason = ChoiceField("为什么撤回", [(r, r.label) for r in terms.GIVEN_WITHDRAW_REASONS])
    confirmation = TextField("企业怎样确认的", most=500, required=False)
    pressed = ChoiceField("有没有人要求您撤回", terms.Pressed.choices(), required=False)
    pressed_words = TextField("谁、怎么说的", most=500, required=False)


class ReopenForm(Form):
    unsolved = TextField("还有什么没解决", most=1000)
    tasks = ChoicesField("一并重办的分办单位", (), coerce=int, required=False)
    attachments = FilesField("照片或文件")


class RedoForm(Form):
    screening = TextField("为什么要重办", most=500)
    tasks = ChoicesField("一并重办的分办单位", (), coerce=int, required=False)


class ExplainForm(Form):
    screening = TextField("甄别意见", most=500)
    text = TextField("向企业说明", most=3000)
    citation = TextField("依据", most=200)


class RecordContactForm(_Contact):
    said = TextField("说了什么", most=1000)


class MissContactForm(Form):
    contact_way = ChoiceField("怎么联系的", terms.Way.choices())
    contact_at = MomentField("什么时候")
    said = TextField("情况", most=500, required=False, help_text="例如没有人接、已经关门；企业也看得到")


class TextForm(Form):
    text = TextField("内容", most=3000)
    attachments = FilesField()


class NoteForm(TextForm):
    layer = ChoiceField(
        "谁看得到", [(terms.Layer.HANDLERS.value, "单位与协调办"), (terms.Layer.RESTRICTED.value, "限定人员")]
    )


class RecordAttemptForm(Form):
    contact_way = ChoiceField("怎么联系的", terms.Way.choices())
    contact_at = MomentField("什么时候")
    reached = ChoiceField("联系上没有", YES_NO)
    said = TextField("情况", most=500, required=False)


class NameHandlerForm(Form):
    handler = IdField("承办人")


class ReclassifyForm(Form):
    category = IdField("类别")
    lane = ChoiceField("办理类型", terms.LaneClass.choices(), required=False)
    reason = TextField("为什么改", most=300)


class WaitForAssistForm(Form):
    task = IdField("等哪个协办单位")


class EscalateForm(Form):
    asked = TextField("企业要什么", most=500)
    tried = TextField("已经做了什么", most=500)
    blocked_by = TextField("卡在哪里", most=500)
    wanted = TextField("请上一级做什么", most=500)


class RateAfterwardsForm(Form):
    grade = ChoiceField("满意度", terms.Grade.choices())
    words = TextField("想说的话", most=1000, required=False)


class DraftReplyForm(Form):
    template = IdField("范文", required=False)
    seen_draft = IdField("草稿", required=False)
    result = ChoiceField("结果", _RESULTS)
    answer = TextField("给企业的答复", most=3000, help_text="企业看到的就是这一段，请逐项回应")
    internal = TextField("内部说明", most=2000, required=False, help_text="只有单位和协调办看得到")
    evidence = TextField("佐证", most=500)
    citation = TextField("依据", most=200, required=False, help_text="政策所限、不成立、转法定途径的要写")
    planned_on = DayField("计划办成日期", required=False)
    attachments = FilesField("佐证文件")


class CommentForm(Form):
    comment = TextField("要改什么", most=500)


class WaiveForm(Form):
    reason = ChoiceField(
        "理由",
        [
            (r, r.label)
            for r in (terms.RecallReason.WAIVED, terms.RecallReason.WRONG_UNIT, terms.RecallReason.UNIT_GONE)
        ],
    )
    comment = TextField("说明", most=300)


class ReplyAssistForm(Form):
    opinion = TextField("协办意见", most=2000)
    attachments = FilesField()


_WHY_SAYS = "协调办负责人凭它确认"


class TemplateForm(Form):
    """Words to begin an answer with."""

    title = TextField("名称", most=40)
    category = ChoiceField("类别", (), required=False)
    result = ChoiceField("结果", _RESULTS, required=False)
    text = TextField("正文", most=3000, help_text="要各自填的地方用圆括号标出来，例如（哪天）")
    citation = TextField("依据", most=200, required=False)
    area = IdField("适用区域")
    from_on = DayField("从哪天起用")
    why = TextField("为什么这样定", most=200, help_text=_WHY_SAYS)


class DutyForm(Form):
    """A matter of the duty catalogue."""

    matter = TextField("事项", most=60)
    category = ChoiceField("类别", ())
    lead = ChoiceField("主办", ())
    assist = TextField(
        "协办", most=200, required=False, help_text="单位简称，用顿号隔开；也可以写企业所在镇街、企业所在园区"
    )
    basis = TextField("依据", most=200, help_text="职责清单或法规的名称、条款")
    not_this = TextField("常见错派", most=200, required=False, help_text="这件事不归谁、容易错派给谁")
    area = IdField("适用区域")
    from_on = DayField("从哪天起用")
    why = TextField("为什么这样定", most=200, help_text=_WHY_SAYS)


class _KindForm(Form):
    """What every word on a kind of problem says."""

    name = TextField("叫什么", most=40)
    group = ChoiceField("归在哪一组", ())
    lane = ChoiceField("办理类型", terms.LaneClass.choices())
    sensitive = ChoiceField("敏感", (("no", "不敏感"), ("yes", "敏感：不予受理由负责人决定")))
    questions = TextField("追问", most=600, required=False, help_text="一行一句，最多 5 句；企业提的时候看到")
    area = IdField("适用区域")
    from_on = DayField("从哪天起用")
    why = TextField("为什么这样定", most=200, help_text=_WHY_SAYS)

    def clean_questions(self) -> str:
        """A few short lines."""
        lines = [line.strip() for line in self.cleaned_data["questions"].splitlines() if line.strip()]
        if len(lines) > MOST_QUESTIONS or any(len(line) > LONGEST_QUESTION for line in lines):
            raise ValidationError(f"最多 {MOST_QUESTIONS} 句，每句最多 {LONGEST_QUESTION} 个字")
        return "\n".join(lines)


class CategoryRuleForm(_KindForm):
    """What is to hold for a kind of problem in an area."""

    offered = ChoiceField("还能不能选", (("yes", "还可以选"), ("no", "不再提供：以前的诉求不变")))


class NewKindForm(_KindForm):
    """A kind of problem that the area has and the release does not."""

    definition = TextField("是什么事", most=200, help_text="一两句，选的人凭它分辨")
    keywords = TextField("关键词", most=200, required=False, help_text="企业会用的说法，用顿号隔开")


class LimitForm(Form):
    """Another limit for an area, in the unit it is counted in."""

    amount = IdField("定多少")
    area = IdField("适用区域")
    from_on = DayField("从哪天起用")
    source = TextField("依据", most=100, help_text="文件的名称和文号，或者哪次会议定的")
    why = TextField("为什么这样定", most=200, help_text=_WHY_SAYS)


class EndLimitForm(Form):
    area = IdField("哪个区域")
    on = DayField("从哪天起不用")
    why = TextField("为什么不用了", most=200, help_text=_WHY_SAYS)


class HoursForm(Form):
    """Business hours of an area: the whole year, or two seasons that follow each other."""

    area = IdField("适用区域")
    from_on = DayField("从哪天起用")
    begins_1 = DayOfYearField("每年从哪天起", required=False, help_text="全年一样就空着")
    morning_opens_1 = TimeField("上午上班")
    morning_closes_1 = TimeField("上午下班")
    afternoon_opens_1 = TimeField("下午上班")
    afternoon_closes_1 = TimeField("下午下班")
    begins_2 = DayOfYearField("每年从哪天起", required=False, help_text="到第一季开始的那天为止")
    morning_opens_2 = TimeField("上午上班", required=False)
    morning_closes_2 = TimeField("上午下班", required=False)
    afternoon_opens_2 = TimeField("下午上班", required=False)
    afternoon_closes_2 = TimeField("下午下班", required=False)
    receipt = ChoiceField("什么时候收到的算哪天", Receipt.choices())
    source = TextField("依据", most=100, help_text="文件的名称和文号，或者谁的决定")
    why = TextField("为什么这样定", most=200, help_text=_WHY_SAYS)

    _FIRST_DAY = "01-01"
    _HALVES = (("morning_opens", "morning_closes"), ("afternoon_opens", "afternoon_closes"))

    def clean(self) -> None:
        """Of two seasons no part of the year is left without hours."""
        second = ["begins_2", *(f"{part}_2" for half in self._HALVES for part in half)]
        said = {name for name in ("begins_1", *second) if name in self.errors or self.cleaned_data.get(name)}
        for name in ("begins_1", *second):
            if said and name not in said:
                self.add_error(name, "分两季的，这一项也要写")

    @property
    def hours(self) -> dict[str, Any]:
        """As `lib.workdays.read_hours` reads them."""
        given = self.cleaned_data
        return {
            "seasons": [
                {
                    "from": given[f"begins_{number}"] or self._FIRST_DAY,
                    "hours": [
                        [f"{given[f'{part}_{number}']:%H:%M}" for part in half] for half in self._HALVES
                    ],
                }
                for number in ((1, 2) if given["begins_2"] else (1,))
            ],
            "receipt": given["receipt"],
        }


class EndHoursForm(Form):
    area = IdField("哪个区域")
    on = DayField("从哪天起不用")
    why = TextField("为什么不用了", most=200, help_text=_WHY_SAYS)


class CalendarYearForm(Form):
    """The State Council's notice of a year, as it was published."""

    year = IdField("哪一年")
    source = TextField("文件", most=100, help_text="通知的名称和文号，例如：国办发明电〔2025〕7号")
    notice = TextField(
        "放假安排", most=5_000, help_text="从“一、元旦：”到最后一个节日，整段贴进来；星期和天数会核对"
    )


class CalendarDayForm(Form):
    """One day that is otherwise here: a closed park, a local holiday, a make-up day."""

    area = IdField("适用区域")
    on = DayField("哪一天")
    kind = ChoiceField("那天怎样", terms.DayKind.choices())
    name = TextField("原因", most=40, help_text="会写在每个改了期限的诉求里，例如：台风停工")
    source = TextField("依据", most=100, help_text="文件的名称和文号，或者谁的决定")


class ClearDayForm(Form):
    """A day that was otherwise somewhere: `7~2026-03-05`, the area and the day."""

    which = TextField("哪一天", most=40)

    def clean_which(self) -> tuple[int, date]:
        """The area and the day."""
        area, _, day = str(self.cleaned_data["which"]).partition("~")
        try:
            return int(area[:18]), date.fromisoformat(day)
        except ValueError:
            raise ValidationError("请选一天") from None


class EndRuleForm(Form):
    on = DayField("从哪天起不用")
    why = TextField("为什么不用了", most=200, help_text=_WHY_SAYS)


class ConfirmOnlyForm(Form):
    """A step that asks for nothing."""


FORMS: Mapping[str, type[Form]] = {
    "discard": ConfirmOnlyForm,
    "submit": RaiseForm,
    "answer_at_once": AnswerAtOnceForm,
    "take": TakeForm,
    "resolve": ResolveForm,
    "pass_on": PassOnForm,
    "accept": AcceptForm,
    "ask_supplement": AskSupplementForm,
    "supply": SupplyForm,
    "refuse": RefuseForm,
    "object": ObjectForm,
    "take_back_objection": ConfirmOnlyForm,
    "allow_objection": DecideObjectionForm,
    "deny_objection": DecideObjectionForm,
    "dispatch": DispatchForm,
    "add_unit": AddUnitForm,
    "change_lead": ChangeLeadForm,
    "approve": ApproveForm,
    "send_back": SendBackForm,
    "confirm": ConfirmForm,
    "confirm_by_call": ConfirmByCallForm,
    "dispute": DisputeForm,
    "conclude": ConcludeForm,
    "withdraw": WithdrawForm,
    "hand_over": HandOverForm,
    "take_over": ConfirmOnlyForm,
    "reopen": ReopenForm,
    "redo": RedoForm,
    "explain": ExplainForm,
    "record_contact": RecordContactForm,
    "miss_contact": MissContactForm,
    "answer_interim": TextForm,
    "write_note": NoteForm,
    "supplement": TextForm,
    "record_attempt": RecordAttemptForm,
    "name_handler": NameHandlerForm,
    "reclassify": ReclassifyForm,
    "wait_for_assist": WaitForAssistForm,
    "escalate": EscalateForm,
    "instruct": TextForm,
    "rate_afterwards": RateAfterwardsForm,
    "sign": ConfirmOnlyForm,
    "draft_reply": DraftReplyForm,
    "sign_off": ConfirmOnlyForm,
    "refuse_sign_off": CommentForm,
    "waive": WaiveForm,
    "reply_assist": ReplyAssistForm,
}
"""The form of each step that a person may take."""


def for_step(
    step: str, data: Any = None, files: Any = None, *, choices: Mapping[str, Any] | None = None
) -> Form | None:
    """The form of a step, bound where there is data; None where no person takes that step."""
    kind = FORMS.get(step)
    if kind is None:
        return None
    known = {name: options for name, options in (choices or {}).items() if name in kind.base_fields}
    return kind(data, files, choices=known)
