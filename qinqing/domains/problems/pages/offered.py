"""Offered steps as forms on a page: which wait for this person now, and how each field looks."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import urlencode

from django.forms import BoundField
from django.forms import Field as FormField

from qinqing.domains.problems.forms import FORMS
from qinqing.domains.problems.limits import LimitTable
from qinqing.domains.problems.pages.bound import Bound, choices_of, form_of
from qinqing.domains.problems.pages.units import ASKS_UNIT, UnitsOffered
from qinqing.domains.problems.queries.detail import Detail, Offer
from qinqing.domains.problems.queries.numbers import Numbers
from qinqing.domains.problems.queries.templates import offered_templates
from qinqing.domains.problems.rules import HEAD_ASKS, HEAD_EXPLAINS, HEAD_REFUSES, reviewer_of
from qinqing.domains.problems.terms import URGENT_LANES, ClockKind, Holder, LaneClass, Objection
from qinqing.kernel import clock
from qinqing.kernel.addresses import path_to
from qinqing.kernel.forms import (
    ChoiceField,
    ChoicesField,
    DayField,
    FilesField,
    Form,
    IdField,
    MomentField,
    TextField,
)

OPENED: Final = "do"
"""The field of the address that names the step whose form stands open."""
LONG_TEXT: Final = 120
LONG_ANSWER: Final = 1500
FEW: Final = 5
SHORT: Final = 7


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a step's form: which component shows it, and with what."""

    bound: BoundField
    kind: str
    choices: Sequence[Any] = ()
    units: UnitsOffered | None = None
    rows: int = 3
    limit: int = 0
    words: bool = False
    optional: bool = False


@dataclass(frozen=True, slots=True)
class StepForm:
    """A step as it stands on a page: its form, the address that draws it, or why it cannot be taken now."""

    step: str
    label: str
    says: str
    refused: str
    action: str
    id: str
    task_id: int | None
    fields: Sequence[Field]
    errors: Sequence[tuple[str, str]]
    kind: str
    is_open: bool
    has_files: bool
    opens: str = ""
    to_head: str = ""


SAYS: Final[Mapping[str, str]] = {
    "answer_at_once": "企业马上看到答复，并说解决没有",
    "take": "您来办；答应的日期企业看得到",
    "resolve": "企业马上看到答复，并说解决没有",
    "pass_on": "协调办 {dispatch}内分办",
    "accept": "受理以后再派给单位",
    "ask_supplement": "企业 {supplement}内补充；这边的时限最多停 {rest}",
    "refuse": "到此结束；企业看得到理由和可走的渠道",
    "hand_over": "写给现在的服务官，他要说一声看过了；企业看不到",
    "take_over": "交接说明在经过里；接手以后由您接着跟",
    "add_unit": "马上要签收；主办的时限不变",
    "change_lead": "新的主办接着用剩下的时间，至少 {new_lead}；不选单位就回到分办",
    "approve": "企业马上看到答复，并说解决没有",
    "send_back": "单位接着用剩下的时间修改，至少 {sent_back}",
    "allow_objection": "回到分办，不能再说不予受理；企业看得到理由",
    "deny_objection": "不予受理不变，到此结束；企业看得到理由",
    "reopen": "原来的主办单位接着办；没有派过的，由协调办分办",
    "redo": "单位重新办，{rework}内再答复",
    "explain": "不再派给单位，向企业说明一次，再请它评价；只能用一次",
    "conclude": "书面结论，到此结束",
    "withdraw": "到此结束；要有企业的确认",
    "escalate": "加一级负责人，原来的办理不停",
    "instruct": "办理的人看得到，企业看不到",
    "record_contact": "企业也看得到",
    "miss_contact": "企业也看得到",
    "reclassify": "正在走的时限跟着重算",
    "confirm_by_call": "到此结束；注明是代录，不算企业自己的评价",
    "dispute": "退回审核，决定重办、解释或结论",
    "record_attempt": "三个工作日各试一次，其中一次换一种方式",
    "waive": "这个单位不用再办，要写明理由",
    "sign_off": "送协调办审核，时限到此停",
    "refuse_sign_off": "退给承办人修改，时限接着走",
    "draft_reply": "负责人审签，计入时限",
    "answer_interim": "企业马上看到",
    "reply_assist": "给主办单位参考，企业看不到",
    "name_handler": "由他签收、联系和答复；不能是唯一的审签人",
    "wait_for_assist": "协办超了自己的时限，等它的时间记在它名下",
}
"""What follows from a step, in one line beside its button; its numbers are those of the place."""
_SAYS_URGENT: Final[Mapping[str, str]] = {
    "change_lead": "紧急的从头算，新的主办有 {finish}；不选单位就回到分办",
    "send_back": "单位接着用剩下的时间修改",
}
"""The same where the class is urgent and other things follow."""

ASKED_OF_HEAD: Final[Mapping[str, str]] = {
    "refuse": "请决定要不要不予受理",
    "ask_supplement": "请决定要不要再请企业补充一次",
    "explain": "请决定要不要向企业再解释一次",
}
"""What the head of coordination is asked for where he alone may take a step."""
FOR: Final = "for"
"""The field of the address that names the step for which the head is asked."""
DANGER: Final = frozenset({"refuse", "withdraw", "discard"})
_HELD_BY: Final[Mapping[str, frozenset[str]]] = {
    Holder.AUTHOR: frozenset({"author"}),
    Holder.OFFICER: frozenset({"officer"}),
    Holder.COORDINATOR: frozenset({"coordinator", "reviewer"}),
    Holder.COORDINATION_HEAD: frozenset({"reviewer"}),
    Holder.LEADER: frozenset({"reviewer"}),
    Holder.CALLBACK: frozenset({"callback"}),
}
_NEVER_THE_TURN: Final = frozenset({"withdraw", "refuse", "discard"})
_DECIDES_OBJECTION: Final = frozenset({"allow_objection", "deny_objection"})
_OWN_WORD: Final = frozenset({"pressed", "pressed_words"})
"""What the enterprise alone is asked; its own page has it."""
_ACTS_IN_TURN: Final = frozenset({"record_attempt"})


def waits_for(offer: Offer, detail: Detail) -> bool:
    """Whether this person must decide on the offered step of the problem now."""
    step = offer.step
    if step.name == "instruct":
        return any(c.kind == ClockKind.LEVEL and c.runs for c in detail.clocks)
    if step.name in _DECIDES_OBJECTION | {"take_over"}:
        return True
    if offer.task is not None or step.name in _NEVER_THE_TURN:
        return False
    mine = _HELD_BY.get(detail.case.holder, frozenset()) & detail.relations
    moves = step.target != "=" or step.name in _ACTS_IN_TURN
    return moves and bool(step.by & mine)


def is_premature(offer: Offer, detail: Detail) -> bool:
    """Whether there is nothing to decide on yet, or any more: then the step is not spoken of."""
    return offer.step.name in _DECIDES_OBJECTION and detail.case.objection is not Objection.PENDING


def step_form(
    offer: Offer,
    detail: Detail,
    bound: Bound | None,
    *,
    choices: Mapping[str, Any] | None = None,
    units: UnitsOffered | None = None,
    initial: Mapping[str, Any] | None = None,
    is_open: bool = False,
) -> StepForm:
    """The form of an offered step: as it was sent and failed, or fresh with what is known filled in.

    `units` are those that it may name, where it names one.
    """
    known = {**choices_of(detail), **_templates(offer, detail), **(choices or {})}
    form = form_of(offer, bound, known)
    name = name_of(offer)
    form.auto_id = f"id_{name}_%s"
    fresh = bound is None or form is not bound.form
    if fresh:
        form.initial = {"contact_with": detail.problem.contact_name, **_only(known, form), **(initial or {})}
    return replace(
        step_head(offer, detail),
        fields=[
            Field(form[field], "unit", units=units, optional=not form.fields[field].required)
            if units is not None and field == ASKS_UNIT[offer.step.name]
            else _field(form[field], known.get(field, ()))
            for field in form.fields
            if field not in _OWN_WORD
        ],
        errors=errors_of(form, name) if form.is_bound else (),
        is_open=is_open or not fresh,
        has_files=any(isinstance(field, FilesField) for field in form.fields.values()),
    )


def step_head(offer: Offer, detail: Detail, opens: str = "") -> StepForm:
    """An offered step without its form; `opens` is the address at which the form is drawn."""
    name, step = name_of(offer), offer.step
    return StepForm(
        step=step.name,
        label=f"{step.label}：{offer.task.unit}" if step.name == "waive" and offer.task else step.label,
        says=says_of(step.name, detail.limits, detail.case.lane),
        refused=offer.reason,
        action=path_to("problems:step", detail.problem.public_id, step.name),
        id=f"step-{name}",
        task_id=offer.task.task.id if offer.task else None,
        fields=(),
        errors=(),
        kind="danger" if step.name in DANGER else "primary",
        is_open=False,
        has_files=False,
        opens=opens,
        to_head=_to_head(offer, detail),
    )


def _to_head(offer: Offer, detail: Detail) -> str:
    """Where the head is asked to take a step that is his alone: the raising to his level (M12), words begun.

    Empty where he has been asked, or where the next level is no longer his.
    """
    if offer.reason not in {HEAD_REFUSES, HEAD_ASKS, HEAD_EXPLAINS}:
        return ""
    raising = detail.offer("escalate")
    his = reviewer_of(detail.case.level + 1) == "coordination_head"
    asked = any(clock.kind == ClockKind.LEVEL and clock.runs for clock in detail.clocks)
    if raising is None or raising.reason or asked or not his:
        return ""
    there = path_to("problems:detail", detail.problem.public_id)
    return f"{there}?{urlencode({OPENED: 'escalate', FOR: offer.step.name})}#step-escalate"


def begun_for_head(step: str, detail: Detail) -> dict[str, str]:
    """The first words to the head, where he is asked to take a step."""
    if step not in ASKED_OF_HEAD:
        return {}
    return {"asked": detail.problem.title, "blocked_by": "只能由负责人决定", "wanted": ASKED_OF_HEAD[step]}


def says_of(step: str, limits: LimitTable, lane: LaneClass) -> str:
    """What follows from a step in this place and class."""
    urgent = _SAYS_URGENT.get(step) if lane in URGENT_LANES else None
    return (urgent or SAYS.get(step, "")).format_map(Numbers(limits, lane))


def name_of(offer: Offer) -> str:
    """What tells an offered step from the others of its page; its form is drawn there at `?do=` this name."""
    return f"{offer.step.name}-{offer.task.task.id}" if offer.task else offer.step.name


def needs_nothing(offer: Offer) -> bool:
    """Whether the step is taken by its button alone."""
    kind = FORMS.get(offer.step.name)
    return kind is not None and not kind.base_fields


def _templates(offer: Offer, detail: Detail) -> dict[str, Any]:
    """Words to begin with, where a step answers the enterprise."""
    kind = FORMS.get(offer.step.name)
    if kind is None or "template" not in kind.base_fields or offer.reason:
        return {}
    results = [value for value, _ in _choices(kind.base_fields["result"])]  # type: ignore[arg-type]
    today = clock.local(clock.now()).date()
    found = offered_templates(detail.case.area_id, detail.problem.category_id, today, results)
    return {"template": [(one.pk, one.title) for one in found]}


def _only(choices: Mapping[str, Any], form: Form) -> dict[str, Any]:
    """Where there is but one thing to choose, it is chosen."""
    return {
        name: [options[0][0]]
        for name, options in choices.items()
        if name in form.fields and len(options) == 1 and isinstance(form.fields[name], ChoicesField)
    }


def errors_of(form: Form, name: str) -> list[tuple[str, str]]:
    """What stands above the form: each error with the id of its field."""
    found = [("", sentence) for sentence in form.refusals]
    for field, sentences in form.errors.items():
        if field != "__all__":
            found += [
                (f"{name}_{field}", f"{form.fields[field].label}：{sentence}") for sentence in sentences
            ]
    return found


_OWN_WORDS: Final = frozenset({"answer", "opinion", "spoken_words", "words", "conclusion", "text"})


_KINDS: Final[tuple[tuple[type[FormField], str], ...]] = (
    (DayField, "date"),
    (MomentField, "moment"),
    (FilesField, "file"),
    (IdField, "choice"),
)


def _choices(field: ChoiceField | ChoicesField) -> list[tuple[Any, str]]:
    """A field's choices as plain pairs: ours are never grouped or lazy."""
    return list(field.choices)  # type: ignore[arg-type]


def _field(bound: BoundField, options: Sequence[Any]) -> Field:
    field: FormField = bound.field
    optional = not field.required
    if bound.name == "seen_draft":
        return Field(bound, "seen", choices=options, optional=True)
    if bound.name == "template":
        return Field(bound, "template", choices=options, optional=True)
    if isinstance(field, TextField):
        return _text(bound, field.max_length or 0, optional)
    if isinstance(field, ChoicesField):
        cards = [{"value": value, "label": label} for value, label in _choices(field)]
        return Field(bound, "many", choices=cards, optional=optional)
    if isinstance(field, ChoiceField):
        labels = [label for _, label in _choices(field)]
        brief = len(labels) <= FEW and all(len(label) <= SHORT for label in labels)
        return Field(bound, "segments" if brief else "select", optional=optional)
    kind = next((kind for one, kind in _KINDS if isinstance(field, one)), "text")
    return Field(bound, kind, choices=options, optional=optional)


def _text(bound: BoundField, most: int, optional: bool) -> Field:
    if most <= LONG_TEXT:
        return Field(bound, "text", optional=optional)
    rows = 5 if most > LONG_ANSWER else 3
    return Field(bound, "area", rows=rows, limit=most, words=bound.name in _OWN_WORDS, optional=optional)


def named(forms: Iterable[StepForm], *steps: str) -> list[StepForm]:
    """The forms of these steps, in this order."""
    by_name = {form.step: form for form in forms}
    return [by_name[step] for step in steps if step in by_name]
