"""The house comes back as it was at a moment, from a backup and the log: what came after is gone."""

import shutil
import signal
import tempfile
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connections, transaction
from playwright.sync_api import Browser, Page, expect

from qinqing.domains.accounts.models import Person, Session
from qinqing.kernel import clock, door
from qinqing.kernel.database.launcher import SUPERUSER, Server
from tests.builders.platform import LIMIT, Platform, eventually
from tests.builders.problems import town
from tests.conftest import point_at
from tests.journeys.conftest import PHONE


@dataclass
class Places:
    """Two installations on one port, one after the other, and the backups that lead from one to the other."""

    here: Platform
    there: Platform
    kept: Path


@pytest.fixture
def places(server: Server, django_db_setup: None, django_db_blocker: Any) -> Iterator[Places]:
    """Room for them; Django's connections stand where the test points them."""
    with tempfile.TemporaryDirectory(prefix="qq-") as made, django_db_blocker.unblock():
        Path(made).chmod(0o711)
        for name in ("here", "kept", "there"):
            (Path(made) / name).mkdir(mode=0o711)
        found = Places(Platform(Path(made) / "here"), Platform(Path(made) / "there"), Path(made) / "kept")
        found.there.port = found.here.port
        yield found
        for platform in (found.here, found.there):
            if platform.process and platform.process.poll() is None:
                platform.end(signal.SIGTERM)
        connections.close_all()
        point_at(server.url("qinqing_web", "qinqing_test"))


def _signed_in(person: Person, browser: Browser, platform: Platform) -> Page:
    key, now = uuid.uuid4().hex, clock.now()
    with transaction.atomic(), door.as_system("tests.sign_in"):
        Session.objects.create(
            key_hash=door.session_hash(key), person=person, started_at=now, seen_at=now, device="test"
        )
    context = browser.new_context(viewport=PHONE, locale="zh-CN")
    context.add_cookies([{"name": settings.SESSION_KEY_COOKIE, "value": key, "url": _url(platform)}])
    return context.new_page()


def _url(platform: Platform) -> str:
    return f"http://127.0.0.1:{platform.port}"


def _raise(page: Page, platform: Platform, words: str) -> str:
    page.goto(f"{_url(platform)}/raise/")
    page.get_by_label("用一句话说说").fill(words)
    page.get_by_role("button", name="提交", exact=True).click()
    expect(page.locator("body")).to_contain_text("编号 WT")
    page.get_by_role("link", name="看这件诉求").click()
    return page.url.removeprefix(_url(platform))


def _run(platform: Platform, *words: str) -> str:
    running = platform.command(*words)
    said, _ = running.communicate(timeout=4 * LIMIT)
    assert running.returncode == 0, said
    return said


def _moment_and_later(home: Path, kept: Path, later: Any) -> str:
    """A moment by the database's clock, then what comes later, until the log of it was carried away."""
    with psycopg.connect(Server(home).url(SUPERUSER), autocommit=True) as asked:
        (moment,) = asked.execute("select clock_timestamp()").fetchone() or (None,)
        later()
        (name,) = asked.execute("select pg_walfile_name(pg_switch_wal())").fetchone() or ("",)
    eventually(lambda: (kept / "wal" / str(name)).exists())
    assert moment is not None
    return str(moment.isoformat())


def test_the_house_comes_back_as_it_was_and_goes_on(
    places: Places, browser_here: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there, kept = places.here, places.there, places.kept
    monkeypatch.setenv("QINQING_BACKUPS", str(kept))
    here.start()
    point_at(Server(here.home).url("qinqing_web"))
    with transaction.atomic():
        contact = town().people["enterprise"]
    page = _signed_in(contact, browser_here, here)
    connections.close_all()
    before = _raise(page, here, "厂东门口的路灯坏了三个月")
    _run(here, "backup")
    between = _raise(page, here, "中午食堂用水压力不够")
    after: list[str] = []
    moment = _moment_and_later(
        here.home, kept, lambda: after.append(_raise(page, here, "北墙外堆了很多建筑垃圾"))
    )
    here.end(signal.SIGTERM)

    shutil.copytree(here.home / "secrets", there.home / "secrets")
    assert "完整" in _run(there, "restore", "--at", moment)
    there.start()
    for address, is_there in ((before, True), (between, True), (after[0], False)):
        answer = page.goto(_url(there) + address)
        assert answer is not None
        assert (answer.status == 200) is is_there, address
    _raise(page, there, "员工子女入学怎么报名")
