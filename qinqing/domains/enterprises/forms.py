"""Parse what people write about an enterprise and its contacts; fields only, no decisions."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django import forms

from qinqing.domains.accounts.terms import CodeWay
from qinqing.domains.enterprises import rules
from qinqing.domains.enterprises.actions import Asking, Facts, NewContact, Statement
from qinqing.domains.enterprises.terms import (
    COUNTED,
    DIVISIONS,
    GIVEN_SIGHT,
    ContactSees,
    EnterpriseType,
    FactSource,
    Measure,
    RollKind,
    StruckAs,
    TitleKind,
    TitleLevel,
    division_label,
)
from qinqing.kernel.forms import ChoiceField, DayField, Form, IdField, MailField, TextField
from qinqing.lib import spreadsheets
from qinqing.lib.spreadsheets import Unreadable


class BasicFactsForm(Form):
    """What an enterprise's licence says of it, and where it is."""

    name = TextField("企业名称", most=200)
    credit_code = TextField(
        "统一社会信用代码", most=40, required=False, help_text="18 位，填好后自动核对校验码"
    )
    code_missing_reason = TextField("没有代码的原因", most=100, required=False, help_text="没有代码时填")
    type = ChoiceField("企业类型", EnterpriseType.choices())
    type_text = TextField("执照上写的类型", most=100, required=False)
    legal_representative = TextField("法定代表人", most=100, required=False)
    registered_on = TextField("成立日期", most=20, required=False, help_text="例如 2015-06-01")
    capital = TextField("注册资本", most=60, required=False, help_text="照执照写，例如 500万元、200万美元")
    industry = ChoiceField("行业大类", [(code, division_label(code)) for code in DIVISIONS], required=False)
    industry_code = TextField(
        "行业代码", most=5, required=False, help_text="三到四位，例如 3961；划型有时要靠它"
    )
    address = TextField("地址", most=300, required=False)
    business_scope = TextField("经营范围", most=5000, required=False)

    def clean_credit_code(self) -> str:
        """The code in its one spelling."""
        text: str = self.cleaned_data["credit_code"]
        if not text:
            return ""
        checked = rules.checked_code(text)
        if checked.code is None:
            raise forms.ValidationError(checked.fault)
        return checked.code

    def clean_industry_code(self) -> str:
        """Three or four digits of a code on the list."""
        text: str = self.cleaned_data["industry_code"]
        code = rules.industry_code_of(text)
        if text and not code:
            raise forms.ValidationError("行业代码是三到四位数字，前两位是行业大类")
        return code

    def clean_registered_on(self) -> date | None:
        """The day, in any usual form."""
        return self._read("registered_on", spreadsheets.date_of)

    def clean_capital(self) -> tuple[rules.Capital | None, str]:
        """The amount and the words it was read from."""
        return self._read("capital", rules.capital_of), self.cleaned_data["capital"]

    def _read(self, name: str, reader: Any) -> Any:
        text = self.cleaned_data[name]
        if not text:
            return None
        try:
            return reader(text)
        except Unreadable as fault:
            raise forms.ValidationError(str(fault)) from None

    def clean(self) -> None:
        """Either a code or the reason why there is none."""
        given = self.cleaned_data
        if "credit_code" in given and not given["credit_code"] and not given.get("code_missing_reason"):
            self.add_error("code_missing_reason", "没有信用代码，就写明原因")
        code = given.get("industry_code")
        if code and given.get("industry") not in ("", code[:2]):
            self.add_error("industry_code", "行业代码的前两位和行业大类不一样")

    def basics(self) -> dict[str, Any]:
        """The facts that the licence says, by their names."""
        given = self.cleaned_data
        capital, capital_text = given["capital"]
        plain = (
            *("name", "type", "type_text", "legal_representative", "registered_on"),
            *("business_scope", "address", "industry_code"),
        )
        return {
            **{name: given[name] for name in plain},
            "credit_code": given["credit_code"] or None,
            "capital": capital,
            "capital_text": capital_text,
            "industry": given["industry"] or given["industry_code"][:2],
        }


class EnterpriseForm(BasicFactsForm):
    """The basic facts as their keeper writes them; `version` is what was read when the form was shown."""

    area_id = IdField("区域")
    is_key = forms.BooleanField(label="重点企业", required=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def facts(self) -> Facts:
        """What was written, as facts."""
        given = self.cleaned_data
        return Facts(
            **self.basics(),
            area_id=given["area_id"],
            code_missing_reason="" if given["credit_code"] else given["code_missing_reason"],
            is_key=given["is_key"],
        )


class ProposedEditForm(BasicFactsForm):
    """What is wanted otherwise in the register, and how that is known; all else stays as it stands."""

    why = TextField("凭什么改", most=200, help_text="例如：营业执照 2026 年 3 月换发；核对的人会照着查")

    def wanted(self, stands: Facts) -> Facts:
        """The facts as they would be."""
        kept = "" if self.cleaned_data["credit_code"] else stands.code_missing_reason
        return replace(stands, **self.basics(), code_missing_reason=kept)


class RefuseEditForm(Form):
    """Why the register stays as it is."""

    reason = TextField("为什么不采纳", most=200, help_text="提出的人会看到")


def initial_of(facts: Facts, version: int) -> dict[str, object]:
    """The facts as a form shows them."""
    return {
        "name": facts.name,
        "credit_code": facts.credit_code or "",
        "code_missing_reason": facts.code_missing_reason,
        "type": facts.type,
        "type_text": facts.type_text,
        "legal_representative": facts.legal_representative,
        "registered_on": facts.registered_on.isoformat() if facts.registered_on else "",
        "capital": facts.capital_text,
        "industry": facts.industry,
        "industry_code": facts.industry_code,
        "area_id": facts.area_id,
        "address": facts.address,
        "business_scope": facts.business_scope,
        "is_key": facts.is_key,
        "version": version,
    }


class FiguresForm(Form):
    """What a source says of a year; money as it is said, with its unit, a bare number being 万元."""

    year = forms.IntegerField(
        label="年度",
        error_messages=dict.fromkeys(("required", "invalid"), "写四位年份，例如 2025"),
    )
    source = ChoiceField("来源", FactSource.choices())
    stated_on = DayField("数据日期")

    def __init__(self, *given: Any, sources: Sequence[FactSource] = (), **rest: Any) -> None:
        super().__init__(*given, **rest)
        self.fields["source"].choices = [(one.value, one.label) for one in sources]  # type: ignore[attr-defined]
        for measure in Measure:
            self.fields[measure.value] = TextField(measure.label, most=30, required=False)

    def clean(self) -> None:
        """Every figure as it is kept."""
        for measure in Measure:
            text = self.cleaned_data.get(measure.value, "")
            try:
                self.cleaned_data[measure.value] = (
                    rules.count_of(text) if measure in COUNTED else rules.money_of(text, "（万元）")
                )
            except Unreadable as fault:
                self.add_error(measure.value, str(fault))

    def statement(self) -> Statement:
        """What was written, as a statement."""
        given = self.cleaned_data
        values = {measure: given[measure.value] for measure in Measure if given[measure.value] is not None}
        return Statement(given["year"], FactSource.of(given["source"]), given["stated_on"], values)

    @property
    def measures(self) -> list[tuple[forms.BoundField, str]]:
        """The fields of the figures, in their order, each with its unit."""
        return [(self[one.value], "人" if one in COUNTED else "万元") for one in Measure]


class TitleForm(Form):
    """A title the enterprise bears."""

    kind = ChoiceField("称号", TitleKind.choices())
    level = ChoiceField("级别", TitleLevel.choices(), required=False)
    paper = TextField("文号或证书号", most=80, required=False)
    from_on = DayField("从哪天起")
    until_on = DayField("到哪天止", required=False)


class RollForm(Form):
    """A list the enterprise is on: one there is, or a new one by its name."""

    roll_id = IdField("名单", required=False)
    kind = ChoiceField("新名单的种类", RollKind.choices(), required=False)
    name = TextField("新名单的名称", most=60, required=False)
    from_on = DayField("从哪天起")
    leads = forms.BooleanField(label="牵头", required=False, help_text="集团的核心企业、产业链的链主")

    def clean(self) -> None:
        """Either one of the lists, or kind and name of a new one."""
        given = self.cleaned_data
        if not given.get("roll_id") and not given.get("name"):
            self.add_error("roll_id", "选一份名单，或者写一份新的")
        if given.get("name") and not given.get("kind"):
            self.add_error("kind", "新名单要选种类")


class RenameRollForm(Form):
    """What a list is called from now on."""

    name = TextField("名称", most=60)


class RetireRollForm(Form):
    """From when a list is no longer in use, and why."""

    from_on = DayField("从哪天起停用")
    reason = TextField("为什么停用", most=200, help_text="例如 换了新一年的名单、和另一份合并")


class EndForm(Form):
    """Something ends on a day."""

    until_on = DayField("从哪天起不再有")


class MergerForm(Form):
    """Which other entry this one is the same as."""

    other = TextField("并入哪一家", most=200, help_text="写它的信用代码或登记全称")
    reason = TextField("为什么是同一家", most=200, help_text="例如 同一家登记了两次、吸收合并")


class DormantForm(Form):
    """Why an enterprise sleeps."""

    reason = TextField("什么情形", most=100, help_text="例如 停产清算、搬迁空置、联系不上")


class StruckForm(Form):
    """That an enterprise is in the register no longer: how, from which day on, who says so."""

    struck_as = ChoiceField("情形", StruckAs.choices())
    struck_on = DayField("从哪天起")
    struck_source = TextField(
        "依据", most=200, help_text="例如 准予注销登记通知书（文号），或企业信用信息公示系统的公告"
    )


class PutBackForm(Form):
    """Why that an enterprise was struck off is taken back."""

    reason = TextField("为什么恢复", most=200, help_text="例如 登记错了企业、撤销了吊销决定、又迁回本地")


class OpeningForm(Form):
    """Why somebody has to see the figures."""

    reason = TextField("为什么要看", most=200, help_text="会留下记录，两小时内有效")


class RegistrationForm(Form):
    """Somebody who wants to speak for an enterprise and was not invited."""

    credit_code = TextField("统一社会信用代码", most=40, help_text="营业执照上 18 位的那个")
    enterprise_name = TextField("企业名称", most=200, help_text="照执照写全")
    name = TextField("您的姓名", most=60)
    post = TextField("职务", most=60, required=False)
    phone = TextField("手机号", most=20, help_text="协调办会打这个号码核实，以后也用它登录")
    email = MailField("电子邮箱", help_text="验证码发到这里")

    def __init__(self, *given: Any, ways: Collection[CodeWay] = (), **rest: Any) -> None:
        super().__init__(*given, **rest)
        if CodeWay.PHONE in ways or CodeWay.MAIL not in ways:
            del self.fields["email"]

    def clean_credit_code(self) -> str:
        """The code in its one spelling."""
        checked = rules.checked_code(self.cleaned_data["credit_code"])
        if checked.code is None:
            raise forms.ValidationError(checked.fault or "写执照上的 18 位信用代码")
        return checked.code

    def asking(self) -> Asking:
        """What was written."""
        return Asking(**self.said)

    @property
    def said(self) -> dict[str, str]:
        """What was written, for the next step of the form to carry along."""
        return {name: str(self.cleaned_data[name]) for name in self.fields}


class DeclineForm(Form):
    """Why somebody is not confirmed."""

    reason = TextField("为什么不同意", most=200, help_text="例如打过去不是本人")


class ContactForm(Form):
    """Someone who is to speak for an enterprise."""

    name = TextField("姓名", most=60)
    post = TextField("职务", most=60, required=False)
    phone = TextField("手机号", most=20, required=False, help_text="加密保存，只给有权的人看，看过会留记录")
    email = MailField("电子邮箱", required=False)
    sees = ChoiceField("看得到哪些诉求", [(one.value, one.label) for one in GIVEN_SIGHT])
    is_main = forms.BooleanField(
        label="主联系人", required=False, help_text="管理本企业的其他联系人，看得到全部诉求；一家只有一位"
    )

    def contact(self) -> NewContact:
        """What was written, as a contact."""
        given = self.cleaned_data
        return NewContact(
            name=given["name"],
            post=given["post"],
            phone=given["phone"],
            email=given["email"],
            sees=ContactSees.of(given["sees"]),
            is_main=given["is_main"],
        )
