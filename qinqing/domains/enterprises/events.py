"""What happens to an enterprise and its contacts. Ids only; names and changes stand in the event's record.

`says` is the line of the timeline, `drawing` its icon; a word in braces comes from the record.
"""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class EnterpriseRegistered:
    """An enterprise was entered by hand."""

    enterprise_id: int
    actor_id: int
    says: ClassVar[str] = "登记入册"
    drawing: ClassVar[str] = "building-factory-2"


@dataclass(frozen=True)
class EnterpriseEdited:
    """Basic facts were corrected; the record names the fields with their values before and after."""

    enterprise_id: int
    actor_id: int
    says: ClassVar[str] = "资料更正：{fields}"
    drawing: ClassVar[str] = "edit"


@dataclass(frozen=True)
class EditProposed:
    """The enterprise or its officer wants basic facts corrected; the register's keeper decides."""

    enterprise_id: int
    event_id: int
    actor_id: int
    says: ClassVar[str] = "提出更正：{fields}"
    drawing: ClassVar[str] = "edit"


@dataclass(frozen=True)
class EditAccepted:
    """The keeper accepted a correction that was proposed, and the register follows it."""

    enterprise_id: int
    event_id: int
    actor_id: int
    proposed_edit_id: int
    says: ClassVar[str] = "采纳更正：{fields}"
    drawing: ClassVar[str] = "check"


@dataclass(frozen=True)
class EditRefused:
    """The keeper did not accept a correction that was proposed, and said why."""

    enterprise_id: int
    event_id: int
    actor_id: int
    proposed_edit_id: int
    says: ClassVar[str] = "没有采纳更正：{reason}"
    drawing: ClassVar[str] = "x"


@dataclass(frozen=True)
class EditTakenBack:
    """What was proposed for correction was taken back before it was decided."""

    enterprise_id: int
    actor_id: int
    says: ClassVar[str] = "收回更正：{fields}"
    drawing: ClassVar[str] = "arrow-back-up"


@dataclass(frozen=True)
class ContactAdded:
    """Someone now speaks for the enterprise."""

    enterprise_id: int
    actor_id: int
    contact_id: int
    says: ClassVar[str] = "{name} 成为联系人"
    drawing: ClassVar[str] = "user-plus"


@dataclass(frozen=True)
class ContactInvited:
    """A contact was given an account; he chooses its password by a link that was shown once."""

    enterprise_id: int
    actor_id: int
    contact_id: int
    says: ClassVar[str] = "为 {name} 开通账号"
    drawing: ClassVar[str] = "key"


@dataclass(frozen=True)
class ContactSightChanged:
    """What a contact reads of his enterprise's problems was changed."""

    enterprise_id: int
    actor_id: int
    contact_id: int
    says: ClassVar[str] = "{name} 现在看得到{sees}的诉求"
    drawing: ClassVar[str] = "eye"


@dataclass(frozen=True)
class RaiseLinkMade:
    """The enterprise has a new link by which anybody says what troubles it; the earlier one is void."""

    enterprise_id: int
    actor_id: int
    says: ClassVar[str] = "做了新的诉求二维码"
    drawing: ClassVar[str] = "qrcode"


@dataclass(frozen=True)
class RaiseLinkRevoked:
    """The enterprise's raise link opens nothing any more."""

    enterprise_id: int
    actor_id: int
    says: ClassVar[str] = "诉求二维码作废"
    drawing: ClassVar[str] = "qrcode"


@dataclass(frozen=True)
class RegistrationAsked:
    """Somebody asked by himself to speak for an enterprise; nothing is his before a keeper has confirmed."""

    registration_id: int
    event_id: int
    area_id: int | None


@dataclass(frozen=True)
class RegistrationConfirmed:
    """A keeper confirmed who asked to speak for an enterprise."""

    registration_id: int
    actor_id: int
    contact_id: int


@dataclass(frozen=True)
class RegistrationDeclined:
    """A keeper did not confirm who asked to speak for an enterprise; why stands in the registration."""

    registration_id: int
    actor_id: int


@dataclass(frozen=True)
class ContactEnded:
    """A contact no longer speaks for the enterprise; his rights ended with this change."""

    enterprise_id: int
    event_id: int
    actor_id: int
    contact_id: int
    says: ClassVar[str] = "{name} 不再是联系人"
    drawing: ClassVar[str] = "user-minus"


@dataclass(frozen=True)
class MainContactChanged:
    """Another contact is the main one: he keeps the others and sees all problems."""

    enterprise_id: int
    actor_id: int
    contact_id: int
    says: ClassVar[str] = "{name} 成为主联系人"
    drawing: ClassVar[str] = "star"


@dataclass(frozen=True)
class ContactPhoneRevealed:
    """A masked phone number was looked at; who, when and whose is kept (layer R), never the number."""

    enterprise_id: int
    actor_id: int
    contact_id: int
    says: ClassVar[str] = "查看了 {name} 的号码"
    drawing: ClassVar[str] = "eye"
    opens: ClassVar[bool] = True


@dataclass(frozen=True)
class YearlyFactsStated:
    """A source said what it knows of a year; the figures themselves stand in no event."""

    enterprise_id: int
    actor_id: int
    says: ClassVar[str] = "{year} 年度数据：{source}"
    drawing: ClassVar[str] = "chart-bar"


@dataclass(frozen=True)
class SizeClassChanged:
    """The size class followed the figures or the industry."""

    enterprise_id: int
    actor_id: int
    says: ClassVar[str] = "企业规模：{before} → {after}"
    drawing: ClassVar[str] = "building-factory-2"


@dataclass(frozen=True)
class FiguresOpened:
    """Somebody who keeps the enterprise had its figures opened, with a reason (layer R)."""

    enterprise_id: int
    actor_id: int
    says: ClassVar[str] = "登记查看年度数据：{reason}"
    drawing: ClassVar[str] = "eye"
    opens: ClassVar[bool] = True


@dataclass(frozen=True)
class FiguresGranted:
    """Somebody may read some of the figures for a purpose until a day; the enterprise reads who and what."""

    event_id: int
    enterprise_id: int
    actor_id: int
    grant_id: int
    says: ClassVar[str] = "允许{person}（{held_as}）查看{measures}，到 {day} 为止，用途：{purpose}"
    drawing: ClassVar[str] = "eye"


@dataclass(frozen=True)
class FiguresGrantEnded:
    """Somebody may no longer read the figures, before the day that was said."""

    enterprise_id: int
    actor_id: int
    says: ClassVar[str] = "不再允许{person}（{held_as}）查看{measures}"
    drawing: ClassVar[str] = "eye"


@dataclass(frozen=True)
class GrantedFiguresOpened:
    """Somebody who may read some of the figures has read them."""

    enterprise_id: int
    actor_id: int
    says: ClassVar[str] = "{person}（{held_as}）看了{measures}，用途：{purpose}"
    drawing: ClassVar[str] = "eye"
    opens: ClassVar[bool] = True


@dataclass(frozen=True)
class TitleGiven:
    """The enterprise bears a title from a day on."""

    enterprise_id: int
    actor_id: int
    says: ClassVar[str] = "获得称号：{title}{until}"
    drawing: ClassVar[str] = "star"


@dataclass(frozen=True)
class TitleEnded:
    """A title was lost earlier than written."""

    enterprise_id: int
    actor_id: int
    says: ClassVar[str] = "不再有称号：{title}"
    drawing: ClassVar[str] = "star"


@dataclass(frozen=True)
class TitleCorrected:
    """A table said better until when a title holds, its level or paper; or that was undone."""

    enterprise_id: int
    actor_id: int
    says: ClassVar[str] = "更正称号：{title}{until}"
    drawing: ClassVar[str] = "star"


@dataclass(frozen=True)
class TitleTakenBack:
    """A title was written by a table that was taken back: it was never borne."""

    enterprise_id: int
    actor_id: int
    says: ClassVar[str] = "撤销登记的称号：{title}"
    drawing: ClassVar[str] = "arrow-back-up"


@dataclass(frozen=True)
class RollRenamed:
    """A list is called otherwise from now on."""

    roll_id: int
    actor_id: int
    says: ClassVar[str] = "名单“{was}”改名为“{name}”"
    drawing: ClassVar[str] = "edit"


@dataclass(frozen=True)
class RollRetired:
    """A list is no longer in use from a day on, with a reason."""

    roll_id: int
    actor_id: int
    says: ClassVar[str] = "名单“{name}”自 {day} 起停用：{reason}"
    drawing: ClassVar[str] = "player-pause"


@dataclass(frozen=True)
class RollRestored:
    """A list that was retired is in use as if it had not been."""

    roll_id: int
    actor_id: int
    says: ClassVar[str] = "名单“{name}”恢复使用"
    drawing: ClassVar[str] = "arrow-back-up"


@dataclass(frozen=True)
class RollJoined:
    """The enterprise is on a list from a day on: a tier list, a chain, a group."""

    enterprise_id: int
    actor_id: int
    says: ClassVar[str] = "自 {day} 起列入“{roll}”"
    drawing: ClassVar[str] = "list-check"


@dataclass(frozen=True)
class RollLeft:
    """The enterprise is on a list no longer."""

    enterprise_id: int
    actor_id: int
    says: ClassVar[str] = "自 {day} 起移出“{roll}”"
    drawing: ClassVar[str] = "list-check"


@dataclass(frozen=True)
class RollEntryCorrected:
    """A table said better until when the enterprise is on a list, or whether it leads; or that was undone."""

    enterprise_id: int
    actor_id: int
    says: ClassVar[str] = "更正在“{roll}”里的登记"
    drawing: ClassVar[str] = "list-check"


@dataclass(frozen=True)
class RollEntryTakenBack:
    """A place on a list was written by a table that was taken back: the enterprise was never on it."""

    enterprise_id: int
    actor_id: int
    says: ClassVar[str] = "撤销列入“{roll}”"
    drawing: ClassVar[str] = "arrow-back-up"


@dataclass(frozen=True)
class EnterpriseFellDormant:
    """The enterprise has no business for now and is in no list."""

    enterprise_id: int
    actor_id: int
    says: ClassVar[str] = "转为休眠：{reason}"
    drawing: ClassVar[str] = "player-pause"


@dataclass(frozen=True)
class EnterpriseWoke:
    """The enterprise has business again."""

    enterprise_id: int
    actor_id: int
    says: ClassVar[str] = "恢复在营"
    drawing: ClassVar[str] = "sun"


@dataclass(frozen=True)
class EnterpriseStruckOff:
    """The enterprise is in the register no longer, from a day on; what is open goes on to its end."""

    enterprise_id: int
    actor_id: int
    event_id: int
    says: ClassVar[str] = "自 {day} 起不在册（{kind}），依据：{basis}"
    drawing: ClassVar[str] = "x"


@dataclass(frozen=True)
class EnterprisePutBack:
    """That the enterprise was struck off is taken back, with a reason."""

    enterprise_id: int
    actor_id: int
    says: ClassVar[str] = "恢复在册：{reason}"
    drawing: ClassVar[str] = "arrow-back-up"


@dataclass(frozen=True)
class MergerProposed:
    """Somebody who keeps both says that two entries are one enterprise."""

    enterprise_id: int
    actor_id: int
    says: ClassVar[str] = "提出合并：“{losing}”并入“{into}”，{reason}"
    drawing: ClassVar[str] = "arrows-left-right"


@dataclass(frozen=True)
class MergerAgreed:
    """A main contact agreed that two entries are one enterprise."""

    enterprise_id: int
    actor_id: int
    says: ClassVar[str] = "同意“{losing}”并入“{into}”"
    drawing: ClassVar[str] = "check"


@dataclass(frozen=True)
class MergerTookEffect:
    """Two entries are one enterprise from now on; nothing was moved."""

    enterprise_id: int
    into_id: int
    actor_id: int
    says: ClassVar[str] = "“{losing}”并入“{into}”"
    drawing: ClassVar[str] = "arrows-left-right"


@dataclass(frozen=True)
class MergerEnded:
    """A merger was dropped or undone; each side is by itself again."""

    enterprise_id: int
    into_id: int
    actor_id: int
    says: ClassVar[str] = "撤销合并：“{losing}”和“{into}”各是一家"
    drawing: ClassVar[str] = "arrow-back-up"


@dataclass(frozen=True)
class TableImported:
    """One part of a table about enterprises was written: figures, contacts; the record holds its digest."""

    import_run_id: int
    actor_id: int | None
    says: ClassVar[str] = "由表格导入：{file}"
    drawing: ClassVar[str] = "file-import"


@dataclass(frozen=True)
class TableImportUndone:
    """An import about enterprises was taken back, except for rows that are in use."""

    import_run_id: int
    actor_id: int | None
    says: ClassVar[str] = "撤销导入：{file}"
    drawing: ClassVar[str] = "arrow-back-up"


@dataclass(frozen=True)
class EnterprisesImported:
    """One part of an import was written; the record holds the digest of its rows."""

    import_run_id: int
    actor_id: int | None
    says: ClassVar[str] = "由表格导入：{file}"
    drawing: ClassVar[str] = "file-import"


@dataclass(frozen=True)
class EnterpriseImportUndone:
    """An import was taken back, except for rows that are in use."""

    import_run_id: int
    actor_id: int | None
    says: ClassVar[str] = "撤销导入：{file}"
    drawing: ClassVar[str] = "arrow-back-up"
