"""Commands that need Django; the launcher runs them as `python -m qinqing.config.commands`."""

import argparse
import sys

from django.core.management import call_command
from django.db import transaction

import qinqing.config.setup  # noqa: F401  (imported for what it does)
from qinqing.config import wiring
from qinqing.kernel import calendar, door, row_security
from qinqing.kernel.permissions import system


def migrate() -> None:
    """Bring tables, row-level security and the official calendar up to this release; run as the owner."""
    call_command("migrate", verbosity=0, interactive=False)
    row_security.apply()
    with transaction.atomic():
        door.step_in(system("migrate"))
        calendar.load_official_years()


COMMANDS = {"migrate": migrate}


def main(arguments: list[str]) -> int:
    """Run one command; 0 when it did what it says."""
    parser = argparse.ArgumentParser(prog="qinqing")
    parser.add_argument("command", choices=sorted(COMMANDS))
    given = parser.parse_args(arguments)
    wiring.connect()
    COMMANDS[given.command]()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
