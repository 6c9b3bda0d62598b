"""Doors for programs: send a table, read its report, have it written, have it taken back."""

from collections.abc import Callable
from typing import Any, Final

from django.http import HttpRequest
from ninja import Query, Router

from qinqing.desks.imports import queries, tables
from qinqing.desks.imports.schemas import (
    SAID_OF,
    ImportRead,
    ImportReport,
    ImportState,
    ReportNarrowed,
    RowRead,
)
from qinqing.kernel import clock, imports
from qinqing.kernel.api.bodies import Sent
from qinqing.kernel.api.operations import Number, author_of, reads, writes
from qinqing.kernel.events import Author
from qinqing.kernel.forms import FilesField, Form, IdField
from qinqing.kernel.imports import Outcome, State
from qinqing.kernel.models import ImportRow, ImportRun
from qinqing.kernel.pages import actor_of
from qinqing.kernel.permissions import Actor
from qinqing.kernel.refusals import Refused
from qinqing.lib.text import whole_number

PAGE: Final = 100
KINDS: Final = {
    "enterprises": "enterprise.import",
    "contacts": "enterprise.import",
    "figures": "enterprise.import",
    "titles": "enterprise.import",
    "rolls": "enterprise.import",
    "officers": "officer.appoint",
    "assignments": "assignment.keep",
    "problems": "problem.import",
}
"""By kind of table the right that importing it needs; units and people are for administrators alone."""
RIGHTS: Final = {"enterprise.import": "导入企业、联系人、年度数据、称号和名单", "problem.import": "导入诉求"}
"""What a token can be given here, beside the rights of the rooms."""

router = Router(tags=["导入"])
ROUTERS: Final[tuple[Router, ...]] = (router,)


class _UploadForm(Form):
    """A table and the area it is for."""

    file = FilesField("表格文件，只传一个")
    area_id = IdField("归到哪个区域")


def _hang(kind: str, right: str) -> None:
    given = imports.import_of(kind)

    def upload(request: HttpRequest, sent: Sent) -> ImportRead:
        form = sent.filled(_UploadForm).cleaned_data
        if len(form["file"]) != 1:
            raise Refused("file", "请用 multipart/form-data 传一个文件", "file")
        file = form["file"][0]
        run = imports.receive(
            given, author=author_of(request, sent), content=file.read(imports.MOST_BYTES + 1),
            file_name=file.name or "", area_id=form["area_id"], now=clock.now(),
        )  # fmt: skip
        return ImportRead(**_read(run))

    def report(request: HttpRequest, number: Number, narrowed: Query[ReportNarrowed]) -> ImportReport:
        run = _run(actor_of(request), kind, number)
        after = whole_number(narrowed.after)
        rows = imports.report(
            run, outcome=narrowed.show or "", after=-1 if after is None else after, most=PAGE + 1
        )
        return ImportReport(
            **_read(run),
            items=[_row(row) for row in rows[:PAGE]],
            next=str(rows[PAGE - 1].line) if len(rows) > PAGE else None,
        )

    def begun(begin: Callable[..., None]) -> Callable[..., ImportRead]:
        def act(request: HttpRequest, number: Number, sent: Sent) -> ImportRead:
            author: Author = author_of(request, sent)
            run = _run(author.actor, kind, number)
            begin(author=author, run=run)
            return ImportRead(**_read(_run(author.actor, kind, number)))

        return act

    path, said = f"/imports/{kind}", given.label
    upload.__doc__ = SAID_OF["import"].format(said)
    report.__doc__ = SAID_OF["show_import_of"].format(said)
    writes(
        router, path, right=right, takes=_UploadForm, answers={201: ImportRead}, name=f"import_{kind}",
        versioned=False,
    )(upload)  # fmt: skip
    reads(
        router, f"{path}/{{number}}", right=right, answers=ImportReport, name=f"show_import_of_{kind}"
    )(report)  # fmt: skip
    for word, begin in (("confirm", imports.begin_writing), ("undo", imports.begin_undoing)):
        act, name = begun(begin), f"{word}_import_of"
        act.__doc__ = SAID_OF[name].format(said)
        writes(
            router, f"{path}/{{number}}/{word}", right=right, takes=Form, answers=ImportRead,
            name=f"{name}_{kind}", versioned=False,
        )(act)  # fmt: skip


def _run(actor: Actor, kind: str, number: int) -> ImportRun:
    areas = queries.area_choices(imports.import_of(kind), actor)
    return imports.run_for(kind, [area_id for area_id, _ in areas], number)


def _row(row: ImportRow) -> RowRead:
    return RowRead(
        line=row.line, label=row.label, outcome=row.outcome, outcome_label=Outcome.label_of(row.outcome),
        message=row.message,
    )  # fmt: skip


def _read(run: ImportRun) -> dict[str, Any]:
    summary = run.summary
    return {
        "number": run.pk,
        "file_name": run.file_name,
        "at": run.at,
        "state": ImportState(code=run.state, label=State.label_of(run.state)),
        "said": tables.said(run),
        "remarks": summary.get("remarks", []),
        "lacks": summary.get("lacks", []),
        "fault": summary.get("fault", ""),
    }


for _kind, _right in KINDS.items():
    _hang(_kind, _right)
