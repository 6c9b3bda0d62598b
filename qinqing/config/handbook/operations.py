"""Every operation of the doors for programs, its right and the roles that have it."""

from qinqing.api.document import document as openapi
from qinqing.config.handbook.markdown import document, listed, table
from qinqing.domains.accounts.terms import Role
from qinqing.kernel import pages
from qinqing.kernel.api.rights import offered

LEAD = """程序凭令牌进来，替一个人办事；令牌只能有他自己有的权利，他失去的令牌马上也失去。
完整的字段在运行着的系统里看：`/api/v1/docs`，给程序的是 `/api/v1/openapi.json`。"""


def page() -> str:
    """All operations of version 1."""
    holders = {verb: roles for table_ in pages.tables() for verb, roles in table_.may.items()}
    labels, rows = offered(), []
    for path, methods in openapi()["paths"].items():
        for method, operation in methods.items():
            right = operation["x-right"]
            who = listed(role.label for role in Role if role in holders[right])
            what = f"{method.upper()} `{path}`"
            rows.append((what, operation["summary"], f"{labels[right]}（`{right}`）", who))
    return document("程序接口", LEAD, table(("操作", "做什么", "令牌要有", "谁可以"), rows))
