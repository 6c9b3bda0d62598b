"""Markup stands where a browser reads it as such: in no attribute, and not in the heading of the window."""

import re
from collections.abc import Iterable

from tests.doors.knocking import Found

_MISPLACED = re.compile(r' [a-z-]+="[^"<>]*<[a-z/]|<title[^>]*>[^<]*<(?!/title>)')


def misplaced(page: str) -> str:
    """What of a page would be shown as it is, or would end an attribute too soon; '' where nothing would."""
    found = _MISPLACED.search(page) if "<html " in page[:2000] else None
    return page[found.start() : found.end() + 60] if found else ""


def misplaced_on(pages: Iterable[Found]) -> list[str]:
    """The same of several pages, each with its address."""
    return [f"{said!r} at {page.path}" for page in pages if (said := misplaced(page.body))]
