"""A few kinds of problems for the doors: kept by the system outside the tests' own transactions."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from qinqing.kernel import kept
from qinqing.kernel.database.launcher import Server

KINDS = (
    (901, "9901", "路灯照明", ["路灯", "不亮"], "厂区外道路照明", "ordinary", False),
    (902, "9902", "工资支付", ["欠薪", "工资"], "工资、加班", "ordinary", True),
    (903, "9903", "公交班线", ["公交", "班车"], "公交线路和班次", "complex", False),
)


@contextmanager
def kinds_of_problems(server: Server) -> Iterator[None]:
    """Within the block there are three kinds of problems; the web may only read them."""
    with psycopg.connect(server.url("qinqing_worker", "qinqing_test"), autocommit=True) as system:
        system.execute("select set_config('app.system', 'tests.build', false)")
        for number, code, name, keywords, definition, lane, sensitive in KINDS:
            system.execute(
                "insert into problems_category"
                " (id, code, name, keywords, questions, definition, lane, sensitive)"
                " values (%s, %s, %s, %s, '[]', %s, %s, %s)",
                [number, code, name, psycopg.types.json.Jsonb(keywords), definition, lane, sensitive],
            )
        kept.forget_all()
        yield
        system.execute("delete from problems_category where id = any(%s)", [[kind[0] for kind in KINDS]])
