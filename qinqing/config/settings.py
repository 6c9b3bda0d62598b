"""Django's settings, read from the environment that the launcher prepares.

QINQING_ROLE       which database role this process is: web (default), worker or owner
QINQING_DB_<ROLE>  the database's address for that role
QINQING_HOME       the data folder; QINQING_SECRETS the folder with secret.key, sign.key and field.key
QINQING_DEMO       "1" in a demo world, which says so on every page
"""

import base64
import os
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

# `lib.pinyin` reads the words itself: pypinyin's own tables of them take 40 MB in every process.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")
os.environ.setdefault("PYPINYIN_NO_DICT_COPY", "1")

PACKAGE = Path(__file__).resolve().parent.parent
ENGLISH = PACKAGE / "config" / "words" / "english"
HOME = Path(os.environ.get("QINQING_HOME", "var"))
ROLE = os.environ.get("QINQING_ROLE", "web")


def _key(name: str) -> bytes:
    """A key from the secrets folder; for commands that need none (checks, migrations' texts) an empty one."""
    folder = os.environ.get("QINQING_SECRETS")
    if not folder:
        return bytes(32)
    return base64.b64decode((Path(folder) / name).read_text().strip())


class MailServer(NamedTuple):
    """By what letters leave; a password is said only under TLS."""

    backend: str
    host: str = "localhost"
    port: int = 25
    user: str = ""
    password: str = ""
    begins_in_tls: bool = False
    passes_to_tls: bool = False


def _mail_server(said: str) -> MailServer:
    """The server of an address, `smtps://name:password@host` or `smtp://…`; anything else is the name of one
    of Django's ways."""
    parts = urlsplit(said)
    if parts.scheme not in ("smtp", "smtps"):
        return MailServer(said)
    begins, user = parts.scheme == "smtps", unquote(parts.username or "")
    port = parts.port or (465 if begins else 587 if user else 25)
    return MailServer(
        "django.core.mail.backends.smtp.EmailBackend", parts.hostname or "localhost", port, user,
        unquote(parts.password or ""), begins, bool(user) and not begins,
    )  # fmt: skip


def _database(url: str) -> dict[str, object]:
    parts = urlsplit(url)
    pooled = ROLE == "web" and bool(os.environ.get("QINQING_PGBOUNCER"))
    # How the server is known and by which certificate; the rest is ours to say. A pooler is another server.
    query = {} if pooled else dict(parse_qsl(parts.query))
    said = {name: value for name, value in query.items() if name not in _OURS}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": None,
        # The door meets a dead connection with its first statement and asks again; the worker has no door.
        "CONN_HEALTH_CHECKS": ROLE != "web",
        "DISABLE_SERVER_SIDE_CURSORS": pooled,
        # Planning under row-level security costs more than running: statements are prepared, except behind
        # a pooler that hands the session on between transactions.
        "OPTIONS": said | ({"server_side_binding": True, "prepare_threshold": None} if pooled else _PREPARED),
    }


_OURS = frozenset({"host", "port", "dbname", "user", "password", "options"})
# Left to itself PostgreSQL plans the dearest of them anew each time, which costs more than running them.
_PREPARED = {
    "server_side_binding": True,
    "prepare_threshold": 2,
    "options": "-c plan_cache_mode=force_generic_plan -c datestyle=ISO",
}


SECRET_KEY = _key("secret.key").hex() or "0"
FIELD_KEY = _key("field.key")
SIGNING_KEY = _key("sign.key")
DEBUG = False
# The launcher and a proxy on this machine ask after its health by number.
ALLOWED_HOSTS = [*os.environ.get("QINQING_HOSTS", "localhost,[::1],testserver").split(","), "127.0.0.1"]
CSRF_TRUSTED_ORIGINS = [host for host in os.environ.get("QINQING_ORIGINS", "").split(",") if host]
HTTPS = os.environ.get("QINQING_HTTPS") == "1"
# The address that letters lead to.
PUBLIC_URL = os.environ.get("QINQING_URL", "http://127.0.0.1:8000")
TRUSTED_PROXY = os.environ.get("QINQING_PROXY", "")
DEMO = os.environ.get("QINQING_DEMO") == "1"
# Staff pass a second check, except in a demo world, which says so on every page.
SECOND_FACTOR = not DEMO
DEMO_NOTICE = "演示世界：人物、企业和数字都是编的；没有启用第二重验证。" if DEMO else ""

ROOMS = (
    "accounts",
    "inbox",
    "exports",
    "enterprises",
    "officers",
    "policies",
    "problems",
    "claims",
    "advice",
)
DESKS = (
    "home",
    "enterprise_file",
    "handover",
    "imports",
    "audit",
    "operations",
    "dashboard",
    "search",
    "simulation",
)
INSTALLED_APPS = [
    "django.contrib.messages",
    "django.contrib.staticfiles",
    # The web starts jobs by a function of the database and runs none: 18 MB less in each of its processes.
    *(["procrastinate.contrib.django"] if ROLE != "web" else []),
    "qinqing.ui",
    "qinqing.kernel",
    *(f"qinqing.domains.{room}" for room in ROOMS if (PACKAGE / "domains" / room / "apps.py").exists()),
    *(f"qinqing.desks.{desk}" for desk in DESKS if (PACKAGE / "desks" / desk / "apps.py").exists()),
    "qinqing.api",
]
MIDDLEWARE = [
    "qinqing.kernel.headers.Headers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "qinqing.kernel.door.Door",
]
ROOT_URLCONF = "qinqing.config.urls"
WSGI_APPLICATION = "qinqing.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "NAME": "jinja2",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {"environment": "qinqing.config.templates.environment", "auto_reload": False},
    },
]
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"

DATABASES = {"default": _database(os.environ.get(f"QINQING_DB_{ROLE.upper()}", "postgresql:///qinqing"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
PASSWORD_HASHERS = ["qinqing.kernel.passwords.Argon2"]

LANGUAGE_CODE = "zh-hans"
USE_I18N = True
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "/static/"
# Nothing is collected: files are served from where the packages keep them.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
SESSION_KEY_COOKIE = "__Host-qq_session" if HTTPS else "qq_session"
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "qinqing.config.urls.csrf_failure"
CSRF_COOKIE_NAME = "__Host-csrftoken" if HTTPS else "csrftoken"
SECURE_SSL_REDIRECT = HTTPS
# Only the machine itself asks this without TLS.
SECURE_REDIRECT_EXEMPT = [r"^health$"]
# The proxy ends TLS and says so; it must write this header itself, whatever a browser sent.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS and TRUSTED_PROXY else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        "manifest-src": ["'self'"],
        **({"upgrade-insecure-requests": True} if HTTPS else {}),
    }
}

# Networks of the house's own into which programs may be told of events, besides the open network.
# Whether the originals of policies are looked at: only where the installation may call the world.
LOOKS_AT_ORIGINALS = os.environ.get("QINQING_LOOK_AT_ORIGINALS") == "1"
WEBHOOK_NETWORKS = [text for text in os.environ.get("QINQING_WEBHOOK_NETWORKS", "").split(",") if text]
# Requests of one token in each web process; 0 is any number.
PROGRAMS_PER_MINUTE = int(os.environ.get("QINQING_PROGRAMS_PER_MINUTE", "600"))

# Problems that one enterprise raises, and lists that one person opens in each web process; 0 is any number.
RAISED_PER_HOUR = int(os.environ.get("QINQING_RAISED_PER_HOUR", "30"))
LISTS_PER_HOUR = int(os.environ.get("QINQING_LISTS_PER_HOUR", "600"))

# How long whoever left an enterprise reads the sheet of what he handed over; 0 is not at all.
HANDOVER_READ_DAYS = int(os.environ.get("QINQING_HANDOVER_READ_DAYS", "30"))

# After how many days somebody of the staff changes his password at his next sign-in; 0 is never.
PASSWORD_DAYS = int(os.environ.get("QINQING_PASSWORD_DAYS", "0"))

TWINS: frozenset[str] = frozenset()
FILES = HOME / "files"
# "unix:/run/clamav/clamd.ctl" or "host:3310": from then on nothing unscanned is handed out.
CLAMD = os.environ.get("QINQING_CLAMD", "")
BACKUPS = os.environ.get("QINQING_BACKUPS", "")
# Best on another machine's disk: from there nobody here can take a head back.
AUDIT_HEADS = Path(os.environ.get("QINQING_AUDIT_HEADS", HOME / "audit" / "heads.txt"))
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 400
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DEFAULT_FROM_EMAIL = os.environ.get("QINQING_MAIL_FROM", "qinqing@localhost")
MAIL_SERVER = _mail_server(os.environ.get("QINQING_EMAIL", "django.core.mail.backends.console.EmailBackend"))
EMAIL_BACKEND, EMAIL_HOST, EMAIL_PORT = MAIL_SERVER.backend, MAIL_SERVER.host, MAIL_SERVER.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = MAIL_SERVER.user, MAIL_SERVER.password
EMAIL_USE_SSL, EMAIL_USE_TLS = MAIL_SERVER.begins_in_tls, MAIL_SERVER.passes_to_tls
# A mail server that does not answer must not hold the worker up.
EMAIL_TIMEOUT = 10
# Short messages: the address of a gateway, or "console"; without it no number is confirmed by a code.
SMS = os.environ.get("QINQING_SMS", "console" if DEMO else "")
SMS_KEY = os.environ.get("QINQING_SMS_KEY", "")
SMS_BODY = os.environ.get("QINQING_SMS_BODY", '{"phone": "{phone}", "text": "{text}", "id": "{number}"}')
# What stands in the answer of a gateway that has taken a message; without it any 2xx will do.
SMS_ANSWER = os.environ.get("QINQING_SMS_ANSWER", "")
# Whether codes also go by e-mail, to whoever has no mobile or where there is no gateway.
CODES_BY_MAIL = os.environ.get("QINQING_CODES_BY_MAIL", "1" if DEMO else "") == "1"
# Where a demo world, and no other, keeps what it would have sent, so that whoever plays it can read the code.
OUTBOX = HOME / "outbox.json" if DEMO else None

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        # A request's path and words are business content: only its failure and number are logged.
        "django.request": {"level": "ERROR"},
        "django.security": {"level": "ERROR"},
        # To whom something would have gone, masked; never what.
        "qinqing.sending": {"level": "INFO"},
    },
}
# The house forbids what these checks would ask of an admin or of contrib.auth, which are not installed.
SILENCED_SYSTEM_CHECKS: list[str] = []
