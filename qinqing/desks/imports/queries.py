"""Where one may import into."""

from qinqing.domains.accounts import queries as accounts
from qinqing.domains.accounts.terms import Role
from qinqing.kernel.permissions import Actor


def area_choices(actor: Actor) -> list[tuple[int, str]]:
    """The areas the actor coordinates, the widest first; the first one is the default."""
    reached = {*actor.ids(Role.COORDINATOR), *actor.ids(Role.COORDINATION_HEAD)}
    return [(node.id, "　" * node.depth + node.name) for node in accounts.area_tree() if node.id in reached]
