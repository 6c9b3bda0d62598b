"""What stands in an address of the environment reaches Django: where mail leaves, how a database is known."""

import pytest

from qinqing.config.settings import MailServer, _database, _mail_server

SMTP = "django.core.mail.backends.smtp.EmailBackend"
CONSOLE = "django.core.mail.backends.console.EmailBackend"


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("smtps://qq:a%40b@mail.example.cn", MailServer(SMTP, "mail.example.cn", 465, "qq", "a@b", True)),
        ("smtp://qq:x@mail.example.cn", MailServer(SMTP, "mail.example.cn", 587, "qq", "x", False, True)),
        ("smtp://qq:x@mail.example.cn:25", MailServer(SMTP, "mail.example.cn", 25, "qq", "x", False, True)),
        ("smtp://localhost", MailServer(SMTP)),
        (CONSOLE, MailServer(CONSOLE)),
    ],
)
def test_an_address_says_by_which_server_letters_leave(said: str, found: MailServer) -> None:
    assert _mail_server(said) == found


@pytest.mark.parametrize("said", ["smtps://qq:x@mail.example.cn", "smtp://qq:x@mail.example.cn"])
def test_no_password_is_said_in_the_open(said: str) -> None:
    found = _mail_server(said)
    assert found.begins_in_tls != found.passes_to_tls


def test_how_a_database_is_known_is_asked_of_it_by_every_role() -> None:
    address = "postgresql://owner:x@db.example.cn/qinqing?sslmode=verify-full&sslrootcert=/etc/ssl/own.pem"
    options = _database(address)["OPTIONS"]
    assert isinstance(options, dict)
    assert (options["sslmode"], options["sslrootcert"]) == ("verify-full", "/etc/ssl/own.pem")


def test_what_the_house_asks_of_its_connections_no_address_changes() -> None:
    address = "postgresql://owner:x@h/qinqing?host=/run/own&options=-c%20row_security%3Doff&user=postgres"
    found = _database(address)
    assert (found["HOST"], found["USER"]) == ("/run/own", "owner")
    assert found["OPTIONS"] == _database("postgresql://owner:x@h/qinqing")["OPTIONS"]


def test_a_pooler_is_not_asked_for_what_its_server_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QINQING_PGBOUNCER", "127.0.0.1:6432")
    found = _database("postgresql://web:x@127.0.0.1:6432/qinqing?host=/run/own&sslmode=verify-full")
    assert (found["HOST"], found["PORT"]) == ("127.0.0.1", "6432")
    assert found["OPTIONS"] == {"server_side_binding": True, "prepare_threshold": None}
