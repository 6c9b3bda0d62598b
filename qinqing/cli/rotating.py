"""`rotate-key`: another key for sealed fields, while nobody else works on the installation."""

import argparse
import contextlib
from typing import Final

from qinqing.cli.installation import OWNER, Installation
from qinqing.kernel import clock
from qinqing.kernel.database import folder, keys, roles, schema, supervisor
from qinqing.kernel.database.startup import CannotStart

ROTATE: Final = "rotate-key"
FIT: Final = "fit-key"
_OTHERS: Final = """
select count(*) from pg_stat_activity
  where datname = current_database() and usename = any(%s) and pid <> pg_backend_pid()
"""


def rotate(installation: Installation, given: argparse.Namespace) -> int:
    """Seal everything by a fresh key, then retire the old one; a rotation that was killed goes on.

    Refuses while the platform runs: its processes hold the old key and would go on sealing by it.
    """
    secrets = installation.secrets
    with contextlib.ExitStack() as stack:
        installation.prepare()
        stack.enter_context(folder.held(installation.home, ROTATE))
        supervisor.end_orphans(installation.home)
        stack.enter_context(supervisor.stopped_at_end(installation.database))
        installation.database.start()
        if schema.is_empty(installation.address(OWNER)):
            raise CannotStart("这里还没有数据，不用换密钥 (nothing is sealed yet)")
        refuse_company(installation)
        installation.ensure_schema()
        keys.begin(secrets)
        if installation.run_command(ROTATE, []):
            raise CannotStart("没有换完，再运行一次 qinqing rotate-key 就接着换 (run it again to go on)")
        kept = keys.finish(secrets, clock.local(clock.now()).date())
    print(f"换好了。旧密钥留在 {kept}，恢复今天以前的备份要用它。")
    print(f"现在就把 {secrets} 另外存一份，和备份分开放；从前存的那份打不开以后的备份。")
    return 0


def refuse_company(installation: Installation) -> None:
    """Refuse while anybody works in the database: what he seals by the old key would be left behind."""
    with roles.connected(installation.address(OWNER)) as connection:
        row = connection.execute(_OTHERS, [list(roles.WORKING)]).fetchone()
    if row and row[0]:
        raise CannotStart(
            f"数据库上还有 {row[0]} 个平台的连接，请先停掉平台和连接池 (stop the platform and its pooler)"
        )


def fit(installation: Installation) -> int:
    """Let what a restored database holds under earlier keys pass to the present one."""
    return installation.run_command(FIT, [])
