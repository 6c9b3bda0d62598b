"""What the command `qinqing` understands, and its help."""

import argparse
from collections.abc import Iterable

EPILOG = """\
环境变量：
  QINQING_HOME   数据目录（默认：克隆里或当前目录下的 var；root 运行克隆时在 /var/lib/qinqing 下）
  PORT           端口（默认 8000，只监听 127.0.0.1）
  QINQING_BACKUPS  备份目录；设了它，数据库的每一步改动一分钟内也抄到那里
  QINQING_BACKUP_RECIPIENT  收件人的公钥文件；设了它，备份用 gpg 加密，不设就谁拿到谁能读
  DATABASE_URL   使用自己的 PostgreSQL 15 或更新版本，例如 postgresql://owner:口令@主机/qinqing；
                 该用户须能创建角色，且不是超级用户
"""
KINDS = {
    "enterprises": "企业",
    "contacts": "联系人",
    "figures": "年度数据",
    "titles": "称号",
    "rolls": "名单",
    "units": "单位",
    "people": "人员",
    "officers": "服务官",
    "assignments": "挂点",
    "problems": "诉求",
}
"""Of what tables can be imported."""
HEADINGS = {"positional arguments": "参数", "options": "选项"}


class Chinese(argparse.RawDescriptionHelpFormatter):
    """The help's own few words in Chinese."""

    def start_section(self, heading: str | None) -> None:
        super().start_section(HEADINGS.get(heading or "", heading))

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[argparse._MutuallyExclusiveGroup],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)


def parser() -> argparse.ArgumentParser:
    """Everything the command understands."""
    top = argparse.ArgumentParser(
        prog="qinqing",
        description="亲清：首席服务官制度的开放平台",
        epilog=EPILOG,
        formatter_class=Chinese,
        add_help=False,
    )
    _add_help(top)
    commands = top.add_subparsers(dest="command", metavar="命令", required=True, title="可用的命令")

    def command(name: str, says: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=says, description=says, formatter_class=Chinese, add_help=False)
        _add_help(made)
        return made

    for name, says in (
        ("serve", "启动平台：数据库、网页和后台任务；不创建任何人员"),
        ("demo", "启动平台；数据目录为空时先生成演示世界，并给出演示账号"),
    ):
        command(name, says).add_argument("--port", metavar="端口", help="默认取 PORT，再默认 8000")
    setting_up = command("setup", "从零开始：写上城市，建三员，给出他们的一次性链接；不创建别的人")
    setting_up.add_argument(
        "--city", metavar="名称", required=True, help="市、区县或开发区的名称，例如 澜川市"
    )
    setting_up.add_argument("--code", metavar="代码", required=True, help="它的代码，字母或数字，例如 LC")
    setting_up.add_argument(
        "--level", choices=("city", "district"), default="city", help="city 市（默认），district 区县"
    )
    for option, who in (("system", "系统"), ("security", "安全"), ("audit", "审计")):
        setting_up.add_argument(
            f"--{option}", metavar="姓名", default=f"{who}管理员", help=f"{who}管理员的姓名"
        )
    importing = command("import", "从表格导入企业、单位、人员、服务官、挂点或诉求，先给出逐行报告")
    kinds = "，".join(f"{kind} {label}" for kind, label in KINDS.items())
    importing.add_argument("kind", choices=KINDS, metavar="种类", help=kinds)
    importing.add_argument("file", metavar="文件", help="CSV 或 Excel 文件")
    importing.add_argument("--area", metavar="区域", help="归属区域的代码")
    importing.add_argument("--yes", action="store_true", help="不再询问，直接写入")
    simulating = command("simulate", "按规则推演一座城市的日常，用于演示和压力测试")
    simulating.add_argument(
        "--world",
        choices=("demo", "imported", "zhongkai"),
        default="demo",
        help="demo 演示世界（默认），imported 已导入的诉求，zhongkai 一篇报道里的数字",
    )
    simulating.add_argument("--seed", metavar="种子", type=int, help="随机种子；相同种子结果相同")
    simulating.add_argument("--days", metavar="天数", type=int, help="演示世界有多少天的历史")
    simulating.add_argument("--n", metavar="件数", type=int, help="imported：最多推演多少件导入的诉求")
    verifying = command("verify", "验审计链：哪一条记录被改过、删过、插过，指出第一处")
    verifying.add_argument("file", metavar="文件", nargs="?", help="验 --save 存下的文件；不写就验数据库")
    verifying.add_argument(
        "--heads",
        metavar="链头文件",
        action="append",
        help="留存在别处的头，可以写多次；不写就用数据目录里的",
    )
    verifying.add_argument("--key", metavar="公钥", default="", help="链头签名的公钥；不写就用链头文件里的")
    verifying.add_argument("--save", metavar="文件", help="验的同时把整条链存成文件，可以拿到别处再验")
    keeping = command("backup", "备份：数据库和文件，运行着也行；不含密钥")
    keeping.add_argument("folder", metavar="目录", nargs="?", help="放哪里；不写就取 QINQING_BACKUPS")
    keeping.add_argument("--keep-all", action="store_true", help="旧备份一份也不清")
    restoring = command("restore", "从备份恢复到空的数据目录，然后验一遍；先把 secrets 放进去")
    restoring.add_argument("folder", metavar="目录", nargs="?", help="备份在哪里；不写就取 QINQING_BACKUPS")
    restoring.add_argument("--at", metavar="时间", help="恢复到哪一刻，如 '2026-11-22 09:40'；不写就到最后")
    command("rotate-key", "换一把加密字段用的密钥：先停平台；中断了再运行一次，接着换")
    command("migrate", "把数据库结构升级到本版本")
    return top


def _add_help(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("-h", "--help", action="help", help="显示本说明")
