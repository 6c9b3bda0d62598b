"""Why a date is that date, as a small calendar: whole weeks from the day something came in to its due day."""

from datetime import date, timedelta

from qinqing.lib.workdays import Calendar


def weeks(calendar: Calendar, came: date, due: date, received: date | None = None) -> list[dict[str, str]]:
    """Each day as `ui.calendar` draws it: its number, what it is (`start`, `due`, `counted`, `off` or
    nothing), and a sign.

    Working days count after the day of receipt, which is the day it came in where no other is said; a day
    that the calendar made a working day or took away says so.
    """
    first, last = sorted((came, due))
    counts_after = max(first, received or first)
    monday, sunday = first - timedelta(days=first.weekday()), last + timedelta(days=6 - last.weekday())
    span = (monday + timedelta(days=number) for number in range((sunday - monday).days + 1))
    marks = {first: ("start", "起"), last: ("due", "到")}
    return [
        {"text": str(on.day), "kind": kind, "note": note}
        for on in span
        for kind, note in [marks.get(on) or _usual(calendar, on, counts_after, last)]
    ]


def _usual(calendar: Calendar, on: date, counts_after: date, last: date) -> tuple[str, str]:
    works, entry = calendar.is_workday(on), calendar.entry(on)
    note = ("班" if works else "休") if entry is not None and works != (on.weekday() < 5) else ""
    return ("off" if not works else "counted" if counts_after < on < last else ""), note
