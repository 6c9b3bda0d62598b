"""Parse what is asked, what is said at a step, and the lines of the table."""

from collections.abc import Mapping
from typing import Final

from django import forms as django_forms

from qinqing.domains.advice import rules
from qinqing.domains.advice.terms import Wait
from qinqing.domains.policies.terms import BenefitClass
from qinqing.kernel.forms import ChoiceField, DayField, Form, IdField, TextField

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


class EndForm(Form):
    on = DayField("从哪天起不用")


class LimitForm(Form):
    wait = ChoiceField("什么的时限", Wait.choices())
    area = IdField("区域")
    days = django_forms.IntegerField(
        label="几个工作日", min_value=1, max_value=rules.LONGEST,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), f"写 1 到 {rules.LONGEST} 个工作日"
        ),
    )  # fmt: skip
    from_on = DayField("从哪天起")
