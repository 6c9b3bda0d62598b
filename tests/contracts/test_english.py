"""The English catalogue says all that the house says, and nothing else."""

import pytest
from jinja2 import Environment

from qinqing.config.words import code, english, sentences, templates
from qinqing.ui.english import catalogue
from qinqing.ui.english.wording import Wording
from tests.contracts.source import ROOT

HOW = "run `.venv/bin/python -m qinqing.config.words --write` and write the English: docs/how-to/add-words.md"


def test_every_sentence_of_the_house_has_its_english_and_no_other_has() -> None:
    found = english.differences()
    assert not found, "\n".join([HOW, *found])


def test_a_new_sentence_and_one_that_is_gone_are_seen(monkeypatch) -> None:
    kept = catalogue.read(english.FOLDER)
    gone = next(iter(kept))
    monkeypatch.setattr(english, "sentences", lambda: {**dict.fromkeys(kept, ""), "新的一句": "here:1"})
    monkeypatch.setattr(english.catalogue, "read", lambda folder: {**kept, "没人再说": "Nobody says so"})
    assert english.differences() == ["no English: '新的一句' (here:1)", "said nowhere: '没人再说'"]
    assert gone in kept


def test_a_wrong_entry_is_seen() -> None:
    wrong = {
        "还差 {n} 天": "{m} days left",
        "诉求": "诉求",
        "企业": " Enterprise",
        "{n} 件": "{n} [item]",
        "办结": "Closed。",
    }
    assert [[*english.faults(text, said)] for text, said in wrong.items()] == [
        ["other holes"],
        ["a Chinese sign"],
        ["a space at an end"],
        ["brackets that choose nothing"],
        ["a Chinese sign"],
    ]
    assert [*english.faults("还差 {n} 天", "{n} [day|days] left")] == []


def test_no_sentence_stands_in_two_files() -> None:
    files = catalogue.read_files(english.FOLDER)
    assert sum(len(entries) for entries in files.values()) == len(catalogue.read(english.FOLDER))


def test_the_files_are_written_as_they_are_read(tmp_path) -> None:
    """Sorted, one sentence a line: who adds some changes no other line."""
    for name, entries in catalogue.read_files(english.FOLDER).items():
        catalogue.write(tmp_path, name, entries)
        kept = english.FOLDER / f"{name}.json"
        assert (tmp_path / kept.name).read_text("utf-8") == kept.read_text("utf-8"), kept.relative_to(ROOT)


def test_sentences_are_read_from_code() -> None:
    text = '''
"""不算。"""
def said(n, name, late):
    """也不算。"""
    if name == "不比":
        return "一句" if late else f"还差 {n} 天"
    return "共 %d 件" % n + "，完"
class Box:
    title = models.CharField("列名", max_length=3)
'''
    assert [found for found, _ in code.sentences(text)] == ["一句", "还差 {n} 天", "共 {n} 件，完"]


def test_sentences_are_read_from_templates() -> None:
    text = (
        '<p title="提示">还差 {{ n }} 天{% if late %}，晚了{% endif %}</p>'
        '{{ ui.button("提交") }}<b translate="no">不译</b>{# 不算 #}<a href="/{{ x }}">打开</a>'
    )
    found = [found for found, _ in templates.sentences(text, Environment())]
    assert found == ["提交", "提示", "还差 {n} 天，晚了", "还差 {n} 天", "打开"]


def test_the_house_says_thousands() -> None:
    """The twin of completeness: an extraction that finds nothing would be complete at once."""
    assert len(sentences()) > 5000


def test_what_stands_for_words_that_nobody_wrote_has_its_english() -> None:
    assert catalogue.read_holes(english.FOLDER).unsaid <= catalogue.read(english.FOLDER).keys()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("30 万元 · 请在 12月4日 周五 18:00 前补材料", "CNY 300,000 · Supplement by Fri 4 Dec, 18:00"),
        ("11月20日 提 · 12月4日 周五 18:00 前补充", "raised 20 Nov · supplement by Fri 4 Dec, 18:00"),
        ("按政策事项，其余", "By policy item, the rest"),
        ("导出诉求 3 行：没有写用途", "Exported problems, 3 rows: No purpose given"),
        ("导出诉求 3 行：给区长看", "Exported problems, 3 rows: 给区长看"),
    ],
)
def test_what_is_put_together_reads_as_english(text: str, said: str) -> None:
    shipped = Wording(catalogue.read(english.FOLDER), catalogue.read_holes(english.FOLDER))
    assert shipped.say(text) == said
