"""Walks through finished HTML and has what people read said anew; markup stays as it is."""

import html
import json
import re
from typing import Any, Final, Protocol

from jinja2.utils import htmlsafe_json_dumps

SHOWN: Final = "title|placeholder|aria-label|alt|label|data-label"
"""Attributes that people read."""
LEFT: Final = frozenset({"textarea", "style", "script"})
VOID: Final = frozenset({
    *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta"),
    *("source", "track", "wbr", "use", "path", "rect", "circle"),
})  # fmt: skip
INLINE: Final = frozenset({
    *("a", "abbr", "b", "bdi", "button", "code", "dfn", "em", "i", "input"),
    *("kbd", "label", "mark", "q", "s", "small", "span", "strong", "sub", "summary"),
    *("sup", "svg", "time", "u", "use", "path"),
})  # fmt: skip
"""Elements beside which a word needs its space as beside a word."""
_FOREIGN: Final = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]|&[#a-z]")
_PIECE: Final = re.compile(
    r"<!--.*?-->|<![^>]*>"
    r"|<(?P<raw>script|style|textarea)\b(?P<how>(?:[^>\"']|\"[^\"]*\"|'[^']*')*)>(?P<inner>.*?)</(?P=raw)\s*>"
    r"|<(?P<close>/?)(?P<name>[a-zA-Z][\w-]*)(?P<attributes>(?:[^>\"']|\"[^\"]*\"|'[^']*')*)>",
    re.DOTALL,
)
_ATTRIBUTE: Final = re.compile(rf"(\s(?:{SHOWN})=)(?:\"([^\"]*)\"|'([^']*)')")
_KEPT: Final = re.compile(r"\stranslate=[\"']?no\b")
_VALUE: Final = re.compile(r"\svalue\s*=")
_DATA: Final = re.compile(r"type=[\"']application/json[\"']")
_WORD_END: Final = re.compile(r"[\w)\]”’%.,:;?!]$")
_WORD_START: Final = re.compile(r"[\w(\[“‘¥]")


class Say(Protocol):
    """Says a text anew; `before` is what stands before it in the same line."""

    def __call__(self, text: str, before: str = "", /) -> str: ...


def translated(page: str, say: Say) -> str:
    """The page with every text, every attribute that is read and every word of a chart said anew by `say`.

    Left alone: whatever stands in an element with `translate="no"`, its own attributes included, what is
    typed into fields, a choice that is sent as its text, addresses, names and scripts."""
    return _Walk(say).through(page)


class _Walk:
    """One way through a page."""

    def __init__(self, say: Say) -> None:
        self.say = say
        self.made: list[str] = []
        self.kept, self.depth = "", 0
        self.last, self.is_changed = "", False
        """The last character of the line that is read, and whether its word was said anew."""
        self.gap: int | None = None
        self.line = ""
        """The text before in the same line."""

    def through(self, page: str) -> str:
        last = 0
        for piece in _PIECE.finditer(page):
            if piece.start() > last:
                self._text(page[last : piece.start()])
            last = piece.end()
            if piece["raw"]:
                self._raw(piece)
            elif piece["name"]:
                self._tag(piece)
            else:
                self.made.append(piece[0])
        if last < len(page):
            self._text(page[last:])
        return "".join(self.made)

    # --- texts -----------------------------------------------------------------

    def _text(self, raw: str) -> None:
        said, is_changed = raw, False
        if not self.kept and _FOREIGN.search(raw):
            text = html.unescape(raw)
            new = self.say(text, self.line)
            if new != text:
                said, is_changed = html.escape(new, quote=False), True
        if said.strip():
            self._part(said, is_changed)
            self.line = said
            self.last, self.is_changed, self.gap = said[-1], is_changed, None
        elif said:
            self.last = " "
        self.made.append(said)

    def _part(self, said: str, is_changed: bool) -> None:
        """Put a space between two words that the markup alone kept apart."""
        if (is_changed or self.is_changed) and _WORD_END.match(self.last) and _WORD_START.match(said):
            self.made.insert(len(self.made) if self.gap is None else self.gap, " ")

    # --- tags ------------------------------------------------------------------

    def _tag(self, piece: re.Match[str]) -> None:
        name, is_closing, tag = piece["name"].lower(), bool(piece["close"]), piece[0]
        if self.kept:
            self._within(name, is_closing, tag)
        elif not is_closing:
            if _KEPT.search(piece["attributes"]) or (
                name == "option" and not _VALUE.search(piece["attributes"])
            ):
                if name not in VOID and not tag.endswith("/>"):
                    self.kept, self.depth = name, 1
            elif _FOREIGN.search(tag):
                tag = _ATTRIBUTE.sub(self._attribute, tag)
        self._line(name, is_closing)
        self.made.append(tag)

    def _within(self, name: str, is_closing: bool, tag: str) -> None:
        if name == self.kept and not tag.endswith("/>"):
            self.depth += -1 if is_closing else 1
            if not self.depth:
                self.kept = ""

    def _line(self, name: str, is_closing: bool) -> None:
        if name not in INLINE:
            self.last, self.is_changed, self.gap, self.line = "", False, None, ""
        elif not is_closing and self.gap is None:
            self.gap = len(self.made)

    def _attribute(self, found: re.Match[str]) -> str:
        text = html.unescape(found[2] if found[2] is not None else found[3])
        said = self.say(text)
        return found[0] if said == text else f'{found[1]}"{html.escape(said)}"'

    # --- scripts and fields --------------------------------------------------------

    def _raw(self, piece: re.Match[str]) -> None:
        if piece["raw"] == "textarea" and not self.kept and not _KEPT.search(piece["how"]):
            opening = piece[0][: piece.start("inner") - piece.start()]
            rest = piece[0][len(opening) :]
            self.made.append(_ATTRIBUTE.sub(self._attribute, opening) + rest)
            return
        if piece["raw"] == "script" and not self.kept and _DATA.search(piece["how"]):
            start, end = piece.start("inner") - piece.start(), piece.end("inner") - piece.start()
            self.made += [piece[0][:start], self._data(piece["inner"]), piece[0][end:]]
            return
        self.made.append(piece[0])

    def _data(self, text: str) -> str:
        """The words of a chart: every text of it, never a name of a field."""
        try:
            said = self._anew(json.loads(text))
        except ValueError:
            return text
        return str(htmlsafe_json_dumps(said))

    def _anew(self, value: Any) -> Any:
        match value:
            case str():
                return self.say(value)
            case list():
                return [self._anew(each) for each in value]
            case dict():
                return {name: self._anew(each) for name, each in value.items()}
        return value
