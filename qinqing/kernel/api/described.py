"""The fields of a form as a JSON schema: what people fill in and what programs send is stated once."""

from collections.abc import Callable, Iterator, Mapping
from copy import copy
from typing import Any

from django import forms

from qinqing.kernel.forms import (
    ChoiceField,
    ChoicesField,
    DayField,
    FilesField,
    Form,
    IdField,
    MomentField,
    MoneyField,
)

Schema = dict[str, Any]

JSON, FORM_DATA = "application/json", "multipart/form-data"


def body_of(kind: type[Form]) -> Schema:
    """The request body of a form, as an OpenAPI document describes it: JSON, and with files as form data."""
    json_schema = _object(kind, dict(_described(kind, files=False)))
    content = {JSON: {"schema": json_schema}}
    if has_files(kind):
        content[FORM_DATA] = {"schema": _object(kind, dict(_described(kind, files=True)))}
    return {"required": bool(json_schema.get("required")), "content": content}


def has_files(kind: type[Form]) -> bool:
    """Whether a form takes files."""
    return any(isinstance(field, FilesField) for field in kind.base_fields.values())


def optional(kind: type[Form]) -> type[Form]:
    """The same fields, none of which has to be sent: for correcting, where what is not said stays."""
    fields = {name: copy(field) for name, field in kind.base_fields.items()}
    for field in fields.values():
        field.required = False
    return type(f"{kind.__name__}Optional", (Form,), fields)


def _object(kind: type[Form], properties: Mapping[str, Schema]) -> Schema:
    found: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
    needed = [name for name in properties if kind.base_fields[name].required]
    return found | ({"required": needed} if needed else {})


def _described(kind: type[Form], *, files: bool) -> Iterator[tuple[str, Schema]]:
    for name, field in kind.base_fields.items():
        if files or not isinstance(field, FilesField):
            label = str(field.label or name)
            says = f"{label}：{field.help_text}" if field.help_text else label
            yield name, _shape(field) | {"description": says + _choices_in_words(field)}


def _shape(field: Any) -> Schema:
    for kind, shape in _SHAPES:
        if isinstance(field, kind):
            return shape(field)
    raise TypeError(f"no schema for {type(field).__name__}")


def _one_of(field: Any) -> Schema:
    if getattr(field, "coerce", None) is int:
        return {"type": "integer"}
    values = [value for value, _ in list(field.choices) if value != ""]
    optional = [] if field.required or isinstance(field, ChoicesField) else [""]
    return {"type": "string"} | ({"enum": [*values, *optional]} if values else {})


def _whole(field: forms.IntegerField) -> Schema:
    bounds = {"minimum": field.min_value, "maximum": field.max_value}
    return {"type": "integer"} | {name: value for name, value in bounds.items() if value is not None}


_FILE: Schema = {"type": "string", "contentMediaType": "application/octet-stream"}
_SHAPES: tuple[tuple[type[forms.Field], Callable[[Any], Schema]], ...] = (
    (FilesField, lambda field: {"type": "array", "maxItems": field.MOST, "items": _FILE}),
    (ChoicesField, lambda field: {"type": "array", "items": _one_of(field)}),
    (ChoiceField, lambda field: _one_of(field)),
    (IdField, lambda field: _whole(field)),
    (DayField, lambda field: {"type": "string", "format": "date"}),
    (MomentField, lambda field: {"type": "string", "format": "date-time"}),
    (MoneyField, lambda field: {"type": "string", "pattern": r"^[0-9]{1,11}(\.[0-9]{1,2})?$"}),
    # Behind money, which Django counts among the whole numbers.
    (forms.IntegerField, lambda field: _whole(field)),
    (forms.BooleanField, lambda field: {"type": "boolean"}),
    (forms.CharField, lambda field: {"type": "string"} | _longest(field)),
)


def _longest(field: forms.CharField) -> Schema:
    return {"maxLength": field.max_length} if field.max_length else {}


def _choices_in_words(field: forms.Field) -> str:
    choices: list[tuple[Any, str]] = list(getattr(field, "choices", ()))
    known = "，".join(f"{value} {label}" for value, label in choices if value != "")
    return f"（{known}）" if known else ""
