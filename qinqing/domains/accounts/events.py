"""What happens to accounts: the security log, read by its administrators and by the person concerned.

`says` is the line of the log, `drawing` its icon; a word in braces comes from the record.
"""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class SignedIn:
    """Somebody signed in; the record says from which address and device."""

    person_id: int
    actor_id: int
    address: str
    device: str
    says: ClassVar[str] = "登录，来自 {address}，{device}"
    drawing: ClassVar[str] = "key"


@dataclass(frozen=True)
class SignedOut:
    """Somebody ended `sessions` of his sessions."""

    person_id: int
    actor_id: int
    sessions: int
    says: ClassVar[str] = "退出登录，共 {sessions} 处"
    drawing: ClassVar[str] = "logout"


@dataclass(frozen=True)
class SignInFailed:
    """A try to sign in failed; `person_id` is missing where no such account exists."""

    attempt_id: int
    person_id: int | None
    address: str
    says: ClassVar[str] = "登录失败，来自 {address}"
    drawing: ClassVar[str] = "alert-triangle"


@dataclass(frozen=True)
class PersonCreated:
    """An account was made; it can do nothing until a role is granted."""

    person_id: int
    actor_id: int
    name: str
    says: ClassVar[str] = "建立账号"
    drawing: ClassVar[str] = "user-plus"


@dataclass(frozen=True)
class PersonChanged:
    """Where a person belongs or how to reach him was changed; `fields` names what."""

    person_id: int
    actor_id: int
    fields: str
    says: ClassVar[str] = "账号资料更正：{fields}"
    drawing: ClassVar[str] = "edit"


@dataclass(frozen=True)
class PersonDisabled:
    """An account was closed: its sessions and grants ended, what he did stays under his name."""

    person_id: int
    actor_id: int
    reason: str
    says: ClassVar[str] = "停用账号：{reason}"
    drawing: ClassVar[str] = "lock"


@dataclass(frozen=True)
class PersonEnabled:
    """A closed account was opened again, without its former grants."""

    person_id: int
    actor_id: int
    says: ClassVar[str] = "恢复账号"
    drawing: ClassVar[str] = "refresh"


@dataclass(frozen=True)
class PasswordChanged:
    """A password was set, by the person himself or, until he changes it, by an administrator."""

    person_id: int
    actor_id: int
    temporary: bool
    says: ClassVar[str] = "设置了新口令"
    drawing: ClassVar[str] = "key"


@dataclass(frozen=True)
class OneTimeLinkMade:
    """A link was made by which a person chooses his password; it was shown once, to who made it."""

    person_id: int
    actor_id: int
    says: ClassVar[str] = "生成一次性链接，由本人设口令"
    drawing: ClassVar[str] = "link"


@dataclass(frozen=True)
class SecondFactorSet:
    """A person confirmed his authenticator app; from now on his password alone opens nothing."""

    person_id: int
    actor_id: int
    says: ClassVar[str] = "启用第二重验证"
    drawing: ClassVar[str] = "shield-check"


@dataclass(frozen=True)
class SecondFactorPassed:
    """A signed-in browser passed the second check; `way` says by the app or by a recovery code."""

    person_id: int
    actor_id: int
    way: str
    says: ClassVar[str] = "通过第二重验证（{way}）"
    drawing: ClassVar[str] = "shield-check"


@dataclass(frozen=True)
class SecondFactorFailed:
    """A code was wrong."""

    person_id: int
    actor_id: int
    says: ClassVar[str] = "第二重验证没通过"
    drawing: ClassVar[str] = "alert-triangle"


@dataclass(frozen=True)
class SecondFactorResetAsked:
    """An administrator asked to have a lost app taken out of use; another one confirms it."""

    person_id: int
    event_id: int
    actor_id: int
    says: ClassVar[str] = "申请重置第二重验证"
    drawing: ClassVar[str] = "shield-lock"


@dataclass(frozen=True)
class SecondFactorResetDenied:
    """Another administrator did not confirm it: the app stays in use."""

    person_id: int
    actor_id: int
    says: ClassVar[str] = "没有同意重置第二重验证"
    drawing: ClassVar[str] = "circle-x"


@dataclass(frozen=True)
class SecondFactorReset:
    """A second administrator took a lost app out of use; its person sets up another at his next sign-in."""

    person_id: int
    actor_id: int
    says: ClassVar[str] = "同意重置第二重验证"
    drawing: ClassVar[str] = "shield-lock"


@dataclass(frozen=True)
class RecoveryCodesDrawn:
    """New recovery codes were shown to their person, once; earlier ones open nothing any more."""

    person_id: int
    actor_id: int
    says: ClassVar[str] = "生成新的备用码"
    drawing: ClassVar[str] = "key"


@dataclass(frozen=True)
class LeavingPlanned:
    """From a day on somebody is no longer there: what he holds ends with the day before."""

    person_id: int
    event_id: int
    actor_id: int
    on: str
    says: ClassVar[str] = "登记离任，从 {on} 起"
    drawing: ClassVar[str] = "logout"


@dataclass(frozen=True)
class LeavingCalledOff:
    """Somebody stays after all; roles that end with the day he was to leave are granted anew."""

    person_id: int
    actor_id: int
    says: ClassVar[str] = "取消离任登记"
    drawing: ClassVar[str] = "refresh"


@dataclass(frozen=True)
class StaffProposed:
    """The head of a unit said that somebody came or leaves; it waits for the coordination office."""

    proposed_staff_id: int
    actor_id: int
    event_id: int
    unit: str
    change: str
    says: ClassVar[str] = "{unit}报人员变动：{change}"
    drawing: ClassVar[str] = "user-plus"


@dataclass(frozen=True)
class StaffConfirmed:
    """The office confirmed it: who came has an account without a role, who leaves has his day."""

    proposed_staff_id: int
    actor_id: int
    event_id: int
    unit: str
    change: str
    says: ClassVar[str] = "确认{unit}的人员变动：{change}"
    drawing: ClassVar[str] = "circle-check"


@dataclass(frozen=True)
class StaffRefused:
    """The coordination office did not confirm it; `reason` says why."""

    proposed_staff_id: int
    actor_id: int
    event_id: int
    unit: str
    change: str
    reason: str
    says: ClassVar[str] = "没有同意{unit}的人员变动（{change}）：{reason}"
    drawing: ClassVar[str] = "circle-x"


@dataclass(frozen=True)
class StaffTakenBack:
    """The unit took back what it had said, before it was decided."""

    proposed_staff_id: int
    actor_id: int
    event_id: int
    unit: str
    change: str
    says: ClassVar[str] = "{unit}收回人员变动：{change}"
    drawing: ClassVar[str] = "arrow-back-up"


@dataclass(frozen=True)
class FeedbackGiven:
    """Somebody said what he thinks of the platform; perhaps nobody knows who."""

    feedback_id: int
    actor_id: int | None


@dataclass(frozen=True)
class FeedbackDealt:
    """What became of a suggestion was written down."""

    feedback_id: int
    actor_id: int


@dataclass(frozen=True)
class PhoneRevealed:
    """Somebody looked at a phone number that is shown masked; `reason` is what he gave."""

    person_id: int
    actor_id: int
    reason: str
    says: ClassVar[str] = "查看了手机号：{reason}"
    drawing: ClassVar[str] = "eye"
    opens: ClassVar[bool] = True


@dataclass(frozen=True)
class SecurityLogTaken:
    """The security log left the house as a file, narrowed as `narrowed` says, with the `serial` on it."""

    person_id: int
    actor_id: int
    reason: str
    rows: int
    serial: str
    narrowed: str
    says: ClassVar[str] = "导出安全记录 {rows} 行，编号 {serial}：{reason}"
    drawing: ClassVar[str] = "download"


@dataclass(frozen=True)
class ActRefused:
    """Somebody came to a door for which none of his roles has the right; `what` is its address."""

    person_id: int
    actor_id: int
    what: str
    says: ClassVar[str] = "没有权限，打不开 {what}"
    drawing: ClassVar[str] = "lock"


@dataclass(frozen=True)
class AreaCreated:
    """A node was added to the area tree."""

    area_id: int
    actor_id: int
    name: str
    says: ClassVar[str] = "新增区域 {name}"
    drawing: ClassVar[str] = "map-pin"


@dataclass(frozen=True)
class UnitCreated:
    """A unit was added."""

    unit_id: int
    actor_id: int
    name: str
    says: ClassVar[str] = "新增单位 {name}"
    drawing: ClassVar[str] = "building"


@dataclass(frozen=True)
class UnitChanged:
    """Facts of a unit were corrected; `fields` names what."""

    unit_id: int
    actor_id: int
    fields: str
    says: ClassVar[str] = "单位资料更正：{fields}"
    drawing: ClassVar[str] = "edit"


@dataclass(frozen=True)
class UnitEnded:
    """A unit is dissolved from a day on; `successor` takes what it holds."""

    unit_id: int
    actor_id: int
    successor: str
    says: ClassVar[str] = "单位撤并，由 {successor} 承接"
    drawing: ClassVar[str] = "git-merge"


@dataclass(frozen=True)
class RoleGranted:
    """A role was given to a person; it acts from his next request on."""

    grant_id: int
    actor_id: int | None
    event_id: int
    person_id: int
    role: str
    place: str
    says: ClassVar[str] = "授予角色 {label} {place}"
    drawing: ClassVar[str] = "shield-check"


@dataclass(frozen=True)
class RoleEnded:
    """A role was taken back; it is gone at his next request."""

    grant_id: int
    actor_id: int
    person_id: int
    role: str
    place: str
    says: ClassVar[str] = "收回角色 {label} {place}"
    drawing: ClassVar[str] = "shield-lock"


@dataclass(frozen=True)
class LeaderDelegated:
    """A delegate may act for a leader until the end of the delegation, under his own name."""

    delegation_id: int
    event_id: int
    actor_id: int
    leader_id: int
    delegate_id: int
    says: ClassVar[str] = "{leader} 委托 {delegate} 代为批示"
    drawing: ClassVar[str] = "user-check"


@dataclass(frozen=True)
class DelegationEnded:
    """A delegation was ended before its time."""

    delegation_id: int
    event_id: int
    actor_id: int
    leader_id: int
    delegate_id: int
    says: ClassVar[str] = "提前结束 {leader} 对 {delegate} 的委托"
    drawing: ClassVar[str] = "user-check"


@dataclass(frozen=True)
class TokenRequested:
    """A token was asked for, by which a program acts as a person; `rights` says in words what it may do."""

    token_id: int
    actor_id: int
    person_id: int
    purpose: str
    rights: str
    says: ClassVar[str] = "申请令牌“{purpose}”：{rights}"
    drawing: ClassVar[str] = "key"


@dataclass(frozen=True)
class TokenIssued:
    """A token was issued; it opens doors from now on, for `days` days at most."""

    token_id: int
    actor_id: int
    person_id: int
    purpose: str
    days: int
    says: ClassVar[str] = "签发令牌“{purpose}”，{days} 天"
    drawing: ClassVar[str] = "shield-check"


@dataclass(frozen=True)
class TokenRevoked:
    """A token opens nothing any more; `reason` says why."""

    token_id: int
    actor_id: int
    person_id: int
    purpose: str
    reason: str
    says: ClassVar[str] = "撤销令牌“{purpose}”：{reason}"
    drawing: ClassVar[str] = "shield-lock"


@dataclass(frozen=True)
class WebhookAdded:
    """A program is told of events at an address from now on; `kinds` says in words of which."""

    webhook_id: int
    actor_id: int
    person_id: int
    purpose: str
    host: str
    kinds: str
    says: ClassVar[str] = "给令牌“{purpose}”加推送，推到 {host}：{kinds}"
    drawing: ClassVar[str] = "send"


@dataclass(frozen=True)
class WebhookEnded:
    """A program is told of nothing at that address any more."""

    webhook_id: int
    actor_id: int
    person_id: int
    purpose: str
    host: str
    says: ClassVar[str] = "停用令牌“{purpose}”往 {host} 的推送"
    drawing: ClassVar[str] = "circle-x"


@dataclass(frozen=True)
class SystemAlarmed:
    """Something the platform rests on is not well; `label` says what, `fault` what is wrong with it."""

    watched_id: int
    actor_id: int | None
    event_id: int
    label: str
    fault: str
    says: ClassVar[str] = "报警：{label}，{fault}"
    drawing: ClassVar[str] = "alert-octagon"


@dataclass(frozen=True)
class FieldKeyRotated:
    """Everything that is sealed passed to a fresh key; `moved` says how many values."""

    watched_id: int
    actor_id: int | None
    event_id: int
    moved: int
    says: ClassVar[str] = "换了加密字段的密钥，{moved} 个值重新加密"
    drawing: ClassVar[str] = "key"


@dataclass(frozen=True)
class StaffTableImported:
    """One part of a table about units or people was written; the record holds its digest."""

    import_run_id: int
    actor_id: int | None
    says: ClassVar[str] = "由表格导入：{file}"
    drawing: ClassVar[str] = "file-import"


@dataclass(frozen=True)
class StaffTableUndone:
    """An import of units or people was taken back, except for rows that are in use."""

    import_run_id: int
    actor_id: int | None
    says: ClassVar[str] = "撤销导入：{file}"
    drawing: ClassVar[str] = "arrow-back-up"
