"""The sentences of a template, from its syntax: texts between tags, attributes, what macros are given."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from jinja2 import Environment, nodes

from qinqing.config.words.sentences import Fork, Hole, Parts, filled, said

SHOWN: Final = frozenset({"title", "placeholder", "aria-label", "alt", "label", "content"})
"""Attributes that people read; of a button or a field to press also `value`."""
_MARK = 0xE000
_BREAK = "\uf8ff"
_TAG = re.compile(r"<!--.*?-->|<(script|style)\b.*?</\1>|</?[a-zA-Z!][^>]*>", re.DOTALL)
_ATTRIBUTE = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_PRESSED = re.compile(r"<button\b|type=.(?:submit|button|reset)")
_KEPT = re.compile(rf"<(\w+)\b[^>{_BREAK}]*\stranslate=.no\b")
"""An element that stays as it is in every language, whatever else holds."""
_ELEMENTS = frozenset({"ui", "cells", "icon", "caller", "super", "loop"})
_PASSES = frozenset(
    {"string", "trim", "e", "escape", "safe", "upper", "lower", "first", "last", "abs", "int"}
)


def sentences(text: str, environment: Environment) -> Iterator[tuple[str, int]]:
    """Each sentence of a template with the line near which it stands."""
    tree = environment.parse(text)
    reader = _Reader(tree)
    reader.runs(reader.linear(tree.body))
    yield from reader.found


class _Reader:
    """Lays a template out as one line in which a character of its own stands for every hole and fork."""

    def __init__(self, tree: nodes.Template) -> None:
        self.found: list[tuple[str, int]] = []
        self.things: list[Hole | Fork | int] = []
        self.line = 1
        self.elements = set(_ELEMENTS)
        self.elements |= {macro.name for macro in tree.find_all(nodes.Macro)}
        for brought in tree.find_all((nodes.FromImport, nodes.Import)):
            if isinstance(brought, nodes.Import):
                self.elements.add(brought.target)
            elif isinstance(brought, nodes.FromImport):
                self.elements |= {n if isinstance(n, str) else n[1] for n in brought.names}

    # --- laying out ------------------------------------------------------------

    def linear(self, body: Iterable[nodes.Node]) -> str:
        return "".join([self._one(node) for node in body])

    def _one(self, node: nodes.Node) -> str:
        match node:
            case nodes.Output():
                return "".join([self._output(each) for each in node.nodes])
            case nodes.If():
                return self._if(node)
            case nodes.For():
                self.values(node.iter)
                return _BREAK + self.linear(node.body) + _BREAK + self.linear(node.else_) + _BREAK
            case nodes.FromImport() | nodes.Import() | nodes.Extends() | nodes.Include():
                return ""
        for value in _given(node):
            self.values(value)
        body = getattr(node, "body", [])
        laid = self.linear(body)
        if isinstance(node, nodes.Macro | nodes.AssignBlock):
            self.runs(laid)
            return ""
        return _BREAK + laid + _BREAK if body else ""

    def _if(self, node: nodes.If) -> str:
        branches = [
            self.linear(node.body),
            *(self.linear(each.body) for each in node.elif_),
            self.linear(node.else_),
        ]
        for test in (node.test, *(each.test for each in node.elif_)):
            for call in test.find_all(nodes.Call):
                self.values(call)
        joined = "".join(branches)
        if not joined.strip():
            return ""
        if any(mark in joined for mark in ("<", ">", '="', _BREAK)):
            return _BREAK + _BREAK.join(branches) + _BREAK
        return self._mark(Fork(tuple(self.decoded(branch) for branch in branches)))

    def _output(self, node: nodes.Node) -> str:
        if isinstance(node, nodes.TemplateData):
            return self._mark(node.lineno) + node.data
        if self._is_element(node):
            self.values(node)
            return _BREAK
        parts = self.parts(node)
        for inner in node.find_all(nodes.Call):
            for argument in (*inner.args, *(k.value for k in inner.kwargs)):
                self.values(argument)
        return "".join([part if isinstance(part, str) else self._mark(part) for part in parts])

    def _mark(self, thing: "Hole | Fork | int") -> str:
        self.things.append(thing)
        return chr(_MARK + len(self.things) - 1)

    # --- cutting ---------------------------------------------------------------

    def runs(self, line: str) -> None:
        """Say every run of text and every attribute of a laid out stretch."""
        last, kept = 0, ""
        for tag in _TAG.finditer(line):
            if kept:
                if tag[0].startswith(f"</{kept}"):
                    last, kept = tag.end(), ""
                continue
            self._run(line[last : tag.start()])
            last = tag.end()
            if tag[1] or tag[0].startswith("<!"):
                continue
            if found := _KEPT.match(tag[0]):
                kept = found[1]
                continue
            for name, double, single in _ATTRIBUTE.findall(tag[0]):
                if name in SHOWN or (name == "value" and _PRESSED.search(tag[0])):
                    self._run(double or single)
        self._run(line[last:])

    def _run(self, text: str) -> None:
        for piece in text.split(_BREAK):
            parts = self.decoded(piece)
            self.found.extend((each, self.line) for each in said(parts))

    def decoded(self, text: str) -> Parts:
        parts: list[str | Hole | Fork] = []
        plain = ""
        for character in text:
            place = ord(character) - _MARK
            if 0 <= place < len(self.things):
                thing = self.things[place]
                if isinstance(thing, int):
                    self.line = thing
                    continue
                parts += [plain, thing]
                plain = ""
            else:
                plain += character
        return (*parts, plain)

    # --- expressions -----------------------------------------------------------

    def parts(self, node: nodes.Node) -> Parts:
        """What an expression that is printed can say."""
        match node:
            case nodes.TemplateData(data=text) | nodes.Const(value=str(text)):
                return (text,)
            case nodes.Concat():
                return tuple(part for each in node.nodes for part in self.parts(each))
            case nodes.Add():
                return self.parts(node.left) + self.parts(node.right)
            case nodes.Mod() if _is_words(node.left):
                values = list(node.right.items) if isinstance(node.right, nodes.Tuple) else [node.right]
                return filled(self.parts(node.left), [self.parts(each) for each in values])
            case nodes.CondExpr():
                return (Fork((self.parts(node.expr1), self.parts(node.expr2) if node.expr2 else ())),)
            case nodes.Or():
                return (Fork((self.parts(node.left), self.parts(node.right))),)
            case nodes.Filter() if node.node:
                return self._filtered(node, node.node)
        return (_hole(node),)

    def _filtered(self, node: nodes.Filter, inner: nodes.Node) -> Parts:
        match node:
            case nodes.Filter(name="format") if _is_words(inner):
                return filled(self.parts(inner), [self.parts(each) for each in node.args])
            case nodes.Filter(name="default", args=[first, *_]):
                return (Fork((self.parts(inner), self.parts(first))),)
            case nodes.Filter() if node.name in _PASSES:
                return self.parts(inner)
        return (_hole(node),)

    def values(self, node: nodes.Node) -> None:
        """Say every text that an expression hands on, whole where it is put together."""
        if _is_words(node):
            self.line = node.lineno
            self.found.extend((each, self.line) for each in said(self.parts(node)))
            for call in node.find_all(nodes.Call):
                self.values(call)
            return
        if isinstance(node, nodes.Compare):
            return
        for child in node.iter_child_nodes():
            self.values(child)

    def _is_element(self, node: nodes.Node) -> bool:
        """Whether what is printed is markup of a part and not a word."""
        while isinstance(node, nodes.Filter) and node.node:
            node = node.node
        if isinstance(node, nodes.CondExpr):
            return self._is_element(node.expr1)
        if isinstance(node, nodes.Concat):
            return any(self._is_element(each) for each in node.nodes)
        if not isinstance(node, nodes.Call):
            return False
        root: nodes.Node = node.node
        while isinstance(root, nodes.Getattr):
            root = root.node
        return isinstance(root, nodes.Name) and root.name in self.elements


def _is_words(node: nodes.Node) -> bool:
    """Whether the expression as a whole is a text that holds one of ours."""
    match node:
        case nodes.Const(value=str()):
            return True
        case nodes.Concat():
            return any(_is_words(each) for each in node.nodes)
        case nodes.CondExpr():
            sides = (node.expr1, node.expr2) if node.expr2 else (node.expr1,)
            return any(_is_words(each) for each in sides) and not any(_is_many(each) for each in sides)
        case nodes.Add() | nodes.Or():
            return (_is_words(node.left) or _is_words(node.right)) and not _is_many(node.left)
        case nodes.Mod():
            return _is_words(node.left)
        case nodes.Filter(name="format" | "default"):
            return any(_is_words(each) for each in (node.node, *node.args) if each)
    return False


def _is_many(node: nodes.Node) -> bool:
    return isinstance(node, nodes.List | nodes.Dict | nodes.Tuple)


def _given(node: nodes.Node) -> Sequence[nodes.Node]:
    """The expressions that a statement hands on."""
    match node:
        case nodes.Assign():
            return (node.node,)
        case nodes.CallBlock():
            return (node.call,)
        case nodes.Macro():
            return node.defaults
        case nodes.With():
            return node.values
    return ()


def _hole(node: nodes.Node) -> Hole:
    return Hole(_named(node) or "a", repr(node))


def _named(node: nodes.Node) -> str:
    match node:
        case nodes.Name(name=name):
            return name.strip("_").lower()
        case nodes.Getattr(node=inner, attr=attr):
            before = _named(inner) if isinstance(inner, nodes.Name | nodes.Getattr) else ""
            last = before.rsplit("_", 1)[-1]
            return (f"{last}_{attr}" if last and last not in {"one", "row", "item", "each"} else attr).lower()
        case nodes.Call(node=nodes.Getattr(attr=name) | nodes.Name(name=name)):
            return name.lower()
        case nodes.Filter(name="length" | "join" as name):
            return {"length": "count", "join": "list"}[name]
        case nodes.Filter(node=inner) if inner:
            return _named(inner)
        case nodes.Getitem(node=inner, arg=nodes.Const(value=str(key))):
            return key.lower()
        case nodes.Getitem(node=inner):
            return _named(inner)
    return ""
