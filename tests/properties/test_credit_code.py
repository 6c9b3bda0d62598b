"""Credit codes: any valid one survives, any slip of one character is found."""

from hypothesis import given
from hypothesis import strategies as st

from qinqing.lib.credit_code import ALPHABET, InvalidCreditCode, check_digit, normalise, parse

bodies = st.builds(
    lambda *parts: "".join(parts),
    st.text(ALPHABET, min_size=2, max_size=2),
    st.text("0123456789", min_size=6, max_size=6),
    st.text(ALPHABET, min_size=9, max_size=9),
)
codes = bodies.map(lambda body: body + check_digit(body))


def is_refused(text: str) -> bool:
    try:
        parse(text)
    except InvalidCreditCode:
        return True
    return False


@given(codes, st.sampled_from(["", " ", "-", "　", "\t"]), st.booleans())
def test_a_valid_code_survives_however_it_is_written(code: str, gap: str, lower: bool) -> None:
    written = gap.join((code.lower() if lower else code)[i : i + 4] for i in range(0, 18, 4))
    assert parse(written).value == code


@given(codes, st.integers(0, 17), st.characters())
def test_any_single_changed_character_is_found(code: str, place: int, character: str) -> None:
    changed = code[:place] + character + code[place + 1 :]
    assert is_refused(changed) == (normalise(changed) != code)


@given(codes, st.integers(0, 16))
def test_any_two_different_neighbours_exchanged_are_found(code: str, place: int) -> None:
    exchanged = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert is_refused(exchanged) == (exchanged != code)


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused_with_a_reason(text: str) -> None:
    assert is_refused(text) or len(parse(text).value) == 18
