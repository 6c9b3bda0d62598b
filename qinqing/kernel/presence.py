"""Weighty acts: whoever does one shows by a fresh code of his app that it is he who sits there now.

The code travels in the form of the act itself. Who is asked for one, and whether it holds, is the business
of the room that keeps accounts; its action refuses beside the field, as any other refusal.
"""

from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

from django.http.response import HttpResponseBase

from qinqing.kernel.forms import Form, TextField

FIELD: Final = "fresh_code"
Response = TypeVar("Response", bound=HttpResponseBase)


@dataclass(frozen=True, slots=True)
class Presence:
    """What a request shows of whoever sits there: the code he typed, and the address it came from."""

    code: str = field(default="", repr=False)
    address: str | None = None


NOT_SHOWN: Final = Presence()


class PresenceForm(Form):
    """A form of a weighty act; where its sender is asked for a code the field stands in it."""

    # Whether it is needed the action says, after everything else: a code is not spent on a form to be mended.
    fresh_code = TextField(
        "动态验证码", most=20, required=False, help_text="打开验证器，写现在的六位数字；一个码只能用一次"
    )

    def __init__(self, *given: Any, asks: bool, **rest: Any) -> None:
        super().__init__(*given, **rest)
        if not asks:
            del self.fields[FIELD]

    def keeping(self, response: Response) -> Response:
        """The answer to this form: a code that was wrong counts, whatever else is undone."""
        if self.is_bound and FIELD in self.errors:
            response.keep_writes = True  # type: ignore[attr-defined]
        return response
