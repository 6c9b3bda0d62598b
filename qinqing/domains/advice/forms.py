"""Parse what is asked, what is said at a step, and the lines of the table."""

from collections.abc import Mapping
from typing import Final

from django import forms as django_forms

from qinqing.domains.advice.terms import TalkWay
from qinqing.domains.policies.terms import BenefitClass
from qinqing.kernel.forms import ChoiceField, ChoicesField, DayField, Form, IdField, MomentField, TextField

_ANY = [("", "不管哪一类")]


class AskForm(Form):
    enterprise = IdField("哪家企业", required=False)
    item = IdField("哪一项政策", required=False)
    benefit_class = ChoiceField("说不上哪一项，是哪一类", BenefitClass.choices(), required=False)
    text = TextField("想问什么", most=1000)


class PassOnForm(Form):
    group_id = IdField("转给哪个组")
    reason = TextField("为什么转", most=200)


class AnswerForm(Form):
    answer = TextField("答复", most=3000)
    basis = TextField("依据", most=200, required=False, help_text="哪个文件第几条，企业看得到")


class UnclearForm(Form):
    words = TextField("哪里还不明白", most=1000)


class CallForm(Form):
    said = TextField("电话里怎么讲的", most=3000)


class NothingForm(Form):
    """A step that says nothing more."""


STEP_FORMS: Final[Mapping[str, type[Form]]] = {
    "take": NothingForm,
    "give_back": NothingForm,
    "pass_on": PassOnForm,
    "answer": AnswerForm,
    "understood": NothingForm,
    "unclear": UnclearForm,
    "record_call": CallForm,
    "withdraw": NothingForm,
}


class RouteForm(Form):
    area = IdField("区域")
    issuer = TextField("发文机关", most=100, required=False, help_text="和文件上写的一样；空着就是不管谁发的")
    benefit_class = ChoiceField("类型", _ANY + BenefitClass.choices(), required=False)
    group = IdField("交给哪个组")
    from_on = DayField("从哪天起")


class PublicAnswerForm(Form):
    item = IdField("关于哪一项政策", required=False)
    question = TextField("问", most=200, help_text="大家都用得上的问法，看不出是谁问的")
    answer = TextField("答", most=3000)
    basis = TextField("依据", most=200, required=False, help_text="哪个文件第几条")


class VersionForm(Form):
    version = django_forms.IntegerField(
        error_messages=dict.fromkeys(("required", "invalid"), "页面太旧了，请重新打开")
    )


class ReturnForm(Form):
    reason = TextField("退回的原因", most=300)


class WithdrawForm(Form):
    reason = TextField("撤下的原因", most=300)


ANSWER_FORMS: Final[Mapping[str, type[Form]]] = {
    "send": NothingForm,
    "take_back": NothingForm,
    "return": ReturnForm,
    "publish": NothingForm,
    "still_right": NothingForm,
    "withdraw": WithdrawForm,
    "drop": NothingForm,
}
HOURS: Final = ((30, "半小时"), (60, "1 小时"), (90, "1.5 小时"), (120, "2 小时"), (180, "3 小时"))


class TalkForm(Form):
    """A talk on a phone in under a minute: when, about what, to whom, how many came."""

    begins_at = MomentField("什么时候开始")
    minutes = ChoiceField("讲了多久", HOURS)
    way = ChoiceField("怎么讲的", TalkWay.choices())
    place = TextField("在哪里", most=100, required=False)
    items = ChoicesField("讲了哪几项", (), coerce=int)
    served = ChoicesField("您服务的企业", (), coerce=int, required=False)
    listed = TextField("别的企业", most=20_000, required=False, help_text="一行一家，写全称或信用代码")
    came = django_forms.IntegerField(
        label="来了多少人", min_value=1, max_value=5000,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), "写 1 到 5000 的数"),
    )  # fmt: skip
    asked = TextField("问得最多的", most=300, required=False)
    with_officers = ChoicesField("一起讲的", (), coerce=int, required=False)


class TakeBackForm(Form):
    reason = TextField("记错在哪里", most=200)


class EndForm(Form):
    on = DayField("从哪天起不用")
