"""What the pages of the desk are asked by."""

from qinqing.kernel.forms import DayField, Form


class DayForm(Form):
    """Which day is looked at; none is today."""

    on = DayField("哪一天", required=False)
