"""The command `qinqing`. What it understands is in `parser`, what it does in `installation` and `serving`.

It stays free of Django: what needs it runs as a process of its own, each under its own database role.
"""

import argparse
import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from qinqing.cli import keeping, rotating, verifying
from qinqing.cli.installation import SYSTEM, Installation
from qinqing.cli.parser import parser
from qinqing.cli.serving import serve
from qinqing.kernel.database import keys
from qinqing.kernel.database.startup import CannotStart

DEFAULT_PORT = 8000
SETUP = ("city", "code", "level", "system", "security", "audit")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; a refusal is one sentence and exit code 1."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal that cannot show Chinese must not stop the program.
            stream.reconfigure(errors="replace", line_buffering=True)
    given = parser().parse_args(arguments)
    # Logs, uploads and logins are for whoever runs the platform; what others must enter is opened by name.
    os.umask(0o077)
    try:
        return run(given)
    except CannotStart as refused:
        print(refused, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def run(given: argparse.Namespace) -> int:
    installation = Installation.chosen(os.environ)
    if given.command not in BY_ITSELF:
        keys.refuse_rotating(installation.secrets)
    if given.command in ("serve", "demo"):
        serve(installation, port_of(given), demo=given.command == "demo")
        return 0
    if given.command == "migrate":
        with installation.database_running():
            installation.migrate()
        return 0
    if given.command in BY_ITSELF:
        return BY_ITSELF[given.command](installation, given)
    with installation.database_running():
        installation.ensure_schema()
        return installation.run_command(given.command, words_of(given))


def verify(installation: Installation, given: argparse.Namespace) -> int:
    """Hold the chain of a saved file, or of the installation, against the heads that were kept."""
    kept = [Path(place) for place in given.heads or ()]
    if given.file:
        return verifying.verify_file(Path(given.file), verifying.trusted_heads(kept, given.key))
    own = installation.heads
    heads = verifying.trusted_heads(kept or ([own] if own.exists() else []), given.key)
    with installation.database_running():
        saved = Path(given.save) if given.save else None
        return verifying.verify_database(installation.address(SYSTEM), heads, saved)


BY_ITSELF = {
    "verify": verify,
    "backup": keeping.backup,
    "restore": keeping.restore,
    rotating.ROTATE: rotating.rotate,
}
"""What is done here, also where a change of the key stands half-way."""


def port_of(given: argparse.Namespace) -> int:
    """The port from `--port` or `PORT`; refuses what is no port."""
    said = given.port or os.environ.get("PORT") or str(DEFAULT_PORT)
    if not (said.isascii() and said.isdigit() and 0 < int(said) < 1 << 16):
        raise CannotStart(f"端口不对：{said} (not a port)")
    return int(said)


def words_of(given: argparse.Namespace) -> list[str]:
    """What the process that does the work is told: every option that was given, by its own name."""
    words = [given.kind, os.path.abspath(given.file)] if given.command == "import" else []
    for name in (*SETUP, "area", "world", "seed", "days", "n", "yes"):
        value = getattr(given, name, None)
        if value is True:
            words.append(f"--{name}")
        elif value is not None and value is not False:
            words += [f"--{name}", str(value)]
    return words
