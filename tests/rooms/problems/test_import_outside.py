"""A real file of citizens' messages: imported whole, and search finds what reading every line finds.

The file is nobody's to pass on: QINQING_DATA names the folder where it lies.
"""

import json
import os
from pathlib import Path

import pytest

from qinqing.domains.problems import queries
from qinqing.domains.problems.imports import IMPORTS
from qinqing.domains.problems.models import Problem
from qinqing.kernel import door, imports, search
from qinqing.kernel.events import Author
from qinqing.kernel.permissions import Actor, system
from qinqing.lib import text
from tests.builders.problems import at, town

FILE = Path(os.environ.get("QINQING_DATA", "")) / "hotspot_messages.jsonl"
NOW = at("2026-03-02 09:30")

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not FILE.is_file(), reason="QINQING_DATA names no folder with hotspot_messages.jsonl"),
]


def test_every_message_arrives_and_is_found_by_its_words() -> None:
    place, author = town(), Author(system("tests.import"))
    (given,) = IMPORTS
    content = FILE.read_bytes()
    door.step_in(author.actor)
    run = imports.preview(
        given, author=author, content=content, file_name=FILE.name, area_id=place.area.pk, now=NOW
    )
    imports.confirm(given, author=author, run=run, now=NOW)
    messages = [json.loads(line) for line in content.decode().splitlines()]
    refs = dict(Problem.objects.values_list("id", "source_ref"))
    assert sorted(refs.values()) == sorted(str(message["id"]) for message in messages)
    for word in ("用电", "路灯", "公交", "A7县", "扰民", "噪音"):
        wanted = {
            str(message["id"])
            for message in messages
            if text.normalise(word) in text.normalise(f"{message['title']} {message['body']}")
        }
        door.become(place.people["coordinator"].pk, NOW)
        assert {refs[number] for number in search.find("problem", word, most=10_000)} == wanted, word
        door.step_in(author.actor)
    assert queries.orphans(NOW) == []
    again = imports.preview(
        given, author=author, content=content, file_name=FILE.name, area_id=place.area.pk, now=NOW
    )
    assert (again.summary["new"], again.summary["same"]) == (0, len(messages))
    door.step_in(Actor())
