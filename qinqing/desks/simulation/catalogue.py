"""The first day's categories, duties and reply templates, as rows."""

from qinqing.desks.simulation import world
from qinqing.domains.problems import actions, queries
from qinqing.domains.problems.actions import NewCategory, NewDuty, NewTemplate
from qinqing.kernel import door
from qinqing.kernel.events import Author


def load_first_catalogue() -> bool:
    """Give an installation that has none the catalogue of this release; whether it had none.

    What an office has changed since is left alone.
    """
    if queries.categories_for_choice():
        return False
    load_catalogue()
    return True


def load_catalogue() -> None:
    """Store categories and duties by code; a second time changes nothing. Placeholders (@town) stay text."""
    with door.as_system("simulation.catalogue") as actor:
        actions.keep_catalogue(
            author=Author(actor), categories=_categories(), duties=_duties(), templates=_templates()
        )


def _categories() -> list[NewCategory]:
    groups = [
        NewCategory(group["code"], group["name"], group["definition"])
        for group in world.read("categories")["categories"]
    ]
    kinds = [
        NewCategory(
            kind.code, kind.name, kind.definition, parent=kind.group, keywords=kind.keywords,
            questions=kind.questions, lane=kind.lane, sensitive=kind.sensitive,
        )
        for kind in world.kinds().values()
    ]  # fmt: skip
    return groups + kinds


def _duties() -> list[NewDuty]:
    return [NewDuty(**one | {"assist": tuple(one["assist"])}) for one in world.read("duties")["duties"]]


def _templates() -> list[NewTemplate]:
    return [NewTemplate(**one) for one in world.read("templates")["templates"]]
