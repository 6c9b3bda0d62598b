"""Doors for programs: lists, one problem, raising, every step by its name, files, figures."""

from typing import Final

from ninja import Router

from qinqing.domains.problems import events, queries
from qinqing.domains.problems.api import figures, files, lists, one, steps
from qinqing.kernel.webhooks import Told

RIGHTS: Final = {
    "problem.list": "查诉求",
    "problem.own": "查本企业的诉求",
    "task.list": "查本单位的办理件",
    "problem.see": "看一件诉求和它的附件",
    "problem.raise": "提诉求",
    "problem.step": "办诉求",
    "figure.open": "看统计",
}
"""What a token can be given here."""
TOLD: Final = (
    Told(
        "problem",
        "problem.see",
        {
            events.ProblemSubmitted: "提交了诉求",
            events.ProblemAccepted: "受理了",
            events.ProblemRefused: "不予受理",
            events.SupplementRequested: "请企业补充",
            events.SupplementGiven: "企业补充了",
            events.ProblemDispatched: "派给了单位",
            events.InterimAnswered: "有阶段答复",
            events.ProblemAnsweredAtOnce: "当场答复了",
            events.ReplyApproved: "答复发给了企业",
            events.EnterpriseConfirmed: "企业确认了",
            events.EnterpriseDisputed: "企业说没有解决",
            events.ProblemWithdrawn: "撤回了",
            events.ProblemReopened: "重新打开了",
            events.FinalConclusionGiven: "有了最终结论",
        },
        queries.addresses_of,
    ),
)
ROUTERS: Final[tuple[Router, ...]] = tuple(
    {part.router: None for part in (lists, one, steps, files, figures)}
)
