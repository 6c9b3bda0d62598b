"""`qinqing demo` and `qinqing simulate`: the demo world, a place that is told of, imports played out."""

import argparse
import os
import sys

from django.conf import settings
from django.db import transaction

from qinqing.desks.simulation.demo import DAYS, Demo, Size, build_demo
from qinqing.desks.simulation.imported import drive_imported
from qinqing.desks.simulation.told import WORLDS, build_told, plan_of
from qinqing.domains.accounts.models import Person
from qinqing.kernel import clock, door, sending
from qinqing.kernel.permissions import system

SEED = 20_260
LOGINS = "demo-logins.txt"
"""In the data folder, for its owner's eyes only; the launcher prints it at every start."""


@sending.nothing_leaves()
def make_demo(words: list[str]) -> int:
    """Make the demo world where there is nobody yet; 1 where there is."""
    return _built(_given(words, "demo"))


@sending.nothing_leaves()
def simulate(words: list[str]) -> int:
    """Play a world: `demo` or one that an article tells of in an empty database, `imported` on messages that
    wait for the coordinator."""
    given = _given(words, "simulate")
    if given.world in WORLDS:
        return _told(given)
    if given.world == "demo":
        return _built(given)
    driven = drive_imported(given.seed, given.n, clock.now())
    sys.stdout.write(
        f"推演了 {driven.problems:,} 件导入的诉求，"
        f"推演的时间走到 {clock.local(driven.ended_at):%Y-%m-%d %H:%M}；"
        f"无人负责、时间账不平或日期不符的 {len(driven.faults)} 处。\n"
    )
    for fault in driven.faults:
        sys.stdout.write(f"{fault.number}　{fault.reason}\n")
    return 1 if driven.faults else 0


def _is_empty() -> bool:
    """Whether there is nobody yet; says so where there is."""
    with transaction.atomic():
        door.step_in(system("demo"))
        if Person.objects.exists():
            sys.stderr.write("数据库里已经有人员，不再生成演示世界。\n")
            return False
    return True


def _told(given: argparse.Namespace) -> int:
    """Make the world and say beside each number of the article what the figures find; 1 where one differs."""
    if not _is_empty():
        return 1
    sys.stdout.write("正在照着报道里的数字生成一个地方，约需几分钟。\n")
    sys.stdout.flush()
    made = build_told(plan_of(given.world), given.seed)
    _keep(made.demo)
    sys.stdout.write(f"{made.title}：{made.note}。\n")
    for check in made.checks:
        mark = "" if check.told == check.found else "　对不上"
        opens = f"　{check.opens}" if check.opens else ""
        sys.stdout.write(f"{check.label}　报道 {check.told:,}　平台 {check.found:,}{mark}{opens}\n")
    return 0 if all(check.told == check.found for check in made.checks) else 1


def _built(given: argparse.Namespace) -> int:
    if not _is_empty():
        return 1
    # What is made here is a demo world from the first moment on, though it says so only when it is whole.
    settings.SECOND_FACTOR = False
    sys.stdout.write("正在生成演示世界：一座虚构的城市，一年的政策兑现和四个月的诉求，约需一分钟。\n")
    sys.stdout.flush()
    _keep(build_demo(given.seed, clock.now(), Size(days=given.days)))
    return 0


def _keep(demo: Demo) -> None:
    """Write the logins down before anything else can be done with them; nobody else may read the file."""
    path = settings.HOME / LOGINS
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(demo.table())


def _given(words: list[str], command: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog=f"qinqing {command}")
    parser.add_argument("--world", choices=("demo", "imported", *WORLDS), default="demo")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--days", type=int, default=DAYS)
    parser.add_argument("--n", type=int, default=1000)
    return parser.parse_args(words)
