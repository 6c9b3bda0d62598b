"""Words to begin an answer with: those offered for a problem, and all that a coordinator keeps."""

from collections.abc import Sequence
from datetime import date

from django.db.models import QuerySet

from qinqing.domains.problems.models import ReplyTemplate
from qinqing.domains.problems.queries.dated import in_force, kept_by
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
    fitting = [
        one
        for one in in_force(_templates(), area_id, day)
        if one.category_id in {None, category_id}
        and (results is None or not one.result or one.result in results)
    ]
    return sorted(fitting, key=lambda one: one.category_id is None)


def templates_kept_by(actor: Actor) -> QuerySet[ReplyTemplate]:
    """Every text that the actor keeps or is bound by; the newest first."""
    rows = ReplyTemplate.objects.filter(kept_by(actor))
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
