"""A rule that binds an area takes two: proposed at one page, confirmed or refused at another."""

import re
from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from qinqing.domains.accounts.models import Area
from qinqing.domains.accounts.terms import Role
from qinqing.domains.problems.events import RuleConfirmed, RuleProposed, RuleRefused
from qinqing.domains.problems.models import Category, CategoryRule, ProposedRule
from qinqing.domains.problems.notices import NOTICES
from qinqing.domains.problems.queries import kinds
from qinqing.domains.problems.queries.proposals import forget_rules
from qinqing.kernel import door, events, kept, settings
from qinqing.kernel.models import DatedSetting, Event
from tests.builders import accounts
from tests.builders.problems import Road, Town
from tests.builders.visits import Visit, words_of

pytestmark = pytest.mark.django_db
KEY = "limit.B.ordinary"
TODAY = date(2026, 3, 2)


def limit(place: Town, **changes: object) -> dict[str, object]:
    return {
        "amount": 5, "area": place.area.pk, "from_on": "2026-03-04", "source": "青岚府办〔2026〕12 号",
        "why": "企业反映太慢", "client_key": str(uuid4()), **changes,
    }  # fmt: skip


def proposed(coordinator: Visit, place: Town, **changes: object) -> int:
    """The number of a proposed limit."""
    answer = coordinator.post(f"/limits/{KEY}/set/", **limit(place, **changes))
    assert answer.status_code == 302, words_of(answer)
    return newest()


def newest() -> int:
    with door.as_system("tests.read"):
        return ProposedRule.objects.latest("id").pk


def holds(place: Town, day: date) -> str:
    """The limit of the area on a day."""
    forget_rules()
    return str(settings.current().value(KEY, (place.area.pk,), day, "7wd").value)


def state(number: int) -> str:
    with door.as_system("tests.read"):
        return ProposedRule.objects.get(pk=number).state


def test_nothing_changes_before_the_head_has_confirmed_it(
    place: Town, coordinator: Visit, head: Visit
) -> None:
    number = proposed(coordinator, place)
    assert holds(place, date(2026, 3, 9)) == "7wd"
    waiting = coordinator.text(f"/limits/{KEY}/")
    assert "等协调办负责人确认，现在还没有改" in waiting
    assert "5个工作日" not in waiting
    page = head.text("/rules/proposed/")
    for said in ("等您确认", "7个工作日", "5个工作日", "企业反映太慢", "协调员", "2026年3月4日", "12 号"):
        assert said in page
    assert "确认规定" in head.text("/")
    assert head.post(f"/rules/proposed/{number}/confirm/").status_code == 302
    assert holds(place, date(2026, 3, 3)) == "7wd"
    assert holds(place, date(2026, 3, 4)) == "5wd"
    assert "协调员 拟，协调办负责人 确认" in coordinator.text("/rules/proposed/")
    assert "确认规定" not in head.text("/")
    with door.as_system("tests.read"):
        names = list(Event.objects.filter(subject_kind__in=["proposed_rule", "limit"]).order_by("id"))
    assert [one.name for one in names] == ["RuleProposed", "LimitSet", "RuleConfirmed"]
    assert [one.actor_id for one in names][1:] == [place.people["head"].pk] * 2


def test_what_is_confirmed_late_holds_from_that_day_and_not_before(
    place: Town, coordinator: Visit, head: Visit
) -> None:
    number = proposed(coordinator, place)
    later = Visit(place.people["head"], head.now + timedelta(days=7))
    assert "已经过了，从确认那天起" in later.text("/rules/proposed/")
    assert later.post(f"/rules/proposed/{number}/confirm/").status_code == 302
    assert holds(place, date(2026, 3, 8)) == "7wd"
    assert holds(place, date(2026, 3, 9)) == "5wd"


def test_the_head_refuses_with_a_reason_and_nothing_changes(
    place: Town, coordinator: Visit, head: Visit
) -> None:
    number = proposed(coordinator, place)
    silent = head.post(f"/rules/proposed/{number}/refuse/", reason=" ")
    assert (silent.status_code, "请填写这一项" in words_of(silent)) == (422, True)
    assert head.post(f"/rules/proposed/{number}/refuse/", reason="人手不够").status_code == 302
    assert holds(place, date(2026, 3, 9)) == "7wd"
    assert "没有同意" in (page := coordinator.text("/rules/proposed/"))
    assert "人手不够" in page
    assert head.post(f"/rules/proposed/{number}/confirm/").status_code == 409


def test_it_is_taken_back_before_it_is_decided(place: Town, coordinator: Visit, head: Visit) -> None:
    number = proposed(coordinator, place)
    assert "收回" in coordinator.text("/rules/proposed/")
    assert coordinator.post(f"/rules/proposed/{number}/take-back/").status_code == 302
    assert head.post(f"/rules/proposed/{number}/confirm/").status_code == 409
    assert state(number) == "taken_back"
    proposed(coordinator, place)


def test_what_waits_is_not_proposed_again(place: Town, coordinator: Visit) -> None:
    proposed(coordinator, place)
    again = coordinator.post(f"/limits/{KEY}/set/", **limit(place, amount=4))
    assert (again.status_code, "还在等协调办负责人确认" in words_of(again)) == (422, True)


def test_nobody_confirms_what_he_proposed_himself(place: Town, coordinator: Visit, head: Visit) -> None:
    with door.as_system("tests.build"):
        accounts.grant(place.people["coordinator"], Role.COORDINATION_HEAD, area=place.area)
    number = proposed(coordinator, place)
    assert "等您确认" not in coordinator.text("/rules/proposed/")
    assert "确认规定" not in coordinator.text("/")
    own = coordinator.post(f"/rules/proposed/{number}/confirm/")
    assert (own.status_code, "要由另一位负责人确认" in words_of(own)) == (422, True)
    assert not DatedSetting.objects.exists()
    assert head.post(f"/rules/proposed/{number}/confirm/").status_code == 302


def test_what_cannot_be_any_more_is_said_where_it_is_confirmed(
    place: Town, coordinator: Visit, head: Visit
) -> None:
    number = proposed(coordinator, place)
    with door.as_system("tests.build"):
        DatedSetting.objects.create(
            key=KEY, area_id=place.area.pk, value="6wd", effective_on="2026-03-04", source="另一份"
        )
    answer = head.post(f"/rules/proposed/{number}/confirm/")
    assert (answer.status_code, "已经写过一条" in words_of(answer)) == (422, True)
    assert state(number) == "waiting"


def test_a_head_elsewhere_has_nothing_of_it(place: Town, coordinator: Visit) -> None:
    number = proposed(coordinator, place)
    there = accounts.an_area("外区")
    other = Visit(accounts.a_person("外区负责人", Role.COORDINATION_HEAD, area=there), coordinator.now)
    assert "企业反映太慢" not in other.text("/rules/proposed/")
    assert other.post(f"/rules/proposed/{number}/confirm/").status_code == 404
    assert other.post(f"/rules/proposed/{number}/refuse/", reason="x").status_code == 404


def test_who_coordinates_here_and_heads_elsewhere_confirms_nothing_here(
    place: Town, coordinator: Visit
) -> None:
    number = proposed(coordinator, place)
    colleague = accounts.a_person("两边的人", Role.COORDINATOR, area=place.area)
    accounts.grant(colleague, Role.COORDINATION_HEAD, area=accounts.an_area("外区"))
    visit = Visit(colleague, coordinator.now)
    assert "企业反映太慢" in visit.text("/rules/proposed/")
    answer = visit.post(f"/rules/proposed/{number}/confirm/")
    assert (answer.status_code, "不是您的区域的" in words_of(answer)) == (422, True)
    assert state(number) == "waiting"


def test_each_does_only_his_part(place: Town, coordinator: Visit, head: Visit) -> None:
    number = proposed(coordinator, place)
    assert coordinator.post(f"/rules/proposed/{number}/confirm/").status_code == 403
    assert head.post(f"/rules/proposed/{number}/take-back/").status_code == 403
    assert head.post(f"/limits/{KEY}/set/", **limit(place)).status_code == 403


def test_row_security_alone_lets_no_coordinator_put_a_rule_in_force(
    place: Town, coordinator: Visit, head: Visit
) -> None:
    number = proposed(coordinator, place)
    door.become(place.people["coordinator"].pk, coordinator.now)
    setting = {"key": KEY, "area_id": place.area.pk, "effective_on": TODAY, "source": "x"}
    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        DatedSetting.objects.create(value="1wd", **setting)
    decided = {"state": "confirmed", "decided_by": place.people["head"].pk}
    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        ProposedRule.objects.filter(pk=number).update(**decided)
    door.become(place.people["head"].pk, coordinator.now)
    another = {"state": "confirmed", "decided_by": place.people["coordinator"].pk}
    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        ProposedRule.objects.filter(pk=number).update(**another)


def test_the_table_itself_takes_two(place: Town, coordinator: Visit) -> None:
    number = proposed(coordinator, place)
    by_himself = {"state": "confirmed", "decided_by": place.people["coordinator"].pk}
    refused = pytest.raises(IntegrityError, match="proposed_rule_by_two")
    with door.as_system("tests.build"), refused, transaction.atomic():
        ProposedRule.objects.filter(pk=number).update(**by_himself)


def told(event: type, now: datetime) -> list[int]:
    """Who is told of the newest event of this kind."""
    with door.as_system("tests.tell"):
        row = Event.objects.filter(name=event.__name__).latest("id")
        (notice,) = (one for one in NOTICES if one.event is event)
        return list(notice.to(events.revive(event, row), now))


def test_the_head_is_told_of_it_and_the_proposer_of_the_end(
    place: Town, coordinator: Visit, head: Visit
) -> None:
    number = proposed(coordinator, place)
    assert told(RuleProposed, head.now) == [place.people["head"].pk]
    head.post(f"/rules/proposed/{number}/refuse/", reason="人手不够")
    assert told(RuleRefused, head.now) == [place.people["coordinator"].pk]
    head.post(f"/rules/proposed/{proposed(coordinator, place)}/confirm/")
    assert told(RuleConfirmed, head.now) == [place.people["coordinator"].pk]


def test_the_row_names_who_wrote_it_and_the_record_both(
    place: Town, group: Category, coordinator: Visit, head: Visit
) -> None:
    with door.as_system("tests.read"):
        lamps = Category.objects.get(code="9909")
    coordinator.post(f"/kinds/{lamps.pk}/rewrite/", **kind(group, place, name="道路照明", offered="yes"))
    confirmed(head)
    wrote, let_hold = place.people["coordinator"].pk, place.people["head"].pk
    with door.as_system("tests.read"):
        row = CategoryRule.objects.get(area=place.area)
        entry = Event.objects.filter(name="CategoryRuleWritten").latest("id")
        decided = ProposedRule.objects.get()
    assert (row.written_by_id, decided.proposed_by_id, decided.decided_by_id) == (wrote, wrote, let_hold)
    assert (entry.actor_id, entry.record["proposed_by"]) == (let_hold, wrote)


def test_confirmed_twice_by_the_same_form_it_is_put_in_force_once(
    place: Town, coordinator: Visit, head: Visit
) -> None:
    number, key = proposed(coordinator, place), str(uuid4())
    answers = [head.post(f"/rules/proposed/{number}/confirm/", client_key=key) for _ in range(2)]
    assert [one.status_code for one in answers] == [302, 302]
    with door.as_system("tests.read"):
        assert Event.objects.filter(name="RuleConfirmed").count() == DatedSetting.objects.count() == 1


def test_row_security_alone_lets_no_head_put_a_rule_of_his_own_in_force(
    place: Town, group: Category, head: Visit
) -> None:
    rule = {
        "category": group, "area": place.area, "lane": "ordinary", "sensitive": False, "valid_from_on": TODAY,
    }  # fmt: skip
    door.become(place.people["head"].pk, head.now)
    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        CategoryRule.objects.create(written_by=place.people["head"], **rule)
    assert CategoryRule.objects.create(written_by=place.people["coordinator"], **rule).pk


# --- kinds of an area's own --------------------------------------------


@pytest.fixture
def group(place: Town) -> Category:
    with door.as_system("tests.build"):
        made = Category.objects.create(code="99", name="市政", definition="市政", lane="ordinary")
        Category.objects.create(code="9909", name="路灯", definition="路灯", lane="ordinary", parent=made)
        Category.objects.create(code="98", name="能源", definition="能源", lane="ordinary")
    kept.forget_all()
    return made


def kind(of: Category, place: Town, **changes: object) -> dict[str, object]:
    return {
        "name": "充电桩建设", "group": of.pk, "definition": "厂区里装充电桩", "lane": "ordinary",
        "sensitive": "no", "questions": "几根？", "keywords": "充电桩、充电站", "area": place.area.pk,
        "from_on": "2026-03-04", "why": "老有人问", **changes,
    }  # fmt: skip


def offered(area: Area, day: date) -> list[str]:
    kept.forget_all()
    with door.as_system("tests.read"):
        return [name for _, name in kinds.kinds_offered(area.pk, day)]


def confirmed(head: Visit) -> None:
    answer = head.post(f"/rules/proposed/{newest()}/confirm/")
    assert answer.status_code == 302, words_of(answer)


def test_a_kind_of_the_areas_own_is_offered_there_from_its_day(
    place: Town, group: Category, coordinator: Visit, head: Visit
) -> None:
    assert coordinator.post("/kinds/new/", **kind(group, place)).status_code == 302
    assert "市政·充电桩建设" not in offered(place.area, date(2026, 3, 4))
    assert "厂区里装充电桩" in head.text("/rules/proposed/")
    confirmed(head)
    assert "市政·充电桩建设" not in offered(place.area, date(2026, 3, 3))
    assert "市政·充电桩建设" in offered(place.area, date(2026, 3, 4))
    assert "市政·充电桩建设" not in offered(accounts.an_area("外区"), date(2026, 3, 4))
    assert "充电桩建设" in coordinator.text("/kinds/")
    same = coordinator.post("/kinds/new/", **kind(group, place, name=" 充电桩建设 ", from_on="2026-03-05"))
    assert (same.status_code, "这一组里已经有“充电桩建设”" in words_of(same)) == (422, True)


def test_a_kind_of_the_areas_own_is_chosen_by_an_enterprise(
    place: Town, group: Category, coordinator: Visit, head: Visit
) -> None:
    coordinator.post("/kinds/new/", **kind(group, place, from_on=TODAY.isoformat()))
    confirmed(head)
    kept.forget_all()
    enterprise = Visit(place.people["enterprise"], coordinator.now)
    page = words_of(enterprise.post("/raise/", facts="想装两根充电桩，充电站没有批下来", act="guess"))
    assert "充电桩建设" in page
    assert "几根？" in page


def test_a_kind_is_renamed_and_moved_from_a_day_on(
    place: Town, group: Category, coordinator: Visit, head: Visit
) -> None:
    with door.as_system("tests.read"):
        lamps, energy = Category.objects.get(code="9909"), Category.objects.get(code="98")
    word = kind(group, place, name="道路照明", group=energy.pk, offered="yes")
    assert coordinator.post(f"/kinds/{lamps.pk}/rewrite/", **word).status_code == 302
    assert "道路照明" in (page := head.text("/rules/proposed/"))
    assert "能源" in page
    confirmed(head)
    assert "市政·路灯" in offered(place.area, date(2026, 3, 3))
    assert "能源·道路照明" in (now := offered(place.area, date(2026, 3, 4)))
    assert "市政·路灯" not in now
    assert "改叫“道路照明”" in coordinator.text(f"/kinds/{lamps.pk}/")


def test_a_retired_kind_is_offered_no_longer_and_old_problems_keep_it(
    place: Town, group: Category, coordinator: Visit, head: Visit, monday: datetime
) -> None:
    with door.as_system("tests.read"):
        lamps = Category.objects.get(code="9909")
    road = Road(place, monday).submitted()
    with door.as_system("tests.build"):
        type(road.problem).objects.filter(pk=road.problem_id).update(category=lamps)
    word = kind(group, place, name="路灯", offered="no", from_on=TODAY.isoformat())
    assert coordinator.post(f"/kinds/{lamps.pk}/rewrite/", **word).status_code == 302
    confirmed(head)
    assert "市政·路灯" not in offered(place.area, TODAY)
    with door.as_system("tests.read"):
        assert CategoryRule.objects.get(category=lamps).offered is False
    assert "路灯" in coordinator.text(f"/problems/{road.problem.public_id}/")
    enterprise = Visit(place.people["enterprise"], monday)
    answer = enterprise.post("/raise/", facts="路灯坏了", category=lamps.pk)
    assert (answer.status_code, "这一类已经不再提供" in words_of(answer)) == (422, True)


def titles_in_english(visit: Visit, path: str) -> list[str]:
    """The titles of what waits to be confirmed, as they are read in English; somebody's own words in [ ]."""
    page = visit.get(f"{path}{'&' if '?' in path else '?'}lang=en").content.decode()
    own = re.sub(r'<(span|a) ([^>]*)translate="no">([^<]*)</\1>', r"<\1 \2>[\3]</\1>", page)
    found = re.findall(
        r'<a href="/rules/proposed/#proposed-\d+"[^>]*>(.*?)</a>|<h[23][^>]*>(.*?)</h[23]>', own
    )
    return [re.sub(r"<[^>]+>", "", first or second) for first, second in found]


def test_what_waits_is_named_in_english_but_for_what_somebody_wrote(
    place: Town, group: Category, coordinator: Visit, head: Visit
) -> None:
    with door.as_system("tests.build"):
        lamps = Category.objects.create(
            code="9908", name="路灯照明", parent=group, keywords=[], questions=[], definition="",
            lane="ordinary",
        )  # fmt: skip
    kept.forget_all()
    proposed(coordinator, place)
    assert (
        coordinator.post(f"/kinds/{lamps.pk}/rewrite/", **kind(group, place, offered="yes")).status_code
        == 302
    )
    assert coordinator.post("/kinds/new/", **kind(group, place, name="充电桩建设")).status_code == 302
    for path in ("/", "/rules/proposed/"):
        titles = titles_in_english(head, path)
        assert "Category: Street lights" in titles
        assert "New category: [充电桩建设]" in titles
        limits_ = [one for one in titles if one.startswith("Time limit")]
        assert limits_
        assert not [one for one in limits_ if re.search("[一-鿿]", one)], limits_
    head.get("/?lang=zh")


def test_a_limit_of_the_release_is_of_the_house_and_a_proposed_one_of_whoever_wrote_it(
    place: Town, coordinator: Visit, head: Visit
) -> None:
    answer = coordinator.post("/limits/limit.B.statutory/set/", **limit(place))
    assert answer.status_code == 302, words_of(answer)
    page = head.text("/rules/proposed/?lang=en")
    assert "Proposed by this platform" in page
    assert "本平台建议值" not in page
    assert "青岚府办〔2026〕12 号" in page
