"""English of a finished page: what the house says is looked up in a catalogue, what people wrote stays."""

from functools import lru_cache
from pathlib import Path

from qinqing.ui.english.catalogue import read, read_holes
from qinqing.ui.english.markup import translated
from qinqing.ui.english.wording import Wording


def in_english(page: str, folder: Path) -> str:
    """The page, or the part of one, with the words of the house in English.

    Markup stays as it is. What stands in `translate="no"`, in a field or in no entry of the catalogue in
    `folder` is left as it was written. The catalogue is read with the first page that asks."""
    return translated(page, _wording(folder).say)


@lru_cache(maxsize=1)
def _wording(folder: Path) -> Wording:
    return Wording(read(folder), read_holes(folder))
