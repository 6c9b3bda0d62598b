"""The command `qinqing`: what it understands. What it does is in `installation` and `serving`.

It stays free of Django: what needs it runs as a process of its own, each under its own database role.
"""

import argparse
import io
import os
import sys
from collections.abc import Sequence

from qinqing.cli.installation import Installation
from qinqing.cli.serving import serve
from qinqing.kernel.database.startup import CannotStart

DEFAULT_PORT = 8000
EPILOG = """\
环境变量：
  QINQING_HOME   数据目录（默认：克隆里或当前目录下的 var；root 运行克隆时在 /var/lib/qinqing 下）
  PORT           端口（默认 8000，只监听 127.0.0.1）
  DATABASE_URL   使用自己的 PostgreSQL 15 或更新版本，例如 postgresql://owner:口令@主机/qinqing；
                 该用户须能创建角色，且不是超级用户
"""


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
    if given.command in ("serve", "demo"):
        serve(installation, port_of(given), demo=given.command == "demo")
        return 0
    if given.command == "migrate":
        with installation.database_running():
            installation.migrate()
        return 0
    with installation.database_running():
        installation.ensure_schema()
        return installation.run_command(given.command, words_of(given))


def port_of(given: argparse.Namespace) -> int:
    """The port from `--port` or `PORT`; refuses what is no port."""
    said = given.port or os.environ.get("PORT") or str(DEFAULT_PORT)
    if not (said.isascii() and said.isdigit() and 0 < int(said) < 1 << 16):
        raise CannotStart(f"端口不对：{said} (not a port)")
    return int(said)


def words_of(given: argparse.Namespace) -> list[str]:
    """What the process that does the work is told: every option that was given, by its own name."""
    words = [given.kind, os.path.abspath(given.file)] if given.command == "import" else []
    for name in ("area", "world", "seed", "days", "yes"):
        value = getattr(given, name, None)
        if value is True:
            words.append(f"--{name}")
        elif value not in (None, False):
            words += [f"--{name}", str(value)]
    return words


def parser() -> argparse.ArgumentParser:
    """Everything the command understands."""
    top = argparse.ArgumentParser(
        prog="qinqing",
        description="亲清：首席服务官制度的开放平台",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = top.add_subparsers(dest="command", metavar="命令", required=True)

    def command(name: str, says: str) -> argparse.ArgumentParser:
        return commands.add_parser(name, help=says, description=says)

    for name, says in (
        ("serve", "启动平台：数据库、网页和后台任务；不创建任何人员"),
        ("demo", "启动平台；数据目录为空时先生成演示世界，并给出演示账号"),
    ):
        command(name, says).add_argument("--port", metavar="端口", help="默认取 PORT，再默认 8000")
    importing = command("import", "从表格导入企业或诉求，先给出逐行报告")
    importing.add_argument("kind", choices=("enterprises", "problems"), help="企业或诉求")
    importing.add_argument("file", metavar="文件", help="CSV 或 Excel 文件")
    importing.add_argument("--area", metavar="区域", help="归属区域的代码")
    importing.add_argument("--yes", action="store_true", help="不再询问，直接写入")
    simulating = command("simulate", "按规则推演一座城市的日常，用于演示和压力测试")
    simulating.add_argument("--world", metavar="世界", default="demo", help="推演哪个世界（默认 demo）")
    simulating.add_argument("--seed", metavar="种子", type=int, help="随机种子；相同种子结果相同")
    simulating.add_argument("--days", metavar="天数", type=int, help="推演多少天")
    command("migrate", "把数据库结构升级到本版本")
    return top
