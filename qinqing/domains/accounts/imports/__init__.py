"""Tables about the staff: units, and the accounts of people. Neither gives anybody a role."""

from qinqing.domains.accounts.imports.people import PEOPLE
from qinqing.domains.accounts.imports.units import UNITS

__all__ = ["IMPORTS", "PEOPLE", "UNITS"]

IMPORTS = (UNITS, PEOPLE)
