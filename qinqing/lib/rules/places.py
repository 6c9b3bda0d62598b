"""A written document, walked with the path to each of its places, so that a refusal can name its own."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, NoReturn, TypeVar

from .facts import day
from .faults import WrongRules

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Place:
    """What is written at a path. What it is asked for and cannot give, it refuses by that path."""

    raw: Any
    path: str = ""

    def refuse(self, reason: str) -> NoReturn:
        raise WrongRules(self.path, reason)

    def at(self, key: str) -> "Place":
        """What stands under a key; None there is as good as nothing."""
        return Place(self.raw.get(key), f"{self.path}.{key}" if self.path else key)

    def has(self, key: str) -> bool:
        return self.raw.get(key) is not None

    def mapping(self, *keys: str) -> "Place":
        """Itself, if it is a mapping and, where keys are named, has no others."""
        if not isinstance(self.raw, dict):
            self.refuse(f"应写成“名称: 内容”，写的是 {_short(self.raw)}")
        strange = [key for key in self.raw if not isinstance(key, str) or (keys and key not in keys)]
        if strange:
            known = f"；可写：{'、'.join(keys)}" if keys else ""
            self.refuse(f"没有“{strange[0]}”这一项{known}")
        return self

    def entries(self) -> Iterator[tuple[str, "Place"]]:
        """The keys of a mapping, each with what stands there; of nothing none."""
        if self.raw is not None:
            for key in self.mapping().raw:
                yield key, self.at(key)

    def items(self) -> list["Place"]:
        """What a list holds; refuses an empty one."""
        if not isinstance(self.raw, list) or not self.raw:
            self.refuse(f"应是至少一项的列表，写的是 {_short(self.raw)}")
        return [Place(one, f"{self.path}[{number}]") for number, one in enumerate(self.raw)]

    def text(self, default: str | None = None) -> str:
        """A text; a number or a day written without quotes is one, too."""
        if self.raw is None and default is not None:
            return default
        if isinstance(self.raw, str | int | float | date) and not isinstance(self.raw, bool):
            return str(self.raw)
        self.refuse(f"应是文字，写的是 {_short(self.raw)}")

    def number(self) -> float:
        if isinstance(self.raw, bool) or not isinstance(self.raw, int | float) or self.raw - self.raw != 0:
            self.refuse(f"应是数字，写的是 {_short(self.raw)}")
        return float(self.raw)

    def number_or_none(self) -> float | None:
        return None if self.raw is None else self.number()

    def flag(self) -> bool:
        if not isinstance(self.raw, bool | None):
            self.refuse(f"应是 true 或 false，写的是 {_short(self.raw)}")
        return bool(self.raw)

    def day(self) -> date:
        found = day(self.raw)
        if found is None:
            self.refuse(f"应是日期，如 2026-01-31，写的是 {_short(self.raw)}")
        return found

    def one_of(self, known: dict[str, T], what: str) -> T:
        """What a name stands for; refuses one that nobody knows, and says which sound like it."""
        name = self.text()
        if name not in known:
            self.refuse(f"没有{what}“{name}”")
        return known[name]


def _short(raw: Any) -> str:
    text = repr(raw)
    return text if len(text) <= 60 else text[:57] + "…"
