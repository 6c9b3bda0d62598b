"""Tables about enterprises: the register itself, their contacts, their yearly figures,
their titles and the lists they are on."""

from qinqing.domains.enterprises.imports.contacts import CONTACTS
from qinqing.domains.enterprises.imports.figures import FIGURES
from qinqing.domains.enterprises.imports.register import ENTERPRISES
from qinqing.domains.enterprises.imports.rolls import ROLLS
from qinqing.domains.enterprises.imports.titles import TITLES

__all__ = ["CONTACTS", "ENTERPRISES", "FIGURES", "IMPORTS", "ROLLS", "TITLES"]

IMPORTS = (ENTERPRISES, CONTACTS, FIGURES, TITLES, ROLLS)
