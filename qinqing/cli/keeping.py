"""`backup` and `restore`: everything to a folder elsewhere, and everything back, to a moment if need be."""

import argparse
import os
import shutil
from datetime import datetime
from pathlib import Path
from typing import Final

from qinqing.cli import rotating, verifying
from qinqing.cli.installation import SYSTEM, Installation, kept_in
from qinqing.kernel import clock
from qinqing.kernel.database import backups, closing, folder, schema, thinning
from qinqing.kernel.database.external import External
from qinqing.kernel.database.startup import CannotStart
from qinqing.kernel.database.supervisor import stopped_at_end

OPEN: Final = (
    f"备份没有加密：谁拿到它，谁就读得到里面的全部内容。要加密，把 {closing.VARIABLE} 设成收件人的公钥文件。"
)
CLOSED: Final = "备份加了密，只有 {key} 对应的私钥解得开；没有加密时留下的旧备份还是谁拿到都读得到。"


def backup(installation: Installation, given: argparse.Namespace) -> int:
    """Take a whole backup, whether the platform runs or not."""
    place, key = _place(given), closing.recipient_in(os.environ)
    with installation.database_running():
        taken = backups.take(installation.database, installation.home, place, clock.now, key)
    print(f"备份好了：{taken.place}")
    print(CLOSED.format(key=key) if key else OPEN)
    if not given.keep_all and (gone := thinning.thin(place, clock.now())):
        print(f"清掉了 {gone} 份旧备份；每天、每周、每月的最后一份各留最近 {thinning.SAID}。")
    print(f"密钥不在里面。{installation.secrets} 要另外存一份，和备份分开放；少了哪一样都恢复不了。")
    return 0


def restore(installation: Installation, given: argparse.Namespace) -> int:
    """Bring an empty installation to where a backup, and the log since, can bring it; then verify it."""
    place, at = _place(given), moment_of(given.at) if given.at else None
    found = backups.fitting(place, at)
    home, database = installation.home, installation.database
    if at is not None:
        thinning.refuse_unreachable(found, place)
    _refuse_unready(installation, found)
    account = None if isinstance(database, External) else database.account
    installation.prepare()
    with folder.held(home):
        if isinstance(database, External):
            database.start()
            backups.read_dump(database, found)
            installation.migrate()
            return _fitted(installation)
        try:
            backups.lay_out(found, place, home, account, at)
            with stopped_at_end(database):
                database.start()
                backups.settle(database)
                installation.ensure_schema()
                return _fitted(installation)
        except CannotStart:
            shutil.rmtree(home / "pgdata", ignore_errors=True)
            raise


def moment_of(written: str) -> datetime:
    """A moment as people write it, on the installation's clock; refuses anything else."""
    try:
        at = datetime.fromisoformat(written)
    except ValueError as error:
        raise CannotStart(f"时间要写成 '2026-11-22 09:40' 这样：{written} (not a moment)") from error
    return at if at.tzinfo else at.replace(tzinfo=clock.LOCAL)


def _place(given: argparse.Namespace) -> Path:
    place = Path(given.folder).absolute() if given.folder else kept_in(os.environ)
    if place is None:
        raise CannotStart("请写备份目录，或者设 QINQING_BACKUPS (name the folder of backups)")
    return place


def _refuse_unready(installation: Installation, found: backups.Backup) -> None:
    home, external = installation.home, isinstance(installation.database, External)
    if not installation.secrets.exists():
        raise CannotStart(f"先把原来的 secrets 目录放到 {installation.secrets} (bring the keys first)")
    if found.is_cluster == external:
        raise CannotStart("这份备份是另一种数据库的：有 DATABASE_URL 的恢复到 DATABASE_URL (other kind)")
    if not external and (home / "pgdata").exists():
        raise CannotStart(f"{home} 里已经有数据库，恢复只往空的数据目录 (not empty)")
    if external and not schema.is_empty(installation.database.url("qinqing_owner")):
        raise CannotStart("DATABASE_URL 的数据库不是空的，恢复只往空的数据库 (not empty)")


def _fitted(installation: Installation) -> int:
    """Whether what was restored can be read by the present key, and holds."""
    unread = rotating.fit(installation)
    return _verified(installation) or unread


def _verified(installation: Installation) -> int:
    """Whether what was restored holds: the files that the database names, and the chain over the record."""
    address = installation.address(SYSTEM)
    lost = list(backups.lost_files(address, installation.home))
    newest = backups.newest_moment(address)
    print(
        f"恢复好了，最后一条记录是 {clock.local(newest):%Y-%m-%d %H:%M:%S} 的。"
        if newest
        else "恢复好了，里面没有记录。"
    )
    print(f"附件少了或坏了 {len(lost)} 个：{'、'.join(lost[:3])}" if lost else "附件齐全。")
    return verifying.verify_database(address, []) or (1 if lost else 0)
