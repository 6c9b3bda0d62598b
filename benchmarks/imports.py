"""`python -m benchmarks.imports [rows]`: a register from its file to its events, beside a plain COPY.

The work of the worker, end to end: the file is read, every row checked and reported, then read and checked
once more and written with its search entries and events.
"""

import csv
import io
import sys
import time
from collections.abc import Callable

from django.db import connection, transaction

from benchmarks.measure import backend_cpu
from qinqing.config import setup
from qinqing.domains.enterprises.models import Enterprise
from qinqing.kernel import clock, door, imports
from qinqing.kernel.database.launcher import SUPERUSER, temporary_server
from qinqing.kernel.events import Author
from qinqing.kernel.models import ImportRun
from qinqing.kernel.permissions import system
from qinqing.lib.credit_code import check_digit, inner_check_digit
from tests.builders import accounts
from tests.builders.problems import at
from tests.conftest import migrated, point_at

NOW = at("2026-03-10 10:00")
HEAD = (
    "企业名称", "统一社会信用代码", "成立日期", "企业类型", "注册资本",
    "经营范围", "注册地址", "行业", "是否重点企业",
)  # fmt: skip
SCOPE = "电子元器件、塑胶制品、五金模具的研发、生产和销售；货物及技术进出口"


def table(rows: int) -> bytes:
    """A register as an office sends it, as CSV."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEAD)
    for n in range(rows):
        organisation = f"MA{n:06d}"
        body = f"91441300{organisation}{inner_check_digit(organisation)}"
        name = f"澜川{chr(0x4E00 + n % 2000)}{chr(0x5000 + n // 2000)}{n}精密制造有限公司"
        writer.writerow((
            name, body + check_digit(body), f"20{n % 24:02d}-0{n % 9 + 1}-15", "有限责任公司",
            f"{n % 90 + 10}万元", SCOPE, f"澜川市青岚区创新路{n}号", "3985", "是" if n % 50 == 0 else "否",
        ))  # fmt: skip
    return text.getvalue().encode()


def main(arguments: list[str]) -> int:
    """Print rows a CPU second (application + PostgreSQL) of each part, of the whole, and of the floor."""
    rows = int(arguments[0]) if arguments else 20_000
    setup.freeze()
    with temporary_server() as server:
        name = migrated(server, "qinqing_bench")
        point_at(server.url("qinqing_worker", name))
        with clock.set_to(NOW):
            spent = _import(table(rows), rows)
        floor = _copy(server.url(SUPERUSER, name))
    whole = sum(spent.values())
    for part, seconds in (*spent.items(), ("whole", whole), ("plain COPY of the same columns", floor)):
        print(f"  {part:<32}{seconds:8.2f} s {rows / seconds:10,.0f} rows/s")
    print(f"  {whole / floor:.1f} × the floor")
    return 0


def _import(content: bytes, rows: int) -> dict[str, float]:
    with transaction.atomic():
        door.step_in(system("benchmarks"))
        area = accounts.an_area()
    kind, author = imports.import_of("enterprises"), Author(system("benchmarks"))
    spent: dict[str, float] = {}

    def timed(part: str, work: Callable[[], ImportRun]) -> ImportRun:
        with transaction.atomic():
            door.step_in(system("benchmarks"))
            before, database = time.process_time(), backend_cpu()
            found = work()
            spent[part] = time.process_time() - before + backend_cpu() - database
        return found

    run = timed(
        "read, check, report",
        lambda: imports.preview(
            kind, author=author, content=content, file_name="名册.csv", area_id=area.pk, now=NOW
        ),
    )
    assert run.summary["new"] == rows, run.summary
    timed("check, write, tell", lambda: imports.confirm(kind, author=author, run=run, now=NOW))
    return spent


def _copy(dsn: str) -> float:
    """The same rows into a table with the same columns and none of its indexes, by COPY."""
    columns = ", ".join(field.column for field in Enterprise._meta.concrete_fields)
    point_at(dsn)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"create table floor as select {columns} from enterprises_enterprise limit 0")
        with cursor.copy(f"copy enterprises_enterprise ({columns}) to stdout") as out:
            data = b"".join(bytes(part) for part in out)
        before, database = time.process_time(), backend_cpu()
        with cursor.copy(f"copy floor ({columns}) from stdin") as into:
            into.write(data)
        return time.process_time() - before + backend_cpu() - database


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
