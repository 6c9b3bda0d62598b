"""The security log narrowed by its address: by or about whom, what sort of act, from which day to which."""

import re
from datetime import datetime, timedelta

import pytest

from qinqing.domains.accounts.queries import log
from qinqing.domains.accounts.terms import LogAct, Role
from qinqing.kernel import clock
from tests.builders.accounts import PASSWORD, a_person, a_unit, an_area
from tests.doors.accounts.conftest import browser


@pytest.fixture(autouse=True)
def _history(monday: datetime) -> None:
    """On Sunday Lin signed in; on Monday he tried what he may not, and the auditor came."""
    a_person("林知遥", login="lin", password=PASSWORD)
    a_person("吴管理", Role.SYSTEM_ADMIN, login="sa", password=PASSWORD)
    a_person("申计", Role.AUDIT_ADMIN, login="aa", password=PASSWORD)
    with clock.set_to(monday - timedelta(days=1)):
        browser("lin")
    browser("lin").get("/people/")


def lines(**narrowed: str) -> list[str]:
    """What the auditor is shown: the rows of the table, as text."""
    text = browser("aa").get("/security-log/", narrowed).content.decode()
    body = text.partition("<tbody")[2].partition("</tbody>")[0]
    return [re.sub("<[^>]*>", " ", row) for row in body.split("<tr")[1:]]


def test_it_is_narrowed_to_a_person(monday: datetime) -> None:
    found = " ".join(lines(words="lin"))
    assert "林知遥" in found
    assert "申计" not in found
    assert "申计" in " ".join(lines())


def test_what_was_done_to_a_person_is_found_by_him_too() -> None:
    lin = a_person("沈未", login="shen")
    browser("sa").post(f"/people/{lin.pk}/disable/", {"reason": "调离本区"})
    assert any("停用账号：调离本区（沈未）" in line for line in lines(words="沈未"))


def test_it_is_narrowed_to_a_sort_of_act() -> None:
    found = " ".join(lines(act="refused"))
    assert "没有权限，打不开 GET /people/" in found
    assert "登录，来自" not in found


def test_it_is_narrowed_to_a_span_of_days(monday: datetime) -> None:
    sunday, today = (clock.local(monday - timedelta(days=n)).date().isoformat() for n in (1, 0))
    assert sum("登录，来自" in line for line in lines(since=sunday, until=sunday)) == 1
    assert not any("打不开" in line for line in lines(until=sunday))
    assert any("打不开" in line for line in lines(since=today))


def test_what_it_is_narrowed_to_stays_when_one_turns_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "PAGE", 1)
    client = browser("aa")
    page = client.get("/security-log/", {"act": "sign_in", "words": "林"}).content.decode()
    assert "?words=%E6%9E%97&amp;act=sign_in&amp;before=" in page
    onward = page.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    older = client.get(f"/security-log/{onward}").content.decode()
    assert "登录，来自" in older
    assert "打不开" not in older


def test_nothing_found_leads_back_to_everything() -> None:
    text = browser("aa").get("/security-log/", {"words": "查无此人"}).content.decode()
    assert "没找到这样的记录" in text
    assert 'href="/security-log/"' in text


@pytest.mark.parametrize(
    "nonsense", [{"act": "x"}, {"since": "x"}, {"until": "9999-99-99"}, {"words": "\x00"}]
)
def test_nonsense_narrows_nothing(nonsense: dict[str, str]) -> None:
    answer = browser("aa").get("/security-log/", nonsense)
    assert answer.status_code == 200
    assert "登录，来自" in answer.content.decode()


def test_every_line_belongs_to_one_sort_of_act() -> None:
    """What no choice shows would be found by nobody who narrows."""
    a_unit(area=an_area())
    whole = lines()
    by_act = [line for act in LogAct for line in lines(act=act.value)]
    # Each look at the log is a sign-in of the auditor more: those before the last act are counted on.
    without_looks = [line for line in by_act if "登录，来自" not in line]
    assert sorted(without_looks) == sorted(line for line in whole if "登录，来自" not in line)
