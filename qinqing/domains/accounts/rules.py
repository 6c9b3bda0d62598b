"""Judgements about accounts: how long a guesser waits, how long a session lasts, which passwords are weak."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from ipaddress import ip_network
from zoneinfo import ZoneInfo

from qinqing.domains.accounts.terms import (
    ADMINISTRATORS,
    CodeWay,
    DelegationState,
    PersonKind,
    Role,
    TokenState,
)
from qinqing.lib import pinyin

ZONE = ZoneInfo("Asia/Shanghai")

IDLE = timedelta(minutes=30)
IDLE_OF_ADMINISTRATORS = timedelta(minutes=10)
ABSOLUTE = timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=1)
"""How often a session's last use is written down: a request rarely writes."""
MOST_SESSIONS = 5
"""Of one person at a time; a further one ends the oldest."""


ACCOUNT_IDLE = timedelta(days=90)
"""After so long without a sign-in somebody looks whether an account is still needed (等保2.0 访问控制)."""


def idle_limit(roles: Collection[str]) -> timedelta:
    """How long a session may rest (GB/T 22239-2019, 身份鉴别 b)."""
    return IDLE_OF_ADMINISTRATORS if set(roles) & set(ADMINISTRATORS) else IDLE


def is_current(from_at: datetime, until_at: datetime | None, now: datetime) -> bool:
    """Whether a grant or delegation holds at `now`; its end is the first moment at which it does not."""
    return from_at <= now and (until_at is None or now < until_at)


def may_come(is_active: bool, leaves_on: date | None, now: datetime) -> bool:
    """Whether an account opens anything: it is not closed, and its person has not left."""
    return is_active and (leaves_on is None or now.astimezone(ZONE).date() < leaves_on)


def start_of(day: date) -> datetime:
    """The first moment of a day here."""
    return datetime.combine(day, time(), ZONE)


LEAVING_SAID_WITHIN = timedelta(days=366)
"""Nobody says of a day further away that somebody leaves or left on it."""


def leaving_fault(on: date, today: date) -> str:
    """Why a unit may not say that somebody leaves on that day, in words; empty where it may.

    A day that is past is what happened, and is taken as it is said.
    """
    return "离任的日子请写在前后一年以内" if abs(on - today) > LEAVING_SAID_WITHIN else ""


def leaving_begins(on: date, today: date) -> date:
    """From which day on somebody is nobody here: of a day that is past, from the day it is confirmed."""
    return max(on, today)


MOST_DELEGATED_FOR = timedelta(days=90)


def delegation_state(from_at: datetime, until_at: datetime, now: datetime) -> DelegationState:
    """How it is about a delegation at `now`; its end is the first moment at which it gives nothing."""
    if until_at <= now or until_at <= from_at:
        return DelegationState.ENDED
    return DelegationState.RUNNING if from_at <= now else DelegationState.PLANNED


def apart_fault(role: str, held: Iterable[str]) -> str:
    """Why a role may not be added to those held, in words; empty where it may (等保2.0 三权分立)."""
    others = [other for other in held if other != role]
    if role in ADMINISTRATORS and others:
        return f"管理员不能兼任其他角色：他现在是{Role.label_of(others[0])}"
    if administrator := next((other for other in others if other in ADMINISTRATORS), None):
        return f"他是{Role.label_of(administrator)}，不能再有别的角色"
    return ""


# --- tokens ------------------------------------------------------------


def token_state(
    issued_at: datetime | None, expires_at: datetime | None, revoked_at: datetime | None, now: datetime
) -> TokenState:
    """How it is about a token at `now`; its end is the first moment at which it opens nothing."""
    if revoked_at is not None:
        return TokenState.REVOKED
    if issued_at is None or expires_at is None:
        return TokenState.REQUESTED
    return TokenState.VALID if now < expires_at else TokenState.EXPIRED


def network_fault(network: str) -> str:
    """Why this is no range of addresses, in words; empty where it is one, or nothing."""
    try:
        if network:
            ip_network(network)
    except ValueError:
        return "写成 10.20.0.0/16 或 10.20.3.4 这样；不限制就留空"
    return ""


# --- guessing ----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Brake:
    """After `free` failures within WINDOW each try waits twice as long as the last, up to `longest`."""

    free: int
    first: timedelta
    longest: timedelta

    def delay_after(self, failures: int) -> timedelta:
        """How long after the last of so many failures the next try is heard."""
        if failures < self.free:
            return timedelta(0)
        return min(self.first * 2 ** min(failures - self.free, 30), self.longest)


WINDOW = timedelta(minutes=15)
FAMILIAR_FOR = timedelta(days=30)
"""An address from which the account signed in so recently is the person's own."""
PAIR = Brake(free=5, first=timedelta(seconds=30), longest=timedelta(minutes=15))
ACCOUNT = Brake(free=20, first=timedelta(seconds=5), longest=timedelta(minutes=2))
ADDRESS = Brake(free=60, first=timedelta(seconds=2), longest=timedelta(minutes=1))


@dataclass(frozen=True, slots=True)
class Failures:
    """Failed tries of the last WINDOW: how many and when the last was."""

    count: int
    last_at: datetime | None


def waits_until(
    pair: Failures, account: Failures, address: Failures, *, familiar: bool, now: datetime
) -> datetime | None:
    """Until when a try is not even heard; None where it is heard now.

    The brake on account and address together is the sharp one. The slower one on the account alone spares
    its person's own addresses, so that a stranger can lock nobody out; the one on the address alone slows a
    list of guessed accounts.
    """
    brakes = [(PAIR, pair), (ADDRESS, address)]
    if not familiar:
        brakes.append((ACCOUNT, account))
    ends = [f.last_at + brake.delay_after(f.count) for brake, f in brakes if f.last_at is not None]
    latest = max(ends, default=None)
    return latest if latest is not None and latest > now else None


def wait_in_words(left: timedelta) -> str:
    """How long somebody is to wait, as a sentence takes it: ` 30 秒`, ` 2 分钟`."""
    seconds = max(1, -(-left // timedelta(seconds=1)))
    return f" {seconds} 秒" if seconds < 60 else f" {-(-seconds // 60)} 分钟"


# --- confirmation codes ------------------------------------------------

CODE_DIGITS = 6
CODE_FOR = timedelta(minutes=10)
MOST_CODE_TRIES = 5
CODE_EVERY = timedelta(minutes=1)
MOST_CODES_A_DAY = 10
"""To one number or address."""
NEARBY_FOR, MOST_CODES_NEARBY = timedelta(hours=1), 20
"""Asked for from one address of the network: an office behind one router, not a list of numbers."""
CODE_BRAKE = Brake(free=2, first=timedelta(seconds=5), longest=timedelta(minutes=1))
CODES_KEPT_FOR = timedelta(days=2)
"""Longer than the limit of a day counts back."""


@dataclass(frozen=True, slots=True)
class Reach:
    """Where a code goes: the way, and the number or address as it is kept."""

    way: CodeWay
    to: str


@dataclass(frozen=True, slots=True)
class CodesAsked:
    """What was asked for already: the last to this number, so many in a day, so many from nearby."""

    last_at: datetime | None
    today: int
    nearby: int


def code_not_yet(asked: CodesAsked, now: datetime) -> str:
    """Why no further code is sent now, in words; empty where one is."""
    if asked.last_at is not None and now < asked.last_at + CODE_EVERY:
        return f"刚发过一个，请等{wait_in_words(asked.last_at + CODE_EVERY - now)}再要"
    if asked.today >= MOST_CODES_A_DAY:
        return "今天发到这里的验证码太多了，请明天再试；急事请打 12345，说“找首席服务官”"
    if asked.nearby >= MOST_CODES_NEARBY:
        return "从您这里要的验证码太多了，请过一小时再试；急事请打 12345，说“找首席服务官”"
    return ""


@dataclass(frozen=True, slots=True)
class CodeTried:
    """How it is about a code that somebody types."""

    is_sent: bool
    has_failed: bool
    tries: int
    tried_at: datetime | None
    expires_at: datetime


def code_not_heard(code: CodeTried, now: datetime) -> str:
    """Why what is typed is not even compared, in words; empty where it is."""
    if now >= code.expires_at:
        return f"这个验证码过了 {CODE_FOR // timedelta(minutes=1)} 分钟，不能用了，请再要一个"
    if code.tries >= MOST_CODE_TRIES:
        return f"错了 {MOST_CODE_TRIES} 次，这个验证码作废了，请再要一个"
    if code.has_failed:
        return "验证码没有发出去，请再要一个；还是收不到，请打 12345，说“找首席服务官”"
    if not code.is_sent:
        return "验证码还在路上，请等几秒再试"
    if code.tried_at is not None:
        heard_at = code.tried_at + CODE_BRAKE.delay_after(code.tries)
        if now < heard_at:
            return f"试得太快了，请等{wait_in_words(heard_at - now)}再试"
    return ""


def wrong_code(tries: int) -> str:
    """What somebody is told after so many wrong ones."""
    left = MOST_CODE_TRIES - tries
    return f"验证码不对，还可以试 {left} 次" if left > 0 else "验证码不对，这个作废了，请再要一个"


ONE_TIME_LINK_FOR = timedelta(days=7)
"""How long a link waits for its person to choose a password by it."""

# --- passwords and logins ----------------------------------------------

LEAST_LENGTH: Mapping[str, int] = {PersonKind.STAFF: 10, PersonKind.ENTERPRISE: 8}
MOST_LENGTH = 128
_CLASSES = tuple(re.compile(pattern) for pattern in (r"[a-z]", r"[A-Z]", r"[0-9]", r"[^a-zA-Z0-9]"))
_COMMON = """
    password passw0rd admin administrator root letmein welcome iloveyou woaini qwerty qwertyuiop asdfgh zxcvbn
    1qaz2wsx qazwsx abc123 a1b2c3 123456 654321 111111 000000 666666 888888 112233 123123 520520 5201314
    dragon monkey football sunshine princess master superman test guest user login changeme secret
"""
_CONTEXT = "qinqing 亲清 fuwuguan 服务官 zhengwu gongwuyuan yingshang"
_LEET = str.maketrans("@013457$!", "aoleastsi")


def is_password_aged(changed_at: datetime, days: int, now: datetime) -> bool:
    """Whether a password is older than so many days; with 0 days none ever is."""
    return days > 0 and now - changed_at > timedelta(days=days)


def password_fault(password: str, kind: str, context: Iterable[str] = ()) -> str:
    """Why this password may not be used, in words for the screen; empty where it may.

    `context` are the words around the account that a guesser would try first: login, name, unit, area.
    """
    least = LEAST_LENGTH[kind]
    if len(password) < least:
        return f"口令至少 {least} 个字符，您填了 {len(password)} 个"
    if len(password) > MOST_LENGTH:
        return f"口令最多 {MOST_LENGTH} 个字符"
    if sum(bool(pattern.search(password)) for pattern in _CLASSES) < 3:
        return "口令要包含大写字母、小写字母、数字、符号里的三种"
    if re.search(r"(.)\1{3}", password):
        return "口令里不要把同一个字符连写四次以上"
    if word := _word_in(password, (*_COMMON.split(), *_CONTEXT.split(), *context)):
        return f"口令里有容易被猜到的“{word}”，换一个"
    return ""


def _word_in(password: str, words: Iterable[str]) -> str:
    plain = password.casefold()
    spellings = (plain, plain.translate(_LEET))
    rest = len(plain)
    for word in words:
        low = word.casefold().strip()
        # A short or small part of a long password is chance, not habit.
        if len(low) >= 3 and 2 * len(low) > rest - 6 and any(low in spelling for spelling in spellings):
            return word
    return ""


_LOGIN = re.compile(r"[\w.\-]{2,40}", re.UNICODE)


def normal_login(typed: str) -> str:
    """The one spelling of a login: width, case and outer spaces do not count."""
    return unicodedata.normalize("NFKC", typed).strip().casefold()


def login_fault(login: str) -> str:
    """Why this login may not be given, in words; empty where it may."""
    if not _LOGIN.fullmatch(login):
        return "账号用 2 到 40 个字母、数字、汉字、点、横线或下划线"
    if normal_phone(login):
        return "账号不要用手机号：手机号本来就能登录"
    return ""


_MOBILE = re.compile(r"(?:\+?86)?(1[3-9]\d{9})")


def normal_phone(typed: str) -> str:
    """The digits of a mobile number however it was typed; empty where it is none."""
    found = _MOBILE.fullmatch(re.sub(r"[\s\-()（）]", "", unicodedata.normalize("NFKC", typed)))
    return found.group(1) if found else ""


def masked_phone(phone: str) -> str:
    """A number as it is shown to those who may not call it: `138****2046`."""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) == 11 else "****"


# --- people, devices, addresses ----------------------------------------

_SURNAMES = {
    "单": "shan",
    "曾": "zeng",
    "解": "xie",
    "仇": "qiu",
    "查": "zha",
    "区": "ou",
    "任": "ren",
    "朴": "piao",
}


def pinyin_of(name: str) -> str:
    """The name as it is sorted; a surname is read as a surname."""
    syllables = pinyin.syllables(name)
    if name[:1] in _SURNAMES and syllables:
        syllables[0] = _SURNAMES[name[0]]
    return " ".join(syllables).casefold()[:120]


def plain_name(typed: str) -> str:
    """A name as it is kept: `李  明` as people write it in tables is 李明, `Li Ming` stays as it is."""
    words = typed.split()
    return " ".join(words) if typed.isascii() else "".join(words)


def sound_of(name: str) -> str:
    """How a name sounds, as an account begins that is made of it."""
    return re.sub(r"[^a-z0-9]", "", pinyin_of(name))[:30]


def login_for(name: str, taken: Collection[str]) -> str:
    """An account that nobody has, by the sound of a name: `zhouyanqing`, `zhouyanqing2`."""
    sound = sound_of(name)
    return _unlike(sound, taken) if len(sound) > 1 else ""


def code_for(short: str, taken: Collection[str]) -> str:
    """A code that no unit has, by the first letters of how its short name sounds: `SCJGJ`."""
    letters = "".join(syllable[0] for syllable in pinyin.syllables(short) if syllable[:1].isascii())
    return _unlike(re.sub(r"[^A-Z0-9]", "", letters.upper())[:16] or "DW", taken)


def _unlike(word: str, taken: Collection[str]) -> str:
    numbered = (word, *(f"{word}{n}" for n in range(2, len(taken) + 3)))
    return next(one for one in numbered if one not in taken)


_SYSTEMS = (
    ("HarmonyOS", "鸿蒙"),
    ("Android", "安卓"),
    ("iPhone", "苹果手机"),
    ("iPad", "苹果平板"),
    ("Windows", "Windows"),
    ("Mac OS X", "苹果电脑"),
    ("Linux", "Linux"),
)
_BROWSERS = (
    ("MicroMessenger", "微信"),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)


def device_of(agent: str) -> str:
    """The few words by which a person knows his own device; nothing else is kept of the browser's name."""
    system = next((word for mark, word in _SYSTEMS if mark in agent), "其他设备")
    browser = next((word for mark, word in _BROWSERS if mark in agent), "")
    return f"{system} · {browser}" if browser else system
