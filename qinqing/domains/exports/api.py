"""Doors for programs: take a short list away, ask for a long one, take what was let go.

Letting another's list go is a second person's own look at it, and no program's.
"""

from typing import Any, Final

from django.http import HttpRequest, QueryDict
from ninja import Query, Router
from ninja.responses import Status

from qinqing.domains.exports import actions, queries
from qinqing.domains.exports import terms as words
from qinqing.domains.exports.documents import MEDIA_TYPES, file_of
from qinqing.domains.exports.forms import OrderForm
from qinqing.domains.exports.models import Export
from qinqing.domains.exports.schemas import (
    HOW_A_LIST_LEAVES,
    ExportPageRead,
    ExportRead,
    ExportsAfter,
    ExportState,
)
from qinqing.kernel import clock, exports
from qinqing.kernel.api.bodies import Sent
from qinqing.kernel.api.operations import author_of, reads, writes
from qinqing.kernel.exports import Extract
from qinqing.kernel.files import stream_out
from qinqing.kernel.forms import Form, TextField
from qinqing.kernel.pages import actor_of
from qinqing.lib.text import whole_number

RIGHTS: Final = {
    "problem.export": "导出诉求",
    "problem.export_own": "导出本企业的诉求",
    "enterprise.export": "导出企业",
    "export.take": "查和取走自己的导出",
}
"""What a token can be given here."""

router = Router(tags=["导出"])
ROUTERS: Final[tuple[Router, ...]] = (router,)


@reads(router, "/exports", right="export.take", answers=ExportPageRead, name="list_exports")
def listing(request: HttpRequest, page: Query[ExportsAfter]) -> ExportPageRead:
    """查自己的导出，和等自己同意的，新的在前。"""
    found = queries.exports_page(actor_of(request), whole_number(page.after))
    return ExportPageRead(
        items=[_read(one) for one in found.exports], next=str(found.older) if found.older else None
    )


@reads(router, "/exports/{public_id}", right="export.take", answers=ExportRead, name="show_export")
def one(request: HttpRequest, public_id: str) -> ExportRead:
    """看一份导出同意了没有。"""
    return _read(queries.export_for(actor_of(request), public_id))


def _read(one: Export) -> ExportRead:
    state = actions.state_of(one, clock.now())
    said = ("public_id", "says", "rows", "format", "reason", "requested_at", "refusal")
    return ExportRead(
        **{name: getattr(one, name) for name in said},
        label=exports.extract_of(one.kind).label,
        person=one.person.name,
        state=ExportState(code=state.value, label=state.label),
    )


@writes(
    router, "/exports/{public_id}/take", right="export.take", takes=Form, answers=bytes, name="fetch_export",
    versioned=False, gives=MEDIA_TYPES,
)  # fmt: skip
def take(request: HttpRequest, public_id: str, sent: Sent) -> Any:
    """取走同意了的一份，只能取一次。"""
    actor, author, now = actor_of(request), author_of(request, sent), clock.now()
    found = queries.export_for(actor, public_id)
    leaving = file_of(actions.take_export(author=author, export_id=found.pk, now=now), actor, now)
    return stream_out(leaving.content, leaving.media_type, leaving.name)


class _OrderForm(OrderForm):
    """What is to leave, as which file, what for."""

    narrowed = TextField(
        "筛选", most=1000, required=False, help_text="清单页地址里问号后面的那一段；不写就是全部"
    )


def _hang(extract: Extract) -> None:
    def order(request: HttpRequest, sent: Sent) -> Any:
        actor, now = actor_of(request), clock.now()
        given = sent.filled(_OrderForm).cleaned_data
        wish = actions.Order(_narrowed(given["narrowed"]), words.Format(given["format"]), given["reason"])
        author = author_of(request, sent)
        made = actions.order_export(author=author, extract=extract, order=wish, now=now)
        if not made.at_once:
            return Status(202, _read(queries.export_for(actor, made.public_id)))
        leaving = file_of(made, actor, now)
        return stream_out(leaving.content, leaving.media_type, leaving.name)

    order.__doc__ = f"{RIGHTS[extract.right]}。\n\n{HOW_A_LIST_LEAVES}"
    writes(
        router, f"/exports/new/{extract.kind}", right=extract.right, takes=_OrderForm,
        answers={200: bytes, 202: ExportRead}, name=f"export_{extract.kind}", versioned=False,
        gives=MEDIA_TYPES,
    )(order)  # fmt: skip


def _narrowed(address: str) -> dict[str, str]:
    """What a list is narrowed to, as its page's address says it; the database holds no null character."""
    asked = {name: str(value) for name, value in QueryDict(address.removeprefix("?")).items()}
    clean = {name.replace("\0", ""): value.replace("\0", "")[:100] for name, value in asked.items()}
    return {name: value for name, value in clean.items() if value}


for _extract in exports.extracts():
    _hang(_extract)
