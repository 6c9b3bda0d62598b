"""Registering and correcting enterprises, and keeping their contacts, for programs."""

from collections.abc import Mapping
from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.utils.datastructures import MultiValueDict

from qinqing.domains.enterprises import actions, forms, queries
from qinqing.domains.enterprises.api.register import contact_read, enterprise_read, router
from qinqing.domains.enterprises.models import Contact, Enterprise
from qinqing.domains.enterprises.schemas import AreaChoice, AreaChoices, ContactRead, EnterpriseRead
from qinqing.domains.enterprises.terms import GIVEN_SIGHT, ContactSees
from qinqing.kernel import clock
from qinqing.kernel.api.bodies import Sent
from qinqing.kernel.api.described import optional
from qinqing.kernel.api.operations import Number, author_of, expected_version, once, reads, writes
from qinqing.kernel.events import Author
from qinqing.kernel.forms import ChoiceField, Form
from qinqing.kernel.pages import actor_of
from qinqing.kernel.permissions import Actor
from qinqing.kernel.refusals import NotFound, Outdated


@reads(
    router, "/enterprise-areas", right="enterprise.edit", answers=AreaChoices, name="list_enterprise_areas"
)
def areas(request: HttpRequest) -> AreaChoices:
    """查能把企业登记到哪些区域。"""
    known = queries.kept_area_choices(actor_of(request))
    return AreaChoices(items=[AreaChoice(area_id=number, name=name.strip()) for number, name in known])


class _NewForm(forms.EnterpriseForm):
    """What is known of an enterprise that is in no register yet."""

    version = None  # type: ignore[assignment]


@writes(
    router, "/enterprises", right="enterprise.edit", takes=_NewForm, answers={201: EnterpriseRead},
    name="register_enterprise", versioned=False,
)  # fmt: skip
def register(request: HttpRequest, response: HttpResponse, sent: Sent) -> EnterpriseRead:
    """登记一家企业。"""
    facts = sent.filled(_NewForm).facts()
    made = actions.register_enterprise(author=author_of(request, sent), facts=facts, now=clock.now())
    response["Location"] = f"{request.path}/{made.public_id}"
    return _shown(actor_of(request), made.public_id, response)


def _shown(actor: Actor, public_id: str, response: HttpResponse) -> EnterpriseRead:
    return enterprise_read(actor, queries.enterprise_for(actor, public_id), response)


_EditForm = optional(_NewForm)


@writes(
    router, "/enterprises/{public_id}/edit", right="enterprise.edit", takes=_EditForm, answers=EnterpriseRead,
    name="edit_enterprise",
)  # fmt: skip
def edit(request: HttpRequest, response: HttpResponse, public_id: str, sent: Sent) -> EnterpriseRead:
    """更正一家企业的基本资料。

    没写的照旧；写成空的，就清掉。
    """
    actor, author = actor_of(request), author_of(request, sent)
    found = queries.enterprise_for(actor, public_id)
    once(author, lambda: _edit(author, found, sent, expected_version(request)))
    return _shown(actor, public_id, response)


def _edit(author: Author, found: Enterprise, sent: Sent, expected: int | None) -> None:
    stands = forms.initial_of(actions.facts_of(found), found.version)
    facts = replace(sent, fields=_with(stands, sent.fields)).filled(forms.EnterpriseForm).facts()
    if expected is not None and expected != found.version:
        raise Outdated
    actions.edit_enterprise(
        author=author, enterprise=found, facts=facts, version=found.version, now=clock.now()
    )


def _with(stands: Mapping[str, object], sent: MultiValueDict[str, str]) -> MultiValueDict[str, str]:
    """What stands as a form sends it, but for what was sent; a box that is not ticked is not sent."""
    kept = {name: ["on" if value is True else str(value)] for name, value in stands.items() if value}
    return MultiValueDict(kept | dict(sent.lists()))


# --- contacts ----------------------------------------------------------


def _kept(actor: Actor, public_id: str) -> Enterprise:
    """An enterprise whose contacts the actor keeps: its keeper or its main contact. Raises NotFound."""
    found = queries.enterprise_for(actor, public_id)
    if not queries.relations_to(actor, found) & {"keeper", "main_contact"}:
        raise NotFound
    return found


@writes(
    router, "/enterprises/{public_id}/contacts", right="contact.keep", takes=forms.ContactForm,
    answers={201: ContactRead}, name="add_contact", versioned=False,
)  # fmt: skip
def add_contact(request: HttpRequest, public_id: str, sent: Sent) -> ContactRead:
    """给企业加一位联系人。账号要另外请他来开。"""
    actor = actor_of(request)
    found = _kept(actor, public_id)
    contact = sent.filled(forms.ContactForm).contact()
    made = actions.add_contact(
        author=author_of(request, sent), enterprise=found, contact=contact, now=clock.now()
    )
    return _contact(actor, found, made)


def _contact(actor: Actor, found: Enterprise, contact: Contact) -> ContactRead:
    """A contact as he is read now; one who has left since is found no more."""
    shown = {one.pk: one for one in queries.contacts_shown(actor, found)}
    if contact.pk not in shown:
        raise NotFound
    return contact_read(shown[contact.pk])


@writes(
    router, "/enterprises/{public_id}/contacts/{contact_id}/end", right="contact.keep", takes=Form,
    answers=EnterpriseRead, name="end_contact", versioned=False,
)  # fmt: skip
def end_contact(
    request: HttpRequest, response: HttpResponse, public_id: str, contact_id: Number, sent: Sent
) -> EnterpriseRead:
    """一位联系人不再替企业说话。他的访问马上停。"""
    actor, author = actor_of(request), author_of(request, sent)
    found = _kept(actor, public_id)

    def end() -> None:
        actions.end_contact(author=author, contact=queries.contact_for(found, contact_id), now=clock.now())

    once(author, end)
    return enterprise_read(actor, found, response)


@writes(
    router, "/enterprises/{public_id}/contacts/{contact_id}/main", right="contact.keep", takes=Form,
    answers=ContactRead, name="make_main_contact", versioned=False,
)  # fmt: skip
def make_main_contact(request: HttpRequest, public_id: str, contact_id: Number, sent: Sent) -> ContactRead:
    """换一位主联系人。"""
    actor, author = actor_of(request), author_of(request, sent)
    found = _kept(actor, public_id)
    contact = queries.contact_for(found, contact_id)
    once(author, lambda: actions.make_main_contact(author=author, contact=contact, now=clock.now()))
    return _contact(actor, found, contact)


class _SightForm(Form):
    """What a contact is to see."""

    sees = ChoiceField("看得到哪些诉求", [(one.value, one.label) for one in GIVEN_SIGHT])


@writes(
    router, "/enterprises/{public_id}/contacts/{contact_id}/sees", right="contact.keep", takes=_SightForm,
    answers=ContactRead, name="change_sight", versioned=False,
)  # fmt: skip
def change_sight(request: HttpRequest, public_id: str, contact_id: Number, sent: Sent) -> ContactRead:
    """改一位联系人看得到哪些诉求。"""
    actor, author = actor_of(request), author_of(request, sent)
    found = _kept(actor, public_id)
    contact = queries.contact_for(found, contact_id)
    sees = ContactSees.of(sent.filled(_SightForm).cleaned_data["sees"])
    once(author, lambda: actions.change_sight(author=author, contact=contact, sees=sees, now=clock.now()))
    return _contact(actor, found, contact)
