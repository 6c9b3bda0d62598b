"""Who may open what: a second, independent statement of the access matrix, written from the rules and not from the code.

`PAGES` names for every address that can be read the personas it opens for; `OBJECTS` those that are about one
thing, with who sees that thing. Everyone else signed in is told 403 (no such right) or 404 (out of his sight);
nobody signed in is sent to sign in. An address that is missing here fails the crawl.
"""

OFFICERS = frozenset({"officer", "substitute", "former_officer"})
UNIT_1 = frozenset({"handler1", "unit_head1"})
UNIT_2 = frozenset({"handler2", "unit_head2"})
UNITS = UNIT_1 | UNIT_2
COORDINATORS = frozenset({"coordinator", "coordinator_elsewhere"})
CALLBACKS = frozenset({"callback", "callback_elsewhere"})
LEADERS = frozenset({"leader", "delegate"})
STAFF = OFFICERS | UNITS | COORDINATORS | CALLBACKS | LEADERS | {"head", "supervisor"}
ADMINISTRATORS = frozenset({"system_admin", "security_admin", "audit_admin"})
CONTACTS = frozenset({"enterprise", "own_cases_only", "stranger", "former_contact"})
EVERYBODY = STAFF | ADMINISTRATORS | CONTACTS
OFFICES = LEADERS | {"coordinator", "head", "supervisor"}
"""The offices of the area where the firm is."""
KEEPERS = COORDINATORS | {"head"}

SEES_HANDLING = OFFICES | UNIT_1 | {"enterprise", "officer", "substitute"}
"""A problem that unit 1 handles: the firm (every contact with the right to all), officer or substitute, unit, offices."""
SEES_WAITING = SEES_HANDLING | {"callback"}
"""Once it waits for the firm's word, the callback of the area too."""
SEES_DRAFT = frozenset({"enterprise"})
"""A draft is its author's."""
SEES_ENTERPRISE = OFFICES | {"enterprise", "own_cases_only", "officer", "substitute", "callback"}

PAGES: dict[str, frozenset[str]] = {
    "home": EVERYBODY,
    "accounts:sign_in": EVERYBODY,
    "accounts:own": EVERYBODY,
    "accounts:password": EVERYBODY,
    "accounts:people": frozenset({"system_admin", "security_admin"}),
    "accounts:new_person": frozenset({"system_admin"}),
    "accounts:units": frozenset({"system_admin"}),
    "accounts:new_unit": frozenset({"system_admin"}),
    "accounts:log": frozenset({"security_admin", "audit_admin"}),
    "inbox:list": EVERYBODY,
    "enterprises:register": KEEPERS,
    "officers:mine": OFFICERS,
    "officers:appoint": KEEPERS,
    "officers:assign": KEEPERS,
    "problems:raise": CONTACTS | OFFICERS | COORDINATORS,
    "problems:mine": CONTACTS,
    "problems:list": OFFICERS | COORDINATORS | LEADERS | {"head", "supervisor"},
    "problems:triage": COORDINATORS,
    "problems:reviews": COORDINATORS | LEADERS | {"head"},
    "problems:tasks": UNITS,
    "problems:sign_off": frozenset({"unit_head1", "unit_head2"}),
    "problems:calls": CALLBACKS,
    "problems:search": STAFF,
}

OBJECTS: dict[str, dict[str, frozenset[str]]] = {
    # address → which object → who sees it
    "problems:detail": {"handling": SEES_HANDLING, "waiting": SEES_WAITING, "draft": SEES_DRAFT},
    "problems:file": {"file": SEES_HANDLING},
}
