"""`qinqing import`: a table from the command line, shown row by row, written only when that is confirmed."""

import argparse
import sys
from pathlib import Path

from django.db import transaction

from qinqing.domains.accounts import queries as accounts
from qinqing.domains.accounts.models import Grant
from qinqing.domains.accounts.terms import Role
from qinqing.kernel import clock, door, imports
from qinqing.kernel.events import Author
from qinqing.kernel.imports import WARNED, WRITTEN, Outcome
from qinqing.kernel.models import ImportRun
from qinqing.kernel.permissions import system
from qinqing.kernel.refusals import Refused

RULE = "import.command"
PART = 1_000


def import_table(words: list[str]) -> int:
    """Show what every row of a file would become, and write it where `--yes` or the person says so.

    Without either nothing is kept, not even the preview. 0 where the file could be read, 1 with the reason.
    """
    given = _given(words)
    try:
        with transaction.atomic():
            door.step_in(system(RULE))
            return _imported(given)
    except Refused as refused:
        sys.stderr.write(f"{refused.message}\n")
    except OSError as error:
        sys.stderr.write(f"文件打不开：{given.file}（{error.strerror}）\n")
    return 1


def _imported(given: argparse.Namespace) -> int:
    kind = imports.import_of(given.kind)
    now = clock.now()
    author = Author(system(RULE))
    run = imports.preview(
        kind,
        author=author,
        content=Path(given.file).read_bytes(),
        file_name=Path(given.file).name,
        area_id=_area(given.area),
        now=now,
    )
    _report(run)
    if not any(run.summary[outcome] for outcome in WRITTEN):
        sys.stdout.write("没有要写入的行。\n")
    elif given.yes or _agreed():
        done = imports.confirm(kind, author=author, run=run, now=now)
        sys.stdout.write(f"写好了。这是第 {done.pk} 次导入，协调员可以在网页上整批撤销。\n")
        return 0
    else:
        sys.stdout.write("没有写入。加 --yes 就写入。\n")
    transaction.set_rollback(True)
    return 0


def _given(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="qinqing import")
    parser.add_argument("kind")
    parser.add_argument("file")
    parser.add_argument("--area", default="")
    parser.add_argument("--yes", action="store_true")
    return parser.parse_args(words)


def _area(code: str) -> int:
    """The node named by its code or name; without one, the only node that has a coordinator."""
    nodes = accounts.area_tree()
    if code:
        fitting = [node.id for node in nodes if code in (node.code, node.name)]
    else:
        grants = Grant.objects.filter(accounts.current(clock.now()), role=Role.COORDINATOR)
        fitting = list(grants.order_by("area").values_list("area", flat=True).distinct())
    if len(fitting) != 1:
        known = "、".join(f"{node.code} {node.name}" for node in nodes) or "还没有区域"
        raise Refused("area", f"用 --area 写明归到哪个区域，只能是一个：{known}", "area")
    return fitting[0]


def _report(run: ImportRun) -> None:
    """Every row about which there is something to say, then the counts."""
    after = 0
    while rows := imports.report(run, after=after, most=PART):
        after = rows[-1].line
        for row in rows:
            if row.message:
                label = Outcome.label_of(row.outcome)
                sys.stdout.write(f"第 {row.line} 行　{label}　{row.label or '—'}　{row.message}\n")
    counts = [f"{one.label} {run.summary[one]:,} 行" for one in (*WRITTEN, Outcome.SAME, Outcome.REFUSED)]
    for remark in run.summary["remarks"]:
        sys.stdout.write(f"{remark}\n")
    sys.stdout.write(f"{'，'.join(counts)}；其中有提醒 {run.summary[WARNED]:,} 行\n")


def _agreed() -> bool:
    if not sys.stdin.isatty():
        return False
    sys.stdout.write("写入吗？输入 y 写入，其他不写：")
    sys.stdout.flush()
    return sys.stdin.readline().strip().lower() in ("y", "yes", "是")
