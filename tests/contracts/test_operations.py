"""Doors for programs: each operation names a right that a token can hold, and nothing else opens it."""

import pytest
from django.test import RequestFactory
from django.urls import URLPattern, get_resolver

from qinqing.api.document import document
from qinqing.api.urls import urlpatterns
from qinqing.api.version_1 import api
from qinqing.domains.accounts.terms import ADMINISTRATORS, Role
from qinqing.domains.problems.forms import FORMS
from qinqing.kernel import pages
from qinqing.kernel.api.operations import Bearer
from qinqing.kernel.api.rights import offered

OPERATIONS = {
    operation["operationId"]: operation
    for methods in document()["paths"].values()
    for operation in methods.values()
}
ROLES = {verb: roles for table in pages.tables() for verb, roles in table.may.items()}


def test_every_operation_has_an_address_and_every_address_is_one() -> None:
    names = {pattern.name for pattern in urlpatterns if isinstance(pattern, URLPattern)}
    assert names == set(OPERATIONS) | {"openapi", "docs", "nothing"}


def test_every_operation_asks_for_a_right_that_a_token_can_be_given() -> None:
    assert {one["x-right"] for one in OPERATIONS.values()} == set(offered())
    assert set(offered()) <= set(ROLES)


def test_what_the_document_says_of_rights_is_what_is_asked() -> None:
    asked = {
        operation.operation_id: [auth.right for auth in operation.auth_callbacks if isinstance(auth, Bearer)]
        for router in api._get_bound_routers()
        for view in router.path_operations.values()
        for operation in view.operations
    }
    assert asked == {name: [one["x-right"]] for name, one in OPERATIONS.items()}


def test_no_administrator_has_a_right_that_a_token_can_be_given() -> None:
    assert {right for right in offered() if ROLES[right] & set(ADMINISTRATORS)} == set()
    assert {right for right in offered() if Role.SIGNED_IN in ROLES[right]} == set()


def test_every_step_that_a_person_takes_of_what_was_sent_has_an_operation() -> None:
    assert {f"take_{name}" for name in FORMS} - set(OPERATIONS) == {"take_submit", "take_discard"}


@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_an_operation_says_what_it_takes_and_answers(name: str) -> None:
    one = OPERATIONS[name]
    assert not (one["summary"] or "-").isascii()
    assert {"401", "403", "404", "422"} < set(one["responses"])
    for body in one.get("requestBody", {}).get("content", {}).values():
        assert body["schema"]["additionalProperties"] is False
        assert all(field["description"] for field in body["schema"]["properties"].values())


def test_nothing_below_the_prefix_answers_as_a_page() -> None:
    match = get_resolver().resolve("/api/v1/nowhere/at/all")
    answer = match.func(RequestFactory().get("/api/v1/nowhere/at/all"), **match.kwargs)
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
