"""Commands that need Django; the launcher runs them as `python -m qinqing.config.commands`."""

import argparse
import sys
from collections.abc import Callable

from django.core.management import call_command
from django.db import transaction

import qinqing.config.setup  # noqa: F401  (imported for what it does)
from qinqing.config import wiring
from qinqing.config.founding import set_up
from qinqing.config.importing import import_table
from qinqing.config.resealing import fit_key, rotate_key
from qinqing.config.simulating import make_demo, simulate
from qinqing.desks.simulation.catalogue import load_first_catalogue
from qinqing.kernel import calendar, door, row_security
from qinqing.kernel.permissions import system


def migrate() -> None:
    """Bring tables, row-level security and the official calendar up to this release; run as the owner."""
    call_command("migrate", verbosity=0, interactive=False)
    row_security.apply()
    with transaction.atomic():
        door.step_in(system("migrate"))
        calendar.load_official_years()


def furnish() -> None:
    """Give a new installation what every office begins with: categories and the duty catalogue."""
    with transaction.atomic():
        door.step_in(system("furnish"))
        load_first_catalogue()


COMMANDS: dict[str, Callable[[list[str]], int | None]] = {
    "demo": make_demo,
    "fit-key": fit_key,
    "furnish": lambda words: furnish(),
    "import": import_table,
    "migrate": lambda words: migrate(),
    "rotate-key": rotate_key,
    "setup": set_up,
    "simulate": simulate,
}


def main(arguments: list[str]) -> int:
    """Run one command with its words; 0 when it did what it says."""
    parser = argparse.ArgumentParser(prog="qinqing")
    parser.add_argument("command", choices=sorted(COMMANDS))
    parser.add_argument("words", nargs=argparse.REMAINDER)
    given = parser.parse_args(arguments)
    wiring.connect()
    return COMMANDS[given.command](given.words) or 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
