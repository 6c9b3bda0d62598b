"""A table of the people who speak for enterprises."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from qinqing.domains.enterprises import actions, queries, rules
from qinqing.domains.enterprises.actions import NewContact
from qinqing.domains.enterprises.events import TableImported, TableImportUndone
from qinqing.domains.enterprises.models import Contact
from qinqing.domains.enterprises.permissions import keeps_area
from qinqing.domains.enterprises.queries import CODED, NAMED, Known, said_by
from qinqing.kernel import bulk, crypto, door
from qinqing.kernel.events import Author
from qinqing.kernel.imports import CHUNK, Import, Outcome, Planned, Written
from qinqing.kernel.permissions import Actor
from qinqing.lib import spreadsheets
from qinqing.lib.spreadsheets import Column, Row, Sheet, Unreadable

COLUMNS = (
    NAMED,
    CODED,
    Column("contact", "联系人", ("联系人姓名", "联络员", "姓名", "联系人名称"), required=True),
    Column("post", "职务", ("联系人职务", "岗位")),
    Column("phone", "手机", ("联系电话", "手机号", "手机号码", "电话", "联系方式")),
    Column("email", "邮箱", ("电子邮箱", "邮件", "E-mail")),
)


def plan(sheet: Sheet, area_id: int, actor: Actor, now: datetime) -> Iterator[Sequence[Planned]]:
    """Compare the people with those who speak for the enterprises now."""
    seen: dict[tuple[int, str], int] = {}
    for rows in bulk.chunks(sheet.rows, CHUNK):
        known = Known(said_by(row) for row in rows)
        found = [known.kept_by(actor, said_by(row)) for row in rows]
        with door.as_system("contacts.import"):
            speaking = queries.speaking_for({one.pk for one, _ in found if one is not None})
        yield [
            _planned(row, one.pk if one else None, why, seen, speaking)
            for row, (one, why) in zip(rows, found, strict=True)
        ]


def _planned(
    row: Row,
    enterprise_id: int | None,
    why: str,
    seen: dict[tuple[int, str], int],
    speaking: Mapping[int, Sequence[Contact]],
) -> Planned:
    cells = row.cells
    name = cells.get("contact", "")
    label = f"{cells.get('name', '')} {name}"
    if row.fault or enterprise_id is None:
        return Planned(row.line, Outcome.REFUSED, row.fault or why, label=label)
    try:
        contact = _contact(cells)
    except Unreadable as fault:
        return Planned(row.line, Outcome.REFUSED, str(fault), label=label)
    if (earlier := seen.setdefault((enterprise_id, name), row.line)) != row.line:
        return Planned(row.line, Outcome.REFUSED, f"与第 {earlier} 行是同一个人", label=label)
    there = speaking.get(enterprise_id, ())
    index = crypto.blind_index(contact.phone) if contact.phone else ""
    for one in there:
        if one.name == name and (not index or one.phone_index in ("", index)):
            return Planned(row.line, Outcome.SAME, object_id=one.pk, label=label)
    same_name = any(one.name == name for one in there)
    warning = "已有同名联系人，号码不同，按另一位登记" if same_name else ""
    return Planned(row.line, Outcome.NEW, "", warning, None, (enterprise_id, contact), label)


def _contact(cells: Mapping[str, str]) -> NewContact:
    name = cells.get("contact", "")
    if spreadsheets.is_absent(name) or len(name) > 60:
        raise Unreadable("没有联系人姓名" if spreadsheets.is_absent(name) else "姓名超过 60 个字")
    said = {key: "" if spreadsheets.is_absent(text) else text for key, text in cells.items()}
    phone, email = rules.phone_number(said.get("phone", "")), said.get("email", "")
    if not phone and not email:
        raise Unreadable("手机和邮箱至少要有一样")
    if email and ("@" not in email or len(email) > 200):
        raise Unreadable(f"邮箱“{email[:30]}”看不懂")
    return NewContact(name=name, post=said.get("post", "")[:60], phone=phone, email=email)


def write(author: Author, rows: Sequence[Planned], run_id: int, now: datetime) -> list[Written]:
    """Let them speak for their enterprises; one Written a row, in order."""
    contacts = [row.values for row in rows]
    ids = actions.add_contacts(author=author, contacts=contacts, now=now, import_run_id=run_id)
    return [Written(number) for number in ids]


def restore(author: Author, contact_id: int, before: Mapping[str, Any], now: datetime) -> str:
    """An import of contacts changes none that is here."""
    return ""


CONTACTS = Import(
    kind="contacts",
    label="联系人",
    columns=COLUMNS,
    model=Contact,
    subject="contact",
    keeps=keeps_area,
    plan=plan,
    write=write,
    restore=restore,
    imported=TableImported,
    undone=TableImportUndone,
    note="企业要先在名册里；手机号加密保存，账号另外邀请",
)
