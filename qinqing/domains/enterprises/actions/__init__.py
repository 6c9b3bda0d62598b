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
from qinqing.domains.enterprises.actions.figures import (
    NewStatement,
    open_figures,
    settle_sizes,
    sources_for,
    state_facts,
    state_many,
    take_back,
)
from qinqing.domains.enterprises.actions.mergers import agree_to_merger, end_merger, propose_merger
from qinqing.domains.enterprises.actions.standing import (
    end_title,
    give_title,
    join_roll,
    leave_roll,
    make_roll,
    put_to_sleep,
    wake,
)
from qinqing.domains.enterprises.rules import Capital, Facts, Statement

__all__ = [
    "Capital",
    "Facts",
    "NewContact",
    "NewStatement",
    "Statement",
    "add_contact",
    "add_contacts",
    "agree_to_merger",
    "change_facts",
    "edit_enterprise",
    "end_contact",
    "end_merger",
    "end_title",
    "facts_of",
    "give_title",
    "join_roll",
    "leave_roll",
    "make_main_contact",
    "make_roll",
    "open_figures",
    "propose_merger",
    "put_to_sleep",
    "register_enterprise",
    "register_enterprises",
    "restore_facts",
    "reveal_phone",
    "settle_sizes",
    "sources_for",
    "state_facts",
    "state_many",
    "take_back",
    "wake",
]
