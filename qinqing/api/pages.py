"""What is public of the doors for programs: their document, for programs and for people."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse

from qinqing.api.document import document
from qinqing.api.version_1 import PREFIX
from qinqing.kernel.api.faults import KINDS
from qinqing.kernel.pages import public
from qinqing.kernel.rendering import render

REASON = "the document says what doors there are, and holds nothing of what is behind them"


@public(REASON)
def openapi(request: HttpRequest) -> HttpResponse:
    """The document itself."""
    return JsonResponse(document(), json_dumps_params={"ensure_ascii": False})


@public(REASON)
def docs(request: HttpRequest) -> HttpResponse:
    """The document to read."""
    found = document()
    context = {
        "prefix": PREFIX,
        "groups": _groups(found),
        "kinds": KINDS,
        "version": found["info"]["version"],
    }
    return render(request, "api/docs.html", context)


def _groups(found: Any) -> dict[str, list[dict[str, Any]]]:
    groups: dict[str, list[dict[str, Any]]] = {}
    for path, methods in found["paths"].items():
        for method, operation in methods.items():
            body = operation.get("requestBody", {}).get("content", {})
            widest = body.get("multipart/form-data") or body.get("application/json") or {}
            shown = {
                "id": operation["operationId"],
                "method": method.upper(),
                "path": path,
                "summary": operation["summary"],
                "description": operation["description"],
                "parameters": [(one["name"], one) for one in operation["parameters"]],
                "fields": list(widest.get("schema", {}).get("properties", {}).items()),
                "needed": widest.get("schema", {}).get("required", ()),
                "types": list(body),
            }
            groups.setdefault(operation["tags"][0], []).append(shown)
    return groups
