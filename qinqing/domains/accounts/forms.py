"""Parse what people send: signing in, passwords, people, roles, units, tokens; fields only, no decisions."""

from django import forms

from qinqing.domains.accounts.terms import (
    GRANTED_ROLES,
    MOST_TOKEN_DAYS,
    AreaKind,
    LogAct,
    PersonKind,
    UnitFunction,
    UnitKind,
    UnitLevel,
)
from qinqing.kernel.forms import ChoiceField, ChoicesField, DayField, Form, IdField, TextField
from qinqing.kernel.presence import PresenceForm


class PasswordField(forms.CharField):
    """A password, as it was typed; it is never shown again."""

    def __init__(self, label: str, *, help_text: str = "") -> None:
        super().__init__(
            label=label,
            strip=False,
            max_length=200,
            help_text=help_text,
            error_messages={"required": f"请填{label}", "max_length": "太长了"},
        )


class LoginField(TextField):
    """A login or a phone number."""

    def __init__(self, label: str) -> None:
        super().__init__(label, most=60)
        self.error_messages["required"] = f"请填{label}"


class SignInForm(Form):
    login = LoginField("账号")
    password = PasswordField("口令")


class ContactSignInForm(SignInForm):
    login = LoginField("手机号或账号")


class ChoosePasswordForm(Form):
    new = PasswordField("新口令")
    again = PasswordField("再写一遍新口令")

    def clean_again(self) -> str:
        again: str = self.cleaned_data["again"]
        if "new" in self.cleaned_data and again != self.cleaned_data["new"]:
            raise forms.ValidationError("和上面写的不一样")
        return again


class ChangePasswordForm(ChoosePasswordForm):
    old = PasswordField("现在的口令")


class CodeForm(Form):
    code = TextField("验证码", most=20)


class LeavingForm(Form):
    on = DayField("从哪天起不在")


class AreaForm(Form):
    code = TextField("代码", most=20, help_text="字母或数字，建好以后不能改")
    name = TextField("名称", most=60)
    kind = ChoiceField("层级", AreaKind.choices())
    parent_id = IdField("上级区域")
    national_code = TextField("行政区划代码", most=12, required=False, help_text="六位；园区可以没有")


class FeedbackForm(Form):
    words = TextField("您的意见", most=2000)
    reach = TextField("怎么答复您", most=100, required=False, help_text="电话或邮箱；加密保存，只用来答复")


class OutcomeForm(Form):
    outcome = TextField("怎么处理的", most=500)


class PersonForm(Form):
    name = TextField("姓名", most=60)
    unit_id = IdField("单位", required=False)
    post = TextField("职务", most=60, required=False)
    email = forms.EmailField(
        label="电子邮箱", required=False, error_messages={"invalid": "邮箱要写成 name@example.cn 这样"}
    )
    work_phone = TextField("办公电话", most=30, required=False)
    phone = TextField("手机号", most=20, required=False, help_text="加密保存，只给有权的人看")


class OwnEmailForm(Form):
    email = forms.EmailField(
        label="电子邮箱",
        required=False,
        max_length=200,
        error_messages={"invalid": "邮箱要写成 name@example.cn 这样"},
    )


class NewPersonForm(PersonForm):
    login = TextField("账号", most=40, help_text="字母、数字、汉字、点、横线或下划线；建好以后不能改")
    password = TextField("初始口令", most=128, help_text="当面或打电话告诉本人；他登录后必须先改")


class JoiningForm(PersonForm):
    """Somebody who came to a unit: what is known of any of the staff, and his number."""

    unit_id = IdField("单位")
    phone = TextField("手机号", most=20, help_text="加密保存；账号建好后按这个号码把链接告诉本人")
    why = TextField("说明", most=200, required=False, help_text="例如接替谁、什么时候到岗；协调办会看到")


class ProposedLeavingForm(Form):
    on = DayField("从哪天起不在")
    why = TextField(
        "说明", most=200, required=False, help_text="例如调走、退休，手上的事交给谁；协调办会看到"
    )


class EditPersonForm(PersonForm):
    phone = TextField("新手机号", most=20, required=False, help_text="留空就不改")
    without_phone = forms.BooleanField(label="删掉现在的手机号", required=False)


class ResetPasswordForm(Form):
    password = TextField("临时口令", most=128, help_text="当面或打电话告诉本人；他登录后必须先改")


class DisableForm(Form):
    reason = TextField("原因", most=200)


class GrantForm(PresenceForm):
    role = ChoiceField("角色", [(role.value, role.label) for role in GRANTED_ROLES])
    area_id = IdField("区域", required=False)
    unit_id = IdField("单位", required=False)
    from_on = DayField("开始日期", required=False)
    until_on = DayField("截止日期", required=False)


class GrantManyForm(GrantForm):
    people = ChoicesField("给谁", [], coerce=int)


class LinksForm(PresenceForm):
    people = ChoicesField("给谁", [], coerce=int)


class DelegationForm(Form):
    leader_id = IdField("替哪位领导", required=False)
    delegate = TextField("委托给谁", most=60, help_text="姓名或账号")
    from_on = DayField("开始日期", required=False)
    until_on = DayField("截止日期")


class TokenForm(Form):
    purpose = TextField("用途", most=200, help_text="哪个系统用、做什么，例如“12345 热线转办”")
    rights = ChoicesField("可以做什么", ())
    days = ChoiceField("有效期", [(str(n), f"{n} 天") for n in (7, 30, MOST_TOKEN_DAYS)])
    network = TextField(
        "只从这里用", most=49, required=False, help_text="那台服务器的地址，如 10.20.3.4 或 10.20.0.0/16"
    )


class IssueTokenForm(PresenceForm):
    """Nothing but the code: what is issued stands on the page."""


class ConfirmResetForm(PresenceForm):
    """Nothing but the code: whose check it is stands in the address."""


class RevokeTokenForm(Form):
    reason = TextField("为什么撤销", most=200)


class WebhookForm(Form):
    address = TextField(
        "推到哪个网址", most=300, help_text="对方接收用的地址，例如 https://rexian.example.gov.cn/hook"
    )
    kinds = ChoicesField("哪些事", ())


class UnitForm(Form):
    code = TextField("代码", most=20)
    name = TextField("全称", most=100)
    short = TextField("简称", most=20)
    kind = ChoiceField("性质", UnitKind.choices())
    level = ChoiceField("级别", UnitLevel.choices())
    function = ChoiceField("职能", [one for one in UnitFunction.choices() if one[0]], required=False)
    area_id = IdField("所在区域", required=False)
    parent_id = IdField("上级单位", required=False)
    signs_off_id = IdField("上级审签人", required=False)
    founded_on = DayField("成立日期", required=False)


class EndUnitForm(Form):
    on = DayField("从哪天起撤并")
    successor_id = IdField("承接单位")


class LogFilterForm(Form):
    words = TextField("姓名、拼音或账号", most=60, required=False)
    act = ChoiceField("做了什么", LogAct.choices(), required=False)
    since = DayField("从哪天起", required=False)
    until = DayField("到哪天", required=False)


class TakeLogForm(PresenceForm):
    reason = TextField("用途", most=200, help_text="写进文件的第一行和安全记录")


WAITING = "none"
"""The choice of those whom nobody gave a role."""


class PeopleFilterForm(Form):
    words = TextField("姓名、拼音或账号", most=60, required=False)
    unit = IdField("单位", required=False)
    role = ChoiceField(
        "角色",
        [(WAITING, "还没有角色"), *((role.value, role.label) for role in GRANTED_ROLES)],
        required=False,
    )
    kind = ChoiceField("身份", PersonKind.choices(), required=False)
    active = ChoiceField("状态", [("yes", "在用"), ("no", "已停用"), ("all", "全部")], required=False)
    signed_in = ChoiceField("登录", [("idle", "90 天没登录")], required=False)
