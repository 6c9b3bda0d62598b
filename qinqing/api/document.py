"""The OpenAPI document: what the routers say, with what holds for all of them added."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from qinqing.api.answers import MEDIA_TYPE
from qinqing.api.version_1 import PREFIX, api
from qinqing.kernel.api.described import JSON
from qinqing.kernel.api.faults import KINDS
from qinqing.kernel.api.operations import GIVES
from qinqing.kernel.api.rights import offered

Operation = dict[str, Any]

_WRITES = ("400", "409", "412", "413", "415")
_FAULT = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "description": "哪一种，在文档页上有说明"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "给人看的一句话"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "message"],
                "properties": {"field": {"type": "string"}, "message": {"type": "string"}},
            },
        },
    },
}


@cache
def document() -> Mapping[str, Any]:
    """The whole document, OpenAPI 3.1."""
    found = dict(api.get_openapi_schema(path_prefix=PREFIX.lstrip("/") + "/"))
    found["components"]["schemas"]["Fault"] = _FAULT
    found["components"]["responses"] = {
        str(status): {"description": "；".join(titles), "content": {MEDIA_TYPE: {"schema": _ref("Fault")}}}
        for status, titles in _titles().items()
    }
    found["components"]["responses"]["429"]["headers"] = {
        "Retry-After": {"description": "等多少秒", "schema": {"type": "integer"}}
    }
    for method, operation in operations(found):
        _complete(method, operation)
    return found


def operations(found: Mapping[str, Any]) -> Iterator[tuple[str, Operation]]:
    """Every operation of a document with its method."""
    for methods in found["paths"].values():
        yield from methods.items()


def _titles() -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for kind in KINDS.values():
        found.setdefault(kind.status, []).append(kind.title)
    return found


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def _complete(method: str, operation: Operation) -> None:
    right = operation["x-right"]
    operation["description"] = "\n\n".join(
        filter(None, (operation.get("description", ""), f"令牌要有“{offered()[right]}”（{right}）。"))
    )
    responses = {str(status): said for status, said in operation["responses"].items()}
    usual = ("401", "403", "404", "422", "429", *(_WRITES if method == "post" else ()))
    responses |= {status: {"$ref": f"#/components/responses/{status}"} for status in usual}
    given = operation.pop(GIVES)
    for said in responses.values():
        if said.get("content", {}).get(JSON, {}).get("schema", {}).get("format") == "binary":
            said["content"] = {one: {"schema": {"type": "string", "contentMediaType": one}} for one in given}
    operation["responses"] = responses
