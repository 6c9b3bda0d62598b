"""The report's place in the menu."""

from qinqing.domains.accounts.terms import REPORTED_TO
from qinqing.kernel.navigation import Entry

NAVIGATION = (
    Entry(
        "月报",
        "dashboard:report",
        frozenset(REPORTED_TO),
        order=300,
        icon="chart-bar",
        says="一个地方一个月的数字，点开看是哪几件；存成表格，打印",
    ),
)
