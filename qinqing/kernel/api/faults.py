"""In which ways a request of a program can fail, and what is said of each (written as RFC 9457 has it)."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.core.exceptions import ObjectDoesNotExist, RequestDataTooBig, SuspiciousOperation
from django.http import Http404
from django.http.multipartparser import MultiPartParserError
from ninja.errors import AuthenticationError, ValidationError

from qinqing.kernel.refusals import Conflict, NotFound, Outdated, Refused, TooFast


@dataclass(frozen=True, slots=True)
class Kind:
    """One way in which a request can fail: its status, its name in words, and what to do about it."""

    status: int
    title: str
    advice: str


KINDS: Final[Mapping[str, Kind]] = {
    "unreadable": Kind(400, "读不出来", "正文不是完整的 JSON 或表单，或者请求头写错了。改好再发。"),
    "unsigned": Kind(
        401,
        "没有有效的令牌",
        "没有带、写错、到期、撤销了，或者不是从约定的地址来的。登录的会话在这里不算数。",
    ),
    "forbidden": Kind(403, "这个令牌不能做这件事", "令牌没有这项权限，或者它替的那个人自己现在没有。"),
    "absent": Kind(404, "没有找到", "不存在，或者不在那个人能看的范围里；两种情形回答一样。"),
    "method": Kind(405, "这个地址不能这样用", "看响应头 Allow 写了哪些方法。"),
    "conflict": Kind(409, "刚刚被别人动过", "重新读一遍再决定；同一个幂等键不能用来发别的内容。"),
    "refused": Kind(409, "现在不能这样做", "理由在 detail 里，和页面上说的一样。"),
    "outdated": Kind(412, "您读到的已经不是最新的", "If-Match 写的版本过时了。重新读一遍再决定。"),
    "too-large": Kind(413, "太大了", "正文最多 4 MB，附件每个最多 50 MB。"),
    "media-type": Kind(415, "不收这种正文", "用 application/json；带附件时用 multipart/form-data。"),
    "invalid": Kind(422, "有几项要改", "errors 里逐项写着哪个字段、为什么。"),
    "too-fast": Kind(429, "来得太快了", "等响应头 Retry-After 写的秒数再发；这次没有做任何事。"),
    "broken": Kind(500, "系统出错了", "这次没有保存任何东西。稍后用同一个幂等键再发。"),
    "away": Kind(
        503, "暂时连不上", "数据库或磁盘一时用不了。过响应头 Retry-After 写的秒数，用同一个幂等键再发。"
    ),
}
"""Every way there is to fail."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """One field that is wrong, and why."""

    field: str
    message: str


class Fault(Exception):
    """A request that goes no further; `kind` is one of `KINDS`, `retry_after` the seconds to wait if any."""

    def __init__(
        self, kind: str, detail: str = "", errors: Iterable[Wrong] = (), *, retry_after: int = 0
    ) -> None:
        super().__init__(kind)
        self.kind, self.detail, self.errors, self.retry_after = kind, detail, tuple(errors), retry_after


def fault_of(mistake: Exception) -> Fault:
    """What an exception is called that is somebody's mistake or bad luck. Raises it again if it is ours."""
    if isinstance(mistake, Fault):
        return mistake
    if isinstance(mistake, ValidationError):
        return Fault("invalid", errors=_said_of(mistake.errors))
    if isinstance(mistake, Refused):
        return _refusal(mistake)
    for kinds, name in _NAMED:
        if isinstance(mistake, kinds):
            return Fault(name)
    raise mistake


_NAMED: Final[tuple[tuple[tuple[type[Exception], ...], str], ...]] = (
    ((AuthenticationError,), "unsigned"),
    ((NotFound, ObjectDoesNotExist, Http404), "absent"),
    ((RequestDataTooBig,), "too-large"),
    ((MultiPartParserError, SuspiciousOperation), "unreadable"),
)
SAID: Final = (Fault, ValidationError, Refused, *(kind for kinds, _ in _NAMED for kind in kinds))
"""The exceptions that `fault_of` has words for."""


def _refusal(refused: Refused) -> Fault:
    if isinstance(refused, Outdated):
        return Fault("outdated", refused.message)
    if isinstance(refused, Conflict):
        return Fault("conflict", refused.message)
    if isinstance(refused, TooFast):
        return Fault("too-fast", refused.message, retry_after=math.ceil(refused.wait.total_seconds()))
    if refused.field:
        return Fault("invalid", errors=[Wrong(refused.field, refused.message)])
    return Fault("refused", refused.message)


# --- parameters, in words ----------------------------------------------

_WORDS: Final = {
    "missing": "请填写这一项",
    "enum": "只能是 {expected}",
    "bool_parsing": "只能是 true 或 false",
    "bool_type": "只能是 true 或 false",
    "int_parsing": "要写整数",
    "int_type": "要写整数",
    "int_parsing_size": "这个数太大了",
    "greater_than_equal": "不能小于 {ge}",
    "less_than_equal": "不能大于 {le}",
    "string_type": "要写文字",
    "string_too_long": "最多 {max_length} 个字",
    "string_pattern_mismatch": "写法不对",
    "date_from_datetime_parsing": "日期要写成 2026-03-02 这样",
    "date_from_datetime_inexact": "日期要写成 2026-03-02 这样",
    "date_parsing": "日期要写成 2026-03-02 这样",
    "date_type": "日期要写成 2026-03-02 这样",
}


def _said_of(errors: Iterable[Mapping[str, Any]]) -> list[Wrong]:
    return [Wrong(str(one["loc"][-1]), _said(one)) for one in errors]


def _said(error: Mapping[str, Any]) -> str:
    words = _WORDS.get(str(error["type"]), "写法不对")
    return words.format_map({name: str(value) for name, value in error.get("ctx", {}).items()})
