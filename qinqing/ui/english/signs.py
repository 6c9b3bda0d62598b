"""Chinese characters and the signs between them, and what an English text has in their place."""

import re
from typing import Final

IDEOGRAPH: Final = re.compile(r"[\u3400-\u9fff]")
FOREIGN: Final = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
"""What no English text has: ideographs and signs of their width."""
SIGNS: Final = {
    "，": ", ",
    "。": ". ",
    "、": ", ",
    "；": "; ",
    "：": ": ",
    "？": "? ",
    "！": "! ",
    "（": " (",
    "）": ") ",
    "《": "“",
    "》": "”",
    "〔": "(",
    "〕": ")",
    "　": " ",
    "·": " · ",
    "／": "/",
    "％": "%",
}
_SIGN: Final = re.compile(f"[{''.join(SIGNS)}]")
_SPACES: Final = re.compile(r" {2,}")
_SPACE_BEFORE: Final = re.compile(r" (?=[,.;:?!)])")
_SPACE_BEHIND: Final = re.compile(r"(?<=\() ")


def narrow(text: str) -> str:
    """A text without an ideograph, its signs of Chinese width made narrow."""
    return tidy(_SIGN.sub(lambda found: SIGNS[found[0]], text)) if _SIGN.search(text) else text


def tidy(text: str) -> str:
    """One space where there are several, none before a comma or within brackets, none at the ends."""
    return _SPACE_BEHIND.sub("", _SPACE_BEFORE.sub("", _SPACES.sub(" ", text))).strip()
