"""Tables that no Excel would make, sent to every import: a sentence, never our error, never half of it."""

import io
import zipfile
from collections.abc import Callable, Mapping

import pytest
from django.test import Client

from qinqing.domains.enterprises.models import Contact, Enterprise, YearlyFacts
from qinqing.domains.problems.models import Problem
from qinqing.kernel import door
from qinqing.kernel.imports import Outcome, State, import_of
from qinqing.kernel.models import ImportRun
from qinqing.lib.spreadsheets import Column
from tests.builders import hostility
from tests.builders.imports import worker_takes_its_turn
from tests.builders.workbooks import a_workbook
from tests.doors.enterprises.conftest import Place, coordinator, place

__all__ = ["coordinator", "place"]

KINDS = ("enterprises", "contacts", "figures", "titles", "rolls", "officers", "assignments", "problems")
EVIL = '=HYPERLINK("http://evil.example","点我")'
SCRIPT = hostility.SCRIPT
Rows = list[list[str]]


def _rows(kind: str, count: int = 2, word: str = "澜川微澜电子有限公司") -> Rows:
    """A table of this kind whose cells all say something, but of the area."""
    columns = import_of(kind).columns
    return [[one.label for one in columns], *([_said(one, word) for one in columns] for _ in range(count))]


def _said(column: Column, word: str) -> str:
    if column.key == "area":
        return ""
    return word if column.required else "2024"


def _csv(rows: Rows) -> str:
    return "\n".join(",".join(f'"{cell}"' for cell in row) for row in rows)


def _nested() -> bytes:
    """Archives in an archive, each of a thousand more of nothing."""
    content = b"0" * 1_000_000
    for _ in range(4):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for number in range(10):
                archive.writestr(f"xl/{number}.xml", content)
        content = packed.getvalue()
    return content


FILES: Mapping[str, Callable[[str], bytes]] = {
    "a bomb": lambda kind: hostility.bomb(),
    "a bomb of bombs": lambda kind: _nested(),
    "ten thousand columns of text": lambda kind: _csv([[f"列{n}" for n in range(10_000)]] * 2).encode(),
    "ten thousand columns of Excel": lambda kind: a_workbook([[f"列{n}" for n in range(10_000)]]),
    "formulas": lambda kind: a_workbook([_rows(kind)[0], [f"{EVIL}→点我" for _ in _rows(kind)[0]]]),
    "formulas as text": lambda kind: _csv(_rows(kind, word="@SUM(1+1)*cmd|' /C calc'!A0")).encode(),
    "a script in every cell": lambda kind: _csv([_rows(kind)[0], [SCRIPT.replace('"', "'")] * 9]).encode(),
    "three merged lines of titles": lambda kind: a_workbook(
        [["关于报送的通知"], ["（二〇二六年）"], ["单位：万元"], *_rows(kind)],
        merged=["A1:H1", "A2:H2", "A3:H3"],
    ),
    "everything merged": lambda kind: a_workbook(_rows(kind), merged=["A1:Z99999"]),
    "UTF-16 without a mark": lambda kind: _csv(_rows(kind)).encode("utf-16-le"),
    "UTF-32": lambda kind: _csv(_rows(kind)).encode("utf-32"),
    "Shift-JIS": lambda kind: "会社名,電話\nあいう,1".encode("shift-jis"),
    "GB18030 cut in a character": lambda kind: _csv(_rows(kind)).encode("gb18030")[:-2] + b"\x81",
    "half a character": lambda kind: _csv(_rows(kind)).encode() + b"\n\xed\xa0\x80,\xff",
    "null characters": lambda kind: _csv(_rows(kind, word="前\0后")).encode(),
    "a cell of a megabyte": lambda kind: _csv(_rows(kind, word="长" * 350_000)).encode(),
    "an open quote": lambda kind: (_csv(_rows(kind)) + '\n"' + "x,\n" * 5_000).encode(),
    "headings alone": lambda kind: _csv(_rows(kind, 0)).encode(),
    "the same heading everywhere": lambda kind: _csv([[_rows(kind)[0][0]] * 40] * 3).encode(),
    "more rows than allowed": lambda kind: _csv(_rows(kind, 50_001, "甲")).encode(),
    "JSON without a bottom": lambda kind: b"[" * 200_000,
    "JSON of other things": lambda kind: b'[{"a": {"b": []}}, 5, null, "x"]',
    "a page": lambda kind: f"<html><table><tr><td>{SCRIPT}</td></tr></table></html>".encode(),
    "nothing but line ends": lambda kind: b"\r\n" * 10_000,
    "numbers beyond all measure": lambda kind: _csv(_rows(kind, word="9" * 400)).encode(),
}


def held() -> dict[str, int]:
    """How much there is of what imports write."""
    with door.as_system("tests.read"):
        return {
            model.__name__: model._default_manager.count()
            for model in (Enterprise, Contact, YearlyFacts, Problem)
        }


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", FILES)
def test_a_hostile_table_ends_in_words_and_writes_nothing_or_all(
    name: str, kind: str, place: Place, coordinator: Client
) -> None:
    before = held()
    file = io.BytesIO(FILES[name](kind))
    file.name = f"{name}.xlsx" if file.getvalue().startswith(b"PK") else f"{name}.csv"
    answer = coordinator.post(f"/import/{kind}/", {"file": file, "area_id": place.district.pk})
    if answer.status_code == 422:
        assert held() == before
        return
    assert answer.status_code == 302
    worker_takes_its_turn()
    page = coordinator.get(answer["Location"])
    text = page.content.decode()
    with door.as_system("tests.read"):
        run = ImportRun.objects.get()
    assert (page.status_code, held()) == (200, before)
    assert run.state in (State.FAILED, State.MAPPING, State.PREVIEW), run.state
    assert SCRIPT not in text
    assert run.state != State.FAILED or not run.summary["fault"].isascii()
    if run.state == State.PREVIEW and run.summary["new"]:
        _written_whole(coordinator, answer["Location"], run, before)


def _written_whole(client: Client, address: str, run: ImportRun, before: Mapping[str, int]) -> None:
    assert client.post(f"{address}confirm/").status_code == 302
    worker_takes_its_turn()
    with door.as_system("tests.read"):
        run.refresh_from_db()
        written = run.rows.filter(outcome=Outcome.NEW, object_id__isnull=False).count()
    assert client.get(address).status_code == 200
    assert (run.state, written) == (State.DONE, run.summary["new"])
    assert sum(held().values()) - sum(before.values()) == written


@pytest.mark.parametrize("name", ["three merged lines of titles", "formulas as text", "half a character"])
def test_what_can_be_read_of_it_arrives(name: str, place: Place, coordinator: Client) -> None:
    """The twin: not everything above ends before it begins."""
    file = io.BytesIO(FILES[name]("enterprises"))
    file.name = "名单.xlsx"
    answer = coordinator.post("/import/enterprises/", {"file": file, "area_id": place.district.pk})
    worker_takes_its_turn()
    with door.as_system("tests.read"):
        run = ImportRun.objects.get()
    assert (run.state, run.summary["new"]) == (State.PREVIEW, 1)
    _written_whole(coordinator, answer["Location"], run, held())
