"""What a program sends, brought to a form: JSON, or form data where files come along."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, TypeVar

from django import forms
from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict

from qinqing.kernel import clock
from qinqing.kernel.api.described import FORM_DATA, JSON, has_files
from qinqing.kernel.api.faults import Fault, Wrong
from qinqing.kernel.forms import ChoicesField, FilesField, Form, IdField, MomentField

F = TypeVar("F", bound=Form)
_UNKNOWN: Final = "没有这一项"


@dataclass(frozen=True, slots=True)
class Sent:
    """The fields and files of a request, as forms take them, and a digest of all of it."""

    fields: MultiValueDict[str, str]
    files: MultiValueDict[str, Any]
    digest: str

    def filled(self, kind: type[F], choices: Mapping[str, Any] | None = None) -> F:
        """The form with what was sent, every field of it fine. Raises Fault that names what is not."""
        form = kind(self.fields, self.files, choices=choices)
        if not form.is_valid():
            wrong = [Wrong(name, str(says)) for name, some in form.errors.items() for says in some]
            raise Fault("invalid", errors=wrong)
        return form


def sent_in(request: HttpRequest, kind: type[Form]) -> Sent:
    """What was sent for a form. Raises Fault for what cannot be read, is no field, or is of another type."""
    media_type = request.content_type
    if media_type == FORM_DATA and has_files(kind):
        return _form_data(request, kind)
    body = request.body
    if media_type != JSON and (body or media_type not in ("", "text/plain")):
        raise Fault("media-type")
    given = _parsed(body) if body else {}
    if not isinstance(given, dict):
        raise Fault("unreadable", "正文要是一个 JSON 对象")
    return Sent(_fields(given, kind), MultiValueDict(), _digest(json.dumps(given, sort_keys=True)))


def _form_data(request: HttpRequest, kind: type[Form]) -> Sent:
    names = [*request.POST, *request.FILES]
    if unknown := [name for name in names if name not in kind.base_fields]:
        raise Fault("invalid", errors=[Wrong(name, _UNKNOWN) for name in unknown])
    fields = MultiValueDict({
        name: [_local(one) if isinstance(kind.base_fields[name], MomentField) else one for one in values]
        for name, values in request.POST.lists()
    })  # fmt: skip
    contents = []
    for name, uploads in request.FILES.lists():
        for upload in uploads:
            contents.append((name, upload.name, hashlib.sha256(upload.read()).hexdigest()))
            upload.seek(0)
    return Sent(fields, request.FILES, _digest(repr((sorted(fields.lists()), contents))))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _parsed(body: bytes) -> Any:
    try:
        given = json.loads(body.decode(), parse_constant=_no_number)
        # Half of a surrogate pair is no character; no database takes it and nobody can read it.
        json.dumps(given, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise Fault("unreadable", "正文不是完整的 UTF-8 编码的 JSON") from None
    return given


def _no_number(word: str) -> None:
    raise ValueError(word)


# --- from JSON to what a browser would have sent -----------------------


def _fields(given: Mapping[str, Any], kind: type[Form]) -> MultiValueDict[str, str]:
    found: MultiValueDict[str, str] = MultiValueDict()
    wrong = []
    for name, value in given.items():
        field = kind.base_fields.get(name)
        if field is None:
            wrong.append(Wrong(name, _UNKNOWN))
        elif value is not None:
            try:
                found.setlist(name, _texts(field, value))
            except TypeError as mistake:
                wrong.append(Wrong(name, str(mistake)))
    if wrong:
        raise Fault("invalid", errors=wrong)
    return found


def _texts(field: forms.Field, value: Any) -> list[str]:
    """The value as text. Raises TypeError with words where it is of another type than the field."""
    match field, value:
        case FilesField(), _:
            raise TypeError("附件要用 multipart/form-data 传")
        case ChoicesField(), list():
            return [_scalar(field, one) for one in value]
        case ChoicesField(), _:
            raise TypeError("要写成一个列表")
    return [_scalar(field, value)]


def _scalar(field: forms.Field, value: Any) -> str:
    whole = isinstance(field, IdField) or type(field) is forms.IntegerField
    wants_number = whole or (isinstance(field, ChoicesField) and field.coerce is int)
    if wants_number:
        if type(value) is not int:
            raise TypeError("要写整数")
        return str(value) if abs(value) < 10**30 else "0"
    if isinstance(field, forms.BooleanField):
        if type(value) is not bool:
            raise TypeError("只能是 true 或 false")
        return "on" if value else ""
    if not isinstance(value, str):
        raise TypeError("要写文字")
    if "\0" in value:
        # The database holds none: what bears one names nothing, and no word is quietly made another.
        raise TypeError("文字里不能有空字符")
    return _local(value) if isinstance(field, MomentField) else value


def _local(text: str) -> str:
    """A moment with its offset as our clock shows it, to the minute; anything else is for the form."""
    try:
        moment = datetime.fromisoformat(text)
        return clock.local(moment).strftime("%Y-%m-%dT%H:%M") if moment.tzinfo is not None else text[:16]
    except (ValueError, OverflowError):
        return text
