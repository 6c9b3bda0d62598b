"""The heads of the chain as a list."""

from collections.abc import Iterable

from markupsafe import Markup

from qinqing.kernel.models import ChainHead
from qinqing.ui.cells import Column, table_rows
from qinqing.ui.formats import full_moment, thousands

HEADS = (
    Column("到第几环", "num", labelled=True),
    Column("时间", "date", labelled=True),
    Column("头", "title"),
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
