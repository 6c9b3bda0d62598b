"""The system administrator sees what is not well, and that the worker stands still."""

from datetime import datetime, timedelta

from django.db import transaction
from django.test import Client

from qinqing.domains.accounts.terms import Role
from qinqing.kernel import clock, door
from qinqing.kernel.models import Watched
from qinqing.kernel.permissions import system
from tests.builders.accounts import a_person
from tests.builders.browsers import signed_in
from tests.conftest import Database, point_at


def page(client: Client, now: datetime, path: str = "/operations/") -> str:
    with clock.set_to(now):
        return client.get(path).content.decode()


def looked_at(server: Database, database: str, now: datetime, **faults: str) -> None:
    """What the worker wrote down."""
    point_at(server.url("qinqing_worker", database))
    with transaction.atomic():
        door.step_in(system("operations.look"))
        for key, fault in faults.items():
            Watched.objects.create(key=key, fault=fault, since_at=now, looked_at=now)
    point_at(server.url("qinqing_web", database))


def test_what_is_not_well_stands_first_and_a_worker_that_stands_still_above_all(
    server: Database, fresh_database: str, monday: datetime
) -> None:
    with transaction.atomic():
        client = signed_in(a_person("吴管理", Role.SYSTEM_ADMIN), monday)
    assert "后台任务没有在运行" in page(client, monday)
    looked_at(server, fresh_database, monday, disk="", backup="还没有备份过")
    text = page(client, monday)
    assert "1 项不正常" in text
    assert text.index("还没有备份过") < text.index("磁盘")
    assert "后台任务没有在运行" not in text
    assert "后台任务没有在运行" in page(client, monday + timedelta(minutes=3))


def test_it_stands_on_the_first_page_of_whoever_may_know(
    server: Database, fresh_database: str, monday: datetime
) -> None:
    keepers = (Role.SYSTEM_ADMIN, Role.AUDIT_ADMIN, Role.SECURITY_ADMIN)
    with transaction.atomic():
        clients = {role: signed_in(a_person(role.label, role), monday) for role in keepers}
    looked_at(server, fresh_database, monday, disk="")
    assert [role for role in keepers if "项不正常" in page(clients[role], monday, "/")] == []
    looked_at(server, fresh_database, monday, backup="还没有备份过")
    told = [role for role in keepers if "还没有备份过" in page(clients[role], monday, "/")]
    assert told == [Role.SYSTEM_ADMIN, Role.AUDIT_ADMIN]
    assert "平台有 1 项不正常" in page(clients[Role.SYSTEM_ADMIN], monday, "/")
