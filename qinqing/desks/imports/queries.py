"""Where one may import into."""

from qinqing.domains.accounts import queries as accounts
from qinqing.kernel.imports import Import
from qinqing.kernel.permissions import Actor


def area_choices(given: Import, actor: Actor) -> list[tuple[int, str]]:
    """The areas the actor may import into, the widest first; the first one is the default."""
    nodes = accounts.area_tree()
    return [(node.id, "　" * node.depth + node.name) for node in nodes if given.keeps(actor, node.id)]
