"""Whatever somebody pastes, names or sends, what reads it answers or refuses in words."""

from collections.abc import Callable, Mapping

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qinqing.kernel import files
from qinqing.lib import credit_code, pinyin, text
from qinqing.lib.spreadsheets import Column, Unreadable, date_of, texts, tidy
from tests.sizes import SOAK, size

COLUMNS = (Column("name", "企业名称", required=True), Column("on", "日期"))
HEADING = "企业名称,日期\n".encode()
STRANGE = st.text("企业名称日期,;\t\"'\n\r\0\ufeff\u202e０１２３45/-年月日.=+@\\%_<>&", max_size=80)
WORDS = st.text(st.characters(codec=None), max_size=120) | STRANGE
BYTES = st.binary(max_size=400) | WORDS.map(lambda words: words.encode("utf-8", "surrogatepass"))

OF_WORDS: Mapping[str, Callable[[str], object]] = {
    "a search": lambda words: (
        text.search_words(words),
        text.search_terms(words),
        text.tsquery(words),
        text.highlight(words, words),
    ),
    "what is indexed": lambda words: (
        text.index_terms(words),
        text.shared_words(words, words),
        pinyin.sound(words),
    ),
    "the name of a file": lambda words: len(files.clean_name(words)) <= files.NAME_LENGTH or 1 / 0,
    "a cell": tidy,
    "a day": date_of,
    "a credit code": credit_code.parse,
    "a number": text.whole_number,
}
OF_BYTES: Mapping[str, Callable[[bytes], object]] = {
    "a file": files.kind_of,
    "a file that calls itself an archive": lambda content: files.kind_of(b"PK\x03\x04" + content),
    "a table": lambda content: texts.read(content, COLUMNS),
    "a table with its headings": lambda content: texts.read(HEADING + content, COLUMNS),
}
REFUSES = (Unreadable, credit_code.InvalidCreditCode)
MANY = settings(
    max_examples=size("words"), derandomize=not SOAK, database=None, suppress_health_check=list(HealthCheck)
)


def bears(read: Callable[..., object], given: object) -> None:
    """It answers, or refuses as it says it does."""
    try:
        read(given)
    except REFUSES:
        return


@pytest.mark.parametrize("what", OF_WORDS)
def test_any_words_are_read_or_refused(what: str) -> None:
    @MANY
    @given(WORDS)
    def run(words: str) -> None:
        bears(OF_WORDS[what], words)

    run()


@pytest.mark.parametrize("what", OF_BYTES)
def test_any_bytes_are_read_or_refused(what: str) -> None:
    @MANY
    @given(BYTES)
    def run(content: bytes) -> None:
        bears(OF_BYTES[what], content)

    run()


def test_one_that_falls_over_is_found() -> None:
    """The twin: a reader that trusts what it is given does not get through."""

    @MANY
    @given(WORDS)
    def run(words: str) -> None:
        bears(int, words)

    with pytest.raises(ValueError, match="invalid literal"):
        run()
