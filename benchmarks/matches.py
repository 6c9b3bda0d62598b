"""`python -m benchmarks.matches [N]`: whom policies fit, kept up to date among N enterprises (20,000).

A rule is edited and everybody is judged again; a fact of one enterprise changes and every item is judged
again for it; the enterprise opens its page.
"""

import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import psycopg
import yaml
from django.conf import settings
from django.db import connection, connections, transaction
from django.db.models import QuerySet

import qinqing.config.setup
from benchmarks.hot_pages import session_of
from benchmarks.measure import caller, spent
from qinqing.config import wiring, wsgi
from qinqing.domains.accounts.terms import Role
from qinqing.domains.enterprises.models import Enterprise
from qinqing.domains.enterprises.terms import EnterpriseType
from qinqing.domains.policies.actions import judging, stale
from qinqing.domains.policies.facts import rule_of
from qinqing.domains.policies.facts.many import subjects
from qinqing.domains.policies.models import Edition, KeptMatch
from qinqing.domains.policies.rules import book
from qinqing.domains.policies.rules.partition import needed, parted, planned
from qinqing.kernel import clock, door
from qinqing.kernel.database.launcher import SUPERUSER, Server, temporary_server
from qinqing.lib.rules.plan import plan
from tests.builders import accounts, enterprises, officers, policies
from tests.builders.problems import at
from tests.conftest import migrated, point_at

RULES = Path(__file__).parents[1] / "qinqing/domains/policies/data/rules.yaml"
NOW = at("2026-03-10 10:00")
ITEMS, CHANGED = 40, 500
ROUNDS = 7
_FIRMS = """
insert into enterprises_enterprise (public_id, code_missing_reason, name, name_key, pinyin, type, type_text,
    capital_text, currency, business_scope, address, area_id, industry, industry_code, is_key,
    version, created_at, registered_on)
  select substr(md5('m' || n), 1, 12), '测试', '匹配' || n || '号', 'm' || n, 'pipei' || n, 'company', '', '',
    '', '', '', %s, '39', '', false, 1, now(), date '2015-01-01' + n %% 3000
  from generate_series(1, %s) n
"""
_FIGURES = """
insert into enterprises_yearlyfacts (enterprise_id, year, source, stated_on, staff, revenue, assets, rnd, at)
  select e.id, y, 'firm', make_date(y + 1, 2, 1), 10 + e.id % 400, 1e6 + (e.id * 7919 % 90000) * 1e4,
    1e7, 1e5 + (e.id * 104729 % 4000) * 1e3, now()
  from enterprises_enterprise e, generate_series(2023, 2025) y
"""
_OFFICERS = """
insert into officers_assignment (officer_id, enterprise_id, part, from_on)
  select a.officer_id, e.id, a.part, a.from_on from officers_assignment a, enterprises_enterprise e
    where e.id %% 20 = 0 and e.id <> %s
"""


def main(arguments: list[str]) -> int:
    """Print what each change costs, application and database together."""
    count = int(arguments[0]) if arguments else 20_000
    with temporary_server() as server:
        run(server, count)
    return 0


def run(server: Server, count: int) -> None:
    name = migrated(server, "qinqing_bench")
    point_at(server.url("qinqing_web", name))
    with clock.set_to(NOW):
        wiring.connect()
        firm, contact, editions = _build(server.url(SUPERUSER, name), count)
        qinqing.config.setup.freeze()
        _edited(editions[0], count)
        _one_fact(firm)
        _page(firm.public_id, contact)
    connections.close_all()


def _build(superuser_dsn: str, count: int) -> tuple[Enterprise, int, list[Edition]]:
    """So many enterprises with three years of figures, one in twenty with an officer, against forty items."""
    shipped = [
        rule for rule in yaml.safe_load(RULES.read_text(encoding="utf-8"))["rules"] if "conditions" in rule
    ]
    with transaction.atomic():
        area = accounts.an_area()
        editors = [accounts.a_person(f"政策{n}", Role.POLICY_EDITOR, area=area) for n in (1, 2)]
        policy = policies.a_policy(area, editors[0], NOW)
        firm = enterprises.an_enterprise(area, "岚芯微电子", type=EnterpriseType.COMPANY, industry="39")
        officer = officers.an_officer(unit=accounts.a_unit("工信局", area=area))
        officers.an_assignment(officer, firm, from_on=date(2026, 1, 1))
        contact = enterprises.a_member(firm, "陈若溪", is_main=True)
        editions = []
        for number in range(ITEMS):
            stored = {name: shipped[number % len(shipped)].get(name) for name in ("conditions", "benefit")}
            rule = {name: part for name, part in stored.items() if part} if number else policies.RULE
            draft = policies.a_draft(policy, editors[0], NOW, title=f"事项{number}", rule=rule)
            editions.append(policies.published(draft, *editors, NOW))
    with psycopg.connect(superuser_dsn, autocommit=True) as superuser:
        superuser.execute(_FIRMS, [area.pk, count - 1])
        superuser.execute(_FIGURES)
        superuser.execute(_OFFICERS, [firm.pk])
        superuser.execute("vacuum analyze")
    with transaction.atomic():
        judging.judge_everything(NOW)
    return firm, contact.pk, editions


def _edited(edition: Edition, count: int) -> None:
    """One rule was edited: all are judged by it, and what differs from what is kept is stored and told."""
    with transaction.atomic(), door.as_system("benchmarks"):
        day = clock.local(NOW).date()
        rule = rule_of(edition)
        assert rule is not None
        found = subjects([edition.item.policy.area_id], day, needed(planned([rule], day)))
        given = found.columns(planned([rule], day))
        alone = min(_cpu(lambda: parted(plan(book(), day, [rule]), given, count)) for _ in range(ROUNDS))
        stored = KeptMatch.objects.filter(edition=edition)
        before = stored.count()
        KeptMatch.objects.filter(edition=edition, enterprise_id__in=_every(stored, CHANGED)).delete()
        stale.mark_item(edition.item_id, NOW)
    whole = spent(lambda: judging.judge_stale(NOW))
    with transaction.atomic(), door.as_system("benchmarks"):
        assert stored.count() == before
    print(
        f"one rule edited x {count}: judged in {alone:.1f} ms, {CHANGED} of {before} that it concerns stored"
    )
    print(f"  and told, with all that it takes to read: {whole:.0f} ms")


def _every(stored: "QuerySet[KeptMatch]", most: int) -> list[int]:
    return list(stored.order_by("enterprise_id").values_list("enterprise_id", flat=True)[:most])


def _one_fact(firm: Enterprise) -> None:
    """One fact of one enterprise changed: every item is judged for it."""

    def judged() -> None:
        assert judging.judge_stale(NOW) == 1

    spans = []
    for _ in range(ROUNDS):
        with transaction.atomic(), door.as_system("benchmarks"):
            stale.mark([firm.pk], NOW)
        spans.append(spent(judged))
    print(f"one fact of one enterprise x {ITEMS} items: {sorted(spans)[len(spans) // 2]:.1f} ms")


def _page(address: str, contact: int) -> None:
    call = caller(wsgi.application, {settings.SESSION_KEY_COOKIE: session_of(contact)})

    def opened() -> None:
        status, content = call(f"/policies/for/{address}/")
        assert status == 200, (status, content[:300])

    asked: list[str] = []

    def heard(execute: Callable[..., object], sql: str, *rest: object) -> object:
        asked.append(sql)
        return execute(sql, *rest)

    for _ in range(8):
        opened()
    with connection.execute_wrapper(heard):
        opened()
    spans = sorted(spent(opened) for _ in range(40))
    print(f"policies for us, {ITEMS} items: {spans[20]:.1f} ms, {len(asked)} statements with the door's own")


def _cpu(work: Callable[[], object]) -> float:
    before = time.thread_time()
    work()
    return (time.thread_time() - before) * 1e3


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
