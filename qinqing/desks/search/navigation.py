"""The box at the top of every page."""

from qinqing.domains.accounts.terms import SEEKERS
from qinqing.kernel.navigation import Fixture

FRAME = (Fixture("search_url", "search:find", frozenset(SEEKERS)),)
