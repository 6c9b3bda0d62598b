"""Where somebody may be led on to: a path of this house, whatever was sent."""

import pytest
from django.test import RequestFactory

from qinqing.kernel.pages import LONGEST_WAY_BACK, is_local_path, way_on


@pytest.mark.parametrize("address", ["/", "/problems/7?tab=2#x", "/企业/1"])
def test_a_path_of_this_house_is_followed(address: str) -> None:
    assert is_local_path(address)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "problems",
        "//evil.cn",
        "///evil.cn",
        "/\\evil.cn",
        "\\\\evil.cn",
        "https://evil.cn",
        "javascript:alert(1)",
        "/\t/evil.cn",
        "/\n/evil.cn",
        "/a\\b",
        " /a",
        "/\u202egnp.exe",
        "/" + "a" * LONGEST_WAY_BACK,
    ],
)
def test_an_address_elsewhere_is_not_followed(address: str) -> None:
    assert not is_local_path(address)


def test_what_leads_elsewhere_leads_to_where_the_page_says() -> None:
    for sent, led in (("/problems/7", "/problems/7"), ("//evil.cn", "/mine"), ("", "/mine")):
        for request in (
            RequestFactory().post("/x", {"next": sent}),
            RequestFactory().get("/x", {"next": sent}),
        ):
            assert way_on(request, "/mine") == led
