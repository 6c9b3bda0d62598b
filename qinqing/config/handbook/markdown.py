"""Pages in Markdown: a head that says where they come from, tables, diagrams."""

from collections.abc import Iterable, Sequence

GENERATED = "本页由 `make docs` 从程序的表生成，请勿手改：改了表，重新生成。"
NOTHING = "—"


def document(title: str, lead: str, *parts: str) -> str:
    """A whole page."""
    return (
        "\n\n".join([f"# {title}", f"<!-- {GENERATED} -->", lead, *(part for part in parts if part)]) + "\n"
    )


def section(title: str, *parts: str, level: int = 2) -> str:
    """A headline with what belongs under it; nothing where there is nothing under it."""
    filled = [part for part in parts if part]
    return "\n\n".join([f"{'#' * level} {title}", *filled]) if filled else ""


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; nothing where there are no rows."""
    lines = [f"| {' | '.join(_cell(cell) for cell in row)} |" for row in rows]
    if not lines:
        return ""
    return "\n".join([f"| {' | '.join(head)} |", "|" + " --- |" * len(head), *lines])


def mermaid(text: str) -> str:
    """A diagram."""
    return f"```mermaid\n{text}\n```"


def listed(words: Iterable[str], between: str = "、") -> str:
    """Words in one cell."""
    return between.join(words) or NOTHING


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", "<br>") or NOTHING
