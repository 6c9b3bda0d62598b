"""One's messages."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from qinqing.domains.inbox import actions, forms, queries, tables
from qinqing.domains.inbox.rules import AT_ONCE
from qinqing.kernel import clock
from qinqing.kernel.forms import sent
from qinqing.kernel.pages import page
from qinqing.kernel.permissions import Actor
from qinqing.kernel.rendering import render
from qinqing.lib.text import whole_number


@page("message.read")
def message_list(request: HttpRequest) -> HttpResponse:
    """My messages, the unread ones first to be seen, newest first."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    unread = request.GET.get("unread") == "1"
    before = request.GET.get("before", "")
    found = queries.messages_of(actor, unread=unread, before=whole_number(before))
    context = {
        "rows": tables.message_rows(found.messages, clock.now()),
        "columns": tables.MESSAGES,
        "empty": not found.messages,
        "first": not before,
        "unread": unread,
        "unread_count": queries.unread_count(actor),
        "older": f"?{'unread=1&' if unread else ''}before={found.older}" if found.older else "",
    }
    return render(request, "inbox/list.html", context)


@page("message.read")
def open_message(request: HttpRequest, message_id: int) -> HttpResponse:
    """Mark a message as read and go where it leads; whether one may still see that is asked there."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    message = actions.mark_read(actor=actor, message_id=message_id, now=clock.now())
    return HttpResponseRedirect(message.url)


@page("message.read", methods=("POST",))
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark all messages as read."""
    count = actions.mark_all_read(actor=request.actor, now=clock.now())  # type: ignore[attr-defined]
    messages.success(request, f"{count} 条消息标为已读" if count else "没有未读的消息")
    return HttpResponseRedirect(reverse("inbox:list"))


@page("message.read", methods=("GET", "POST"))
def reaching(request: HttpRequest) -> HttpResponse:
    """How letters reach me: at once or once a day, and when not."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    assert actor.person_id is not None
    wanted = queries.reaching_of([actor.person_id]).get(actor.person_id, AT_ONCE)
    form = forms.ReachingForm(sent(request), initial=forms.of_reaching(wanted))
    if form.is_valid():
        actions.choose_reaching(actor=actor, wanted=form.wanted())
        messages.success(request, "记住了，以后的信照这样发")
        return HttpResponseRedirect(reverse("inbox:list"))
    context = {"form": form, "email": queries.email_of(actor)}
    return render(request, "inbox/reaching.html", context, status=422 if form.is_bound else 200)
