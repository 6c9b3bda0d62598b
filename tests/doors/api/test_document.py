"""The document: whole, public, read by people too, and every door in it shut without a token."""

import re
from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest
from django.test import Client

from qinqing.api.document import document
from qinqing.kernel.api.faults import KINDS

pytestmark = pytest.mark.django_db
DIALECT = "https://json-schema.org/draft/2020-12/schema"
"""Of the schemas in a document of OpenAPI 3.1."""


def test_the_document_is_for_everybody() -> None:
    answer = Client().get("/api/v1/openapi.json")
    assert (answer.status_code, answer.json()["openapi"]) == (200, "3.1.0")


def test_every_reference_leads_somewhere() -> None:
    found = Client().get("/api/v1/openapi.json")
    for path in set(re.findall(r'"#/([^"]+)"', found.content.decode())):
        node = found.json()
        for part in path.split("/"):
            node = node[part]


def _schemas(node: Any) -> Iterator[Any]:
    """Every schema that stands in a part of the document."""
    for name, value in node.items() if isinstance(node, dict) else enumerate(node):
        if name == "schema":
            yield value
        elif isinstance(value, dict | list):
            yield from _schemas(value)


def test_every_schema_is_one() -> None:
    found = document()
    schemas = [*_schemas(found["paths"]), *found["components"]["schemas"].values()]
    assert len(schemas) > len(found["paths"])
    for schema in schemas:
        jsonschema_rs.meta.validate({"$schema": DIALECT, **schema})


def test_people_read_every_operation_and_every_way_to_fail() -> None:
    text = Client().get("/api/v1/docs").content.decode()
    for path, methods in document()["paths"].items():
        assert all(f"{method.upper()} {path}" in text for method in methods)
    assert all(f'id="{kind}"' in text for kind in KINDS)


def test_every_operation_is_shut_without_a_token() -> None:
    client = Client()
    for path, methods in document()["paths"].items():
        for method in methods:
            answer = client.generic(method.upper(), path.replace("{public_id}", "x"))
            assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json"), path


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_another_method_is_said_to_be_another(method: str) -> None:
    answer = Client().generic(method, "/api/v1/problems")
    assert (answer.status_code, answer.json()["status"]) == (405, 405)


@pytest.mark.parametrize("path", ["/api/v1/problems/%00", "/api/v1/nowhere", "/api/v2/problems", "/api/"])
def test_where_there_is_nothing_a_program_is_told_so_as_a_program(path: str) -> None:
    answer = Client(raise_request_exception=False).get(path)
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
