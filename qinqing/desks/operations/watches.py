"""What is watched: each line looks once and says what is wrong, or nothing."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.models import Count, Max

from qinqing.domains.accounts.models import ConfirmationCode, SignInAttempt
from qinqing.domains.enterprises import queries as enterprises
from qinqing.domains.inbox.models import Delivery
from qinqing.domains.inbox.queries import may_leave
from qinqing.domains.inbox.terms import DeliveryState
from qinqing.kernel import audit, clock, files, scanning, sending, webhooks
from qinqing.kernel.database import backups
from qinqing.kernel.models import StoredFile, WebhookDelivery
from qinqing.ui import formats

WAITS_TOO_LONG = timedelta(minutes=5)
RUNS_TOO_LONG = timedelta(minutes=10)
CODES_FAIL_FROM, CODES_COUNT_FOR = 3, timedelta(days=1)
"""One that could not be sent may have been a wrong number."""
SIGN_INS_FAIL_FROM, SIGN_INS_COUNT_FOR = 100, timedelta(hours=1)
"""Fewer are the forgetful of a city on a Monday morning."""
ROOM_ON_DISK = 1 << 30
READERS_SEEN_FOR = timedelta(hours=1)
"""What was opened just before midnight is seen after it, too."""
BACKUP_EVERY = timedelta(hours=26)
"""A day, and two hours for one that starts later or takes longer."""


@dataclass(frozen=True)
class Watch:
    """One thing that is watched; `look` gives the sentence of what is wrong, empty where it is well."""

    key: str
    label: str
    look: Callable[[datetime], str]


def _chain(now: datetime) -> str:
    state = audit.state()
    if not state.is_late(now):
        return ""
    return f"{state.unsealed} 条记录没有封存，最早的是 {_said(state.oldest_at)}"


def _broken_chain(now: datetime) -> str:
    try:
        fault = audit.fault_of_newest()
    except ValueError:
        return "留存的链头文件读不了，请审计管理员看一看是谁动过它"
    if fault is None:
        return ""
    return f"审计链从第 {fault.number} 环起对不上：{fault.says}；请审计管理员运行 qinqing verify"


_WAITING = """
select count(*), min(e.at) from procrastinate_jobs j
  join procrastinate_events e on e.job_id = j.id and e.type = 'deferred'
  where j.status = 'todo' and coalesce(j.scheduled_at, e.at) < %s
"""
_RUNNING = """
select count(*), min(begun.at) from (
  select max(e.at) as at from procrastinate_jobs j
    join procrastinate_events e on e.job_id = j.id and e.type = 'started'
    where j.status = 'doing' group by j.id
) begun where begun.at < %s
"""
_FAILED = """
select count(distinct j.task_name), max(e.at) from procrastinate_jobs j
  join procrastinate_events e on e.job_id = j.id and e.type = 'failed'
  where j.status = 'failed' and e.at > %s
"""


def _of_jobs(sql: str, since: datetime) -> tuple[int, datetime | None]:
    with connection.cursor() as cursor:
        cursor.execute(sql, [since])
        found: tuple[int, datetime | None] = cursor.fetchone()
    return found


def _waiting_jobs(now: datetime) -> str:
    count, oldest = _of_jobs(_WAITING, now - WAITS_TOO_LONG)
    return f"{count} 个任务等着，最早的从 {_said(oldest)} 起" if count else ""


def _running_jobs(now: datetime) -> str:
    count, oldest = _of_jobs(_RUNNING, now - RUNS_TOO_LONG)
    return f"{count} 个任务卡住了，最早的从 {_said(oldest)} 起" if count else ""


def _failed_jobs(now: datetime) -> str:
    count, newest = _of_jobs(_FAILED, now - timedelta(days=1))
    return f"一天里有 {count} 种任务失败，最近一次 {_said(newest)}" if count else ""


def _letters(now: datetime) -> str:
    since = now - WAITS_TOO_LONG
    late = Delivery.objects.filter(may_leave(since), state=DeliveryState.WAITING, at__lt=since).count()
    return f"{late} 封邮件没有发出去" if late else ""


def _programs(now: datetime) -> str:
    failed = WebhookDelivery.objects.filter(
        state=webhooks.DeliveryState.FAILED.value, at__gt=now - timedelta(days=1), webhook__ended_at=None
    )
    found = failed.aggregate(count=Count("pk"), programs=Count("webhook", distinct=True))
    if not found["count"]:
        return ""
    return f"一天里有 {found['count']} 条推送试了多次也没有送到，涉及 {found['programs']} 个程序"


def _sign_ins(now: datetime) -> str:
    tries = SignInAttempt.objects.filter(succeeded=False, at__gt=now - SIGN_INS_COUNT_FOR)
    found = tries.aggregate(
        count=Count("pk"),
        accounts=Count("login_index", distinct=True),
        places=Count("address", distinct=True),
    )
    if found["count"] < SIGN_INS_FAIL_FROM:
        return ""
    return (
        f"一小时里有 {found['count']} 次登录没有成功，涉及 {found['accounts']} 个账号、"
        f"{found['places']} 个来源地址；可能有人在猜口令"
    )


def _readers(now: datetime) -> str:
    days = {clock.local(at).date() for at in (now - READERS_SEEN_FOR, now)}
    found = [one for day in sorted(days) for one in [enterprises.readers_of(day)] if one.far_more]
    if not found:
        return ""
    most = found[0].far_more[0]
    return (
        f"{formats.full_day(found[0].on)}有 {len(found[0].far_more)} 个人查看了太多企业的号码或年度数据，"
        f"最多的 {most.enterprises} 家，别人一天一般 {most.others:g} 家；请审计管理员看“谁查看得多”"
    )


def _codes(now: datetime) -> str:
    if fault := sending.fault_of_settings():
        return fault
    last = ConfirmationCode.objects.aggregate(at=Max("sent_at"))["at"]
    since = max(now - CODES_COUNT_FOR, last or now - CODES_COUNT_FOR)
    failed = ConfirmationCode.objects.filter(failed_at__gt=since).order_by("-failed_at")
    faults = list(failed.values_list("fault", flat=True))
    return f"连着 {len(faults)} 个验证码没有发出去：{faults[0]}" if len(faults) >= CODES_FAIL_FROM else ""


def _scanner(now: datetime) -> str:
    if not scanning.is_on():
        return ""
    late = files.in_quarantine().filter(at__lt=now - WAITS_TOO_LONG).count()
    return f"{late} 个附件等着查毒，查毒程序可能停了" if late else ""


def _files(now: datetime) -> str:
    broken = StoredFile.objects.filter(is_whole=False).count()
    return f"{broken} 个附件存坏了或者不见了，要从备份里取回来" if broken else ""


def _disk(now: datetime) -> str:
    free = shutil.disk_usage(settings.HOME).free
    return f"数据目录所在的磁盘只剩 {free >> 20} MB" if free < ROOM_ON_DISK else ""


def _backup(now: datetime) -> str:
    if not settings.BACKUPS:
        return "没有设备份目录（QINQING_BACKUPS）"
    taken = backups.all_in(Path(settings.BACKUPS))
    if not taken:
        return "还没有备份过"
    last = taken[-1].ended_at
    return f"最近一次备份是 {_said(last)}" if now - last > BACKUP_EVERY else ""


def _archive(now: datetime) -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "select last_failed_time from pg_stat_archiver"
            " where last_failed_time > coalesce(last_archived_time, '-infinity')"
        )
        row = cursor.fetchone()
    return f"数据库的连续日志从 {_said(row[0])} 起抄不出去" if row else ""


def _said(at: datetime | None) -> str:
    return clock.local(at).strftime("%-m月%-d日 %H:%M") if at else "—"


WATCHES = (
    Watch("waiting", "后台任务", _waiting_jobs),
    Watch("running", "运行中的任务", _running_jobs),
    Watch("failed", "失败的任务", _failed_jobs),
    Watch("chain", "审计链", _chain),
    Watch("chain_fits", "审计链完好", _broken_chain),
    Watch("letters", "邮件", _letters),
    Watch("programs", "给程序的推送", _programs),
    Watch("codes", "验证码", _codes),
    Watch("sign_ins", "登录失败", _sign_ins),
    Watch("readers", "查看过多", _readers),
    Watch("scanner", "附件查毒", _scanner),
    Watch("files", "附件完好", _files),
    Watch("disk", "磁盘", _disk),
    Watch("backup", "备份", _backup),
    Watch("archive", "连续日志", _archive),
)
