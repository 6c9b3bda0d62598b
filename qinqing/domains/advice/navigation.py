"""The room's places in the menu, in the words of each role."""

from qinqing.domains.advice.permissions import PERMISSIONS
from qinqing.kernel.navigation import Entry

NAVIGATION = (
    Entry("问政策", "advice:mine", PERMISSIONS.may["question.own"], order=225, icon="help-circle"),
    Entry(
        "政策咨询", "advice:desk", PERMISSIONS.may["question.list"], order=285, phone=False,
        icon="help-circle",
    ),
)  # fmt: skip
