"""Parse what is sent: an application, a step, an account, lines of a payout list."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django import forms as django_forms
from django.core.files.uploadedfile import UploadedFile

from qinqing.domains.claims.actions import MOST_AT_ONCE
from qinqing.kernel.forms import ChoicesField, DayField, FilesField, Form, MoneyField, TextField

_CENT: Final = MoneyField.LEAST
_LARGEST: Final = MoneyField.MOST


def ticks(papers: Iterable[str]) -> dict[str, list[tuple[str, str]]]:
    """The choices of a form on which papers are ticked."""
    return {"papers": [(paper, paper) for paper in papers]}


class PapersForm(Form):
    """Files beside the paper that each answers; `asked` are the papers of the edition."""

    def __init__(
        self, data: Any = None, files: Any = None, *, asked: Sequence[str] = (), **rest: Any
    ) -> None:
        super().__init__(data, files, **rest)
        self.answered = {f"paper_{number}": paper for number, paper in enumerate(asked, 1)}
        for name, paper in self.answered.items():
            self.fields[name] = FilesField(paper)

    def uploads(self) -> dict[str, list[UploadedFile]]:
        """By field what was chosen for its paper."""
        return {name: self.cleaned_data[name] for name in self.answered if self.cleaned_data.get(name)}

    @property
    def said(self) -> dict[str, Any]:
        """What was given beside the files."""
        return {name: value for name, value in self.cleaned_data.items() if name not in self.answered}


class ApplyForm(PapersForm):
    """What an enterprise says when it applies; papers are those of the edition."""

    amount = MoneyField("申请金额", help_text="按标准算出来的数；拿不准就写标准里的，单位会核定")
    papers = ChoicesField("没有电子版、备好了原件的", [], required=False)
    words = TextField("还想说明的", most=500, required=False)


class IntendForm(Form):
    words = TextField("想让服务官帮什么", most=500, required=False)


class AccountForm(Form):
    """Where the money goes; the number is checked for its shape alone."""

    holder = TextField("户名", most=100, help_text="要和企业名称一致")
    bank = TextField("开户银行", most=100, help_text="写到支行，例如 青岚农商行兴业支行")
    account = TextField("账号", most=60)

    def clean_account(self) -> str:
        number = "".join(self.cleaned_data["account"].split()).replace("-", "")
        if not (number.isascii() and number.isdigit() and 8 <= len(number) <= 32):
            raise django_forms.ValidationError("账号是 8 到 32 位数字，空格不用管")
        return number


class PlainForm(Form):
    """A step that needs nothing."""


class AskForm(Form):
    reason = TextField("缺什么材料", most=500, help_text="一次说全：缺哪一样，要什么样的")


class SupplyForm(PapersForm):
    words = TextField("补了什么", most=500)
    papers = ChoicesField("没有电子版、备好了原件的", [], required=False)


class OnePaperForm(Form):
    """For programs: files that answer one paper, by its name."""

    paper = TextField("材料的名称", most=100, help_text="和这一项要的材料写得一样")
    attachments = FilesField("文件")


class ReasonForm(Form):
    reason = TextField("原因", most=500, help_text="企业看得到，写清楚为什么、还能怎么办")


class WithdrawForm(Form):
    reason = TextField("为什么撤回", most=500)


class RefuseForm(ReasonForm):
    citation = TextField("依据", most=300, help_text="哪个文件哪一条")


class ApproveForm(Form):
    amount = MoneyField("核定金额")
    reason = TextField("和申请不一样的，说说怎么算的", most=500, required=False)


class ObjectForm(Form):
    objection = TextField("谁提的、说的什么", most=500, help_text="企业看不到这一段，只知道在核实")


class RulingForm(Form):
    reason = TextField("怎么核实的", most=500, help_text="企业看得到")


class PayForm(Form):
    amount = MoneyField("拨付金额")
    paid_on = DayField("拨付日期")
    voucher = TextField("凭证号", most=60)


FORMS: Final[Mapping[str, type[Form]]] = {
    "apply": ApplyForm,
    "accept": PlainForm,
    "ask": AskForm,
    "supply": SupplyForm,
    "give_papers": PapersForm,
    "turn_down": ReasonForm,
    "approve": ApproveForm,
    "refuse": RefuseForm,
    "object": ObjectForm,
    "dismiss": RulingForm,
    "uphold": RulingForm,
    "confirm_account": AccountForm,
    "give_account": AccountForm,
    "return_account": ReasonForm,
    "pay": PayForm,
    "withdraw": WithdrawForm,
}
"""By step its form."""


class VersionForm(Form):
    version = django_forms.IntegerField(
        required=False, min_value=0, max_value=2**31,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), "页面太旧了，请重新打开"),
    )  # fmt: skip


class EntriesForm(Form):
    """Lines of a list: a credit code or a whole name each, and an amount behind it where it is its own."""

    by_rule = django_forms.BooleanField(label="把按条件比对上的都列进来", required=False)
    lines = TextField(
        "企业", most=40_000, required=False,
        help_text="一行一家：统一社会信用代码或企业全名；金额不一样的，空一格写在后面",
    )  # fmt: skip
    amount = MoneyField("每家金额", required=False)
    reason = TextField("列入的依据", most=300, help_text="凭哪份名单、哪个公告比对上的")

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return given
        lines, usual = given["lines"], given["amount"]
        if not lines and not given["by_rule"]:
            self.add_error("lines", "写上企业，或者勾选把比对上的都列进来")
        elif given["by_rule"] and usual is None:
            self.add_error("amount", "比对上的都列进来，要写每家金额")
        else:
            given["amounts"] = self._amounts(lines, usual)
        return given

    def _amounts(self, text: str, usual: Decimal | None) -> dict[str, Decimal]:
        found: dict[str, Decimal] = {}
        for line in filter(None, map(str.strip, text.splitlines())):
            name, amount = _amount_of(line)
            if (amount or usual) is None:
                self.add_error("amount", f"“{name[:40]}”没有写金额，也没有写每家金额")
                return found
            found[name] = amount or usual or _CENT
        if len(found) > MOST_AT_ONCE:
            self.add_error("lines", f"一次最多列入 {MOST_AT_ONCE} 家，请分几次")
        return found


def _amount_of(line: str) -> tuple[str, Decimal | None]:
    """A line as its name and the amount behind it, if there is one that is money."""
    name, _, last = line.replace("\t", " ").rpartition(" ")
    try:
        amount = Decimal(last.replace(",", "")) if name and last.isascii() else None
    except InvalidOperation:
        amount = None
    if amount is None or not amount.is_finite() or not _CENT <= amount < _LARGEST:
        return line, None
    exponent = amount.as_tuple().exponent
    return (name.strip(), amount) if isinstance(exponent, int) and exponent >= -2 else (line, None)


class ListReasonForm(Form):
    reason = TextField("原因", most=300)
