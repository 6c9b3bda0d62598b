"""The words of the house: every Chinese sentence that a page can show, from code, templates and shipped data.

`python -m qinqing.config.words` says which of them the English catalogue lacks and which it holds too much.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from jinja2 import Environment

from qinqing.config.words import code, data, templates

HOUSE: Final = Path(__file__).parents[2]

LEFT_OUT: Final[Mapping[str, str]] = {
    "/migrations/": "written by makemigrations",
    "/simulation/": "words of the demo world",
    "/cli/": "said in the terminal",
    "/kernel/database/": "said in the terminal",
    "/config/": "said in the terminal, or the handbook",
    "/qinqing/api/": "for programs, whose document is Chinese",
    "/kernel/api/": "for programs",
    "/schemas.py": "for programs",
    "/apps.py": "for the handbook",
    "/ui/gallery": "for those who build pages",
    "/ui/english/": "signs and dates that are read",
    "/lib/rules/check.py": "said in the terminal",
    "/lib/rules/__main__.py": "said in the terminal",
    "/policies/rules/search.py": "words that are looked for",
}
"""Parts of an address of a file whose words no page shows, and why."""
KEPT: Final = ("/config/settings.py", "/config/urls.py", "/problems/api/__init__.py")
"""Files that pages show words of although they stand among those."""
SILENT: Final[Mapping[str, frozenset[str]]] = {
    "": frozenset({"__str__", "__repr__"}),
    "/accounts/rules.py": frozenset({"_SURNAMES"}),
    "/enterprises/imports/register.py": frozenset({"_TOTALS", "_YES", "_NO"}),
    "/enterprises/imports/rolls.py": frozenset({"_KINDS"}),
    "/enterprises/imports/spans.py": frozenset({"_YES"}),
    "/enterprises/imports/titles.py": frozenset({"_ALSO", "_LEVELS"}),
    "/enterprises/rules/basics.py": frozenset({"_CURRENCIES", "_UNITS", "_DIVISION_OF"}),
    "/enterprises/rules/figures.py": frozenset({"_UNITS"}),
    "/enterprises/terms.py": frozenset({"_SECTIONS"}),
    "/spreadsheets/leaving.py": frozenset({"_FOOT"}),
    "/workdays/official.py": frozenset({"FORM"}),
    "/ui/formats.py": frozenset({"full_day", "day", "short_day", "days", "weekday", "amount", "_WEEKDAYS"}),
}
"""Names whose words are only read, or are dates and amounts, which English makes by itself (`ui.english`)."""
_IDEOGRAPHS = re.compile(r"[\u3400-\u9fff]")


def sentences() -> dict[str, str]:
    """Every sentence with the file and line of its first use, in the order of the house."""
    found: dict[str, str] = {}
    for text, file, line in _all():
        if not _is_date(text):
            found.setdefault(text, f"{file}:{line}")
    return found


def _all() -> Iterator[tuple[str, str, int]]:
    for path in sorted(HOUSE.rglob("*.py")):
        name = path.relative_to(HOUSE.parent).as_posix()
        if _is_shown(f"/{name}"):
            silent = frozenset().union(*(names for part, names in SILENT.items() if part in f"/{name}"))
            for text, line in code.sentences(path.read_text(encoding="utf-8"), silent):
                yield text, name, line
    environment = Environment(trim_blocks=True, lstrip_blocks=True, autoescape=True)
    for path in sorted(HOUSE.rglob("*.html")):
        name = path.relative_to(HOUSE.parent).as_posix()
        if _is_shown(f"/{name}") and "/jinja2/ui/gallery" not in f"/{name}":
            for text, line in templates.sentences(path.read_text(encoding="utf-8"), environment):
                yield text, name, line
    for text, file, line in data.sentences():
        yield text, f"qinqing/{file}", line


def _is_shown(name: str) -> bool:
    return name.endswith(KEPT) or not any(part in name for part in LEFT_OUT)


def _is_date(text: str) -> bool:
    """A skeleton of a date, `{month}月{day}日`: dates are written anew, not looked up."""
    words = set(_IDEOGRAPHS.findall(re.sub(r"\{\w+\}", "", text)))
    return words <= set("年月日周至") and bool(words & set("月日周至")) and "{" in text
