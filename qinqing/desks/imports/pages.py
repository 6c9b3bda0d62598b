"""Upload, look, confirm, take back: the same four pages for every kind of table."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse

from qinqing.desks.imports import forms, queries, tables
from qinqing.kernel import clock, imports
from qinqing.kernel.imports import Import
from qinqing.kernel.models import ImportRun
from qinqing.kernel.pages import author_of, page
from qinqing.kernel.permissions import Actor
from qinqing.kernel.refusals import Refused
from qinqing.kernel.rendering import render

PAGE = 100

View = Callable[..., HttpResponse]


def pages_of(kind: str, right: str, about: str) -> list[URLPattern]:
    """The addresses of one kind; `about` says which columns are understood."""

    @page(right, methods=("GET", "POST"))
    def upload(request: HttpRequest) -> HttpResponse:
        """Choose a file and the area it is for; the former imports below."""
        actor: Actor = request.actor  # type: ignore[attr-defined]
        given, areas = imports.import_of(kind), queries.area_choices(actor)
        form = forms.UploadForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            try:
                run = _previewed(request, given, form)
            except Refused as refused:
                form.refuse(refused)
            else:
                return HttpResponseRedirect(reverse(f"imports:{kind}_report", args=[run.pk]))
        runs = imports.runs_of(kind, [number for number, _ in areas])
        context = {
            "kind": kind,
            "label": given.label,
            "about": about,
            "form": form,
            "areas": areas,
            "columns": tables.RUNS,
            "runs": tables.run_rows(kind, runs),
            "any_runs": bool(runs),
        }
        return render(request, "imports/upload.html", context, status=422 if form.is_bound else 200)

    @page(right)
    def report(request: HttpRequest, number: int) -> HttpResponse:
        """What would become, or became, of each row."""
        given, run = imports.import_of(kind), _run(request, kind, number)
        chosen, after = request.GET.get("show", ""), request.GET.get("after", "")
        rows = imports.report(
            run, outcome=chosen, after=int(after) if after.isdecimal() else 0, most=PAGE + 1
        )
        more = f"?show={chosen}&after={rows[PAGE - 1].line}" if len(rows) > PAGE else ""
        context = {
            "kind": kind,
            "label": given.label,
            "run": run,
            "said": tables.said(run),
            "tabs": tables.outcome_tabs(run, chosen),
            "columns": tables.REPORT,
            "rows": tables.report_rows(rows[:PAGE]),
            "older": more,
            "any_rows": bool(rows),
        }
        return render(request, "imports/report.html", context)

    @page(right, methods=("POST",))
    def confirm(request: HttpRequest, number: int) -> HttpResponse:
        """Write what was shown."""
        given, run = imports.import_of(kind), _run(request, kind, number)
        imports.confirm(given, author=author_of(request), run=run, now=clock.now())
        messages.success(request, f"写好了：{tables.said(run)}")
        return HttpResponseRedirect(reverse(f"imports:{kind}_report", args=[number]))

    @page(right, methods=("POST",))
    def undo(request: HttpRequest, number: int) -> HttpResponse:
        """Take the whole import back."""
        given, run = imports.import_of(kind), _run(request, kind, number)
        undone = imports.undo(given, author=author_of(request), run=run, now=clock.now())
        kept = undone.summary["kept"]
        messages.success(request, "这次导入已撤销" + (f"，{kept} 行已经在用，保留下来" if kept else ""))
        return HttpResponseRedirect(
            reverse(f"imports:{kind}_report", args=[number]) + ("?show=kept" if kept else "")
        )

    return [
        path(f"import/{kind}/", upload, name=kind),
        path(f"import/{kind}/<int:number>/", report, name=f"{kind}_report"),
        path(f"import/{kind}/<int:number>/confirm/", confirm, name=f"{kind}_confirm"),
        path(f"import/{kind}/<int:number>/undo/", undo, name=f"{kind}_undo"),
    ]


def _previewed(request: HttpRequest, given: Import, form: forms.UploadForm) -> ImportRun:
    file = form.cleaned_data["file"]
    return imports.preview(
        given,
        author=author_of(request),
        content=file.read(imports.MOST_BYTES + 1),
        file_name=file.name,
        area_id=form.cleaned_data["area_id"],
        now=clock.now(),
    )


def _run(request: HttpRequest, kind: str, number: int) -> ImportRun:
    areas = queries.area_choices(request.actor)  # type: ignore[attr-defined]
    return imports.run_for(kind, [area_id for area_id, _ in areas], number)
