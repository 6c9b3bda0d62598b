"""The first day's content: kinds of problems, who is in charge of which matter, words to begin an answer."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from qinqing.domains.problems.models import Category, Duty, ReplyTemplate
from qinqing.domains.problems.terms import LaneClass
from qinqing.kernel.events import Author
from qinqing.kernel.refusals import Refused

SINCE: Final = date(2020, 1, 1)
"""The release's own catalogue holds since before anything was raised."""


@dataclass(frozen=True, slots=True)
class NewCategory:
    """A kind of problem; `parent` is the code of the group it belongs to, empty for a group."""

    code: str
    name: str
    definition: str
    parent: str = ""
    keywords: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    lane: LaneClass = LaneClass.ORDINARY
    sensitive: bool = False


@dataclass(frozen=True, slots=True)
class NewDuty:
    """A matter of the duty catalogue; units by their code, or a placeholder such as @town."""

    code: str
    category: str
    matter: str
    lead: str
    assist: tuple[str, ...] = ()
    basis: str = ""
    not_this: str = ""


@dataclass(frozen=True, slots=True)
class NewTemplate:
    """Words to begin an answer with, for everywhere; the category by its code, empty for all."""

    code: str
    title: str
    text: str
    from_on: date
    category: str = ""
    result: str = ""
    citation: str = ""


def keep_catalogue(
    *,
    author: Author,
    categories: Iterable[NewCategory],
    duties: Iterable[NewDuty],
    templates: Iterable[NewTemplate] = (),
) -> None:
    """Store all by their code: new ones appear, known ones take these values, none goes.

    Groups stand before what belongs to them. The system's alone.
    """
    if not author.actor.system:
        raise Refused("no_right", "类别和派单目录由系统维护")
    known: dict[str, Category] = {}
    for one in categories:
        values = {
            "name": one.name,
            "parent": known.get(one.parent),
            "definition": one.definition,
            "keywords": list(one.keywords),
            "questions": list(one.questions),
            "lane": one.lane.value,
            "sensitive": one.sensitive,
        }
        known[one.code], _ = Category.objects.update_or_create(code=one.code, defaults=values)
    for duty in duties:
        said: dict[str, object] = {
            "category": known[duty.category],
            "matter": duty.matter,
            "lead": duty.lead,
            "assist": list(duty.assist),
            "basis": duty.basis,
            "not_this": duty.not_this,
            "valid_from_on": SINCE,
        }
        Duty.objects.update_or_create(code=duty.code, defaults=said)
    for template in templates:
        words = {
            "category": known[template.category] if template.category else None,
            "title": template.title,
            "text": template.text,
            "result": template.result,
            "citation": template.citation,
            "valid_from_on": template.from_on,
        }
        ReplyTemplate.objects.update_or_create(code=template.code, defaults=words)
