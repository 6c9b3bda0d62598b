"""The answer on the spot, inside the form by which an officer raises: words to begin it with."""

from datetime import date
from typing import Any, Final

from django.http import QueryDict

from qinqing.domains.problems.forms import AnswerAtOnceForm
from qinqing.domains.problems.models import ReplyTemplate
from qinqing.domains.problems.queries.raising import Raisable, known_kinds
from qinqing.domains.problems.queries.templates import offered_templates
from qinqing.domains.problems.terms import Result
from qinqing.kernel.forms import FilesField
from qinqing.lib.text import whole_number

RESULTS: Final = (Result.SOLVED.value, Result.BY_POLICY.value)
"""What may come of an answer on the spot."""


def texts_for(enterprise: Raisable | None, category: str, facts: str, day: date) -> list[tuple[int, str]]:
    """The texts on offer for what was said so far: those of its kind, chosen or else guessed, come first."""
    if enterprise is None:
        return []
    return [(one.pk, one.title) for one in _offered(enterprise, category, facts, day)]


def filled(
    sent: QueryDict, enterprise: Raisable | None, category: str, facts: str, day: date
) -> AnswerAtOnceForm:
    """The answer as it was typed, with the chosen text in it; one that is not on offer changes nothing."""
    typed = _typed(sent)
    number = whole_number(sent.get("fill_from", ""))
    found = () if enterprise is None else _offered(enterprise, category, facts, day)
    words = next((one for one in found if one.pk == number), None)
    if words is not None:
        typed |= {"template": words.pk, "answer": words.text}
        typed |= {"result": words.result} if words.result else {}
        typed |= {"citation": words.citation} if words.citation else {}
    return AnswerAtOnceForm(initial=typed)


def as_typed(sent: QueryDict) -> AnswerAtOnceForm:
    """The answer as it was typed, not looked at."""
    return AnswerAtOnceForm(initial=_typed(sent))


def _offered(enterprise: Raisable, category: str, facts: str, day: date) -> list[ReplyTemplate]:
    kind = whole_number(category)
    if kind is None and not category:
        kind = known_kinds().within(enterprise.area_id, day).likeliest(facts)
    return offered_templates(enterprise.area_id, kind, day, RESULTS)


def _typed(sent: QueryDict) -> dict[str, Any]:
    fields = AnswerAtOnceForm.base_fields
    return {name: sent.get(name, "") for name, field in fields.items() if not isinstance(field, FilesField)}
