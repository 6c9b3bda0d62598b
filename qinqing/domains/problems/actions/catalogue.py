"""The first day's content: what kinds of problems there are, and who is in charge of which matter."""

from collections.abc import Iterable
from dataclasses import dataclass

from qinqing.domains.problems.models import Category, Duty
from qinqing.domains.problems.terms import LaneClass
from qinqing.kernel.events import Author
from qinqing.kernel.refusals import Refused


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


def keep_catalogue(*, author: Author, categories: Iterable[NewCategory], duties: Iterable[NewDuty]) -> None:
    """Store categories and duties by their code: new ones appear, known ones take these values, none goes.

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
        values = {
            "category": known[duty.category],
            "matter": duty.matter,
            "lead": duty.lead,
            "assist": list(duty.assist),
            "basis": duty.basis,
            "not_this": duty.not_this,
        }
        Duty.objects.update_or_create(code=duty.code, defaults=values)
