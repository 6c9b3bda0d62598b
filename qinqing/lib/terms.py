"""A vocabulary: the values that are stored, each with its label and the tone of its badge."""

from enum import StrEnum
from typing import Self, cast


class Term(StrEnum):
    """Values written as `NAME = "value", "标签"` with, if it is not calm, a tone; a member is its value."""

    label: str
    tone: str

    def __new__(cls, value: str, label: str = "", tone: str = "calm") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        member.tone = tone
        return member

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """Value and label of every member in order, as form fields and columns want them."""
        return [(member.value, member.label) for member in cls]

    @classmethod
    def values(cls) -> list[str]:
        """Every value in order, for a check constraint."""
        return [member.value for member in cls]

    @classmethod
    def of(cls, value: str) -> Self:
        """The member of a stored value; raises KeyError for a value that is none."""
        return cast(Self, cls._value2member_map_[value])

    @classmethod
    def label_of(cls, value: str) -> str:
        """The label of a stored value; a value of an older version is shown as it is."""
        member = cls._value2member_map_.get(value)
        return member.label if isinstance(member, Term) else value
