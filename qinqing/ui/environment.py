"""Hands the fittings to a Jinja2 environment."""

from pathlib import Path
from typing import Any

from jinja2 import Environment

from qinqing.ui import cells, formats

TEMPLATES = Path(__file__).parent / "jinja2"


def furnish(environment: Environment, static_prefix: str) -> None:
    """Give every template of the environment the macros as `ui`, the functions of `cells` and `formats` as
    `cells` and `fmt`, and `icon`. A block rendered alone has them too, which an import at the head of a file
    would not give. The environment must find `TEMPLATES`; `static` is the caller's to add."""
    cells.configure(static_prefix)
    environment.globals.update(icon=cells.icon, cells=cells, fmt=formats, ui=Parts(environment))


class Swift(Environment):
    """An environment whose templates say `cells.harmless` where others say `escape`.

    A page does so a thousand times, and making markup of each text takes ten times as long as the text.
    """

    def _generate(self, *args: Any, **options: Any) -> str:
        return f"{super()._generate(*args, **options)}\nfrom qinqing.ui.cells import harmless as escape\n"


class Parts:
    """The macros of `ui/parts.html`: looked up once, or always where an edit is to show without a restart."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._environment.get_template("ui/parts.html").module, name)
        if not self._environment.auto_reload:
            setattr(self, name, found)
        return found
