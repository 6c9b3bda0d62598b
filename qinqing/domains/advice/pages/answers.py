"""Answers for everybody: found by words, written by one, published by another."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from qinqing.domains.advice import actions, forms, queries, tables
from qinqing.domains.advice.models import PublicAnswer, Question
from qinqing.domains.advice.permissions import PERMISSIONS
from qinqing.kernel import clock
from qinqing.kernel.forms import Form, sent
from qinqing.kernel.pages import actor_of, author_of, page
from qinqing.kernel.refusals import NotFound, Refused
from qinqing.kernel.rendering import render
from qinqing.lib.text import whole_number
from qinqing.ui.cells import table_head

DONE = {
    "send": "交给另一个人看了",
    "take_back": "收回来了",
    "return": "退回去了",
    "publish": "公开了，人人看得到",
    "still_right": "记下了：看过，还是对的",
    "withdraw": "撤下了",
    "drop": "不要了",
}


@page("public_answer.read")
def listing(request: HttpRequest) -> HttpResponse:
    """What everybody reads, by words; for editors what is in work and what may be outdated."""
    actor, now = actor_of(request), clock.now()
    words = " ".join(request.GET.get("q", "").split())[:40]
    address = request.GET.get("item", "")
    item = queries.item_named(actor, address) if address else None
    found = queries.answers_page(actor, words, item, whole_number(request.GET.get("after", "")))
    edits = PERMISSIONS.allows(actor, "public_answer.edit")
    work = queries.answers_in_work(actor) if edits else []
    kept = {"q": words, "item": address if item else "", "after": found.after}
    context = {
        "sought": words,
        "item": queries.item_shown(actor, item, clock.local(now).date()),
        "rows": [{"row": row, "light": tables.answer_light(row.answer)} for row in found.rows],
        "older": found.after and f"?{urlencode({name: value for name, value in kept.items() if value})}",
        "work_head": table_head(tables.IN_WORK),
        "work": tables.work_rows(work, now),
        "work_count": len(work),
        "writes": bool(actor.ids("policy_editor")),
        "asks": PERMISSIONS.allows(actor, "question.ask"),
    }
    return render(request, "advice/answers.html", context)


@page("public_answer.read")
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """One answer for everybody; whoever may acts on it here."""
    return _shown(request, queries.answer_for(actor_of(request), public_id))


def _shown(
    request: HttpRequest, found: PublicAnswer, name: str = "", form: Form | None = None
) -> HttpResponse:
    actor, now = actor_of(request), clock.now()
    steps = {step.name for step in queries.answer_steps(actor, found)}
    finds = PERMISSIONS.allows(actor, "public_answer.find") and bool(actor.ids("member"))
    context = {
        "answer": found,
        "item": queries.item_shown(actor, found.item_id, clock.local(now).date()),
        "light": tables.answer_light(found),
        "steps": steps,
        "edits": "editor" in PERMISSIONS.relations(actor, found),
        "drafts": "drafter" in PERMISSIONS.relations(actor, found) and found.state == "draft",
        "forms": {
            step: form if step == name and form else made() for step, made in forms.ANSWER_FORMS.items()
        },
        "finds": finds,
        "found": finds and queries.found_by_me(actor, found),
        "asks": PERMISSIONS.allows(actor, "question.ask"),
        "refused": form.faults if form is not None and name not in steps else [],
    }
    return render(request, "advice/answer.html", context, status=422 if form is not None else 200)


@page("public_answer.find", methods=("POST",))
def found(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say that this is what one wanted to ask."""
    answer = queries.answer_for(actor_of(request), public_id)
    actions.found_it(author=author_of(request), answer=answer, now=clock.now())
    messages.success(request, "太好了，不用再问了；还有不明白的随时问")
    return HttpResponseRedirect(reverse("advice:answer", args=[public_id]))


@page("public_answer.edit", methods=("GET", "POST"))
def new(request: HttpRequest) -> HttpResponse:
    """Write an answer for everybody, of one's own or from an answered question."""
    source, initial = _source(request)
    form = forms.PublicAnswerForm(sent(request), initial=initial)
    if form.is_valid():
        try:
            made = actions.draft_answer(
                author=author_of(request), edited=_edited(form, source), source=source, now=clock.now()
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, "存成草稿了，看一遍再交给另一个人")
            return HttpResponseRedirect(reverse("advice:answer", args=[made.public_id]))
    here = reverse("advice:new_answer") + (f"?question={source.public_id}" if source else "")
    return _form(request, form, here, source)


def _source(request: HttpRequest) -> tuple[Question | None, dict[str, Any]]:
    """The question it is made of, with its last answer to begin from; its words are not shown again."""
    actor, address = actor_of(request), request.GET.get("question", "")
    if not address:
        return None, {"item": queries.item_named(actor, request.GET.get("item", ""))}
    source = queries.question_for(actor, address)
    last = queries.source_for(actor, source)
    if last is None:
        raise NotFound
    return source, {"item": source.item_id, "answer": last.answer, "basis": last.basis}


def _edited(form: Form, source: Question | None) -> actions.Edited:
    given = form.cleaned_data
    item = source.item_id if source else given["item"]
    return actions.Edited(given["question"], given["answer"], given["basis"], item)


@page("public_answer.edit", methods=("GET", "POST"))
def rewrite(request: HttpRequest, public_id: str) -> HttpResponse:
    """Change a draft of one's own."""
    found = queries.answer_for(actor_of(request), public_id)
    if "drafter" not in PERMISSIONS.relations(actor_of(request), found):
        raise NotFound
    initial = {
        "question": found.question,
        "answer": found.answer,
        "basis": found.basis,
        "item": found.item_id,
    }
    form = forms.PublicAnswerForm(sent(request), initial=initial)
    version = forms.VersionForm(sent(request), initial={"version": found.version})
    if all([form.is_valid(), version.is_valid()]):
        given = form.cleaned_data
        edited = actions.Edited(given["question"], given["answer"], given["basis"], found.item_id)
        try:
            actions.rewrite_answer(
                author=author_of(request), answer=found, edited=edited,
                version=version.cleaned_data["version"], now=clock.now(),
            )  # fmt: skip
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, "改好了")
            return HttpResponseRedirect(reverse("advice:answer", args=[public_id]))
    for _, said in version.faults:
        form.add_error(None, said)
    read = version.cleaned_data.get("version", found.version) if version.is_bound else found.version
    return _form(request, form, reverse("advice:rewrite_answer", args=[public_id]), found.source, read)


def _form(
    request: HttpRequest, form: Form, here: str, source: Question | None, version: int | None = None
) -> HttpResponse:
    actor = actor_of(request)
    context = {
        "form": form,
        "here": here,
        "source": source,
        "may_begin": source is not None or version is not None or bool(actor.ids("policy_editor")),
        "version": version,
        "items": queries.items_to_ask_about(actor, clock.today()),
    }
    return render(request, "advice/answer_form.html", context, status=422 if form.is_bound else 200)


@page("public_answer.edit", methods=("POST",))
def step(request: HttpRequest, public_id: str, name: str) -> HttpResponse:
    """Hand an answer on, give it back, publish it, look it through again, withdraw it."""
    found = queries.answer_for(actor_of(request), public_id)
    if name not in forms.ANSWER_FORMS:
        raise NotFound
    form = forms.ANSWER_FORMS[name](request.POST)
    if form.is_valid():
        try:
            actions.take_answer_step(
                author=author_of(request), answer=found, step=name, given=form.cleaned_data, now=clock.now()
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, DONE[name])
            return HttpResponseRedirect(reverse("advice:answer", args=[public_id]))
    return _shown(request, found, name, form)
