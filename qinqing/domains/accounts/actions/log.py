"""The security log leaves the house: by whom, what for, under which serial."""

from datetime import datetime

from qinqing.domains.accounts import queries
from qinqing.domains.accounts.actions.second_factor import show_presence
from qinqing.domains.accounts.events import SecurityLogTaken
from qinqing.domains.accounts.permissions import require
from qinqing.kernel import events, numbering
from qinqing.kernel.events import Author
from qinqing.kernel.refusals import Refused


def take_log(*, author: Author, wanted: queries.LogFilter, reason: str, now: datetime) -> queries.LogExtract:
    """Take the security log away, narrowed; gives what the file holds: the lines there are at this moment.

    Refuses a log without lines, and one without a reason; asks for a fresh code (`show_presence`).
    """
    require(author.actor, "log.take")
    if not reason.strip():
        raise Refused("missing", "请写用途", "reason")
    extract = queries.log_extract(author.actor, wanted, numbering.new_address())
    if not extract.rows:
        raise Refused("empty", "没有可以导出的行，换个条件再来")
    show_presence(author=author, now=now)
    me = author.actor.person_id or 0
    events.tell(
        SecurityLogTaken,
        subject=("person", me),
        author=author,
        at=now,
        layer="H",
        record={
            "person_id": me,
            "reason": reason.strip(),
            "rows": extract.rows,
            "serial": extract.serial,
            "narrowed": extract.says,
        },
    )
    return extract
