"""What an editor reads beside a document: whether its original can still be opened, and since when not."""

from datetime import UTC, date, datetime

import pytest

from qinqing.domains.policies import tables
from qinqing.domains.policies.models import Policy

TODAY = date(2026, 11, 22)
LOOKED = datetime(2026, 11, 20, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("paper", "says", "fault"),
    [
        ({}, "没有登记原文地址", ""),
        ({"link": "https://x.gov.cn"}, "还没有查过打不打得开", ""),
        ({"link": "https://x.gov.cn", "looked_at": LOOKED}, "11月20日查过，打得开", ""),
        (
            {
                "link": "https://x.gov.cn", "looked_at": LOOKED, "link_fault": "网页没有了",
                "broken_at": datetime(2026, 11, 3, 2, tzinfo=UTC),
            },
            "11月20日查过", "原文打不开（自11月3日起）：网页没有了",
        ),
    ],
)  # fmt: skip
def test_the_original_says_when_it_was_looked_at(paper: dict[str, object], says: str, fault: str) -> None:
    found = tables.original_of(Policy(**paper), TODAY)
    assert (found["says"], found["fault"]) == (says, fault)
