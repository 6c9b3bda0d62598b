"""Writes: register and correct enterprises, keep their contacts, open a masked number."""

from qinqing.domains.enterprises.actions.contacts import (
    NewContact,
    add_contact,
    add_contacts,
    end_contact,
    make_main_contact,
    reveal_phone,
)
from qinqing.domains.enterprises.actions.facts import (
    change_facts,
    edit_enterprise,
    facts_of,
    register_enterprise,
    register_enterprises,
    restore_facts,
)
from qinqing.domains.enterprises.rules import Capital, Facts

__all__ = [
    "Capital",
    "Facts",
    "NewContact",
    "add_contact",
    "add_contacts",
    "change_facts",
    "edit_enterprise",
    "end_contact",
    "facts_of",
    "make_main_contact",
    "register_enterprise",
    "register_enterprises",
    "restore_facts",
    "reveal_phone",
]
