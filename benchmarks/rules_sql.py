"""`python -m benchmarks.rules_sql [N]`: the rules that ship, judged by SQL over a million generated subjects.

Once in PostgreSQL and once in Spark (which needs a Java), each making the subjects itself by the same
whole-number arithmetic; numpy judges them a third time. Every answer and every deciding condition of every
subject must be the same in all three.
"""

import io
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import psycopg
from numpy.typing import NDArray
from pyspark.sql import SparkSession

from benchmarks.rules import DAY, Columns, national
from qinqing.kernel.database.launcher import temporary_server
from qinqing.lib.rules.bulk import NONE, Bulk
from qinqing.lib.rules.plan import Plan, plan
from qinqing.lib.rules.sql import POSTGRESQL, SPARK, Dialect, select

PRIME = 10_007
MISSING = 10
"""One number in so many is not known."""
PLACES = 32
"""More than a rule has conditions."""
PER_NUMBER = 12
"""So many rules go into one whole number."""

Answers = NDArray[np.int64]


# --- subjects by arithmetic ------------------------------------------------


def scale(planned: Plan, name: str) -> tuple[int, int]:
    """How a number is drawn: so many steps, each one divided by so much."""
    unit = planned.book.unit(name).name
    return {"比例": (100, 100), "人": (1_200, 2), "万元": (60_000, 2), "项": (6, 1), "年": (15, 1)}.get(
        unit, (100, 1)
    )


def drawn(place: int, steps: int) -> tuple[int, int, int]:
    """Factor, summand and steps of the number that decides one fact of a subject."""
    return 7_919 + 613 * place, 101 * place + 17, steps


def facts(planned: Plan) -> list[str]:
    return [name for name in planned.names if name not in planned.book.derived]


def in_numpy(planned: Plan, count: int) -> Columns:
    """The subjects as columns."""
    subject = np.arange(count, dtype=np.int64)
    found: Columns = {}
    for place, name in enumerate(facts(planned)):
        letters = len(planned.alphabet(name)) if planned.is_word(name) else 0
        steps, per = (letters, 1) if letters else scale(planned, name)
        factor, summand, _ = drawn(place, steps)
        mixed = subject * factor + summand
        known = mixed % PRIME % MISSING != 0
        value = mixed // PRIME % steps
        if letters:
            found[name] = np.where(known, value, -1).astype(np.int8)
        elif planned.book.type(name) == "date":
            found[name] = np.where(known, value + DAY.toordinal(), np.nan)
        else:
            found[name] = np.where(known, value / per, np.nan)
    return found


def in_sql(planned: Plan, series: str, number: str, dialect: Dialect) -> str:
    """The same subjects as a SELECT over the numbers from 0."""
    texts = []
    for place, name in enumerate(facts(planned)):
        letters = planned.alphabet(name) if planned.is_word(name) else ()
        steps, per = (len(letters), 1) if letters else scale(planned, name)
        factor, summand, _ = drawn(place, steps)
        mixed = f"({number} * {factor} + {summand})"
        value = f"(CAST(FLOOR({mixed} / {PRIME}) AS bigint) % {steps})"
        if letters:
            words = (f"WHEN {n} THEN {_word(letter)}" for n, letter in enumerate(letters))
            said = f"CASE {value} {' '.join(words)} END"
        elif planned.book.type(name) == "date":
            said = f"DATE '{DAY.isoformat()}' + CAST({value} AS int)"
        else:
            said = f"CAST({value} AS {dialect.double}) / {per}"
        texts.append(f"CASE WHEN {mixed} % {PRIME} % {MISSING} <> 0 THEN {said} END AS {name}")
    return f"SELECT {number} AS id, {', '.join(texts)} FROM {series}"


def _word(letter: Any) -> str:
    return str(letter).upper() if isinstance(letter, bool) else f"'{letter}'"


# --- answers as whole numbers ----------------------------------------------


def folded(planned: Plan, dialect: Dialect) -> str:
    """A SELECT of each subject and all its answers and deciding conditions, in a few whole numbers."""
    rules = range(len(planned.rules))
    answers = " + ".join(
        f"(CASE WHEN answer_{n} IS NULL THEN 2 WHEN answer_{n} THEN 1 ELSE 0 END) * CAST({3**n} AS bigint)"
        for n in rules
    )
    parts = [answers]
    for start in range(0, len(rules), PER_NUMBER):
        some = rules[start : start + PER_NUMBER]
        parts.append(
            " + ".join(
                f"COALESCE(decides_{n}, {PLACES - 1}) * CAST({PLACES ** (n - start)} AS bigint)" for n in some
            )
        )
    listed = ", ".join(f"{part} AS f{n}" for n, part in enumerate(parts))
    inner = select(planned, "subjects", "id", facts(planned), dialect)
    return f"SELECT id, {listed} FROM ({inner}) s"


def of_numpy(planned: Plan, count: int) -> Answers:
    found = []
    columns = in_numpy(planned, count)
    for block in Bulk(planned).judge(columns, count):
        answers = np.zeros(block.count, dtype=np.int64)
        decides = [np.zeros(block.count, dtype=np.int64) for _ in range(0, len(planned.rules), PER_NUMBER)]
        for n in range(len(planned.rules)):
            truths, conditions = block.truths(n).astype(np.int64), block.conditions(n).astype(np.int64)
            answers += np.where(truths < 0, 2, truths) * 3**n
            decides[n // PER_NUMBER] += np.where(conditions == NONE, PLACES - 1, conditions) * PLACES ** (
                n % PER_NUMBER
            )
        found.append(np.column_stack([np.arange(block.start, block.start + block.count), answers, *decides]))
    return np.concatenate(found)


def of_postgresql(planned: Plan, count: int) -> Answers:
    with temporary_server() as server:
        server.create_database("rules")
        with psycopg.connect(server.url("qinqing_owner", "rules"), autocommit=True) as connection:
            series = f"generate_series(0, {count - 1}) AS n(number)"
            drawn_ = in_sql(planned, series, "number::bigint", POSTGRESQL)
            made = timed(
                "PostgreSQL makes the subjects",
                lambda: connection.execute(f"CREATE UNLOGGED TABLE subjects AS {drawn_}"),
            )
            made.close()
            return timed("PostgreSQL judges", lambda: copied(connection, folded(planned, POSTGRESQL)))


def copied(connection: psycopg.Connection, statement: str) -> Answers:
    text = io.BytesIO()
    with connection.cursor().copy(f"COPY ({statement}) TO STDOUT WITH (FORMAT csv)") as copy:
        for data in copy:
            text.write(data)
    text.seek(0)
    return sorted_rows(np.loadtxt(text, delimiter=",", dtype=np.int64))


def of_spark(planned: Plan, count: int) -> Answers:
    folder = Path(tempfile.mkdtemp())
    session = (
        SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.log.level", "ERROR")
        .config("spark.driver.memory", "2g")
        # All conditions in one generated method are more than Java compiles.
        .config("spark.sql.codegen.wholeStage", "false")
        .getOrCreate()
    )
    try:
        session.sql(
            in_sql(planned, f"(SELECT id AS number FROM range({count}))", "number", SPARK)
        ).write.parquet(str(folder / "subjects"))
        session.read.parquet(str(folder / "subjects")).createOrReplaceTempView("subjects")
        timed("Spark judges", lambda: session.sql(folded(planned, SPARK)).write.csv(str(folder / "answers")))
        files = sorted((folder / "answers").glob("*.csv"))
        return sorted_rows(
            np.concatenate([np.loadtxt(f, delimiter=",", dtype=np.int64, ndmin=2) for f in files])
        )
    finally:
        session.stop()
        shutil.rmtree(folder)


def sorted_rows(rows: Answers) -> Answers:
    return rows[np.argsort(rows[:, 0])]


def timed(what: str, run: Callable[[], Any]) -> Any:
    before = time.perf_counter()
    found = run()
    print(f"  {what}: {time.perf_counter() - before:.1f} s wall")
    return found


def main(arguments: list[str]) -> int:
    """Print the times, and whether all three agree."""
    count = int(arguments[0]) if arguments else 1_000_000
    planned = plan(national(), DAY)
    print(f"{count:,} subjects x {len(planned.rules)} rules, {len(planned.nodes)} conditions")
    ours = timed("numpy makes them, judges, folds", lambda: of_numpy(planned, count))
    agree = True
    engines = {"PostgreSQL": of_postgresql, "Spark": of_spark}
    if shutil.which("java") is None:
        print("  no Java here: Spark is left out")
        del engines["Spark"]
    for name, engine in engines.items():
        same = np.array_equal(ours, engine(planned, count))
        print(f"  {name} agrees on every answer and deciding condition: {'yes' if same else 'NO'}")
        agree = agree and same
    return 0 if agree else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
