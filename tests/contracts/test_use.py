"""Nothing stands in the house that nobody uses."""

import ast
import re
from collections import Counter
from collections.abc import Iterable, Iterator

from tests.contracts.source import Source, sources

BY_CONVENTION = re.compile(r"\w+Config|handler\d{3}|urlpatterns|app_name|application|[A-Z_]+_CLASS")
"""Names that Django or a server finds by itself."""


def public_names(source: Source) -> Iterator[str]:
    """The functions, classes and constants of a module, except what a decorator or a call registers."""
    for node in ast.parse(source.text).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.decorator_list:
            yield node.name
        if not isinstance(getattr(node, "value", None), ast.Call):
            yield from assigned(node)


def assigned(node: ast.stmt) -> Iterator[str]:
    """The names that a statement gives a value."""
    if isinstance(node, ast.Assign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        yield from (one.id for one in targets if isinstance(one, ast.Name))


def unused(judged: Iterable[Source], users: Iterable[Source]) -> list[str]:
    """Public names that stand only where they are defined."""
    seen = Counter(word for source in users for word in re.findall(r"\w+", source.text))
    return [
        f"{source.path}: {name}"
        for source in judged
        for name in public_names(source)
        if seen[name] < 2 and not name.startswith("_") and not BY_CONVENTION.fullmatch(name)
    ]


def test_every_name_is_used_by_somebody() -> None:
    judged = [s for s in sources() if not s.path.endswith(("models.py", "settings.py"))]
    users = [*sources(), *sources("tests/"), *sources("benchmarks/"), *sources(suffix=".html")]
    assert unused(judged, users) == []


def test_a_name_nobody_uses_is_seen() -> None:
    planted = Source(
        "qinqing/lib/planted.py", "LIMIT = 3\n\ndef used(): return LIMIT\n\ndef forgotten(): ...\n\nused()"
    )
    assert unused([planted], [planted]) == ["qinqing/lib/planted.py: forgotten"]


def test_a_number_is_stated_once_in_a_room() -> None:
    """One that stands twice is two numbers one day. Doors may each say how much they show."""
    stated = Counter(
        (source.room, name)
        for source in sources()
        if source.room is not None and source.file not in ("pages", "queries")
        for node in ast.parse(source.text).body
        if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Constant)
        for name in assigned(node)
        if name.isupper()
    )
    assert [where for where, count in stated.items() if count > 1] == []
