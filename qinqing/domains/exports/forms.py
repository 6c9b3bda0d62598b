"""Parse the two forms: as which file and what for; agreed or not."""

from qinqing.domains.exports.terms import Format
from qinqing.kernel.forms import ChoiceField, Form, TextField
from qinqing.kernel.presence import PresenceForm


class OrderForm(Form):
    format = ChoiceField("格式", Format.choices())
    reason = TextField("用途", most=200, required=False, help_text="写进文件的第一行和安全记录")


class OwnOrderForm(PresenceForm, OrderForm):
    """The same on a page: a long list asks for a code."""


class DecideForm(PresenceForm):
    agreed = ChoiceField("意见", [("yes", "同意"), ("no", "不同意")])
    refusal = TextField("不同意的原因", most=200, required=False)
