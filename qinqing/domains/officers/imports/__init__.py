"""Tables about officers: who is one, and whom he serves."""

from qinqing.domains.officers.imports.assignments import ASSIGNMENTS
from qinqing.domains.officers.imports.roster import OFFICERS

__all__ = ["ASSIGNMENTS", "IMPORTS", "OFFICERS"]

IMPORTS = (OFFICERS, ASSIGNMENTS)
