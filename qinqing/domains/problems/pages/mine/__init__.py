"""The pages of who speaks for an enterprise: say what troubles it, see what became of it, judge it."""

from qinqing.domains.problems.pages.mine.listing import my_problems
from qinqing.domains.problems.pages.mine.raising import raise_problem, raised
from qinqing.domains.problems.pages.mine.showing import show, show_again

__all__ = ["my_problems", "raise_problem", "raised", "show", "show_again"]
