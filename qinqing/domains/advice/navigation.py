"""The room's places in the menu, in the words of each role."""

from qinqing.domains.accounts.terms import Role
from qinqing.domains.advice.permissions import PERMISSIONS
from qinqing.kernel.navigation import Entry

NAVIGATION = (
    Entry("问政策", "advice:mine", PERMISSIONS.may["question.own"], order=225, icon="help-circle"),
    Entry(
        "政策咨询", "advice:desk", PERMISSIONS.may["question.list"], order=285, phone=False,
        icon="help-circle", beneath=("advice:mine",),
    ),
    Entry(
        # The offices come to it from the desk of questions.
        "政策宣讲", "advice:talks", frozenset({Role.OFFICER, Role.ENTERPRISE_USER}), order=287, phone=False,
        icon="speakerphone",
    ),
    Entry(
        "政策问答", "advice:answers", frozenset({Role.POLICY_EDITOR}), order=30, icon="message-question",
        says="公开的问答，等您看的，可能过时的",
    ),
)  # fmt: skip
