"""Whatever is done to a sealed record, the chain names the first link that does not fit."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qinqing.lib.chain import START, Head, Link, canonical, link, verdict

WORDS = st.lists(st.none() | st.text(max_size=6), min_size=3, max_size=3)


def sealed(records: Sequence[Sequence[str | None]]) -> list[Link]:
    links, digest = [], START
    for number, values in enumerate(records, 1):
        digest = link(digest, values)
        links.append(Link(number, 100 + number, digest, values))
    return links


RECORDS = [[str(n), "甲", None] for n in range(1, 8)]


def heads_of(links: Sequence[Link]) -> list[Head]:
    return [Head(one.number, one.digest) for one in links if one.number in (3, 7)]


def swapped(links: list[Link]) -> list[Link]:
    second, third = links[1], links[2]
    pair = [replace(second, values=third.values), replace(third, values=second.values)]
    return [links[0], *pair, *links[3:]]


TAMPERED: dict[str, tuple[Callable[[list[Link]], list[Link]], int]] = {
    "a word changed": (
        lambda links: [*links[:3], replace(links[3], values=["4", "乙", None]), *links[4:]],
        4,
    ),
    "nothing made empty": (lambda links: [replace(links[0], values=["1", "甲", ""]), *links[1:]], 1),
    "a record removed": (lambda links: [*links[:4], replace(links[4], values=None), *links[5:]], 5),
    "a link removed": (lambda links: [*links[:4], *links[5:]], 5),
    "two swapped": (swapped, 2),
    "the tail cut": (lambda links: links[:5], 6),
    "all of it written anew": (lambda links: sealed([["1", "丙", None], *RECORDS[1:]]), 3),
    "a record inserted and all numbered anew": (
        lambda links: sealed([*RECORDS[:4], ["x", "丁", None], *RECORDS[4:]]),
        7,
    ),
}


def test_an_untouched_chain_holds() -> None:
    links = sealed(RECORDS)
    assert verdict(links, heads_of(links)).fault is None
    assert verdict(links, heads_of(links)).head == Head(7, links[-1].digest)


@pytest.mark.parametrize("done", TAMPERED)
def test_what_is_done_to_a_chain_is_named_where_it_begins(done: str) -> None:
    tamper, number = TAMPERED[done]
    links = sealed(RECORDS)
    fault = verdict(tamper(links), heads_of(links)).fault
    assert fault is not None
    assert fault.number == number


@pytest.mark.parametrize("done", ["the tail cut", "all of it written anew"])
def test_without_heads_kept_elsewhere_a_cut_tail_and_a_new_chain_go_unseen(done: str) -> None:
    tamper, _ = TAMPERED[done]
    assert verdict(tamper(sealed(RECORDS)), []).fault is None


@given(WORDS, WORDS)
def test_different_records_never_read_alike(one: list[str | None], other: list[str | None]) -> None:
    assert (canonical(one) == canonical(other)) == (one == other)


@given(WORDS)
def test_a_word_that_records_gain_later_breaks_no_old_chain(record: list[str | None]) -> None:
    assert canonical([*record, None]) == canonical(record)
    assert canonical([*record, "new"]) != canonical(record)


@given(st.lists(WORDS, min_size=1, max_size=6), st.data())
def test_any_single_change_is_found(records: list[list[str | None]], data: st.DataObject) -> None:
    links = sealed(records)
    at = data.draw(st.integers(0, len(links) - 1))
    values = data.draw(WORDS.filter(lambda given: given != records[at]))
    changed = [*links[:at], replace(links[at], values=values), *links[at + 1 :]]
    fault = verdict(changed, []).fault
    assert fault is not None
    assert fault.number == at + 1
