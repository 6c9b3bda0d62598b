"""The numbers of policies stand on a page, and each opens its rows for who may know them."""

import re
import uuid
from datetime import date, datetime

import pytest

from qinqing.domains.accounts.terms import Role
from qinqing.domains.policies import figures
from qinqing.domains.policies.actions import judging
from qinqing.kernel.figures import Period
from tests.builders import accounts, policies
from tests.builders.visits import Visit
from tests.doors.policies.test_trials import Place
from tests.doors.policies.test_trials import place as place

pytestmark = pytest.mark.django_db


def year_of(place: Place) -> Period:
    return Period(date(place.now.year, 1, 1), place.now.date())


def test_an_editor_opens_the_rows_of_every_number(place: Place) -> None:
    judging.judge_everything(place.now)
    push = f"/policies/{place.edition.item.public_id}/concerned/"
    place.editor.post(push, client_key=str(uuid.uuid4()), to=place.rich.public_id)
    page = place.editor.get("/policies/figures/").content.decode()
    for figure in (figures.IN_FORCE, figures.PUBLISHED, figures.FITTING, figures.GAINED, figures.PUSHED):
        address = figure.href(year_of(place))
        assert address.replace("&", "&amp;") in page, figure.key
    rows = place.editor.text(figures.FITTING.href(year_of(place)))
    assert "砺川精密" in rows
    assert "岚芯微电子" not in rows, "nearly is not yet"


def test_a_leader_reads_how_many_and_opens_nobody(place: Place, monday: datetime) -> None:
    judging.judge_everything(place.now)
    leader = Visit(accounts.a_person("区长", Role.LEADER, area=place.short.area), monday)
    page = leader.get("/policies/figures/").content.decode()
    assert figures.IN_FORCE.href(year_of(place)).replace("&", "&amp;") in page
    assert figures.FITTING.key not in page
    assert re.search("能申请的 1 ", leader.text("/policies/figures/"))
    assert "砺川精密" not in leader.text(figures.FITTING.href(year_of(place)))


def test_an_enterprise_has_no_such_page(place: Place) -> None:
    assert place.contact.get("/policies/figures/").status_code == 403


def test_the_first_page_says_what_changed_in_policies(place: Place, monday: datetime) -> None:
    judging.judge_everything(place.now)
    assert "岚芯微电子 多了 1 项差一点的" in place.officer.text("/")
    draft = place.draft(90)
    policies.stepped(draft, place.people[0], "send", place.now)
    assert "第 2 版交来复核" in Visit(place.people[1], monday).text("/")
    assert "第 2 版交来复核" not in place.editor.text("/"), "who did it knows it"
