"""Everything as CSV, against PostgreSQL's own copy of the same table: rows a second, first byte, memory."""

import time
import tracemalloc
from collections.abc import Callable, Iterable, Iterator

import psycopg

from benchmarks import city
from qinqing.kernel import exports
from qinqing.kernel.exports import Watermark

ROUNDS = 5
FLOOR = "copy problems_problem (number, title, lane, channel, state, holder, level, redo_count, result,"
FLOOR += " submitted_at, due_at, closed_at, enterprise_id, area_id, category_id) to stdout (format csv)"


def run(built: city.City, superuser_dsn: str) -> None:
    """Print what a stream of all problems costs."""
    person_id = built.town.people["coordinator"].pk
    extract = exports.extract_of("problems")
    water = Watermark("林知遥", city.NOW, "X1", "年报", extract.label)

    def stream() -> Iterator[bytes]:
        return exports.csv_stream(extract, person_id, {"whole": "1"}, water, city.NOW)

    def copied() -> Iterator[bytes]:
        with psycopg.connect(superuser_dsn) as connection, connection.cursor().copy(FLOOR) as copy:
            for block in copy:
                yield bytes(block)

    ours, floor = [_drained(stream) for _ in range(ROUNDS)], [_drained(copied) for _ in range(ROUNDS)]
    rows = sum(block.count(b"\nWT") for block in stream())
    best, least = min(one[1] for one in ours), min(one[1] for one in floor)
    first, row = min(one[0] for one in ours) * 1e3, _first_row(stream) * 1e3
    print(f"\nall {rows} problems as CSV: {best:.2f} s, {least / best:.0%} of the speed of a bare COPY")
    print(f"  first byte {first:.1f} ms, first row {row:.0f} ms; held at most {_peak(stream) / 1024:.0f} KiB")


def _drained(start: Callable[[], Iterable[bytes]]) -> tuple[float, float]:
    """Seconds to the first block, and to the last."""
    begun, first = time.perf_counter(), 0.0
    for _ in start():
        first = first or time.perf_counter() - begun
    return first, time.perf_counter() - begun


def _first_row(start: Callable[[], Iterator[bytes]]) -> float:
    begun, blocks = time.perf_counter(), start()
    next(blocks)
    next(blocks)
    return time.perf_counter() - begun


def _peak(start: Callable[[], Iterable[bytes]]) -> int:
    """Bytes of Python's memory at most while the whole passes through."""
    tracemalloc.start()
    for _ in start():
        pass
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak
