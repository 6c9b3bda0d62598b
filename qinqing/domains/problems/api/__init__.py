"""Doors for programs: lists, what waits for somebody, one problem, raising, steps, links, files, figures."""

from typing import Final

from ninja import Router

from qinqing.domains.problems import events, queries
from qinqing.domains.problems.api import figures, files, links, lists, one, steps, waiting
from qinqing.kernel.webhooks import Told

RIGHTS: Final = {
    "problem.list": "查诉求",
    "problem.own": "查本企业的诉求",
    "task.list": "查本单位的办理件",
    "problem.triage": "查等分办的诉求",
    "problem.review": "查等审核的答复和等裁定的异议",
    "task.sign_off": "查等审签的答复",
    "problem.call": "查要回访的诉求",
    "problem.see": "看一件诉求和它的附件",
    "problem.raise": "提诉求",
    "problem.step": "办诉求",
    "problem.share": "给企业看一件诉求的链接",
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
    {part.router: None for part in (lists, waiting, one, steps, links, files, figures)}
)
