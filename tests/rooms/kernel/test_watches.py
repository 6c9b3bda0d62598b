"""Each fault raises its alarm, once, and is gone when it is mended."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection
from django.test import override_settings
from pytest_django.plugin import DjangoDbBlocker

from qinqing.desks.operations import actions, watches
from qinqing.desks.operations.watches import WATCHES, Watch
from qinqing.domains.accounts.events import AreaCreated
from qinqing.domains.accounts.models import ConfirmationCode, SignInAttempt
from qinqing.domains.enterprises.events import ContactPhoneRevealed, FiguresOpened
from qinqing.domains.enterprises.rules import MANY
from qinqing.domains.inbox.models import Delivery, Message
from qinqing.domains.inbox.terms import Channel, DeliveryState, Level
from qinqing.kernel import events, files, jobs, webhooks
from qinqing.kernel.events import Author
from qinqing.kernel.models import Event, StoredFile, Watched, Webhook, WebhookDelivery
from qinqing.kernel.permissions import Actor, system
from tests.builders.accounts import a_person
from tests.builders.worker import working
from tests.conftest import Database

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
LOOKS = {watch.key: watch.look for watch in WATCHES}
DAY = timedelta(days=1)
FAULTLESS = ("letters", "programs", "sign_ins", "readers", "archive", "chain_fits")


@pytest.fixture(autouse=True)
def _worker(
    server: Database, django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path: Path
) -> Iterator[None]:
    with django_db_blocker.unblock(), working(server), override_settings(HOME=tmp_path):
        yield


def job(status: str, *happened: tuple[str, timedelta]) -> None:
    """A job of the queue, as procrastinate writes one."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into procrastinate_jobs (queue_name, task_name, args, status)"
            " values ('default', 'tests.job', '{}', %s::text::procrastinate_job_status) returning id",
            [status],
        )
        number = cursor.fetchone()[0]
        cursor.execute("delete from procrastinate_events where job_id = %s", [number])
        for kind, ago in happened:
            cursor.execute(
                "insert into procrastinate_events (job_id, type, at)"
                " values (%s, %s::text::procrastinate_job_event_type, %s)",
                [number, kind, NOW - ago],
            )


def old_record() -> None:
    author = Author(system("tests"))
    events.tell(AreaCreated, subject=("area", 1), author=author, at=NOW - timedelta(hours=1))


MINUTE = timedelta(minutes=1)
JOBS = {
    "waiting": ("todo", [("deferred", 6 * MINUTE)], [("deferred", 4 * MINUTE)]),
    "running": ("doing", [("started", 11 * MINUTE)], [("started", 60 * MINUTE), ("started", 9 * MINUTE)]),
    "failed": ("failed", [("failed", 60 * MINUTE)], [("failed", 25 * 60 * MINUTE)]),
}


@pytest.mark.parametrize("key", JOBS)
def test_a_job_that_waits_hangs_or_failed_is_seen_and_one_in_time_is_not(key: str) -> None:
    status, late, in_time = JOBS[key]
    job(status, *in_time)
    assert LOOKS[key](NOW) == ""
    job(status, *late)
    assert LOOKS[key](NOW)


def test_a_record_that_nobody_seals_is_seen() -> None:
    assert LOOKS["chain"](NOW) == ""
    old_record()
    assert "1 条记录没有封存" in LOOKS["chain"](NOW)


def a_code(at: datetime, *, fails: bool) -> None:
    """A code that was asked for then and sent, or could not be."""
    ConfirmationCode.objects.create(
        stub_hash=uuid4().hex, bound="x", way="phone", address_index="x", asked_at=at, expires_at=at + MINUTE,
        **({"failed_at": at, "fault": "短信网关答 500"} if fails else {"sent_at": at, "code_hash": "x"}),
    )  # fmt: skip


def test_codes_that_cannot_be_sent_are_seen_from_the_third_in_a_row() -> None:
    for minutes in (50, 40):
        a_code(NOW - minutes * MINUTE, fails=True)
    a_code(NOW - 30 * MINUTE, fails=False)
    for minutes in (20, 10):
        a_code(NOW - minutes * MINUTE, fails=True)
    assert LOOKS["codes"](NOW) == ""
    a_code(NOW - 5 * MINUTE, fails=True)
    assert LOOKS["codes"](NOW) == "连着 3 个验证码没有发出去：短信网关答 500"
    assert LOOKS["codes"](NOW + timedelta(days=1)) == ""


def test_settings_by_which_no_code_could_arrive_are_seen() -> None:
    with override_settings(SMS="http://sms.example.cn/"):
        assert "QINQING_SMS 要写 https" in LOOKS["codes"](NOW)


def test_files_that_no_scanner_looks_at_are_seen() -> None:
    StoredFile.objects.create(
        sha256="0" * 64, size=1, media_type="text/plain", scanned=files.WAITING, at=NOW - 6 * MINUTE
    )
    assert LOOKS["scanner"](NOW) == ""
    with override_settings(CLAMD="unix:/nowhere"):
        assert "1 个附件" in LOOKS["scanner"](NOW)


def test_a_backup_that_was_never_set_up_never_taken_or_is_old_is_seen(tmp_path: Path) -> None:
    assert "没有设备份目录" in LOOKS["backup"](NOW)
    with override_settings(BACKUPS=str(tmp_path)):
        assert "还没有备份过" in LOOKS["backup"](NOW)
        taken = tmp_path / "base" / "20260301T010000Z"
        taken.mkdir(parents=True)
        for ago, said in ((timedelta(hours=25), ""), (timedelta(hours=27), "最近一次备份是")):
            at = (NOW - ago).isoformat()
            (taken / "backup.json").write_text(f'{{"begun_at": "{at}", "ended_at": "{at}"}}')
            assert LOOKS["backup"](NOW).startswith(said)


def test_a_full_disk_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    assert LOOKS["disk"](NOW) == ""
    monkeypatch.setattr(watches, "ROOM_ON_DISK", 1 << 60)
    assert "MB" in LOOKS["disk"](NOW)


def test_nothing_is_wrong_in_a_new_house() -> None:
    assert {key: LOOKS[key](NOW) for key in FAULTLESS} == dict.fromkeys(FAULTLESS, "")


def a_letter(ago: timedelta, state: DeliveryState = DeliveryState.WAITING, **more: datetime) -> None:
    """A letter that was written then, and what has become of it."""
    message = Message.objects.create(
        person=a_person(f"收件人{ago}"), event_id=1, notice="tests", level=Level.CALM, text="有新回复",
        url="/", created_at=NOW - ago,
    )  # fmt: skip
    Delivery.objects.create(message=message, channel=Channel.EMAIL, state=state, at=NOW - ago, **more)


def test_letters_that_nobody_sends_are_seen() -> None:
    a_letter(4 * MINUTE)
    a_letter(60 * MINUTE, DeliveryState.SENT)
    a_letter(61 * MINUTE, not_before_at=NOW + MINUTE)
    assert LOOKS["letters"](NOW) == ""
    a_letter(6 * MINUTE)
    assert LOOKS["letters"](NOW) == "1 封邮件没有发出去"


def a_webhook(**more: datetime) -> Webhook:
    """A program that wants to be told."""
    return Webhook.objects.create(
        public_id=uuid4().hex[:12], token_id=1, person_id=1, address="https://example.cn/told",
        secret=b"x", created_at=NOW, **more,
    )  # fmt: skip


def told(hook: Webhook, number: int, state: webhooks.DeliveryState, ago: timedelta) -> None:
    WebhookDelivery.objects.create(
        webhook=hook, event_id=number, kind="ProblemSubmitted", state=state.value, tries=9, at=NOW - ago,
        next_at=NOW if state is webhooks.DeliveryState.WAITING else None,
    )  # fmt: skip


def test_messages_to_programs_that_failed_for_good_are_seen() -> None:
    State, hook = webhooks.DeliveryState, a_webhook()
    told(hook, 1, State.SENT, MINUTE)
    told(hook, 2, State.WAITING, MINUTE)
    told(hook, 3, State.FAILED, 25 * 60 * MINUTE)
    told(a_webhook(ended_at=NOW), 1, State.FAILED, MINUTE)
    assert LOOKS["programs"](NOW) == ""
    told(hook, 4, State.FAILED, MINUTE)
    told(hook, 5, State.FAILED, MINUTE)
    assert "2 条推送试了多次也没有送到，涉及 1 个程序" in LOOKS["programs"](NOW)


def tries(count: int, ago: timedelta, *, succeed: bool = False) -> None:
    SignInAttempt.objects.bulk_create(
        SignInAttempt(login_index=f"{n % 4}", address=f"10.0.0.{n % 3}", at=NOW - ago, succeeded=succeed)
        for n in range(count)
    )


def test_many_failed_sign_ins_of_an_hour_are_seen() -> None:
    tries(watches.SIGN_INS_FAIL_FROM - 1, 59 * MINUTE)
    tries(500, 61 * MINUTE)
    tries(500, MINUTE, succeed=True)
    assert LOOKS["sign_ins"](NOW) == ""
    tries(1, MINUTE)
    assert "100 次登录没有成功，涉及 4 个账号、3 个来源地址" in LOOKS["sign_ins"](NOW)


def opened(who: int, enterprises: int, at: datetime, event: type = ContactPhoneRevealed) -> None:
    """Somebody opens something covered of so many enterprises."""
    for number in range(enterprises):
        events.tell(
            event, subject=("enterprise", number), author=Author(Actor(person_id=who)), at=at, layer="R",
            record={"contact_id": 1, "name": "陈若溪", "reason": "核对"},
        )  # fmt: skip


def test_who_opens_far_more_than_is_usual_is_seen_that_day_and_shortly_after() -> None:
    for who in range(5):
        opened(who, 2, NOW - 3 * DAY)
    opened(7, MANY, NOW - 2 * MINUTE)
    opened(7, MANY, NOW - MINUTE, FiguresOpened)
    assert LOOKS["readers"](NOW) == ""
    opened(7, MANY + 1, NOW)
    said = "2026年3月2日有 1 个人查看了太多企业的号码或年度数据，最多的 51 家，别人一天一般 2 家"
    assert said in LOOKS["readers"](NOW)
    midnight = datetime(2026, 3, 2, 16, 0, tzinfo=UTC)
    assert said in LOOKS["readers"](midnight + 59 * MINUTE)
    assert LOOKS["readers"](midnight + 61 * MINUTE) == ""


def test_the_day_of_a_reader_begins_at_midnight_here() -> None:
    midnight = datetime(2026, 3, 1, 16, 0, tzinfo=UTC)
    opened(7, 30, midnight - MINUTE)
    opened(7, MANY + 1, midnight + MINUTE)
    assert "最多的 51 家" in LOOKS["readers"](NOW)


# --- the alarm ---------------------------------------------------------


def alarms() -> int:
    return Event.objects.filter(name="SystemAlarmed").count()


def test_what_becomes_unwell_alarms_once_and_again_only_after_it_was_mended() -> None:
    faults = iter(["", "坏了", "坏了，更久", "", "又坏了"])
    one = [Watch("tests", "测试", lambda now: next(faults))]
    told, since = [], []
    for minutes in range(5):
        now = NOW + minutes * MINUTE
        told.append(actions.look_at_all(now, one))
        since.append((Watched.objects.get(key="tests").since_at - NOW) // MINUTE)
    assert told == [[], ["tests"], [], [], ["tests"]]
    assert since == [0, 1, 1, 3, 4]
    assert alarms() == 2


def test_everything_that_is_watched_is_looked_at() -> None:
    actions.look_at_all(NOW)
    assert set(Watched.objects.values_list("key", flat=True)) == set(LOOKS)


# --- pruning -----------------------------------------------------------


def in_the_queue() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from procrastinate_jobs where task_name = 'tests.job'")
        return int(cursor.fetchone()[0])


@pytest.mark.parametrize(
    ("status", "event", "after"), [("succeeded", "succeeded", 3), ("failed", "failed", 30)]
)
def test_a_job_that_ended_long_ago_is_forgotten(status: str, event: str, after: int) -> None:
    job(status, ("started", 40 * DAY), (event, after * DAY + MINUTE))
    job(status, ("started", 40 * DAY), (event, after * DAY - MINUTE))
    assert (jobs.prune(NOW), in_the_queue()) == (1, 1)


@pytest.mark.parametrize(("status", "event"), [("todo", "deferred"), ("doing", "started")])
def test_a_job_that_waits_or_runs_is_never_forgotten(status: str, event: str) -> None:
    job(status, (event, 400 * DAY))
    assert (jobs.prune(NOW), in_the_queue()) == (0, 1)
