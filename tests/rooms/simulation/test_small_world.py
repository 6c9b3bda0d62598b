"""A small world, played once and then asked whether everything holds that must hold in a large one."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.db.models import F, Sum
from pytest_django.plugin import DjangoDbBlocker

from qinqing.config import wiring
from qinqing.desks.simulation import world
from qinqing.desks.simulation.demo import Demo, Size, build_demo
from qinqing.desks.simulation.fates import SCENES
from qinqing.desks.simulation.play import acting_as, look_again
from qinqing.domains.accounts.models import Area, Grant, Person, Unit
from qinqing.domains.accounts.queries import sign_off_of
from qinqing.domains.advice.models import Question, Talk
from qinqing.domains.claims import figures as claim_figures
from qinqing.domains.claims.models import Claim
from qinqing.domains.enterprises.models import Contact, Enterprise, Title, YearlyFacts
from qinqing.domains.inbox.models import Message
from qinqing.domains.officers.models import Assignment, Officer
from qinqing.domains.policies import queries as policies
from qinqing.domains.policies.models import Edition, KeptMatch, Policy, Push
from qinqing.domains.problems import queries
from qinqing.domains.problems.models import OPEN_STATES, Category, Duty, LedgerEntry, Problem, Rating, Task
from qinqing.kernel import clock, events
from qinqing.kernel.database.launcher import Server
from qinqing.kernel.figures import Period
from qinqing.kernel.models import Event
from qinqing.kernel.permissions import system
from tests.builders.problems import at
from tests.builders.worker import working

NOW = at("2026-07-14 10:30")
SEED = 1
SMALL = Size(enterprises=60, problems=25, scenes=SCENES[::4])


@pytest.fixture(scope="module")
def demo(server: Server, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Demo]:
    """The world, in one transaction that is undone after this module."""
    wiring.connect()
    try:
        with django_db_blocker.unblock(), working(server):
            yield build_demo(SEED, NOW, SMALL)
    finally:
        events.wire({})


def test_every_step_that_people_took_was_allowed(demo: Demo) -> None:
    assert demo.refused == {}


def test_the_shares_of_every_problem_add_up_to_the_whole_wait(demo: Demo) -> None:
    assert queries.uneven(NOW) == []


def test_every_stored_date_is_the_one_the_ledger_gives(demo: Demo) -> None:
    assert queries.misdated(NOW) == []


def test_nobody_is_without_an_owner_and_no_clock_runs_after_its_end(demo: Demo) -> None:
    assert queries.orphans(NOW) == []


def test_what_was_to_rest_rests_where_it_was_to(demo: Demo) -> None:
    states = Counter(Problem.objects.values_list("state", flat=True))
    assert set(OPEN_STATES) <= set(states)
    assert states["closed"] > 10


def test_nothing_happens_after_now_or_before_the_city(demo: Demo) -> None:
    assert not Event.objects.filter(at__gt=NOW).exists()
    assert not LedgerEntry.objects.filter(at__gt=NOW).exclude(clock="X").exists()
    first = Problem.objects.order_by("submitted_at")[0].submitted_at
    assert first is not None
    assert (NOW - first).days <= 365
    assert (NOW - Claim.objects.earliest("created_at").created_at).days <= 365


def test_events_stand_in_the_order_of_time(demo: Demo) -> None:
    moments = list(Event.objects.filter(subject_kind="problem").order_by("id").values_list("at", flat=True))
    assert moments == sorted(moments)


def test_whoever_signs_off_is_never_who_drafted(demo: Demo) -> None:
    signed = Task.objects.filter(signed_off_by__isnull=False)
    assert signed.count() > 10
    assert [task for task in signed if task.signed_off_by_id in (task.drafted_by_id, task.handler_id)] == []


def test_a_callback_is_never_by_somebody_who_had_a_hand_in_it(demo: Demo) -> None:
    for problem in Problem.objects.filter(contacts__purpose="callback").distinct():
        callers = set(problem.contacts.filter(purpose="callback").values_list("person", flat=True))
        hands = {p for t in problem.tasks.all() for p in (t.handler_id, t.drafted_by_id, t.signed_off_by_id)}
        assert not callers & hands


def test_the_city_has_its_places_units_people_and_words(demo: Demo) -> None:
    assert (Area.objects.count(), Unit.objects.count(), Officer.objects.count()) == (18, 89, 64)
    assert (Category.objects.count(), Duty.objects.filter(area=None).count()) == (100, 181)
    assert (Enterprise.objects.count(), Contact.objects.filter(is_main=True).count()) == (60, 60)
    assert Assignment.objects.filter(part="A").count() < 60


def test_every_unit_can_sign_off(demo: Demo) -> None:
    assert [unit.short for unit in Unit.objects.all() if not sign_off_of(unit.pk, NOW)] == []


def test_the_three_administrators_are_three_people_with_nothing_else(demo: Demo) -> None:
    admins = Grant.objects.filter(role__in=["system_admin", "security_admin", "audit_admin"])
    assert len({grant.person_id for grant in admins}) == 3
    assert Grant.objects.filter(person__in=admins.values("person")).count() == 3


def test_there_is_a_login_for_every_role_and_it_has_the_password(demo: Demo) -> None:
    roles = Counter(one.role for one in demo.logins)
    # Of a policy's editors two: what one wrote the other publishes.
    assert [role for role, count in roles.items() if count > 1] == ["政策专员"]
    assert len(roles) == 13
    logins = {one.login for one in demo.logins}
    assert Person.objects.filter(login__in=logins, is_active=True).count() == len(demo.logins) == 14
    table = demo.table()
    assert all(one.login in table and one.name in table for one in demo.logins)
    assert demo.password in table


def test_people_were_told_of_the_last_weeks_only_and_have_read_what_is_older(demo: Demo) -> None:
    """Of what was brought to them they were told then: whether it was read is counted for the year."""
    brought = Push.objects.values("event_id")
    messages = list(Message.objects.exclude(event_id__in=brought).values_list("created_at", "read_at"))
    assert messages
    assert all((NOW - created).days < 10 for created, _ in messages)
    assert [c for c, read in messages if read is None and (NOW - c).total_seconds() > 2 * 86_400 + 60] == []
    assert any(read is None for _, read in messages)


def test_history_leaves_no_delivery_to_the_worker(demo: Demo) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from procrastinate_jobs where task_name = %s", [events.DELIVER])
        assert cursor.fetchone() == (0,)


def test_whoever_acts_in_history_sees_what_is_his_and_no_more(demo: Demo) -> None:
    contact = Contact.objects.filter(is_main=True, enterprise__in=Problem.objects.values("enterprise"))[0]
    mine = Problem.objects.filter(enterprise=contact.enterprise_id).count()
    assert contact.person_id is not None
    assert mine < Problem.objects.count()
    acting_as(contact.person_id, NOW)
    try:
        assert Problem.objects.count() == mine
    finally:
        look_again()


def test_a_grade_is_the_enterprises_own_or_marked_as_recorded(demo: Demo) -> None:
    graded = Rating.objects.filter(grade__isnull=False, by_callback=False)
    graded_and_done = Problem.objects.filter(ratings__in=graded, reopened=0)
    assert graded_and_done
    assert all(problem.rated_by_enterprise for problem in graded_and_done)


def test_words_of_problems_are_those_that_were_written(demo: Demo) -> None:
    written = {text.title: text.body for text in world.texts()}
    assert all(written[problem.title] == problem.facts for problem in Problem.objects.all())


# --- a year of policies -------------------------------------------------


def months_of(moments: Iterable[datetime | None]) -> Counter[str]:
    return Counter(f"{clock.local(one):%Y-%m}" for one in moments if one is not None)


def the_months() -> list[str]:
    """The twelve months up to now, that of now among them."""
    then = [(2025, month) for month in range(8, 13)] + [(2026, month) for month in range(1, 8)]
    return [f"{year}-{month:02}" for year, month in then]


def test_policies_are_taken_up_in_every_month_of_the_year(demo: Demo) -> None:
    for moments in ("created_at", "paid_at"):
        found = months_of(Claim.objects.values_list(moments, flat=True))
        assert [month for month in the_months()[1:] if not found[month]] == [], moments
    talks = months_of(Talk.objects.values_list("begins_at", flat=True))
    asked = months_of(Question.objects.values_list("asked_at", flat=True))
    assert [month for month in the_months() if not talks[month] or not asked[month]] == []


def test_each_season_brings_what_it_brings(demo: Demo) -> None:
    """Research is paid for in August, insurance of exports in April."""
    for title, month in (("研发费用后补助", "2025-08"), ("稳外贸信用保险补助", "2026-04")):
        found = months_of(Claim.objects.filter(edition__title=title).values_list("created_at", flat=True))
        assert max(found, key=lambda one: found[one]) == month


def test_claims_ended_in_every_way_and_with_a_reason(demo: Demo) -> None:
    ended = Counter(Claim.objects.filter(is_open=False).values_list("state", flat=True))
    assert set(ended) == {"paid", "refused", "turned_down", "withdrawn"}
    for way, least in (("paid", 10), ("refused", 4), ("turned_down", 2), ("withdrawn", 2)):
        ways = months_of(Claim.objects.filter(state=way).values_list("created_at", flat=True))
        assert len(ways) >= least, way
    assert ended["paid"] > ended["refused"] + ended["turned_down"] + ended["withdrawn"]
    refused = Claim.objects.filter(state="refused")
    assert not refused.filter(reason="").exists()
    assert not refused.filter(citation="", objection="").exists()


def test_money_was_paid_as_it_was_approved_and_within_the_budgets(demo: Demo) -> None:
    assert not Claim.objects.filter(state="paid").exclude(paid=F("approved")).exists()
    for edition in Edition.objects.filter(budget__isnull=False):
        approved = Claim.objects.filter(edition=edition).exclude(state="refused")
        assert (approved.aggregate(sum=Sum("approved"))["sum"] or 0) <= edition.budget


def test_no_claim_is_without_an_owner(demo: Demo) -> None:
    open_ = Claim.objects.filter(is_open=True)
    assert open_
    assert not open_.filter(holder="nobody").exists()
    assert not open_.filter(due_at=None).exists()
    assert not open_.filter(holder="officer", officer=None).exists()


def test_about_forty_policies_are_in_use_and_they_came_over_the_year(demo: Demo) -> None:
    today = NOW.date()
    assert 40 <= Edition.objects.current(today).count() <= 50
    published = months_of(Edition.objects.published().values_list("published_at", flat=True))
    assert len(published) >= 6
    over = Edition.objects.published().filter(until_on__lte=today)
    assert over.exclude(stop_reason="").exists()
    assert over.filter(stop_reason="").exclude(item__editions__from_on__gte=F("until_on")).exists()
    assert Edition.objects.published().exclude(changes="").count() >= 4


def test_one_policy_counts_points_and_one_gives_by_cases(demo: Demo) -> None:
    held = Edition.objects.current(NOW.date())
    assert [one.title for one in held if one.rule.get("scorecards")] == ["创新积分奖励"]
    assert [one.title for one in held if one.rule.get("benefit", {}).get("cases")]
    pays = held.get(title="创新积分奖励")
    assert KeptMatch.objects.filter(edition=pays, standing="fits").exists()
    assert Claim.objects.filter(edition=pays, state="paid").exists()


def test_originals_stand_at_addresses_of_nobody(demo: Demo) -> None:
    links = Policy.objects.exclude(link="").values_list("link", flat=True)
    hosts = {urlsplit(link).hostname for link in links}
    assert hosts
    assert [host for host in hosts if not str(host).endswith(".example")] == []


def test_titles_were_won_over_the_year(demo: Demo) -> None:
    given = months_of(Event.objects.filter(name="TitleGiven").values_list("at", flat=True))
    assert len([month for month in the_months() if given[month]]) >= 4


def test_every_title_that_a_list_gives_was_won_within_the_year(demo: Demo) -> None:
    listed = {one["kind"] for one in world.read("takeup")["titles"]}
    begun = (NOW - timedelta(days=365)).date()
    assert listed <= set(Title.objects.filter(from_on__gte=begun).values_list("kind", flat=True))


def test_items_were_brought_in_their_season_read_or_not_and_led_to_claims(demo: Demo) -> None:
    pushes = list(Push.objects.values_list("enterprise", "edition__item", "pushed_at"))
    assert len(pushes) > 50
    assert len([month for month in the_months() if months_of(at for _, _, at in pushes)[month]]) >= 8
    read = policies.read_among(system("tests"), Push.objects.all()).count()
    assert 0.3 < read / len(pushes) < 0.95
    brought = {(firm, item): at for firm, item, at in pushes}
    claims = Claim.objects.values_list("enterprise", "item", "created_at")
    assert [1 for firm, item, at in claims if brought.get((firm, item), at) < at]


def nonsense(row: YearlyFacts) -> list[str]:
    """What of the figures of a year cannot be beside each other."""
    money = row.revenue
    if money is None:
        return []
    checks = [
        ("output", row.output, Decimal("0.9"), Decimal("1.15")),
        ("rnd", row.rnd, 0, 1),
        ("tax", row.tax, 0, Decimal("0.15")),
        ("profit", row.profit, Decimal("-0.5"), Decimal("0.4")),
        ("assets", row.assets, Decimal("0.1"), 8),
        ("staff", row.staff and row.staff * 10_000, Decimal("0.0005"), 1),
    ]
    found = [
        name
        for name, value, low, high in checks
        if value is not None and not money * low <= value <= money * high
    ]
    both = row.rnd_staff is not None and row.staff is not None
    return found + (["rnd_staff"] if both and row.rnd_staff > row.staff else [])


def test_the_figures_of_a_year_hang_together(demo: Demo) -> None:
    """Of everybody, and from year to year: nobody's revenue falls by half or grows beyond belief."""
    rows = list(YearlyFacts.objects.filter(replaced_at=None).order_by("enterprise", "year"))
    assert len(rows) > 100
    assert {(row.enterprise_id, row.year): what for row in rows if (what := nonsense(row))} == {}
    pairs = [(a, b) for a, b in pairwise(rows) if a.enterprise_id == b.enterprise_id and a.year + 1 == b.year]
    grown = [b.revenue / a.revenue for a, b in pairs if a.revenue and b.revenue]
    assert min(grown) > Decimal("0.5")
    assert max(grown) < 4, "a young firm may treble it"


def test_everybody_was_there_from_the_beginning_of_the_year(demo: Demo) -> None:
    begun = (NOW - timedelta(days=365)).date()
    assert not Officer.objects.filter(active_from_on__gt=begun).exists()
    first = Assignment.objects.order_by("enterprise", "from_on").distinct("enterprise")
    assert [one.enterprise_id for one in first if one.from_on > begun] == []


def test_the_figures_of_the_year_add_up(demo: Demo) -> None:
    asker, year = system("tests"), Period(date(2026, 1, 1), NOW.date())
    for figure, _ in claim_figures.SUMMED:
        by_item = figure.by("item", asker, year)
        assert sum(by_item.values()) == figure.value(asker, year) > 0
    taken, fit = claim_figures.TAKE_UP_RATE.value(asker, year)
    assert 0 < taken < fit
