"""Every page, its address, the right it asks for and the roles that have it."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

from qinqing.config.handbook.markdown import document, listed, table
from qinqing.domains.accounts.terms import Role
from qinqing.kernel import pages

LEAD = """每一页都写明要什么权利，或者为什么不要。
没有登录先去登录；没有权利是 403；看不到的和不存在的一样，都是 404。"""


def page() -> str:
    """All addresses of the house."""
    rights = {verb: roles for table_ in pages.tables() for verb, roles in table_.may.items()}
    rows = []
    for address, name, view in _walk(get_resolver().url_patterns):
        if getattr(view, "for_programs", False):
            continue
        right = getattr(view, "right", "")
        who = listed(role.label for role in Role if role in rights.get(right, ())) if right else "公开"
        why = f"`{right}`" if right else getattr(view, "public", "")
        rows.append((f"`/{address}`", f"`{name}`", listed(getattr(view, "methods", ())), why, who))
    return document("页面与权限", LEAD, table(("地址", "名称", "方法", "权利", "谁可以"), rows))


def _walk(
    patterns: list[URLPattern | URLResolver], before: str = "", space: str = ""
) -> Iterator[tuple[str, str, object]]:
    for pattern in patterns:
        address = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _walk(pattern.url_patterns, address, inner)
        else:
            yield address, f"{space}{pattern.name}", pattern.callback
