"""An address made of remembered parts is the resolver's own."""

import pytest
from django.urls import NoReverseMatch, reverse

from qinqing.kernel.addresses import path_to

KEYS = (
    ("home",),
    ("problems:list",),
    ("problems:detail", "abcDEF012345"),
    ("problems:detail", "7070000001"),
    ("problems:step", "abcDEF012345", "pass_on"),
    ("problems:detail", "诉 求?#%&'"),
    ("accounts:person", 70),
)


@pytest.mark.parametrize("named", KEYS)
def test_a_path_is_what_the_resolver_says(named: tuple[object, ...]) -> None:
    name, *keys = named
    assert path_to(str(name), *keys) == path_to(str(name), *keys) == reverse(str(name), args=keys)


@pytest.mark.parametrize("named", [("problems:nowhere",), ("problems:detail",), ("problems:detail", "")])
def test_no_path_leads_nowhere(named: tuple[str, ...]) -> None:
    with pytest.raises(NoReverseMatch):
        path_to(*named)
