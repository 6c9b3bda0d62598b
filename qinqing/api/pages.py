"""What is public of the doors for programs: their document, for programs and for people."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from markupsafe import Markup

from qinqing.api.document import document
from qinqing.api.version_1 import ONLY_PEOPLE
from qinqing.kernel.api.described import FORM_DATA, JSON
from qinqing.kernel.api.faults import KINDS
from qinqing.kernel.pages import public
from qinqing.kernel.rendering import render
from qinqing.ui.cells import Column, table_rows

PARAMETERS = (Column("参数", "title"), Column("放在", labelled=True), Column("说明", labelled=True))
FIELDS = (Column("字段", "title"), Column("要不要", labelled=True), Column("说明", labelled=True))
_PLACES = {"path": "地址", "query": "问号后", "header": "请求头"}
REASON = "the document says what doors there are, and holds nothing of what is behind them"


@public(REASON)
def openapi(request: HttpRequest) -> HttpResponse:
    """The document itself."""
    return JsonResponse(document(), json_dumps_params={"ensure_ascii": False})


@public(REASON)
def docs(request: HttpRequest) -> HttpResponse:
    """The document to read."""
    context = {
        "groups": _groups(document()),
        "kinds": KINDS,
        "only_people": ONLY_PEOPLE,
        "parameter_columns": PARAMETERS,
        "field_columns": FIELDS,
    }
    return render(request, "api/docs.html", context)


def _groups(found: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    groups: dict[str, list[dict[str, Any]]] = {}
    for path, methods in found["paths"].items():
        for method, operation in methods.items():
            body = operation.get("requestBody", {}).get("content", {})
            shown = {
                "id": operation["operationId"],
                "method": method.upper(),
                "path": path,
                "summary": operation["summary"],
                "description": operation["description"].replace("\n\n", " "),
                "parameters": _parameters(operation["parameters"]),
                "fields": _fields((body.get(FORM_DATA) or body.get(JSON) or {}).get("schema", {})),
            }
            groups.setdefault(operation["tags"][0], []).append(shown)
    return groups


def _parameters(known: Iterable[Mapping[str, Any]]) -> Markup | str:
    rows = [
        (one["name"], _PLACES[one["in"]], _says(one["schema"]) or one.get("description", "")) for one in known
    ]
    return table_rows(PARAMETERS, rows) if rows else ""


def _fields(schema: Mapping[str, Any]) -> Markup | str:
    rows = [
        (name, "必填" if name in schema.get("required", ()) else "可不填", one["description"])
        for name, one in schema.get("properties", {}).items()
    ]
    return table_rows(FIELDS, rows) if rows else ""


def _says(schema: Mapping[str, Any]) -> str:
    """What a parameter may be: its own words, and the values it takes."""
    values = [value for one in (schema, *schema.get("anyOf", ())) for value in one.get("enum", ())]
    return "；".join(filter(None, (schema.get("description", ""), "、".join(values))))
