"""Columns that hold what was sealed, or a blind index. A rotation of the key finds them by these classes."""

from typing import Any, Final

from django.db import models

ROWS_AT_ONCE: Final = 1_000
"""So many rows pass to another key in one transaction: a kill loses the work on no more."""


class SealedField(models.BinaryField):
    """What `crypto.seal` gave; `rows_at_once` are fewer where each holds a whole file."""

    def __init__(self, *args: Any, rows_at_once: int = ROWS_AT_ONCE, **words: Any) -> None:
        self.rows_at_once = rows_at_once
        super().__init__(*args, **words)

    def deconstruct(self) -> Any:
        """To migrations it is the column that it is."""
        name, _, args, words = super().deconstruct()
        return name, "django.db.models.BinaryField", args, words


class IndexField(models.CharField):
    """What `crypto.blind_index` gave: of the sealed field `of`, or of a text that is kept nowhere.

    Of a text that is kept nowhere no new index can be made, so a rotation forgets it: it may only be what
    tries of the last hours are counted by.
    """

    def __init__(self, *args: Any, of: str = "", **words: Any) -> None:
        self.of = of
        super().__init__(*args, **{"max_length": 64, **words})

    def deconstruct(self) -> Any:
        """To migrations it is the column that it is."""
        name, _, args, words = super().deconstruct()
        return name, "django.db.models.CharField", args, words
