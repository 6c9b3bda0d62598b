"""The write-ahead log carried to a folder of backups as it is written: what a restore to a moment follows."""

import os
import shlex
from collections.abc import Sequence
from pathlib import Path

from qinqing.kernel.database import closing, folder
from qinqing.kernel.database.binaries import Account
from qinqing.kernel.database.startup import CannotStart

WAL = "wal"
EVERY = "60"
"""Seconds after which a log that is not full is carried, too: no more is lost with the machine."""


def settings(place: Path, key: Path | None = None) -> dict[str, str]:
    """The settings by which a server carries its write-ahead log to a folder of backups, every minute; closed
    where there is a key to close it for."""
    wal = shlex.quote(str(place / WAL))
    copies, ending = (f"cp %p {wal}/%f.new", "") if key is None else _closes(closing.command(key), wal)
    carry = f"test ! -f {wal}/%f{ending} && {copies} && mv {wal}/%f.new {wal}/%f{ending}"
    return {"archive_mode": "on", "archive_timeout": EVERY, "archive_command": carry}


def _closes(command: Sequence[str], wal: str) -> tuple[str, str]:
    return f"{shlex.join(command)} < %p > {wal}/%f.new", closing.ENDING


def prepare(place: Path, account: Account | None) -> None:
    """Make the folder of the write-ahead log, for PostgreSQL's account to write to."""
    try:
        for needed in (place, place / WAL):
            if not needed.exists():
                needed.mkdir(parents=True)
                needed.chmod(0o711 if account and needed == place else 0o700)
        if account:
            os.chown(place / WAL, account.uid, account.gid)
    except OSError as error:
        raise folder.refusal(error, place) from error
    if account and not account.can_enter(place / WAL):
        raise CannotStart(f"用户 {account.name} 无法进入 {place} (PostgreSQL cannot enter the backups)")
