"""What every answer tells the browser not to do; Django's own deployment check is content."""

import base64
import os
import secrets
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from qinqing.kernel.headers import UNUSED
from tests.builders.personas import Crowd, undone

PAGES = ("/sign-in/", "/", "/nowhere/", "/problems/", "/api/v1/docs", "/api/v1/openapi.json", "/messages/")
STRICT = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def policy(answer: object) -> dict[str, str]:
    """The content policy by directive."""
    parts = answer.headers["Content-Security-Policy"].split(";")  # type: ignore[attr-defined]
    return {part.split()[0]: " ".join(part.split()[1:]) for part in parts if part.strip()}


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("who", ["nobody", "coordinator"])
def test_every_page_is_strict_about_itself(page: str, who: str, crowd: Crowd) -> None:
    with undone():
        answer = crowd.client(who).get(page)
    assert {name: answer.headers.get(name) for name in STRICT} == STRICT
    assert all(f"{name}=()" in answer["Permissions-Policy"] for name in UNUSED)
    found = policy(answer)
    assert found["default-src"] == found["frame-ancestors"] == found["base-uri"] == "'none'"
    assert found["script-src"] == found["style-src"] == found["form-action"] == "'self'"
    assert not any(word in " ".join(found.values()) for word in ("unsafe", "http:", "https:", "*"))


def test_what_is_about_somebody_is_kept_by_no_browser(crowd: Crowd) -> None:
    with undone():
        for page in ("/", "/problems/", "/messages/", "/nowhere/"):
            assert crowd.client("coordinator").get(page)["Cache-Control"] == "private, no-store", page


def test_a_static_file_may_not_be_embedded_elsewhere() -> None:
    answer = Client().get("/static/ui/qinqing.css")
    assert answer.status_code == 200
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer["X-Content-Type-Options"] == "nosniff"
    answer.close()


def test_signing_out_empties_the_browser(crowd: Crowd) -> None:
    with undone():
        answer = crowd.client("coordinator").post(reverse("accounts:sign_out"))
    assert answer["Clear-Site-Data"] == '"cache", "storage"'


# --- for real ----------------------------------------------------------


def deployed(tmp_path: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Django's side of the program as an office runs it, behind TLS."""
    for name in ("secret.key", "sign.key", "field.key"):
        (tmp_path / name).write_text(base64.b64encode(secrets.token_bytes(32)).decode())
    environ = os.environ | {
        "DJANGO_SETTINGS_MODULE": "qinqing.config.settings",
        "QINQING_SECRETS": str(tmp_path),
        "QINQING_HTTPS": "1",
        "QINQING_PROXY": "127.0.0.1",
        "QINQING_HOSTS": "qinqing.example.cn",
    }
    return subprocess.run(
        [sys.executable, *words], env=environ | more, capture_output=True, text=True, check=False
    )


CHECK = ("-m", "django", "check", "--deploy", "--fail-level", "WARNING")


def test_the_deployment_check_finds_nothing(tmp_path: Path) -> None:
    checked = deployed(tmp_path, *CHECK)
    assert checked.returncode == 0, checked.stderr


def test_without_tls_the_deployment_check_finds_something(tmp_path: Path) -> None:
    assert deployed(tmp_path, *CHECK, QINQING_HTTPS="0").returncode == 1


BEHIND_TLS = """
import django
django.setup()
from django.conf import settings
from django.test import Client
proxied = {"HTTP_X_FORWARDED_PROTO": "https", "REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "qinqing.example.cn"}
plain = Client().get("/static/ui/mark.svg", HTTP_HOST="qinqing.example.cn")
assert (plain.status_code, plain["Location"]) == (301, "https://qinqing.example.cn/static/ui/mark.svg")
secure = Client().get("/static/ui/mark.svg", **proxied)
assert secure.status_code == 200
assert secure["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"
secure.close()
health = Client().get("/health", HTTP_HOST="127.0.0.1:8000")
assert health.status_code in (200, 503), health.status_code
assert settings.SESSION_KEY_COOKIE.startswith("__Host-") and settings.CSRF_COOKIE_NAME.startswith("__Host-")
"""


def test_behind_tls_everything_leads_to_tls_but_the_question_after_its_health(tmp_path: Path) -> None:
    ran = deployed(tmp_path, "-c", BEHIND_TLS)
    assert ran.returncode == 0, ran.stderr


# --- by whose name it is asked -----------------------------------------

OURS, NOT_OURS = "testserver", "elsewhere.example"


@pytest.mark.parametrize(
    "path", ["/", "/sign-in/", "/problems/", "/nowhere/", "/r/abc/", "/api/v1/openapi.json"]
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_name_that_is_not_ours_is_refused_everywhere(path: str, method: str, db: None) -> None:
    answer = Client().generic(method, path, HTTP_HOST=NOT_OURS)
    assert (answer.status_code, answer.headers.get("Location")) == (400, None)
    assert answer["X-Frame-Options"] == "DENY"
    assert NOT_OURS not in answer.content.decode()
    assert Client().generic(method, path, HTTP_HOST=OURS).status_code != 400


def test_the_page_says_plainly_which_address_to_take(db: None) -> None:
    assert "请用平台公布的网址打开" in Client().get("/sign-in/", HTTP_HOST=NOT_OURS).content.decode()
    cookies = Client(HTTP_COOKIE="lang=en").get("/sign-in/", HTTP_HOST=NOT_OURS).content.decode()
    assert "This is not an address of the platform" in cookies
