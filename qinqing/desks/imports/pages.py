"""Upload, name the columns, look, confirm, take back: the same pages for every kind of table."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse

from qinqing.desks.imports import forms, queries, tables
from qinqing.kernel import clock, imports
from qinqing.kernel.forms import sent
from qinqing.kernel.imports import Import, State
from qinqing.kernel.models import ImportRun
from qinqing.kernel.pages import allows, author_of, page
from qinqing.kernel.permissions import Actor
from qinqing.kernel.refusals import Conflict, Refused
from qinqing.kernel.rendering import render

PAGE = 100
WAITING = (State.READING, State.WRITING, State.UNDOING, State.FAILED)

View = Callable[..., HttpResponse]


RIGHTS: dict[str, str] = {}
"""By kind of table the right that importing it needs."""


def pages_of(kind: str, right: str) -> list[URLPattern]:
    """The addresses of one kind."""
    RIGHTS[kind] = right
    acting = page(right, methods=("POST",))
    return [
        path(f"import/{kind}/", page(right, methods=("GET", "POST"))(_of(kind, upload)), name=kind),
        path(f"import/{kind}/<int:number>/", page(right)(_of(kind, report)), name=f"{kind}_report"),
        *(
            path(f"import/{kind}/<int:number>/{name}/", acting(_of(kind, act)), name=f"{kind}_{name}")
            for name, act in (("columns", columns), ("confirm", confirm), ("undo", undo))
        ),
    ]


def _of(kind: str, view: View) -> View:
    @wraps(view)
    def of_kind(request: HttpRequest, **given: int) -> HttpResponse:
        return view(request, kind, **given)

    return of_kind


def upload(request: HttpRequest, kind: str) -> HttpResponse:
    """Choose a file and the area it is for; the former imports below."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    given = imports.import_of(kind)
    areas = queries.area_choices(given, actor)
    form = forms.UploadForm(sent(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            run = _received(request, given, form)
        except Refused as refused:
            form.refuse(refused)
        else:
            return HttpResponseRedirect(_address(kind, run.pk))
    runs = imports.runs_of(kind, [number for number, _ in areas])
    list_label, list_name = tables.LISTS[kind]
    context = {
        "kind": kind,
        "label": given.label,
        "list_label": list_label,
        "list_href": reverse(list_name),
        "wanted": tables.wanted(given),
        "note": given.note,
        "area_note": given.area_note,
        "kinds": _kinds(actor, kind),
        "form": form,
        "areas": areas,
        "columns": tables.RUNS,
        "runs": tables.run_rows(kind, runs),
        "any_runs": bool(runs),
    }
    return render(request, "imports/upload.html", context, status=422 if form.is_bound else 200)


def report(request: HttpRequest, kind: str, number: int) -> HttpResponse:
    """How far the worker is, which column is what, or what would become, or became, of each row."""
    given, run = imports.import_of(kind), _run(request, kind, number)
    if run.state in WAITING:
        return _waiting(request, given, run)
    if request.headers.get("HX-Request") == "true":
        # The bar asks how far it is, and it is done: the page it stands on is another one now.
        return HttpResponse(headers={"HX-Refresh": "true"})
    if run.state == State.MAPPING:
        return _columns(request, given, run, _form(request, given, run))
    return _report(request, given, run)


def columns(request: HttpRequest, kind: str, number: int) -> HttpResponse:
    """Say which column is what; the file is read anew."""
    given, run = imports.import_of(kind), _run(request, kind, number)
    if "columns" not in run.summary:
        raise Conflict("这个文件还在读，请稍等")
    form = _form(request, given, run, request.POST)
    if form.is_valid():
        try:
            imports.map_columns(given, run=run, head=form.cleaned_data["head"], places=form.places())
        except Conflict:
            raise
        except Refused as refused:
            form.refuse(refused)
        else:
            return HttpResponseRedirect(_address(kind, number))
    return _columns(request, given, run, form, status=422)


def confirm(request: HttpRequest, kind: str, number: int) -> HttpResponse:
    """Have what was shown written."""
    imports.begin_writing(author=author_of(request), run=_run(request, kind, number))
    return HttpResponseRedirect(_address(kind, number))


def undo(request: HttpRequest, kind: str, number: int) -> HttpResponse:
    """Have the whole import taken back."""
    imports.begin_undoing(author=author_of(request), run=_run(request, kind, number))
    return HttpResponseRedirect(_address(kind, number))


def _form(request: HttpRequest, given: Import, run: ImportRun, data: Any = None) -> forms.ColumnsForm:
    """Samples of what stands in the file are for whoever sent it."""
    sent_it = run.actor_id == request.actor.person_id  # type: ignore[attr-defined]
    return forms.ColumnsForm(data, given.columns, run.summary, samples=sent_it)


def _kinds(actor: Actor, chosen: str) -> list[dict[str, object]]:
    """The kinds of tables that this person may import, the present one marked."""
    return [
        {
            "label": imports.import_of(kind).label,
            "href": reverse(f"imports:{kind}"),
            "current": kind == chosen,
        }
        for kind, right in RIGHTS.items()
        if allows(actor, right)
    ]


def _address(kind: str, number: int) -> str:
    return reverse(f"imports:{kind}_report", args=[number])


def _received(request: HttpRequest, given: Import, form: forms.UploadForm) -> ImportRun:
    file = form.cleaned_data["file"]
    return imports.receive(
        given,
        author=author_of(request),
        content=file.read(imports.MOST_BYTES + 1),
        file_name=file.name,
        area_id=form.cleaned_data["area_id"],
        now=clock.now(),
    )


def _run(request: HttpRequest, kind: str, number: int) -> ImportRun:
    areas = queries.area_choices(imports.import_of(kind), request.actor)  # type: ignore[attr-defined]
    return imports.run_for(kind, [area_id for area_id, _ in areas], number)


def _waiting(request: HttpRequest, given: Import, run: ImportRun) -> HttpResponse:
    done = imports.progress_of(run)
    context = {
        "kind": given.kind,
        "label": given.label,
        "run": run,
        "state": State.of(run.state),
        "failed": run.state == State.FAILED,
        "done": done[0] if done else 0,
        "whole": done[1] if done else 0,
    }
    return render(request, "imports/waiting.html#bar", context)


def _columns(
    request: HttpRequest, given: Import, run: ImportRun, form: forms.ColumnsForm, status: int = 200
) -> HttpResponse:
    context = {
        "kind": given.kind,
        "label": given.label,
        "run": run,
        "form": form,
        "lacks": run.summary["lacks"],
        "wanted": [one.label for one in given.columns if one.required],
    }
    return render(request, "imports/columns.html", context, status=status)


def _report(request: HttpRequest, given: Import, run: ImportRun) -> HttpResponse:
    chosen, after = request.GET.get("show", ""), request.GET.get("after", "")
    rows = imports.report(run, outcome=chosen, after=_number(after), most=PAGE + 1)
    context = {
        "kind": given.kind,
        "label": given.label,
        "run": run,
        "said": tables.said(run),
        "tabs": tables.outcome_tabs(run, chosen),
        "columns": tables.REPORT,
        "rows": tables.report_rows(rows[:PAGE]),
        "older": f"?show={chosen}&after={rows[PAGE - 1].line}" if len(rows) > PAGE else "",
        "any_rows": bool(rows),
        "fault": run.summary.get("fault", ""),
    }
    if run.state == State.PREVIEW:
        context["form"] = _form(request, given, run)
    return render(request, "imports/report.html", context)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1
