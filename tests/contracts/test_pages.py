"""Pages: each names its right, answers every role as declared, and renders with the database closed."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, path, reverse

from qinqing.domains.accounts.terms import ADMINISTRATORS, UNIT_ROLES, PersonKind, Role
from qinqing.kernel import door, navigation, pages, rendering
from qinqing.kernel.permissions import NOBODY, Actor
from tests.builders import accounts as build


@dataclass(frozen=True)
class Page:
    """One address: its name, what answers there, and the arguments it takes."""

    name: str
    view: object
    takes: frozenset[str]

    @property
    def right(self) -> str | None:
        return getattr(self.view, "right", None)

    @property
    def is_public(self) -> bool:
        return bool(getattr(self.view, "public", ""))


def found_in(
    patterns: list[URLPattern | URLResolver], prefix: str = "", takes: frozenset[str] = frozenset()
) -> Iterator[Page]:
    """Every page under these patterns."""
    for pattern in patterns:
        arguments = takes | pattern.pattern.regex.groupindex.keys()
        if isinstance(pattern, URLResolver):
            inner = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from found_in(pattern.url_patterns, inner, arguments)
        else:
            yield Page(f"{prefix}{pattern.name}", pattern.callback, arguments)


FOUND = list(found_in(get_resolver().url_patterns))
PAGES = [page for page in FOUND if not getattr(page.view, "for_programs", False)]
"""What people open; the doors for programs are in `test_operations`."""
GUARDED = [page for page in PAGES if page.right]
RIGHTS = {verb: roles for table in pages.tables() for verb, roles in table.may.items()}
named = pytest.mark.parametrize


def undeclared(found: list[Page]) -> list[str]:
    """Pages that name no right of a permission table and do not say why they need none."""
    return [page.name for page in found if not page.is_public and page.right not in RIGHTS]


def test_every_page_names_a_right_or_says_why_it_needs_none() -> None:
    assert undeclared(PAGES) == []


def test_an_unguarded_page_is_seen() -> None:
    def bare(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    misspelt = pages.page("problem.raize")(bare)
    planted = [path("bare", bare, name="bare"), path("misspelt", misspelt, name="misspelt")]
    assert undeclared(list(found_in(planted))) == ["bare", "misspelt"]


def test_no_right_is_declared_twice() -> None:
    verbs = [verb for table in pages.tables() for verb in table.may]
    assert sorted(verbs) == sorted(set(verbs))


def test_rights_are_called_noun_and_verb() -> None:
    assert [verb for verb in RIGHTS if len(verb.split(".")) != 2] == []


def test_rights_are_given_to_roles_that_exist() -> None:
    assert {role for roles in RIGHTS.values() for role in roles} - set(Role.values()) == set()


# --- who gets in -------------------------------------------------------


def answer(page: Page, actor: Actor, method: str = "GET") -> HttpResponse:
    """What the page says to this actor, without going through the door."""
    request = RequestFactory().generic(method, "/planted")
    request.actor = actor
    return page.view(request, **dict.fromkeys(page.takes, 0))


def method_of(page: Page) -> str:
    return page.view.methods[0]


@named("page", GUARDED, ids=lambda page: page.name)
def test_without_signing_in_a_page_is_closed(page: Page) -> None:
    reply = answer(page, NOBODY, method_of(page))
    assert (reply.status_code, method_of(page)) in ((302, "GET"), (403, "POST"))


@named("page", GUARDED, ids=lambda page: page.name)
def test_a_role_without_the_right_is_forbidden(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "_notes", [])  # nobody is in the database whose knock could be noted
    roles = frozenset(Role) - RIGHTS[page.right or ""] - {Role.SIGNED_IN}
    if Role.SIGNED_IN not in RIGHTS[page.right or ""]:
        assert answer(page, Actor(person_id=1, roles=roles), method_of(page)).status_code == 403


@pytest.mark.django_db
@named("role", [role for role in Role if role not in (Role.SIGNED_IN, Role.WAITING)], ids=str)
def test_every_page_without_arguments_answers_every_role_as_declared(role: Role) -> None:
    """Whoever has the right sees the page even where there is nothing yet to show; nobody else does."""
    kind = PersonKind.ENTERPRISE if role is Role.ENTERPRISE_USER else PersonKind.STAFF
    area, unit = build.an_area(), build.a_unit()
    held = () if role is Role.ENTERPRISE_USER else (role,)
    person = build.a_person("罗一舟", *held, area=area, unit=unit if role in UNIT_ROLES else None, kind=kind)
    actor = door.become(person.pk, build.FOUNDED)
    assert role in actor.roles
    wrong = {}
    for page in GUARDED:
        if not page.takes and "GET" in page.view.methods:
            expected = 200 if RIGHTS[page.right] & actor.roles else 403
            status = answer(page, actor).status_code
            if status != expected and not (expected == 200 and status in (302, 303)):
                wrong[page.name] = status
    assert wrong == {}


# --- the menu ----------------------------------------------------------


@named("entry", navigation.entries(), ids=lambda entry: entry.url)
def test_a_menu_entry_leads_where_its_roles_may_go(entry: navigation.Entry) -> None:
    reverse(entry.url)
    page = next(page for page in PAGES if page.name == entry.url)
    holders = RIGHTS.get(page.right or "", frozenset())
    assert page.is_public or Role.SIGNED_IN in holders or entry.roles <= holders


def test_administrators_have_no_right_to_business() -> None:
    """三权分立: the three administrators keep accounts, grants and the log, and never meet a problem."""
    business = {
        verb for verb in RIGHTS if verb.split(".")[0] in ("problem", "task", "enterprise", "assignment")
    }
    assert {verb for verb in business if RIGHTS[verb] & frozenset(ADMINISTRATORS)} == set()


# --- the closed door ---------------------------------------------------


class Lazy:
    """Something that asks the database only when it is shown."""

    def __str__(self) -> str:
        with connection.cursor() as cursor:
            cursor.execute("select 'asked'")
            return str(cursor.fetchone()[0])


def show(thing: object) -> str:
    request = RequestFactory().get("/planted")
    request.actor = NOBODY
    page = rendering.render(
        request, "ui/error.html", {"title": thing, "message": "", "reference": "", "status": 404}
    )
    return page.content.decode()


@pytest.mark.django_db
def test_a_template_that_queries_raises_with_the_sql() -> None:
    with pytest.raises(rendering.QueryWhileRendering, match="select 'asked'"):
        show(Lazy())


@pytest.mark.django_db
def test_what_was_read_before_is_rendered() -> None:
    """The twin: the same query outside the door runs, and its answer is shown."""
    assert "asked" in show(str(Lazy()))
