"""The Jinja2 environment of every page."""

from functools import cache
from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from jinja2 import Environment, StrictUndefined

from qinqing.kernel.addresses import path_to
from qinqing.kernel.pages import new_client_key
from qinqing.ui.environment import Swift, furnish


def url(name: str, *args: object, **kwargs: object) -> str:
    """The address of a page by name."""
    return reverse(name, kwargs=kwargs) if kwargs else path_to(name, *args)


def environment(**options: Any) -> Environment:
    """Strict, without surprises: an undefined name is an error, blocks trim their lines."""
    strict = {**options, "undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    strict.pop("autoescape", None)
    made = Swift(**strict, autoescape=True)
    made.globals.update(url=url, static=cache(static), new_client_key=new_client_key)
    furnish(made, static_prefix=static(""))
    return made
