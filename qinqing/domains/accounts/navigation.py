"""The consoles of the three administrators in the menu, and everybody's own account beside his name."""

from qinqing.domains.accounts.terms import ADMINISTRATORS, Role
from qinqing.kernel.navigation import Entry, Fixture

NAVIGATION = (
    Entry(
        "本单位人员",
        "accounts:unit_staff",
        frozenset({Role.UNIT_HEAD}),
        order=320,
        phone=False,
        icon="users",
        says="谁在本单位，谁来了、谁走了",
    ),
    Entry(
        "人员",
        "accounts:people",
        frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN}),
        order=900,
        icon="users",
        says="谁在用、能不能登录",
    ),
    Entry(
        "区域",
        "accounts:areas",
        frozenset({Role.SYSTEM_ADMIN}),
        order=905,
        icon="map-pin",
        says="市、区县、镇街和园区，谁管到哪里按它算",
    ),
    Entry(
        "单位",
        "accounts:units",
        frozenset({Role.SYSTEM_ADMIN}),
        order=910,
        icon="building",
        says="单位的设立、撤并和上级审签人",
    ),
    Entry(
        "令牌",
        "accounts:tokens",
        frozenset(ADMINISTRATORS),
        order=915,
        icon="key",
        says="哪些系统替谁办事，到哪天，谁签发的",
    ),
    Entry(
        "委托",
        "accounts:delegations",
        frozenset({Role.SECURITY_ADMIN}),
        order=912,
        phone=False,
        icon="user-check",
        says="谁代哪位领导办理，到哪天",
    ),
    Entry(
        "重置验证",
        "accounts:resets",
        frozenset({Role.SECURITY_ADMIN, Role.AUDIT_ADMIN}),
        order=918,
        phone=False,
        icon="shield-check",
        says="谁丢了验证器，等您核对后同意重置",
    ),
    Entry(
        "安全记录",
        "accounts:log",
        frozenset({Role.SECURITY_ADMIN, Role.AUDIT_ADMIN}),
        order=920,
        icon="shield-lock",
        says="谁在什么时候做了什么",
    ),
)
FRAME = (
    Fixture("me_links", "accounts:own", frozenset({Role.SIGNED_IN}), "我的账号"),
    Fixture("me_links", "accounts:delegations", frozenset({Role.LEADER}), "委托代办"),
    Fixture(
        "me_links",
        "accounts:feedback_list",
        frozenset({Role.COORDINATOR, Role.COORDINATION_HEAD}),
        "大家的意见建议",
    ),
    Fixture(
        "me_links",
        "accounts:proposed_staff",
        frozenset({Role.COORDINATOR, Role.COORDINATION_HEAD}),
        "单位报的人员变动",
    ),
    Fixture("foot_links", "accounts:urgent", frozenset(), "急事和不在这里办的"),
    Fixture("foot_links", "accounts:privacy", frozenset(), "个人信息怎么用"),
    Fixture("foot_links", "accounts:feedback", frozenset(), "意见建议"),
    Fixture("sign_out_url", "accounts:sign_out", frozenset({Role.SIGNED_IN, Role.WAITING})),
)
