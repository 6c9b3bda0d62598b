"""`python -m benchmarks.rules`: rules against OpenFisca, and a million subjects against five hundred.

The same generated rules for both, eight or nine comparisons each, two of them a choice, over the facts and
derived facts that ship. OpenFisca knows no missing facts and keeps no reasons; ours answers in three values
and keeps the deciding condition.
"""

import random
import resource
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray

from benchmarks.rules_openfisca import simulation
from qinqing.lib.rules import Rulebook, Value, read_rulebook, written_rulebook
from qinqing.lib.rules.bulk import BLOCK, Bulk
from qinqing.lib.rules.plan import Plan, plan
from qinqing.lib.rules.swift import Swift

RULES = Path(__file__).parents[1] / "qinqing/domains/policies/data/rules.yaml"
DAY = date(2026, 6, 1)
SHARES = (0.03, 0.05, 0.1, 0.2, 0.6)
AMOUNTS = (1, 3, 10, 100, 300, 1_000, 2_000, 5_000)
TRADES = ("industry", "construction", "wholesale", "retail", "accommodation", "catering", "service")
Columns = dict[str, NDArray[Any]]


def national() -> Rulebook:
    """The rules that ship."""
    return read_rulebook(yaml.safe_load(RULES.read_text(encoding="utf-8")))


def generated(count: int) -> Rulebook:
    """So many rules of eight or nine conditions over the facts that ship, the same ones every time."""
    chance = random.Random(7)
    document = written_rulebook(national())
    book = read_rulebook(document)
    numbers = [n for n in (*book.facts, *book.derived) if book.type(n) == "number"]
    flags = [n for n, fact in book.facts.items() if fact.type == "bool"]

    def leaf() -> dict[str, Any]:
        kind = chance.random()
        if kind < 0.5:
            name = chance.choice(numbers)
            bounds = SHARES if book.unit(name).name == "比例" else AMOUNTS
            return {"fact": name, "op": chance.choice([">=", "<=", ">"]), "value": chance.choice(bounds)}
        if kind < 0.8:
            return {"fact": chance.choice(flags), "op": "==", "value": chance.random() < 0.5}
        return {"fact": "stat_industry", "op": "in", "value": chance.sample(TRADES, 2)}

    def rule(number: int) -> dict[str, Any]:
        parts = [leaf() for _ in range(chance.choice([5, 6]))]
        either = {"id": "either", "any": [leaf(), leaf()]}
        sized = {"fact": "size_class", "op": "in", "value": ["medium", "small", "micro"]}
        return {
            "id": f"r{number}", "title": "规则", "source": {"name": "测"}, "effective_from": "2020-01-01",
            "conditions": {"all": [*parts, either, sized]},
        }  # fmt: skip

    return read_rulebook(document | {"rules": [rule(number) for number in range(count)]})


def people(planned: Plan, count: int, seed: int = 3, missing: float = 0.1) -> Columns:
    """Columns of so many subjects; of each fact one in ten is missing."""
    chance = np.random.default_rng(seed)
    found: Columns = {}
    for name in planned.names:
        if name in planned.book.derived:
            continue
        if planned.is_word(name):
            column = chance.integers(0, len(planned.alphabet(name)), count)
            found[name] = np.where(chance.random(count) < missing, -1, column).astype(np.int8)
        else:
            column = np.exp(chance.normal(5, 3, count)).round(2)
            column[chance.random(count) < missing] = np.nan
            found[name] = column
    return found


def person(planned: Plan, columns: Columns, place: int) -> dict[str, Value]:
    """One of them, as single facts."""
    found: dict[str, Value] = {}
    for name, column in columns.items():
        if planned.is_word(name):
            if column[place] >= 0:
                found[name] = planned.alphabet(name)[column[place]]
        elif not np.isnan(column[place]):
            found[name] = float(column[place])
    return found


def best(rounds: int, *subjects: Callable[[], object]) -> list[float]:
    """Milliseconds of CPU of each, the median of rounds in which all take turns."""
    spent: list[list[float]] = [[] for _ in subjects]
    for _ in range(rounds):
        for place, run in enumerate(subjects):
            before = time.thread_time()
            run()
            spent[place].append((time.thread_time() - before) * 1e3)
    return [sorted(each)[len(each) // 2] for each in spent]


def one(book: Rulebook) -> None:
    planned = plan(book, DAY)
    swift, columns = Swift(planned), people(planned, 1)
    known = person(planned, columns, 0)
    theirs = simulation(planned, columns, 1)
    names = [rule.rule.id for rule in planned.rules]
    ours, fisca = best(15, lambda: [swift.decide(known) for _ in range(50)], lambda: theirs(names))
    ours /= 50
    print(
        f"  one subject x {len(names)} rules: {ours:.2f} ms, OpenFisca {fisca:.1f} ms, {fisca / ours:.0f} x"
    )


def alike(book: Rulebook, count: int) -> None:
    """Where nothing is missing both must find the same, but for what single precision rounds away."""
    planned = plan(book, DAY)
    columns = people(planned, count, missing=0)
    theirs = simulation(planned, columns, count)([rule.rule.id for rule in planned.rules])
    (ours,) = Bulk(planned).judge(columns, count)
    found = sum(int(((ours.truths(n) == 1) == met).sum()) for n, met in enumerate(theirs))
    every, met = count * len(theirs), sum(int(one.sum()) for one in theirs)
    print(f"  {found:,} of {every:,} answers are alike where all is known, {met:,} of them yes")
    assert found > 0.9999 * every


def many(book: Rulebook, count: int) -> None:
    planned = plan(book, DAY)
    columns = people(planned, count)
    bulk = Bulk(planned)
    theirs = simulation(planned, columns, count)
    names = [rule.rule.id for rule in planned.rules]
    ours, bare, fisca = best(
        9,
        lambda: list(bulk.judge(columns, count)),
        lambda: list(bulk.judge(columns, count, deciding=False)),
        lambda: theirs(names),
    )
    said = f"{ours:.0f} ms, without deciding conditions {bare:.0f} ms, OpenFisca {fisca:.0f} ms"
    print(f"  {count:,} x {len(names)} rules: {said}, {fisca / ours:.1f} x")


def very_many(book: Rulebook, count: int) -> None:
    """In two threads, each with half of the subjects, who come in blocks as from a file."""
    planned = plan(book, DAY)
    blocks = [people(planned, BLOCK, seed) for seed in range(4)]
    each = count // BLOCK // 2

    def half(start: int) -> int:
        bulk, met = Bulk(planned), 0
        for number in range(start, start + each):
            for answers in bulk.judge(blocks[number % len(blocks)], BLOCK, deciding=False):
                met += int(np.bitwise_count(answers.yes).sum())
        return met

    before, cpu = time.perf_counter(), time.process_time()
    with ThreadPoolExecutor(2) as pool:
        met = sum(pool.map(half, (0, each)))
    wall, cpu = time.perf_counter() - before, time.process_time() - cpu
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    judged = each * 2 * BLOCK
    size = f"{judged:,} x {len(planned.rules)} rules"
    print(f"  {size}: {wall:.1f} s wall, {cpu:.1f} s CPU in 2 threads, {held:.0f} MB at most, {met:,} met")


def main() -> int:
    """Print the rows."""
    very_many(generated(500), 1_000_000)
    book = generated(200)
    alike(book, 2_000)
    one(book)
    many(book, 20_000)
    return 0


if __name__ == "__main__":
    sys.exit(main())
