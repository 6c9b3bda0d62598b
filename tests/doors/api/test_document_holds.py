"""Whatever a program sends, as the document says or not: an answer that the document says, never our error.

Every operation is sent requests drawn from its own description, most of them with something wrong in them: a
value of another type, a field too many, a path that leads nowhere, bytes that are no JSON. 50 of each in
`make test`, 1,000 in `make soak`.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any
from urllib.parse import quote, urlencode

import jsonschema_rs
import pytest
from django.http.response import HttpResponseBase
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qinqing.api.document import document
from qinqing.kernel.api.rights import offered
from tests.builders.enterprises import a_code
from tests.builders.personas import NOW, Crowd, undone
from tests.builders.programs import forged
from tests.doors.api.matrix import line_of
from tests.sizes import SOAK, size

JSON = "application/json"
EACH = size("inputs of an operation")
OPERATIONS: Mapping[str, tuple[str, str, Mapping[str, Any]]] = {
    said["operationId"]: (method.upper(), path, said)
    for path, methods in document()["paths"].items()
    for method, said in methods.items()
}
Drawn = st.SearchStrategy[Any]


# --- what is sent ------------------------------------------------------

_TEXT = st.text(max_size=40) | st.sampled_from(["", "\0", "前\0后", "0", "-1", "9" * 40, "长" * 6_000, "%00"])
_JSON_VALUE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | _TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_TEXT, inner, max_size=3),
    max_leaves=4,
)
_HEADER = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=220)


def as_said(shape: Mapping[str, Any]) -> Drawn:
    """Values as a schema of the document has them."""
    if "$ref" in shape:
        return as_said(_at(shape["$ref"]))
    if "anyOf" in shape:
        return st.one_of(*map(as_said, shape["anyOf"]))
    return st.sampled_from(shape["enum"]) if "enum" in shape else _OF_TYPE[shape["type"]](shape)


def _string(shape: Mapping[str, Any]) -> Drawn:
    if shape.get("format") == "date":
        return st.dates().map(str)
    if shape.get("format") == "date-time":
        return st.datetimes(timezones=st.timezones()).map(lambda one: one.isoformat())
    return st.text(max_size=min(shape.get("maxLength", 200), 200))


def _object(shape: Mapping[str, Any]) -> Drawn:
    known = {name: as_said(one) for name, one in shape.get("properties", {}).items()}
    needed = {name: one for name, one in known.items() if name in shape.get("required", ())}
    return st.fixed_dictionaries(needed, optional={n: one for n, one in known.items() if n not in needed})


_OF_TYPE: Mapping[str, Callable[[Mapping[str, Any]], Drawn]] = {
    "array": lambda shape: st.lists(as_said(shape["items"]), max_size=3),
    "object": _object,
    "integer": lambda shape: st.integers(shape.get("minimum"), shape.get("maximum")),
    "boolean": lambda shape: st.booleans(),
    "null": lambda shape: st.none(),
    "string": _string,
}


WRONG = ("wrong", "unknown", "json", "bytes")
HOW = ("said", "said", "fits", "fits", *WRONG)


def fitting(crowd: Crowd) -> dict[str, object]:
    """By the name of a field what the house takes there: what exists, and what no chance would write."""
    return {
        "area_id": crowd.town.area.pk, "credit_code": a_code(), "name": "澜川新潮机电有限公司",
        "type": "company", "registered_on": "2015-06-01", "capital": "500万元",
    }  # fmt: skip


@st.composite
def bodies(draw: Any, shape: Mapping[str, Any], how: str, fits: Mapping[str, object]) -> bytes:
    """A body as the document has it, with one field wrong or one too many; other JSON, or none at all.

    One that fits has nothing but the fields it must have and what the house takes.
    """
    if how == "bytes":
        return draw(st.binary(max_size=60))
    if how == "json":
        return json.dumps(draw(_JSON_VALUE)).encode()
    if how == "fits":
        return json.dumps(_fitted(draw(as_said(shape)), shape, fits)).encode()
    body = draw(as_said(shape))
    if how == "wrong" and shape.get("properties"):
        body = {**body, draw(st.sampled_from(sorted(shape["properties"]))): draw(_JSON_VALUE)}
    if how == "unknown":
        body = {**body, draw(_TEXT): draw(_JSON_VALUE)}
    return json.dumps(body).encode()


def _fitted(body: Any, shape: Mapping[str, Any], fits: Mapping[str, object]) -> Any:
    known = shape.get("properties", {})
    needed = {name: body[name] for name in shape.get("required", ())}
    return needed | {name: value for name, value in fits.items() if name in known}


@st.composite
def requests(
    draw: Any, name: str, things: Sequence[Mapping[str, Any]], fits: Mapping[str, object]
) -> tuple[str, str, bytes, dict[str, str]]:
    """Method, address, body and headers of one request, half of them as the document has them."""
    method, path, said = OPERATIONS[name]
    how = draw(st.sampled_from(HOW))
    stray = _TEXT if how in WRONG else st.nothing()
    query, headers = {}, {}
    for one in said["parameters"]:
        if one["in"] == "path":
            known = sorted({str(thing[one["name"]]) for thing in things})
            address = draw(st.sampled_from(known) | stray)
            path = path.replace(f"{{{one['name']}}}", quote(address, safe=""))
        elif one["in"] == "header":
            headers |= draw(st.sampled_from([{}, {}, {one["name"]: '"1"'}, {one["name"]: draw(_HEADER)}]))
        elif draw(st.integers(0, 3)) == 0:
            value = draw(as_said(one["schema"]) | stray)
            query[one["name"]] = value if isinstance(value, str) else json.dumps(value)
    if how == "unknown":
        query[draw(_TEXT)] = draw(_TEXT)
    taken = said.get("requestBody", {}).get("content", {}).get(JSON)
    body = draw(bodies(taken["schema"], how, fits)) if taken else b""
    return method, f"{path}?{urlencode(query, errors='replace')}", body, headers


# --- what is answered --------------------------------------------------


def _at(reference: str) -> Any:
    found: Any = document()
    for part in reference.removeprefix("#/").split("/"):
        found = found[part]
    return found


@cache
def _validator(name: str, status: int, media_type: str) -> Any:
    said = OPERATIONS[name][2]["responses"][str(status)]
    said = _at(said["$ref"]) if "$ref" in said else said
    return jsonschema_rs.validator_for(
        {**said["content"][media_type]["schema"], "components": document()["components"]}
    )


def faults(name: str, answer: HttpResponseBase) -> list[str]:
    """What is wrong with an answer, by the document."""
    text = b"".join(answer).decode(errors="replace")
    if str(answer.status_code) not in OPERATIONS[name][2]["responses"]:
        return [f"{answer.status_code} is not said: {text[:300]}"]
    media_type = answer["Content-Type"].partition(";")[0]
    if answer.status_code == 200 and media_type != JSON:
        said = OPERATIONS[name][2]["responses"]["200"]["content"]
        is_file = answer.get("Content-Disposition", "").startswith("attachment")
        return [] if is_file and media_type in said else [f"no such file: {media_type}"]
    found = _validator(name, answer.status_code, media_type).iter_errors(json.loads(text))
    return [f"{answer.status_code}: {one.message}" for one in found]


@pytest.mark.parametrize("name", OPERATIONS)
def test_an_operation_answers_as_the_document_says_whatever_is_sent(name: str, crowd: Crowd) -> None:
    line = line_of(name)
    met: set[int] = set()
    with undone():
        clients = {
            who: Client(
                raise_request_exception=False,
                headers={"Authorization": f"Bearer {forged(crowd.people[who], NOW, list(offered()))}"},
            )
            for who in sorted(line.has)
        }
        things = [crowd.things[thing] for thing in line.about]
        fits = fitting(crowd)

        @settings(
            max_examples=EACH, suppress_health_check=list(HealthCheck), database=None, derandomize=not SOAK
        )
        @given(st.sampled_from(sorted(clients)), requests(name, things, fits))
        def answered(who: str, sent: tuple[str, str, bytes, dict[str, str]]) -> None:
            method, path, body, headers = sent
            with undone():
                answer = clients[who].generic(method, path, body, content_type=JSON, headers=headers)
                wrong = faults(name, answer)
            met.add(answer.status_code)
            assert wrong == [], (who, path)

        answered()
    assert len(met) > 1, met


def test_an_answer_that_the_document_does_not_say_is_seen(crowd: Crowd) -> None:
    """The twin."""
    with undone():
        client = Client(
            headers={"Authorization": f"Bearer {forged(crowd.people['head'], NOW, list(offered()))}"}
        )
        answer = client.get("/api/v1/officers")
        assert faults("list_officers", answer) == []
        assert faults("list_enterprises", answer) != []
