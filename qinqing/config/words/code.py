"""The sentences of a Python file, from its syntax: literals, f-strings, `%`, `+`; not what is only read."""

import ast
import re
from collections.abc import Iterable, Iterator, Set
from typing import Final

from qinqing.config.words.sentences import CHINESE, Fork, Hole, Parts, filled, said

SEALED = frozenset({"SealedField", "IndexField"})
"""Fields of tables that `kernel.sealed` makes; all others are Django's `models.…`."""
READS: Final = frozenset({
    *("replace", "split", "rsplit", "strip", "lstrip", "rstrip", "startswith", "endswith"),
    *("removeprefix", "removesuffix", "partition", "rpartition", "find", "index", "count", "compile"),
    *("match", "search", "sub", "fullmatch", "findall", "finditer", "maketrans", "translate"),
})  # fmt: skip
"""Methods and functions whose arguments are looked for, not shown."""
_PATTERN: Final = re.compile(r"\\[dswSDWb]|\(\?|\[\^|\.\*|[^ ]\|[^ ]")
_FIELD = re.compile(r"\{(\w*)[^{}]*\}")
_DULL = frozenset({"self", "cls", "fmt", "formats", "terms", "rules", "queries", "one", "each", "row"})


def sentences(text: str, skipped: Set[str] = frozenset()) -> Iterator[tuple[str, int]]:
    """Each sentence of a file with its line. `skipped` are names whose assignment or body shows nothing."""
    reader = _Reader(skipped)
    reader.visit(ast.parse(text))
    yield from reader.found


class _Reader(ast.NodeVisitor):
    """Goes through a file; whatever is a whole expression of text is said once and not entered again."""

    def __init__(self, skipped: Set[str]) -> None:
        self.skipped = skipped
        self.found: list[tuple[str, int]] = []

    def visit(self, node: ast.AST) -> None:
        if isinstance(node, ast.expr) and _is_text(node):
            self.found.extend(
                (text, node.lineno) for text in said(parts_of(node)) if not _PATTERN.search(text)
            )
            for inner in _inside(node):
                self.visit(inner)
            return
        super().visit(node)

    def visit_Expr(self, node: ast.Expr) -> None:
        """A literal that stands alone is a docstring."""
        if not isinstance(node.value, ast.Constant):
            self.visit(node.value)

    def visit_Compare(self, node: ast.Compare) -> None:
        """What something is compared with is not shown."""
        for side in (node.left, *node.comparators):
            if not any(isinstance(each, ast.Constant) for each in ast.walk(side)):
                self.visit(side)

    def visit_Subscript(self, node: ast.Subscript) -> None:
        self.visit(node.value)

    def visit_Assign(self, node: ast.Assign) -> None:
        if not self.skipped & {
            each.id for t in node.targets for each in ast.walk(t) if isinstance(each, ast.Name)
        }:
            self.visit(node.value)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        """An annotation is no text."""
        if node.value and not (isinstance(node.target, ast.Name) and node.target.id in self.skipped):
            self.visit(node.value)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        if node.name in self.skipped:
            return
        for each in (
            *node.decorator_list,
            *node.args.defaults,
            *filter(None, node.args.kw_defaults),
            *node.body,
        ):
            self.visit(each)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        if node.name not in self.skipped:
            self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        """A field of a table keeps its label to itself; of a column of a file its first name is shown."""
        name = _called(node.func)
        if name in READS:
            self.visit(node.func)
            return
        self.visit(node.func)
        is_field = name in SEALED or (isinstance(node.func, ast.Attribute) and _root(node.func) == "models")
        shown = node.args[:2] if name == "Column" else [] if is_field else node.args
        for argument in shown:
            self.visit(argument)
        for keyword in node.keywords:
            if not (is_field and keyword.arg in {"verbose_name", "help_text", "db_comment"}):
                self.visit(keyword.value)


def parts_of(node: ast.expr) -> Parts:
    """An expression of text as sentences with holes and forks."""
    match node:
        case ast.Constant(value=str(text)):
            return _fields(text)
        case ast.JoinedStr():
            return tuple(p for v in node.values for p in parts_of(v))
        case ast.FormattedValue(value=value) if isinstance(
            value, ast.JoinedStr | ast.IfExp | ast.Constant | ast.BoolOp
        ):
            return parts_of(value)
        case ast.FormattedValue(value=value):
            return (hole(value),)
        case ast.IfExp(body=body, orelse=orelse):
            return (Fork((parts_of(body), parts_of(orelse))),)
        case ast.BoolOp(op=ast.Or(), values=values) if _has_text(node):
            return (Fork(tuple(parts_of(value) for value in values)),)
        case ast.BinOp():
            return _parts_of_two(node)
    return (hole(node),)


def _parts_of_two(node: ast.BinOp) -> Parts:
    match node:
        case ast.BinOp(op=ast.Add(), left=left, right=right):
            return parts_of(left) + parts_of(right)
        case ast.BinOp(op=ast.Mod(), left=left, right=right) if _is_text(left):
            values = right.elts if isinstance(right, ast.Tuple) else [right]
            return filled(parts_of(left), [parts_of(value) for value in values])
        case ast.BinOp(op=ast.Mult(), left=ast.Constant() as text):
            return (Fork((parts_of(text), ())),)
    return (hole(node),)


def hole(node: ast.expr) -> Hole:
    """A hole named by the expression that fills it."""
    return Hole(_named(node) or "a", ast.unparse(node))


def _named(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name):
            return name.strip("_").lower()
        case ast.Attribute(value=value, attr=attr):
            before = _named(value) if isinstance(value, ast.Name | ast.Attribute) else ""
            last = before.rsplit("_", 1)[-1] if before else ""
            return (
                f"{last}_{attr}".strip("_").lower() if last and last not in _DULL else attr.strip("_").lower()
            )
        case ast.Call(func=ast.Name(id="len")):
            return "count"
        case ast.Call(func=ast.Name(id="str" | "abs" | "round" | "int" | "sum"), args=[first, *_]):
            return _named(first)
        case ast.Call(func=ast.Attribute(attr="join")):
            return "list"
        case ast.Call(func=func):
            return _called(func).strip("_").lower()
        case ast.Subscript(value=value):
            return _named(value)
    return ""


def _fields(text: str) -> Parts:
    """A literal whose `{name}` is filled by `format` later."""
    parts: list[str | Hole | Fork] = []
    last = 0
    for found in _FIELD.finditer(text):
        parts += [text[last : found.start()], Hole(found[1] or "a", found[0])]
        last = found.end()
    return (*parts, text[last:])


def _is_text(node: ast.expr) -> bool:
    """Whether the expression as a whole is text with a Chinese word in it."""
    match node:
        case ast.Constant(value=str(text)):
            return bool(CHINESE.search(text))
        case ast.JoinedStr():
            return any(
                _is_text(each) or (isinstance(each, ast.FormattedValue) and _is_text(each.value))
                for each in node.values
            )
        case ast.BinOp(op=ast.Add(), left=left, right=right):
            return _joins(left) and _joins(right) and (_is_text(left) or _is_text(right))
        case ast.BinOp(op=ast.Mod() | ast.Mult(), left=left):
            return _is_text(left)
        case ast.IfExp(body=body, orelse=orelse):
            return _joins(body) and _joins(orelse) and (_is_text(body) or _is_text(orelse))
        case ast.BoolOp(op=ast.Or(), values=values):
            return any(isinstance(v, ast.Constant | ast.JoinedStr) and _is_text(v) for v in values[1:])
    return False


def _joins(node: ast.expr) -> bool:
    return not isinstance(node, ast.Tuple | ast.List | ast.Dict | ast.Set | ast.ListComp)


def _has_text(node: ast.BoolOp) -> bool:
    return any(_is_text(value) for value in node.values)


def _inside(node: ast.expr) -> Iterable[ast.expr]:
    """What stands in the holes of a text and may hold texts of its own."""
    for each in _joined(node):
        if isinstance(each, ast.JoinedStr | ast.FormattedValue | ast.IfExp | ast.BinOp | ast.BoolOp):
            yield from _inside(each)
        elif not isinstance(each, ast.Constant):
            yield each


def _joined(node: ast.expr) -> Iterable[ast.expr]:
    match node:
        case ast.JoinedStr(values=inner) | ast.BoolOp(values=inner):
            return inner
        case ast.FormattedValue(value=value):
            return (value,)
        case ast.IfExp(test=test, body=body, orelse=orelse):
            return (test, body, orelse)
        case ast.BinOp(left=left, right=ast.Tuple(elts=inner)):
            return (left, *inner)
        case ast.BinOp(left=left, right=right):
            return (left, right)
    return ()


def _called(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _root(node: ast.expr) -> str:
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""
