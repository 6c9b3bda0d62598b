"""What is wrong with a page in English: words of ours that stayed Chinese, words of people that did not."""

import json
import re
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache
from html.parser import HTMLParser
from typing import Any

import psycopg
from django.apps import apps
from django.db import models

from qinqing.config.words.english import FOLDER
from qinqing.ui.english import catalogue, in_english
from qinqing.ui.english.markup import VOID, translated
from qinqing.ui.english.signs import IDEOGRAPH
from qinqing.ui.english.wording import Wording
from tests.builders.personas import WORDS_BEGIN
from tests.doors.knocking import Found
from tests.doors.test_planted import texts

CHANGED = "CHANGED"
NAMES = frozenset({
    *("accounts_person.name", "accounts_person.post", "enterprises_contact.name", "enterprises_contact.post"),
    *("enterprises_enterprise.name", "enterprises_enterprisename.name", "enterprises_registration.name"),
    *("enterprises_registration.post", "enterprises_registration.enterprise_name", "kernel_importrow.label"),
    *("advice_talklisting.name", "officers_themegroup.name", "problems_problem.contact_name"),
    *("problems_problem.enterprise_words", "problems_contactrecord.with_whom", "policies_statedfact.fact"),
    *("enterprises_roll.name", "kernel_webhook.address"),
})  # fmt: skip
"""Names: they stand in sentences and lists everywhere and are no entries, so that they are not marked."""
OURS = frozenset({
    *("kernel_importrow.message", "enterprises_enterprise.type_text", "enterprises_enterprise.capital_text"),
    *("exports_export.given", "exports_export.says", "kernel_event.record"),
    *("kernel_importrun.summary", "inbox_message.text"),
})  # fmt: skip
"""What the house wrote there in its own words."""
OF_AN_AREA = (
    *("problems_category.name", "problems_category.definition", "problems_categoryrule.name"),
    "kernel_datedsetting.source",
)
"""What stands in a table of the house and is somebody's own words all the same where an area decided it."""
UNREAD = frozenset({"value", "href", "action", "content", "hx-post", "hx-get", "data-draft", "data-copy"})
"""Attributes that nobody reads, or that hold what was typed."""
_LABEL = re.compile(r"zh: ([^,}\n]+)")


class Reader(HTMLParser):
    """What is read on a page: texts and attributes, but for what stands in `translate="no"` and in fields."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self._kept: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        stays = ("translate", "no") in attrs or tag in {"script", "style", "textarea"}
        if not self._kept and not stays:
            self.found += [value for name, value in attrs if value and name not in UNREAD]
        if (stays and not self._kept and tag not in VOID) or tag in self._kept[:1]:
            self._kept.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._kept[:1]:
            self._kept.pop()

    def handle_data(self, data: str) -> None:
        if not self._kept:
            self.found.append(data)


def left(page: str, known: re.Pattern[str]) -> Iterator[str]:
    """The texts and attributes of a page in English that have Chinese beyond what the data call things."""
    for text in Reader(in_english(page, FOLDER)).found:
        if IDEOGRAPH.search(known.sub("", text)):
            yield text.strip()


def chinese_left(pages: Iterable[Found], known: re.Pattern[str]) -> list[str]:
    """What is left in Chinese on these pages, each with one page that has it."""
    found: dict[str, str] = {}
    for page in _pages(pages):
        for text in left(page.body, known):
            found.setdefault(text, page.path)
    return [f"{text!r} at {path}" for text, path in found.items()]


def touched(pages: Iterable[Found], wording: Wording) -> list[str]:
    """What people wrote and was changed, with the page; `wording` has an entry for each text of theirs."""
    found: dict[str, str] = {}
    for page in _pages(pages):
        for column in re.findall(rf"{CHANGED} ([\w.]+) {CHANGED}", translated(page.body, wording.say)):
            found.setdefault(column, page.path)
    return [f"{column} at {path}" for column, path in found.items()]


def _pages(pages: Iterable[Found]) -> Iterator[Found]:
    return (page for page in pages if page.status == 200 and "<html " in page.body[:2000])


@lru_cache(maxsize=1)
def with_entries_of_theirs(values: "Values") -> Wording:
    """The catalogue, and in it an entry for each text that somebody wrote: one that is found was changed."""
    entries = catalogue.read(FOLDER)
    own = {f"{table}.{name}" for table, name in texts()} - NAMES - OURS
    theirs = {
        " ".join(text.split()): f"{CHANGED} {column} {CHANGED}"
        for column in (*sorted(own), *OF_AN_AREA)
        for text in (values.of_areas(column) if column in OF_AN_AREA else values.of(column))
        if text not in entries and len(text) > 1
    }
    return Wording(entries | theirs, catalogue.read_holes(FOLDER))


class Values:
    """Every text with a Chinese character in the database of the crowd, by its column."""

    def __init__(self, keeper: psycopg.Connection) -> None:
        self._found: dict[str, set[str]] = {}
        for model in apps.get_models():
            if model.__module__.startswith("qinqing."):
                for field in model._meta.concrete_fields:
                    if isinstance(field, models.CharField | models.TextField | models.JSONField):
                        table, column = model._meta.db_table, field.column
                        self._found[f"{table}.{column}"] = _read(keeper, table, column)
        self._of_areas = {
            each: _read(keeper, *each.split("."), where="where area_id is not null") for each in OF_AN_AREA
        }

    def of(self, column: str) -> set[str]:
        return self._found[column]

    def of_areas(self, column: str) -> set[str]:
        """Of a table of the house what areas wrote."""
        return self._of_areas[column]

    @cached_property
    def known(self) -> re.Pattern[str]:
        """What finds each of them in a text, the longest first, and what the crawl types into the search."""
        texts = sorted({"", WORDS_BEGIN}.union(*self._found.values()), key=len, reverse=True)
        return re.compile("|".join(re.escape(text) for text in texts if len(text) > 1))


def _read(keeper: psycopg.Connection, table: str, column: str, where: str = "") -> set[str]:
    rows = keeper.execute(f'select distinct "{column}"::text from "{table}" {where}').fetchall()  # type: ignore[arg-type]
    parts = (part for (row,) in rows if row for part in _strings(row))
    return {part for part in parts if IDEOGRAPH.search(part)}


def _strings(text: str) -> Iterator[str]:
    yield text
    yield from _LABEL.findall(text)
    if text[0] in "[{":
        try:
            yield from _within(json.loads(text))
        except ValueError:
            return


def _within(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case list():
            for each in value:
                yield from _within(each)
        case dict():
            for each in value.values():
                yield from _within(each)
