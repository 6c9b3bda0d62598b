"""Tables about enterprises: the register itself, their contacts, their yearly figures."""

from qinqing.domains.enterprises.imports.contacts import CONTACTS
from qinqing.domains.enterprises.imports.figures import FIGURES
from qinqing.domains.enterprises.imports.register import ENTERPRISES

__all__ = ["CONTACTS", "ENTERPRISES", "FIGURES", "IMPORTS"]

IMPORTS = (ENTERPRISES, CONTACTS, FIGURES)
