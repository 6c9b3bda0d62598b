"""Words to begin an answer with: those offered for a problem, and all that a coordinator keeps."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Q, QuerySet

from qinqing.domains.problems.models import ReplyTemplate
from qinqing.domains.problems.queries.surroundings import area_chain
from qinqing.kernel.kept import Kept
from qinqing.kernel.permissions import Actor
from qinqing.kernel.refusals import NotFound


def _read() -> list[ReplyTemplate]:
    return list(ReplyTemplate.objects.order_by("result", "title", "id"))


_templates: Kept[list[ReplyTemplate]] = Kept(_read)


def offered_templates(
    area_id: int, category_id: int | None, day: date, results: Sequence[str] | None = None
) -> list[ReplyTemplate]:
    """The texts in use on a day for an area and a category, those of the category before those for all.

    A text that another one in use there replaces is not among them. `results` leaves out what belongs to
    another result.
    """
    nodes = {None, *area_chain(area_id)}
    in_use = [one for one in _templates() if one.area_id in nodes and is_in_use(one, day)]
    replaced = {one.replaces_id for one in in_use}
    fitting = [
        one
        for one in in_use
        if one.pk not in replaced
        and one.category_id in {None, category_id}
        and (results is None or not one.result or one.result in results)
    ]
    return sorted(fitting, key=lambda one: one.category_id is None)


def is_in_use(template: ReplyTemplate, day: date) -> bool:
    """Whether a text may be chosen on a day."""
    until = template.valid_until_on
    return template.valid_from_on <= day and (until is None or day < until)


def templates_kept_by(actor: Actor) -> QuerySet[ReplyTemplate]:
    """Every text of the areas that the actor coordinates, and those of the release; the newest first."""
    rows = ReplyTemplate.objects.filter(Q(area__among=actor.ids("coordinator")) | Q(area=None))
    return rows.select_related("area", "category", "written_by").order_by("-valid_from_on", "-id")


def template_for(actor: Actor, template_id: int) -> ReplyTemplate:
    """One of them. Raises NotFound."""
    found = templates_kept_by(actor).filter(pk=template_id).first()
    if found is None:
        raise NotFound
    return found


def forget_templates() -> None:
    """Read them anew at the next use: one was written here."""
    _templates.forget()
