"""Who sees what, who may do what, what somebody is to a matter, and how fields are shown."""

from qinqing.config.handbook.markdown import document, section, table
from qinqing.domains.accounts.terms import Role
from qinqing.kernel import declared
from qinqing.kernel.permissions import Permissions, Shown

LEAD = """一个房间一张表，四个问题：看得到哪些（看不到的等于不存在），能做哪些，是什么人，字段怎样显示。
没有列出的角色，就是不能。数据库用行级安全再守一遍。"""
SIGNS = {Shown.CLEAR: "全部", Shown.MASKED: "部分遮住", Shown.HIDDEN: "不显示"}


def page() -> str:
    """The permission tables of all rooms."""
    tables = [(m.__name__.split(".")[2], m.PERMISSIONS) for m in declared.modules("permissions")]
    return document("权限表", LEAD, *(section(f"`{room}`", *_parts(found)) for room, found in tables))


def _parts(found: Permissions) -> tuple[str, ...]:
    return (
        section("看得到哪些", _sees(found), level=3),
        section("能做哪些", _may(found), level=3),
        section("对这件事是什么人", _stands_as(found), level=3),
        section("字段怎样显示", _masks(found), level=3),
    )


def _sees(found: Permissions) -> str:
    return table(("角色", "看得到"), [(_word(line.role), line.rule) for line in found.sees])


def _may(found: Permissions) -> str:
    held = [role for role in Role if any(role in roles for roles in found.may.values())]
    rows = [
        (f"`{verb}`", *("●" if role in roles else " " for role in held)) for verb, roles in found.may.items()
    ]
    return table(("", *(role.label for role in held)), rows)


def _stands_as(found: Permissions) -> str:
    return table(("关系", "屏幕上的话"), [(f"`{line.relation}`", line.rule) for line in found.stands_as])


def _masks(found: Permissions) -> str:
    held = [role for role in Role if any(role in row for row in found.masks.values())]
    rows = [
        (f"`{name}`", *(SIGNS[row.get(role, Shown.HIDDEN)] for role in held))
        for name, row in found.masks.items()
    ]
    return table(("字段类", *(role.label for role in held)), rows)


def _word(role: str) -> str:
    return Role.label_of(role)
