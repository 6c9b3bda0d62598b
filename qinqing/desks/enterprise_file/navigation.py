"""The desk's place in the menu."""

from qinqing.domains.accounts.terms import Role
from qinqing.kernel.navigation import Entry, Fixture

_READERS = (
    Role.COORDINATOR,
    Role.COORDINATION_HEAD,
    Role.SUPERVISOR,
    Role.LEADER,
    Role.POLICY_EDITOR,
)

NAVIGATION = (
    Entry(
        "本企业",
        "enterprise_file:own",
        frozenset({Role.ENTERPRISE_USER}),
        order=250,
        icon="building",
        beneath=("enterprise_file:list",),
    ),
    Entry(
        "企业",
        "enterprise_file:list",
        frozenset(_READERS),
        order=300,
        icon="building-factory-2",
        says="登记了哪些企业，谁在服务它们，一家企业的各个方面",
        beneath=(
            "imports:enterprises",
            "imports:contacts",
            "imports:figures",
            "imports:titles",
            "imports:rolls",
            "enterprises:edits",
            "enterprises:rolls",
        ),
    ),
)

FRAME = (
    Fixture(
        "me_links",
        "enterprise_file:granted",
        frozenset({Role.LEADER, Role.UNIT_HEAD}),
        "授权我看的数据",
    ),
)
