"""Fields of forms: what a person types is cleaned alike everywhere, and said to be wrong in his language."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import ProhibitNullCharactersValidator
from django.http import HttpRequest, QueryDict

from qinqing.kernel import clock
from qinqing.kernel.refusals import Refused

REQUIRED = "请填写这一项"
_UNSEEN = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]"
)


class TextField(forms.CharField):
    """Words: control and direction characters are dropped, line ends made one kind, length bounded."""

    def __init__(self, label: str, *, most: int = 2000, required: bool = True, help_text: str = "") -> None:
        super().__init__(
            label=label, max_length=most, required=required, help_text=help_text,
            error_messages={"required": REQUIRED, "max_length": f"最多 {most} 个字，请删短一些"},
        )  # fmt: skip

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        return _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()

    def run_validators(self, value: Any) -> None:
        self.validators = [v for v in self.validators if not isinstance(v, ProhibitNullCharactersValidator)]
        super().run_validators(value)


class ChoiceField(forms.ChoiceField):
    """One of a few; an unknown value is told as a stale page, not as an attack."""

    def __init__(
        self, label: str, choices: Iterable[tuple[Any, str]], *, required: bool = True, help_text: str = ""
    ) -> None:
        super().__init__(
            label=label, choices=list(choices), required=required, help_text=help_text,
            error_messages={"required": "请选一项", "invalid_choice": "这个选项已经没有了，请重新选"},
        )  # fmt: skip


class ChoicesField(forms.TypedMultipleChoiceField):
    """Several of a few."""

    def __init__(
        self,
        label: str,
        choices: Iterable[tuple[Any, str]],
        *,
        coerce: Callable[[Any], Any] = str,
        required: bool = True,
    ) -> None:
        super().__init__(
            label=label, choices=list(choices), coerce=coerce, required=required, empty_value=[],
            error_messages={"required": "请至少选一项", "invalid_choice": "有选项已经没有了，请重新选"},
        )  # fmt: skip


class IdField(forms.IntegerField):
    """The id of something chosen elsewhere on the page."""

    def __init__(self, label: str, *, required: bool = True) -> None:
        super().__init__(
            label=label, required=required, min_value=1, max_value=2**62,
            error_messages={
                "required": "请选一项",
                **dict.fromkeys(("invalid", "max_value", "min_value"), "请重新选一项"),
            },
        )  # fmt: skip


class MailField(forms.EmailField):
    """An e-mail address."""

    def __init__(self, label: str, *, required: bool = True, help_text: str = "") -> None:
        super().__init__(
            label=label, required=required, max_length=254, help_text=help_text,
            error_messages={
                "required": REQUIRED,
                "invalid": "邮箱要写成 name@example.cn 这样",
                "max_length": "邮箱最多 254 个字符",
            },
        )  # fmt: skip


class DayField(forms.DateField):
    """A day."""

    def __init__(self, label: str, *, required: bool = True) -> None:
        super().__init__(
            label=label, required=required, input_formats=["%Y-%m-%d"],
            error_messages={"required": "请选日期", "invalid": "日期要写成 2026-03-02 这样"},
        )  # fmt: skip

    def to_python(self, value: Any) -> date | None:
        day = super().to_python(value)
        if day is not None and not 2000 <= day.year <= 2100:
            raise forms.ValidationError("日期的年份不对")
        return day


class DayOfYearField(forms.CharField):
    """A day of every year, as its month and day: `05-01`."""

    _WRITTEN = re.compile(r"(\d{1,2})[-/.月](\d{1,2})日?", re.ASCII)
    _LEAP = 2024
    _SAYS = "写月和日，例如 05-01"

    def __init__(self, label: str, *, required: bool = True, help_text: str = "") -> None:
        super().__init__(
            label=label, required=required, max_length=10, help_text=help_text,
            error_messages={"required": REQUIRED, "max_length": self._SAYS},
        )  # fmt: skip

    def to_python(self, value: Any) -> str:
        text = (super().to_python(value) or "").replace(" ", "")
        if not text:
            return ""
        found = self._WRITTEN.fullmatch(text)
        if found is None:
            raise forms.ValidationError(self._SAYS)
        try:
            return f"{date(self._LEAP, int(found[1]), int(found[2])):%m-%d}"
        except ValueError:
            raise forms.ValidationError("没有这一天") from None


class TimeField(forms.TimeField):
    """A time of the day, to the minute."""

    def __init__(self, label: str, *, required: bool = True) -> None:
        super().__init__(
            label=label, required=required, input_formats=["%H:%M"],
            error_messages={"required": "请写几点几分", "invalid": "时间要写成 08:30 这样"},
        )  # fmt: skip

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.replace("：", ":") if isinstance(value, str) else value)


class MomentField(forms.DateTimeField):
    """A moment on the local clock; empty means now. Never in the future."""

    def __init__(self, label: str) -> None:
        super().__init__(
            label=label, required=False, input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
            error_messages={"invalid": "时间要写成 2026-03-02 09:30 这样"},
        )  # fmt: skip

    def clean(self, value: Any) -> datetime:
        found = super().clean(value)
        if found is None:
            return clock.now()
        moment: datetime = found.astimezone(UTC)
        if moment > clock.now():
            raise forms.ValidationError("时间不能在将来")
        if moment.year < 2000:
            raise forms.ValidationError("时间的年份不对")
        return moment


class MoneyField(forms.DecimalField):
    """Yuan, with its fen at most; more than nothing."""

    LEAST, MOST = Decimal("0.01"), Decimal(10) ** 11

    def __init__(self, label: str, *, required: bool = True, help_text: str = "") -> None:
        super().__init__(
            label=label, required=required, min_value=self.LEAST, max_value=self.MOST, max_digits=14,
            decimal_places=2, help_text=help_text,
            error_messages={
                "required": "请写金额",
                "invalid": "写数字，单位是元，例如 300000",
                "min_value": "金额要大于 0",
                "max_value": "金额太大了，单位是元",
                **dict.fromkeys(("max_digits", "max_whole_digits"), "金额太大了，单位是元"),
                "max_decimal_places": "最多两位小数",
            },
        )  # fmt: skip

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = value.replace(",", "").replace("，", "")
        return super().to_python(value)


class _ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Up to nine files; what is in them is judged by `kernel.files.receive`."""

    MOST = 9

    def __init__(self, label: str = "照片或文件") -> None:
        super().__init__(label=label, required=False, widget=_ManyFiles)

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        files = [one for one in (data if isinstance(data, list | tuple) else [data]) if one]
        if len(files) > self.MOST:
            raise forms.ValidationError(f"一次最多 {self.MOST} 个文件")
        return files


def sent(request: HttpRequest) -> QueryDict | None:
    """What was sent, even where it was nothing; None where the form is only looked at."""
    return request.POST if request.method == "POST" else None


class Form(forms.Form):
    """A form that keeps what was typed and shows a refusal beside the field it is about."""

    def __init__(
        self, data: Any = None, files: Any = None, *, choices: Mapping[str, Any] | None = None, **rest: Any
    ) -> None:
        super().__init__(data, files, **rest)
        for name, options in (choices or {}).items():
            self.fields[name].choices = list(options)  # type: ignore[attr-defined]

    def refuse(self, refused: Refused) -> None:
        """Show a refusal beside its field, or above the form."""
        self.add_error(refused.field if refused.field in self.fields else None, refused.message)

    @property
    def refusals(self) -> list[str]:
        """What stands above the form: refusals that are about no field."""
        return [str(message) for message in self.non_field_errors()]

    @property
    def faults(self) -> list[tuple[str, str]]:
        """Every fault with the name of its field, for the summary above a long form; no name, no field."""
        return [
            ("" if name == NON_FIELD_ERRORS else name, str(message))
            for name, messages in self.errors.items()
            for message in messages
        ]
