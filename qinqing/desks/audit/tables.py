"""The heads of the chain as a list, and who opened much on a day."""

from collections.abc import Iterable, Mapping
from urllib.parse import urlencode

from django.urls import reverse
from markupsafe import Markup

from qinqing.domains.accounts.terms import LogAct
from qinqing.domains.enterprises.queries import Reader, ReadersOfDay
from qinqing.kernel.models import ChainHead
from qinqing.ui.cells import Column, light, link, table_rows, with_note
from qinqing.ui.formats import EMPTY, full_moment, thousands

HEADS = (
    Column("到第几环", "num", labelled=True),
    Column("时间", "date", labelled=True),
    Column("头", "title"),
)
READERS = (
    Column("谁", "title"),
    Column("多少家企业", "num", labelled=True),
    Column("查看几次", "num", labelled=True),
    Column("最近一次", "date", labelled=True),
    Column("和别人比"),
)
_GROUP = 8


def grouped(digest: bytes) -> str:
    """A digest as it is read aloud and copied by hand: in groups of eight."""
    text = digest.hex()
    return " ".join(text[at : at + _GROUP] for at in range(0, len(text), _GROUP))


def head_rows(heads: Iterable[ChainHead]) -> Markup:
    """The heads, each with what has to be kept of it."""
    return table_rows(
        HEADS,
        [
            (
                thousands(head.number),
                full_moment(head.at),
                Markup("<code>{}</code>").format(grouped(bytes(head.digest))),
            )
            for head in heads
        ],
    )


def reader_rows(found: ReadersOfDay, names: Mapping[int, str]) -> Markup:
    """Who opened covered numbers and figures on a day, the most first; the number opens his rows."""
    return table_rows(
        READERS, [_reader(found, one, names.get(one.person_id, EMPTY)) for one in found.readers]
    )


def _reader(found: ReadersOfDay, one: Reader, name: str) -> tuple[object, ...]:
    day = found.on.isoformat()
    asked = urlencode({"words": name, "act": LogAct.OPENING, "since": day, "until": day})
    return (
        name,
        link(f"{reverse('accounts:log')}?{asked}", thousands(one.enterprises)),
        thousands(one.times),
        full_moment(one.last_at),
        _beside_the_others(one),
    )


def _beside_the_others(one: Reader) -> Markup:
    if one.others is None:
        return light("green", "不算多")
    return with_note(light("red", "多得多"), f"别人一天一般 {one.others:g} 家")
