"""Before it is published a draft is tried on all enterprises; in force, it is brought to whom it fits."""

import re
import uuid
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from html import unescape
from typing import Any

import pytest

from qinqing.domains.accounts.models import Person
from qinqing.domains.accounts.terms import Role
from qinqing.domains.enterprises.models import Enterprise
from qinqing.domains.enterprises.terms import EnterpriseType
from qinqing.domains.policies.actions import judging, trying
from qinqing.domains.policies.models import Edition, KeptMatch, Policy, Push, StatedFact, Trial
from qinqing.domains.policies.terms import Standing
from qinqing.kernel import clock, door, kept
from qinqing.kernel.models import Event
from qinqing.kernel.numbering import new_address
from qinqing.kernel.refusals import Refused
from tests.builders import accounts, enterprises, officers, policies, rules
from tests.builders.policies import RULE
from tests.builders.visits import Visit, words_of

pytestmark = pytest.mark.django_db


@dataclass
class Place:
    """Two enterprises, one 3 % short on research; an item that fits neither yet; who comes to the door."""

    short: Enterprise
    rich: Enterprise
    people: list[Person]
    policy: Policy
    edition: Edition
    contact: Visit
    officer: Visit
    editor: Visit
    now: datetime

    def draft(self, least: int) -> Edition:
        """The next edition, with another least of research."""
        rule: Any = {"conditions": {"all": [dict(one) for one in RULE["conditions"]["all"]]}}  # type: ignore[index]
        rule["conditions"]["all"][1]["value"] = least
        on = (self.now + timedelta(days=1)).date()
        return policies.a_next_draft(self.edition.item, self.people[0], self.now, rule=rule, from_on=on)

    def tried(self, draft: Edition) -> str:
        """The page of a trial that the editor asked for and the worker did."""
        path = f"/policies/{draft.item.public_id}/{draft.number}/trial/"
        assert self.editor.post(path, client_key=str(uuid.uuid4())).status_code == 302
        with door.as_system("tests.work"):
            trying.run_trial(Trial.objects.get().pk, self.now)
        return self.editor.text(path)


@pytest.fixture
def place(db: None, monday: datetime) -> Iterator[Place]:
    area = accounts.an_area()
    short, rich = (
        enterprises.an_enterprise(area, name, type=EnterpriseType.COMPANY, industry="39")
        for name in ("岚芯微电子", "砺川精密")
    )
    enterprises.a_statement(short, year=2025, rnd=Decimal(970_000))
    enterprises.a_statement(rich, year=2025, rnd=Decimal(2_000_000))
    people = [accounts.a_person(f"政策{n}", Role.POLICY_EDITOR, area=area) for n in (1, 2)]
    policy = policies.a_policy(area, people[0], monday)
    edition = policies.published(policies.a_draft(policy, people[0], monday), *people, monday)
    officer = officers.an_officer(unit=accounts.a_unit("工信局", area=area))
    officers.an_assignment(officer, short, from_on=date(2026, 1, 1))
    contact = enterprises.a_member(short, "陈若溪", is_main=True)
    visits = [Visit(person, monday) for person in (contact, officer.person, people[0])]
    with clock.set_to(monday):
        yield Place(short, rich, people, policy, edition, *visits, monday)


# --- trials ------------------------------------------------------------


def test_a_trial_says_how_many_fit_nearly_and_which_condition_keeps_them(place: Place) -> None:
    page = place.tried(place.draft(100))
    assert "能申请 1 家" in page
    assert "差一点 1 家" in page
    assert "差在 2 上年度研发费用不低于 100 万元" in page


def test_a_trial_says_who_gains_and_who_loses_against_what_holds_now(place: Place) -> None:
    assert "多 1 家，少 0 家" in place.tried(place.draft(90))


def test_who_loses_is_told_with_the_condition_that_does_it(place: Place) -> None:
    page = place.tried(place.draft(300))
    assert "多 0 家，少 1 家" in page
    assert "砺川精密 因为第 2 上年度研发费用不低于 300 万元" in page


def test_a_trial_shows_no_figure_behind_who_fits(place: Place) -> None:
    """Neither research of 97 nor of 200 is said; and every trial leaves its event: who probes is seen."""
    page = place.tried(place.draft(100))
    assert "97" not in page
    assert "200" not in page
    with door.as_system("tests.read"):
        assert Event.objects.filter(name="EditionTried").count() == 1


def test_a_trial_is_of_the_draft_as_it_is_now(place: Place) -> None:
    draft = place.draft(100)
    place.tried(draft)
    with door.as_system("tests.build"):
        Edition.objects.filter(pk=draft.pk).update(version=draft.version + 1)
    assert "现在这一稿还没有算过" in place.editor.text(
        f"/policies/{draft.item.public_id}/{draft.number}/trial/"
    )


def test_a_condition_says_whom_it_alone_keeps_out_and_not_how_far_where_they_are_few(place: Place) -> None:
    page = place.tried(place.draft(100))
    assert "只卡在哪一条" in page
    assert "2 上年度研发费用不低于 100 万元 1 家 1 / 1 都有谁 岚芯微电子" in page
    assert "差 5% 以内" not in page


def test_of_many_it_is_said_how_far_they_are(place: Place) -> None:
    for number in range(5):
        more = enterprises.an_enterprise(
            place.short.area, f"又一家{number}", type=EnterpriseType.COMPANY, industry="39"
        )
        enterprises.a_statement(more, year=2025, rnd=Decimal(850_000))
    page = place.tried(place.draft(100))
    assert "6 家 6 / 6" in page
    assert "差 5% 以内 1 家，5%–10% 0 家，10%–20% 5 家" in page


def test_whoever_moves_a_bound_to_and_fro_is_stopped_and_seen(place: Place) -> None:
    """By the item: a draft thrown away and begun anew begins nothing anew. Its area says how often."""
    coordinator = accounts.a_person("郑一民", Role.COORDINATOR, area=place.short.area)
    keeper = Visit(coordinator, place.now)
    chief = accounts.a_person("周砚青", Role.COORDINATION_HEAD, area=place.short.area)
    limit = {
        "amount": 2, "area": place.short.area.pk, "source": "本区", "from_on": place.now.date().isoformat()
    }  # fmt: skip
    assert "政策：同一事项一天试算 60 次" in keeper.text("/limits/")
    head = Visit(chief, place.now)
    assert rules.at_the_pages(keeper, head, "/limits/limit.trials.item/set/", **limit).status_code == 302
    kept.forget_all()
    assert "政策：同一事项一天试算 2 次" in keeper.text("/limits/")
    draft = place.draft(100)
    path = f"/policies/{draft.item.public_id}/{draft.number}/trial/"
    for version in (1, 2, 3):
        with door.as_system("tests.build"):
            Edition.objects.filter(pk=draft.pk).update(version=version)
            Trial.objects.filter(edition=draft).delete()
        answer = place.editor.post(path, client_key=str(uuid.uuid4()))
        assert answer.status_code == (302 if version < 3 else 422)
    said = words_of(answer)
    assert "这一项今天已经试算了 2 次，一天最多 2 次" in said
    assert "能猜出企业没有公开的数" in said
    assert said.count("政策1") >= 2, "the trials are listed with their author"


def test_while_it_is_worked_out_the_page_asks_again_by_itself(place: Place) -> None:
    draft = place.draft(100)
    path = f"/policies/{draft.item.public_id}/{draft.number}/trial/"
    place.editor.post(path, client_key=str(uuid.uuid4()))
    part = place.editor.client.get(path, headers={"HX-Request": "true"}).content.decode()
    assert "正在算" in part
    assert "hx-get" in part
    assert "<html" not in part


def test_what_is_published_is_not_tried(place: Place) -> None:
    path = f"/policies/{place.edition.item.public_id}/1/trial/"
    assert place.editor.get(path).status_code == 404
    assert place.officer.get(path).status_code == 403
    with pytest.raises(Refused, match="已发布的不用试算"):
        policies.tried(place.edition, place.people[0], place.now)


# --- brought to whom it concerns ---------------------------------------


def push(place: Place, visit: Visit, **sent: Any) -> Any:
    path = f"/policies/{place.edition.item.public_id}/concerned/"
    return visit.post(path, **{"client_key": str(uuid.uuid4()), **sent})


def pushes() -> int:
    with door.as_system("tests.read"):
        return Push.objects.count()


def test_an_officer_sees_and_brings_it_to_those_he_serves_only(place: Place) -> None:
    judging.judge_everything(place.now)
    page = place.officer.text(f"/policies/{place.edition.item.public_id}/concerned/")
    assert "岚芯微电子" in page
    assert "砺川精密" not in page
    assert push(place, place.officer, to=place.rich.public_id).status_code == 422
    assert push(place, place.officer, to=place.short.public_id, note="差三万，年底前补上").status_code == 302
    assert "差三万，年底前补上" in place.contact.text(f"/policies/{place.edition.item.public_id}/")


def test_an_editor_sees_all_of_his_area_and_nothing_is_brought_twice(place: Place) -> None:
    judging.judge_everything(place.now)
    everybody = [place.short.public_id, place.rich.public_id]
    assert push(place, place.editor, to=everybody).status_code == 302
    assert push(place, place.editor, to=everybody).status_code == 302
    assert pushes() == 2
    assert "还没读" in place.editor.text(f"/policies/{place.edition.item.public_id}/concerned/")


def test_the_same_form_sent_twice_brings_it_once(place: Place) -> None:
    judging.judge_everything(place.now)
    sent = {"to": place.short.public_id, "client_key": str(uuid.uuid4())}
    for _ in range(2):
        assert push(place, place.officer, **sent).status_code == 302
    assert pushes() == 1


def test_nobody_chosen_is_said_beside_the_list_and_the_note_is_kept(place: Place) -> None:
    judging.judge_everything(place.now)
    answer = push(place, place.officer, note="请看")
    assert answer.status_code == 422
    assert "请至少选一项" in answer.content.decode()
    assert "请看" in answer.content.decode()


def test_ten_thousand_whom_an_item_concerns_are_paged_and_each_can_be_brought_it(place: Place) -> None:
    """Nobody beyond the first page is out of reach, and the numbers are of all."""
    made = many(place, 10_000)
    path = f"/policies/{place.edition.item.public_id}/concerned/"
    with place.editor.at_most(16, path) as page:
        assert "能申请 5,001 家" in page
        assert "差一点 5,001 家" in page
        assert "这一页 100 家" in page
        assert "这一家09999" not in page
    html = place.editor.get(path).content.decode()
    following = path + unescape(re.findall(r'rel="next" href="([^"]+)"', html)[0])
    first, second = named_on(html), named_on(place.editor.get(following).content.decode())
    assert len(first | second) == len(first) + len(second) == 199
    last = place.editor.get(f"{path}?after=nearly-{made[-20].pk}").content.decode()
    assert "这一家09999" in last
    assert 'rel="next"' not in last
    assert push(place, place.editor, to=made[-1].public_id).status_code == 302
    assert pushes() == 1
    assert "推送过 1 家" in place.editor.text(path)


def another(one: Enterprise, number: int) -> Enterprise:
    """The same enterprise under another name and code."""
    made = copy(one)
    made.pk, made.public_id = None, new_address()
    made.name, made.credit_code = f"这一家{number:05}", enterprises.a_code()
    return made


def named_on(page: str) -> set[str]:
    return set(re.findall(r"这一家\d+", page))


def many(place: Place, count: int) -> list[Enterprise]:
    """So many more enterprises, which the item fits and nearly fits by turns."""
    judging.judge_everything(place.now)
    with door.as_system("tests.build"):
        made = Enterprise.objects.bulk_create(another(place.short, number) for number in range(count))
        KeptMatch.objects.bulk_create(
            KeptMatch(
                edition=place.edition, enterprise=one, standing=(Standing.FITS, Standing.NEARLY)[at % 2],
                failing=[2] if at % 2 else [], since_on=place.now.date(),
            )
            for at, one in enumerate(made)
        )  # fmt: skip
    return made


# --- a fact that a rule asks -------------------------------------------


def asks_patents(place: Place) -> Edition:
    rule = {"conditions": {"fact": "ip_class1", "op": ">=", "value": 1}}
    draft = policies.a_draft(place.policy, place.people[0], place.now, title="专利奖励", rule=rule)
    return policies.published(draft, *place.people, place.now)


def told(place: Place, path: str, value: str) -> Any:
    return place.contact.post(path, value=value, client_key=str(uuid.uuid4()))


def test_one_number_that_is_told_decides_at_once(place: Place) -> None:
    asks_patents(place)
    path = f"/policies/for/{place.short.public_id}/"
    assert "补一个数，多看清 1 条" in place.contact.text(path)
    assert told(place, f"{path}state/ip_class1/", "2").status_code == 302
    page = place.contact.text(path)
    assert "1 条能申请" in page
    assert "补一个数" not in page
    with door.as_system("tests.read"):
        assert StatedFact.objects.get().value == 2.0


def test_what_was_told_holds_for_its_year(place: Place) -> None:
    asks_patents(place)
    path = f"/policies/for/{place.short.public_id}/"
    told(place, f"{path}state/ip_class1/", "2")
    person = enterprises.a_member(place.short, "林晚")
    this_year, next_year = (Visit(person, place.now + timedelta(days=later)) for later in (1, 365))
    assert "补一个数" not in this_year.text(path)
    assert "补一个数，多看清 1 条" in next_year.text(path)


@pytest.mark.parametrize("typed", ["", "两件", "-1", "1e400", "99999999999999999"])
def test_what_is_no_number_is_said_beside_the_field(place: Place, typed: str) -> None:
    asks_patents(place)
    path = f"/policies/for/{place.short.public_id}/state/ip_class1/"
    answer = told(place, path, typed)
    assert answer.status_code == 422
    assert "qq-error" in answer.content.decode()
    assert not typed or typed in answer.content.decode()


def test_what_the_register_keeps_is_not_told_here(place: Place) -> None:
    path = f"/policies/for/{place.short.public_id}/state/rd_expense_y1/"
    assert told(place, path, "500").status_code == 404


def test_nobody_tells_a_fact_of_another_enterprise(place: Place) -> None:
    asks_patents(place)
    path = f"/policies/for/{place.rich.public_id}/state/ip_class1/"
    assert told(place, path, "2").status_code == 404


def test_who_wants_only_one_class_says_so_and_finds_it_kept(place: Place) -> None:
    assert place.contact.post("/policies/told/", classes=["relief"]).status_code == 302
    page = place.contact.get("/policies/told/").content.decode()
    assert page.count(" checked") == 1
