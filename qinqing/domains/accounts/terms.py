"""The words of the room: roles and how far they reach, kinds of people, units and areas."""

from typing import Self

from qinqing.lib.terms import Term


class Role(Term):
    """In what capacity somebody acts. `code` is for reading; `signed_in` is everybody's.

    `waiting` is all that somebody is whose password was right and whose second check is still to come.
    """

    code: str

    def __new__(cls, value: str, label: str = "", code: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        member.tone = "calm"
        member.code = code
        return member

    SIGNED_IN = "signed_in", "已登录"
    WAITING = "waiting", "等第二重验证"
    ENTERPRISE_USER = "enterprise_user", "企业联系人", "EC"
    OFFICER = "officer", "首席服务官", "CSO"
    HANDLER = "handler", "承办人", "DH"
    UNIT_HEAD = "unit_head", "分管负责人", "DL"
    COORDINATOR = "coordinator", "协调员", "CO"
    COORDINATION_HEAD = "coordination_head", "协调办负责人", "CH"
    ADJUDICATOR = "adjudicator", "裁定人", "AJ"
    CALLBACK = "callback", "回访员", "CB"
    SUPERVISOR = "supervisor", "督查", "SV"
    LEADER = "leader", "包联/分管领导", "LD"
    POLICY_EDITOR = "policy_editor", "政策专员", "PE"
    PERSONNEL_VIEWER = "personnel_viewer", "组织部", "PV"
    INTEGRITY = "integrity", "纪检/投诉专办", "IN"
    SYSTEM_ADMIN = "system_admin", "系统管理员", "SA"
    SECURITY_ADMIN = "security_admin", "安全管理员", "XA"
    AUDIT_ADMIN = "audit_admin", "审计管理员", "AA"


AREA_ROLES = (
    Role.COORDINATOR,
    Role.COORDINATION_HEAD,
    Role.CALLBACK,
    Role.SUPERVISOR,
    Role.LEADER,
    Role.ADJUDICATOR,
    Role.POLICY_EDITOR,
    Role.PERSONNEL_VIEWER,
)
"""Granted for an area node, reaching it and everything below."""
UNIT_ROLES = (Role.HANDLER, Role.UNIT_HEAD)
"""Granted for a unit, reaching also what its predecessors held."""
ADMINISTRATORS = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN)
"""Exclusive: no person holds two of them, and none of them together with another role (等保2.0 三权分立)."""
PLACELESS_ROLES = (Role.OFFICER, Role.INTEGRITY, *ADMINISTRATORS)
"""Granted as such: an officer's reach comes from his assignments."""
REPORTED_TO = (Role.COORDINATOR, Role.COORDINATION_HEAD, Role.SUPERVISOR, Role.LEADER)
"""Who answers for a place and reads its figures."""
SEEKERS = (
    Role.ENTERPRISE_USER, Role.OFFICER, Role.HANDLER, Role.UNIT_HEAD, Role.COORDINATOR,
    Role.COORDINATION_HEAD, Role.CALLBACK, Role.SUPERVISOR, Role.LEADER, Role.ADJUDICATOR, Role.POLICY_EDITOR,
)  # fmt: skip
"""Who has any business here, and so something to look for."""
GRANTED_ROLES = (*PLACELESS_ROLES, *UNIT_ROLES, *AREA_ROLES)
"""What a grant may say; the rights of an enterprise's contact come from membership, not from grants."""


MOST_TOKEN_DAYS = 90
"""No token lives longer."""


class TokenState(Term):
    """How it is about a token now."""

    REQUESTED = "requested", "等安全管理员签发", "yellow"
    VALID = "valid", "可以用", "green"
    EXPIRED = "expired", "已到期", "calm"
    REVOKED = "revoked", "已撤销", "calm"


class DelegationState(Term):
    """How it is about a delegation now."""

    PLANNED = "planned", "还没开始", "yellow"
    RUNNING = "running", "正在代办", "green"
    ENDED = "ended", "已结束", "calm"


class LogAct(Term):
    """To what sort of act a line of the security log belongs."""

    SIGN_IN = "sign_in", "登录和验证"
    ACCOUNT = "account", "账号和口令"
    ROLE = "role", "角色和委托"
    OPENING = "opening", "看号码和数据"
    EXPORT = "export", "导出"
    REFUSED = "refused", "没有权限的操作"
    PROGRAM = "program", "令牌和推送"
    PLACE = "place", "单位和区域"
    ALARM = "alarm", "系统报警"


class PersonKind(Term):
    """On which side somebody stands; it never changes."""

    STAFF = "staff", "工作人员"
    ENTERPRISE = "enterprise", "企业人员"


class CodeWay(Term):
    """By which way a confirmation code reaches somebody."""

    PHONE = "phone", "短信"
    MAIL = "mail", "电子邮件"


class CodePurpose(Term):
    """What a confirmation code is for; one for the other opens nothing."""

    RAISE = "raise", "扫码提诉求"
    REGISTER = "register", "申请账号"
    EMAIL = "email", "换邮箱"


class ProposedState(Term):
    """What became of what one proposed and another was to confirm."""

    WAITING = "waiting", "等确认", "yellow"
    CONFIRMED = "confirmed", "已确认", "green"
    REFUSED = "refused", "没有同意", "calm"
    TAKEN_BACK = "taken_back", "收回了", "calm"


class StaffChange(Term):
    """What a unit says of its people: that somebody came, that somebody leaves."""

    JOINING = "joining", "新到"
    LEAVING = "leaving", "离任"


class AreaKind(Term):
    """Level of an area node."""

    CITY = "city", "市"
    DISTRICT = "district", "区县"
    TOWN = "town", "镇街"
    PARK = "park", "园区"


class UnitLevel(Term):
    """To which government a unit belongs."""

    CITY = "city", "市级"
    DISTRICT = "district", "区级"
    TOWN = "town", "镇街级"


class UnitKind(Term):
    """What sort of body a unit is."""

    HUB = "hub", "统筹机构"
    PARTY = "party", "党委部门"
    DEPARTMENT = "department", "政府部门"
    AGENCY = "agency", "事业单位"
    VERTICAL = "vertical", "垂直管理单位"
    PARK = "park", "园区"
    TOWN = "town", "镇街"
    STATUTORY = "statutory", "法定途径单位"
    UTILITY = "utility", "公用企业"
    SOE = "soe", "国有企业"
    MASS = "mass", "群团"


class UnitFunction(Term):
    """The special part a unit plays in the life of a problem, if any."""

    NONE = "", "无"
    COORDINATION = "coordination", "协调办"
    SUPERVISION = "supervision", "督查"
    ADJUDICATOR = "adjudicator", "争议裁定"
    INTEGRITY = "integrity", "密投受理"
    STATUTORY = "statutory", "法定途径"
