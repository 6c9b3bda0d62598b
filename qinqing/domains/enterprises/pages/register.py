"""Doors of the room: register and correct an enterprise, keep its contacts, open a number."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from qinqing.domains.enterprises import actions, forms, queries
from qinqing.domains.enterprises.models import Enterprise
from qinqing.domains.enterprises.terms import ContactSees
from qinqing.kernel import clock
from qinqing.kernel.forms import Form, sent
from qinqing.kernel.pages import actor_of, author_of, page
from qinqing.kernel.refusals import Conflict, NotFound, Refused
from qinqing.kernel.rendering import render

FILE = "enterprise_file:detail"


@page("enterprise.edit", methods=("GET", "POST"))
def register(request: HttpRequest) -> HttpResponse:
    """Enter an enterprise that is not in the register yet."""
    form = forms.EnterpriseForm(sent(request), initial={"type": "company"})
    if form.is_valid():
        try:
            made = actions.register_enterprise(author=author_of(request), facts=form.facts(), now=clock.now())
        except Conflict:
            raise
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, f"“{made.name}”登记好了")
            return HttpResponseRedirect(reverse(FILE, args=[made.public_id]))
    return _facts_form(request, form, None)


@page("enterprise.edit", methods=("GET", "POST"))
def edit(request: HttpRequest, public_id: str) -> HttpResponse:
    """Correct the basic facts."""
    found = queries.enterprise_for(actor_of(request), public_id)
    initial = forms.initial_of(actions.facts_of(found), found.version)
    form = forms.EnterpriseForm(sent(request), initial=initial)
    if form.is_valid():
        try:
            actions.edit_enterprise(
                author=author_of(request),
                enterprise=found,
                facts=form.facts(),
                version=form.cleaned_data["version"] or 0,
                now=clock.now(),
            )
        except Conflict:
            raise
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, "资料改好了")
            return HttpResponseRedirect(reverse(FILE, args=[public_id]))
    return _facts_form(request, form, found)


def _facts_form(request: HttpRequest, form: Form, found: Enterprise | None) -> HttpResponse:
    actor = actor_of(request)
    context = {"form": form, "enterprise": found, "areas": queries.kept_area_choices(actor)}
    return render(request, "enterprises/facts.html", context, status=422 if form.is_bound else 200)


def _kept(request: HttpRequest, public_id: str) -> Enterprise:
    """An enterprise whose contacts the actor keeps: its keeper or its main contact. Raises NotFound."""
    actor = actor_of(request)
    found = queries.enterprise_for(actor, public_id)
    if not queries.relations_to(actor, found) & {"keeper", "main_contact"}:
        raise NotFound
    return found


@page("contact.keep", methods=("GET", "POST"))
def add_contact(request: HttpRequest, public_id: str) -> HttpResponse:
    """Someone else speaks for the enterprise from now on."""
    found = _kept(request, public_id)
    form = forms.ContactForm(sent(request), initial={"sees": "own"})
    if form.is_valid():
        try:
            made = actions.add_contact(
                author=author_of(request), enterprise=found, contact=form.contact(), now=clock.now()
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, f"{made.name} 已加为联系人")
            return HttpResponseRedirect(reverse(FILE, args=[public_id]))
    context = {"form": form, "enterprise": found}
    return render(request, "enterprises/contact.html", context, status=422 if form.is_bound else 200)


@page("contact.keep", methods=("GET", "POST"))
def end_contact(request: HttpRequest, public_id: str, contact_id: int) -> HttpResponse:
    """A contact has left; asked once more, because his rights end at once."""
    found = _kept(request, public_id)
    contact = queries.contact_for(found, contact_id)
    if request.method == "POST":
        actions.end_contact(author=author_of(request), contact=contact, now=clock.now())
        messages.success(request, f"{contact.name} 不再是联系人，他的访问已经停了")
        return HttpResponseRedirect(reverse(FILE, args=[public_id]))
    return render(request, "enterprises/end_contact.html", {"enterprise": found, "contact": contact})


@page("contact.keep", methods=("POST",))
def make_main_contact(request: HttpRequest, public_id: str, contact_id: int) -> HttpResponse:
    """Another contact is the main one."""
    found = _kept(request, public_id)
    contact = queries.contact_for(found, contact_id)
    actions.make_main_contact(author=author_of(request), contact=contact, now=clock.now())
    messages.success(request, f"{contact.name} 现在是主联系人")
    return HttpResponseRedirect(reverse(FILE, args=[public_id]))


@page("contact.keep", methods=("POST",))
def change_sight(request: HttpRequest, public_id: str, contact_id: int) -> HttpResponse:
    """A contact reads all problems of his enterprise, or his own."""
    found = _kept(request, public_id)
    contact = queries.contact_for(found, contact_id)
    sees = ContactSees.OWN if contact.sees == ContactSees.ALL else ContactSees.ALL
    actions.change_sight(author=author_of(request), contact=contact, sees=sees, now=clock.now())
    messages.success(request, f"{contact.name} 现在看得到{sees.label.removesuffix('的')}的诉求")
    return HttpResponseRedirect(reverse(FILE, args=[public_id]))


@page("contact.reveal", methods=("POST",))
def reveal_phone(request: HttpRequest, public_id: str, contact_id: int) -> HttpResponse:
    """The whole number, once, with a record of who looked."""
    found = queries.enterprise_for(actor_of(request), public_id)
    contact = queries.contact_for(found, contact_id)
    number = actions.reveal_phone(author=author_of(request), contact=contact, now=clock.now())
    context = {"enterprise": found, "contact": contact, "number": number}
    return render(request, "enterprises/phone.html#number", context)
