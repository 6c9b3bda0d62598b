"""Forms as they stand on a page: read from the HTML, filled in as a browser would, sent as one."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import quote_plus, urljoin, urlsplit

from django.http import HttpResponse
from django.test import Client
from django.urls import resolve

URLENCODED = "application/x-www-form-urlencoded"
BOUNDARY = "abgrenzung"
FILLED: Mapping[str, str] = {
    "date": "2026-03-09",
    "datetime-local": "2026-03-05T10:00",
    "email": "someone@example.cn",
    "tel": "13800002222",
    "number": "3",
}
"""What is written into an empty field of a type."""
WORDS = "写得清楚的一句话"
Pairs = Sequence[tuple[str, str]]


@dataclass(slots=True)
class Field:
    """One name of a form: its kind, what stands in it and what may be chosen."""

    name: str
    kind: str
    value: str = ""
    choices: list[str] = field(default_factory=list)

    @property
    def is_typed(self) -> bool:
        """Whether a person writes into it with his own words."""
        return self.kind in {
            "text",
            "textarea",
            "search",
            "tel",
            "email",
            "password",
            "number",
            "date",
            "datetime-local",
        }

    def filled(self) -> str:
        """What somebody of good will sends."""
        if self.value or self.kind in {"hidden", "search"}:
            return self.value
        if self.choices:
            return next((one for one in self.choices if one), "")
        return FILLED.get(self.kind, WORDS)


@dataclass(slots=True)
class Form:
    """A form of a page: where it goes, how, with which fields."""

    action: str
    method: str
    encoding: str
    fields: dict[str, Field] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """The name of where it goes, with the step if it is one, without what it is about."""
        match = resolve(urlsplit(self.action).path)
        step = match.kwargs.get("name", "")
        return f"{match.view_name} {step}".strip()

    @property
    def shape(self) -> tuple[str, str, frozenset[str]]:
        """What makes two forms the same kind of form; of one that asks, where it asks."""
        return self.method, self.address, frozenset(self.fields if self.method == "POST" else ())

    @property
    def files(self) -> list[str]:
        """The names of its file fields."""
        return [one.name for one in self.fields.values() if one.kind == "file"]

    def filled(self, **instead: str) -> dict[str, str]:
        """What somebody of good will sends, some of it replaced."""
        sent = {one.name: one.filled() for one in self.fields.values() if one.kind != "file"}
        return sent | instead


class Page(HTMLParser):
    """The forms of a page and where it leads; itself in other words or larger print is no other page."""

    def __init__(self, path: str, html: str) -> None:
        super().__init__()
        self.path, self.forms, self.links = path, [], []  # type: tuple[str, list[Form], list[str]]
        self._open: Form | None = None
        self._area: Field | None = None
        self._by_id: dict[str, Form] = {}
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        itself = {"hreflang", "data-elder-toggle"} & given.keys()
        if tag == "a" and not itself and given.get("href", "").startswith(("/", "?")):
            self.links.append(urljoin(self.path, given["href"]))
        elif tag == "form":
            action = urljoin(self.path, given.get("action") or self.path)
            self._open = Form(action, given.get("method", "get").upper(), given.get("enctype", URLENCODED))
            self.forms.append(self._open)
            self._by_id[given.get("id", "")] = self._open
        elif form := (self._by_id.get(given["form"]) if given.get("form") else self._open):
            self._control(form, tag, given)

    def _control(self, form: Form, tag: str, given: Mapping[str, str]) -> None:
        if tag == "option":
            last = list(form.fields.values())[-1]
            last.choices.append(given.get("value", ""))
            if "selected" in given:
                last.value = given.get("value", "")
            return
        if tag == "button" and given.get("formaction"):
            self.forms.append(
                Form(urljoin(self.path, given["formaction"]), "POST", form.encoding, form.fields)
            )
        if tag in {"input", "textarea", "select", "button"} and given.get("name"):
            kind = given.get("type", "text") if tag == "input" else tag
            self._named(form.fields.setdefault(given["name"], Field(given["name"], kind)), tag, kind, given)

    def _named(self, one: Field, tag: str, kind: str, given: Mapping[str, str]) -> None:
        if kind in {"radio", "checkbox", "button"}:
            one.choices.append(given.get("value", "on"))
            if "checked" in given:
                one.value = given.get("value", "on")
        elif tag == "input":
            one.value = given.get("value", "")
        elif tag == "textarea":
            self._area = one

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area.value += data.removeprefix("\n") if not self._area.value else data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        elif tag == "textarea":
            self._area = None


def walked(client: Client, *starts: str, most: int = 24) -> Iterator[Page]:
    """The pages that somebody reaches by links; of a kind of page and query no more than the first
    ones, of every step that a page offers some."""
    waiting, seen, kinds = [*starts], set(), Counter[object]()
    while waiting:
        address = waiting.pop(0)
        parts = urlsplit(address)
        asked = frozenset(
            pair if pair.startswith("do=") else pair.partition("=")[0] for pair in parts.query.split("&")
        )
        found = resolve(parts.path)
        kind = (found.view_name, asked)
        if (parts.path, asked) in seen or kinds[kind] >= (
            2 if parts.query or len(found.kwargs) > 1 else most
        ):
            continue
        seen.add((parts.path, asked))
        kinds[kind] += 1
        answer = client.get(address)
        content = b"".join(answer)
        if answer.status_code == 302 and answer["Location"].startswith("/"):
            waiting.append(answer["Location"])
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
            page = Page(address, content.decode())
            waiting += page.links
            yield page


def sent(
    client: Client, form: Form, pairs: Pairs, files: Sequence[tuple[str, str, bytes]] = ()
) -> HttpResponse:
    """What the house answers to a form with these fields, half characters as they are."""
    if form.method == "GET":
        query = urlencoded(pairs)
        return client.get(f"{urlsplit(form.action).path}?{query}")
    if files or form.encoding != URLENCODED:
        body = multipart(pairs, files)
        return client.generic("POST", form.action, body, f"multipart/form-data; boundary={BOUNDARY}")
    return client.generic("POST", form.action, urlencoded(pairs).encode(), URLENCODED)


def urlencoded(pairs: Pairs) -> str:
    """Pairs as the body or the query of a request."""
    return "&".join(f"{_coded(name)}={_coded(value)}" for name, value in pairs)


def _coded(text: str) -> str:
    return quote_plus(text.encode("utf-8", "surrogatepass"))


def multipart(pairs: Pairs, files: Sequence[tuple[str, str, bytes]] = ()) -> bytes:
    """Pairs and files (field, name, content) as the body of a request."""
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'.encode()
        + value.encode("utf-8", "surrogatepass")
        for name, value in pairs
    ]
    parts += [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n".encode("utf-8", "surrogatepass")
        + content
        for field, name, content in files
    ]
    return b"\r\n".join([*parts, f"--{BOUNDARY}--\r\n".encode()])
