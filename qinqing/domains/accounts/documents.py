"""The security log as the file in which it leaves: who took it away stands on its first and last row."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction

from qinqing.domains.accounts import queries
from qinqing.kernel import clock, door
from qinqing.kernel.exports import Watermark
from qinqing.lib.spreadsheets.leaving import MARK, csv_line

LABEL = "安全记录"


def log_file(
    extract: queries.LogExtract, person_id: int, who: str, reason: str, now: datetime
) -> Iterator[bytes]:
    """The CSV as it is written, newest line first, under the rights of this moment."""
    water = Watermark(who, now, extract.serial, reason, f"{LABEL}（{extract.says}）")
    yield MARK + csv_line([water.head()]) + csv_line(["序号", "时间", "谁", "做了什么"])
    rows = 0
    with transaction.atomic():
        actor = door.become(person_id, now)
        for line in queries.lines_of(extract, actor):
            rows += 1
            at = clock.local(line.at).isoformat(sep=" ", timespec="seconds")
            yield csv_line([str(line.event_id), at, line.who, line.text])
    yield csv_line([water.foot(rows)])
