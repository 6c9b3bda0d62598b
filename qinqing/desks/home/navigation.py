"""The first entry of everybody's menu, in the word of his office."""

from qinqing.domains.accounts.terms import Role
from qinqing.kernel.navigation import Entry
from qinqing.kernel.permissions import Actor


def _commands(actor: Actor) -> bool:
    return Role.LEADER in actor.roles


NAVIGATION = (
    Entry(
        "组件",
        "gallery",
        frozenset({Role.SYSTEM_ADMIN}),
        order=990,
        phone=False,
        icon="components",
        says="页面由哪些部件拼成，每一种、每一态",
    ),
    Entry(
        "我的企业",
        "my_enterprises",
        frozenset({Role.OFFICER}),
        order=150,
        icon="building-factory-2",
        beneath=("enterprise_file:list",),
    ),
    Entry("指挥", "home", frozenset({Role.LEADER}), order=0, icon="layout-rows"),
    Entry(
        "今天",
        "home",
        frozenset({Role.SIGNED_IN}),
        order=0,
        icon="sun",
        applies=lambda actor: not _commands(actor),
    ),
)
