"""Who may open what and read what: a second, independent statement of the access matrix.

Written from the rules and not from the code. `ADDRESSES` names for every address the personas whose role has
such a page, and for each thing it may be about those who see that thing. Everyone else signed in is told 403
(no such right) or 404 (out of his sight); nobody signed in is sent to sign in. An address that is missing
here fails the crawl. `readers` says in whose hands each planted word may come. The personas, things and words
are those of `tests.builders.personas`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

Who = frozenset[str]

NOBODY: Who = frozenset()
OFFICERS = frozenset({"officer", "substitute", "former_officer"})
UNIT_1 = frozenset({"handler1", "unit_head1"})
UNIT_2 = frozenset({"handler2", "unit_head2"})
UNITS = UNIT_1 | UNIT_2
HEADS = frozenset({"unit_head1", "unit_head2"})
COORDINATORS = frozenset({"coordinator", "coordinator_elsewhere"})
CALLBACKS = frozenset({"callback", "callback_elsewhere"})
LEADERS = frozenset({"leader", "delegate"})
SUPERVISORS = frozenset({"supervisor"})
STAFF = OFFICERS | UNITS | COORDINATORS | CALLBACKS | LEADERS | SUPERVISORS | {"head"}
EDITORS = frozenset({"policy_editor", "policy_checker"})
BESIDE = EDITORS | {"adjudicator", "personnel_viewer", "integrity", "expired_delegate"}
"""Staff to whom no problem is any business of theirs."""
SYSTEM, SECURITY, AUDIT = (frozenset({f"{of}_admin"}) for of in ("system", "security", "audit"))
ADMINISTRATORS = SYSTEM | SECURITY | AUDIT
CONTACTS = frozenset({"enterprise", "own_cases_only", "stranger", "former_contact"})
EVERYBODY = STAFF | BESIDE | ADMINISTRATORS | CONTACTS
KEEPERS = COORDINATORS | {"head"}

# Here: the area of the firm, of its rival and of everything that happens.
KEEPERS_HERE = frozenset({"coordinator", "head"})
OFFICES = LEADERS | KEEPERS_HERE | SUPERVISORS
SERVING = frozenset({"officer", "substitute"})

# A problem: the firm (every contact with the right to all), who serves it, the offices; a unit once it has a
# task, the callback while it waits for the firm's word. A draft is its author's.
SEES_SUBMITTED = OFFICES | SERVING | {"enterprise"}
SEES_HANDLING = SEES_SUBMITTED | UNIT_1
SEES_WAITING = SEES_HANDLING | {"callback"}
PROBLEMS: Mapping[str, Who] = {
    "draft": frozenset({"enterprise"}),
    "submitted": SEES_SUBMITTED,
    "own": SEES_SUBMITTED | {"own_cases_only"},
    "left": SEES_SUBMITTED,
    "rival": OFFICES | {"stranger"},
    "asked": SEES_SUBMITTED,
    "supplied": SEES_SUBMITTED,
    "reopened": SEES_SUBMITTED,
    "handed_over": SEES_SUBMITTED,
    "handling": SEES_HANDLING,
    "review": SEES_HANDLING,
    "waiting": SEES_WAITING,
    "closed": SEES_HANDLING | UNIT_2,
    "spoken": SEES_HANDLING,
    "concluded": SEES_SUBMITTED,
    "refused": SEES_SUBMITTED,
    "objected": SEES_SUBMITTED,
    "withdrawn": SEES_SUBMITTED,
    "silenced": SEES_SUBMITTED,
}
ENDED = frozenset({"closed", "spoken", "concluded", "refused", "objected", "withdrawn", "silenced"})
SENT = frozenset(PROBLEMS) - {"draft"}
OPEN = SENT - ENDED
OF_THE_FIRM = frozenset(PROBLEMS) - {"rival"}

SEES_FIRM = OFFICES | SERVING | EDITORS | {"enterprise", "own_cases_only"}
"""A unit and the callback read of a firm what stands on the problem in their hands, not its file."""
FIRMS: Mapping[str, Who] = {"firm": SEES_FIRM, "rival firm": OFFICES | EDITORS | {"stranger"}}

# The layers of a problem's entries. The lead unit sees all shares; a helping one the common part and its own
# share, not what the other unit wrote inside.
FIRMS_OWN: Who = frozenset({"enterprise", "own_cases_only", "stranger"})


def handlers(problem: str) -> Who:
    """Layer H: those who handle it and the hub; the callback reads no notes."""
    return PROBLEMS[problem] - FIRMS_OWN - CALLBACKS


def share_1(problem: str) -> Who:
    """What the lead unit wrote inside."""
    return handlers(problem) - UNIT_2


RESTRICTED = OFFICES
"""Layer R: instructions and what is for the offices."""
FILES: Mapping[str, Who] = {
    "submitted.file_e": PROBLEMS["submitted"],
    "closed.file_e": PROBLEMS["closed"],
    "closed.file_h": share_1("closed"),
    "closed.file_r": RESTRICTED,
    "rival.file_e": PROBLEMS["rival"],
}


# --- addresses ---------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Address:
    """Who has such a page; of those, who sees each thing it may be about; what may be done there."""

    has: Who
    about: Mapping[str, Who] = field(default_factory=dict)
    methods: tuple[str, ...] = ("GET",)
    is_public: bool = False
    keys: Mapping[str, str] = field(default_factory=dict)
    """By what a key in the address opens, as whom everybody who comes with it reads, whatever else he is;
    empty where it opens nothing."""

    @property
    def things(self) -> tuple[str, ...]:
        """All that it may be about."""
        return (*self.about, *self.keys)

    def allowed(self, thing: str) -> Who:
        """Who gets an answer about a thing."""
        return self.has & self.about.get(thing, self.has)


FORM, ACT = ("GET", "POST"), ("POST",)
RAISES = CONTACTS | OFFICERS | KEEPERS
REVEALS = OFFICERS | UNITS | KEEPERS | CALLBACKS
"""Leaders and supervisors see a number masked for good; a firm reads its own."""
READS_FIRMS = KEEPERS | LEADERS | SUPERVISORS | EDITORS
READS_ROSTER = OFFICERS | HEADS | KEEPERS | LEADERS | SUPERVISORS | {"personnel_viewer"}
TAKES_AWAY = CONTACTS | OFFICERS | HEADS | KEEPERS | SUPERVISORS
READS_POLICIES = STAFF | CONTACTS | EDITORS | {"adjudicator"}
POLICIES: Mapping[str, Who] = {
    "policy": READS_POLICIES,
    "waiting policy": EDITORS,
    "draft policy": EDITORS,
}
# A claim: the firm, who serves it, the unit that pays it, the offices; of a firm's contacts without the
# right to all only who wrote it. What is only intended is no business of a unit or an office yet.
SEES_CLAIM = OFFICES | SERVING | UNIT_1 | {"enterprise"}
READS_CLAIMS = (CONTACTS | STAFF) - CALLBACKS
CLAIMS: Mapping[str, Who] = {
    **{f"firm claim {name}": SEES_CLAIM for name in ("paid", "shown", "refused")},
    "firm claim own": SEES_CLAIM | {"own_cases_only"},
    "rival claim": OFFICES | {"stranger"},
}
# A file of a claim's papers opens to the firm, who serves it and who examines it, not to who looks on.
OPENS_PAPERS = SERVING | UNIT_1 | {"enterprise"}
PAPERS: Mapping[str, Who] = {"firm paper": OPENS_PAPERS, "rival paper": frozenset({"stranger"})}
WANTED: Mapping[str, Who] = {
    "firm item": SERVING | {"enterprise", "own_cases_only"},
    "rival item": frozenset({"stranger"}),
}
READS_LISTS = UNITS | KEEPERS | LEADERS | SUPERVISORS
LISTS: Mapping[str, Who] = {"list": UNIT_1, "confirmed list": UNIT_1 | OFFICES}
IN_LIST: Mapping[str, Who] = {"list": UNIT_1, "confirmed list": NOBODY}
OF_ADVICE = OFFICERS | KEEPERS | LEADERS | SUPERVISORS
QUESTIONS: Mapping[str, Who] = {
    # The firm, who serves it, the offices; of the group's experts one serves nobody and is no officer of it
    **dict.fromkeys(
        ("question", "answered question", "calling question"), OFFICES | SERVING | {"enterprise"}
    ),
    "rival question": OFFICES | {"stranger", "former_officer"},
}
ANSWERS: Mapping[str, Who] = {
    "public answer": READS_POLICIES,
    "draft answer": EDITORS | {"officer"},
}
TALKS: Mapping[str, Who] = {"talk": OFFICES | SERVING | {"enterprise", "own_cases_only"}}
EXPORTS: Mapping[str, Who] = {
    "export": KEEPERS_HERE | AUDIT,
    "agreed export": KEEPERS_HERE | AUDIT | {"officer"},
}
ON_BEHALF_OF = {"officer": KEEPERS | {"officer"}}


def _keepers_of(*things: str) -> dict[str, Who]:
    return dict.fromkeys(things, KEEPERS_HERE)


def _problems(*names: str) -> dict[str, Who]:
    return {name: PROBLEMS[name] for name in names}


def _no(*things: str) -> dict[str, str]:
    """Keys that open nothing."""
    return dict.fromkeys(things, "")


# A key opens what it was made for, until it is over or taken back. Whoever comes with it is its bearer there
# and nobody else. The digest of it, which is all that is kept, opens nothing.
_CLOSED_LINK = {"closed link": "link_bearer"}
_NO_CARD = _no("revoked card", "expired card", "digest of firm card", "closed link")
_NO_LINK = _no("revoked link", "expired link", "digest of closed link", "firm card")

SOME_PROBLEMS = _problems("draft", "submitted", "handling", "waiting", "closed", "rival")

ADDRESSES: Mapping[str, Address] = {
    "health": Address(EVERYBODY, is_public=True),
    "home": Address(EVERYBODY),
    "my_enterprises": Address(OFFICERS),
    "gallery": Address(SYSTEM),
    # What somebody narrows a list to: everybody his own
    "keep_view": Address(EVERYBODY, methods=ACT),
    "drop_view": Address(EVERYBODY, {"view": frozenset({"coordinator"})}, ACT),
    "figure": Address(CONTACTS | STAFF | EDITORS, {"figure": CONTACTS | STAFF | EDITORS}),
    # The report: who answers for a place
    "dashboard:report": Address(KEEPERS | LEADERS | SUPERVISORS),
    "dashboard:file": Address(KEEPERS | LEADERS | SUPERVISORS, {"workbook": KEEPERS | LEADERS | SUPERVISORS}),
    # One box: what of it somebody finds is said by `found_by`
    "search:find": Address(READS_POLICIES),
    # Accounts: everybody his own; the administrators' consoles
    "accounts:sign_in": Address(EVERYBODY, methods=FORM, is_public=True),
    # A one-time link is its own key; looking at it changes nothing
    "accounts:enter": Address(EVERYBODY, {"one-time link": EVERYBODY}, FORM, is_public=True),
    "accounts:sign_out": Address(EVERYBODY, methods=ACT),
    "accounts:own": Address(EVERYBODY),
    "accounts:password": Address(EVERYBODY, methods=FORM),
    "accounts:own_email": Address(EVERYBODY, methods=FORM),
    "accounts:end_session": Address(EVERYBODY, {"session": frozenset({"enterprise"})}, ACT),
    "accounts:sign_out_everywhere": Address(EVERYBODY, methods=ACT),
    "accounts:people": Address(SYSTEM | SECURITY),
    "accounts:person": Address(SYSTEM | SECURITY, {"person": EVERYBODY}),
    "accounts:new_person": Address(SYSTEM, methods=FORM),
    "accounts:edit_person": Address(SYSTEM, {"person": EVERYBODY}, FORM),
    "accounts:reset_password": Address(SYSTEM, {"person": EVERYBODY}, FORM),
    "accounts:disable_person": Address(SYSTEM, {"person": EVERYBODY}, ACT),
    "accounts:enable_person": Address(SYSTEM, {"person": EVERYBODY}, ACT),
    # The house itself: everybody says what he thinks of it, the coordination reads it
    "accounts:feedback": Address(EVERYBODY, methods=FORM, is_public=True),
    "accounts:feedback_list": Address(KEEPERS),
    "accounts:deal_with_feedback": Address(KEEPERS, {"feedback": KEEPERS}, ACT),
    "accounts:privacy": Address(EVERYBODY, is_public=True),
    "accounts:urgent": Address(EVERYBODY, is_public=True),
    # What a demo world would have sent; anywhere else nothing
    "accounts:outbox": Address(EVERYBODY, is_public=True),
    # The second check: everybody of the staff his own; a lost app is reset by the system administrator
    "accounts:second_check": Address(EVERYBODY, methods=FORM),
    "accounts:set_up_second": Address(EVERYBODY, methods=FORM),
    "accounts:recovery_codes": Address(EVERYBODY, methods=ACT),
    **{
        f"accounts:{act}": Address(SYSTEM, {"person": EVERYBODY}, ACT)
        for act in ("give_link", "reset_second", "plan_leaving", "call_off_leaving")
    },
    "accounts:give_links": Address(SYSTEM, methods=FORM),
    # The people of a unit: its head says who came and who leaves, the coordination of its area decides
    "accounts:unit_staff": Address(HEADS),
    "accounts:propose_joining": Address(HEADS, methods=FORM),
    "accounts:propose_leaving": Address(HEADS, {"person": frozenset({"unit_head1"})}, FORM),
    "accounts:take_back_staff": Address(HEADS, {"proposed staff": frozenset({"unit_head1"})}, ACT),
    "accounts:proposed_staff": Address(KEEPERS),
    **{
        f"accounts:{act}_staff": Address(KEEPERS, _keepers_of("proposed staff"), ACT)
        for act in ("confirm", "refuse")
    },
    "accounts:areas": Address(SYSTEM),
    "accounts:new_area": Address(SYSTEM, methods=FORM),
    "accounts:units": Address(SYSTEM),
    "accounts:new_unit": Address(SYSTEM, methods=FORM),
    "accounts:unit": Address(SYSTEM, {"unit": EVERYBODY}, FORM),
    "accounts:end_unit": Address(SYSTEM, {"unit": EVERYBODY}, ACT),
    "accounts:grant_many": Address(SECURITY, methods=FORM),
    "accounts:grant": Address(SECURITY, {"person": EVERYBODY}, ACT),
    "accounts:end_grant": Address(SECURITY, {"person": EVERYBODY}, ACT),
    # A lost app: of nobody here
    "accounts:resets": Address(SECURITY | AUDIT),
    "accounts:confirm_reset": Address(SECURITY | AUDIT, {"person": NOBODY}, ACT),
    "accounts:deny_reset": Address(SECURITY | AUDIT, {"person": NOBODY}, ACT),
    # Who acts for a leader: himself and the security administrator say so; it is passed on by nobody
    "accounts:delegations": Address(LEADERS | SECURITY, methods=FORM),
    "accounts:end_delegation": Address(LEADERS | SECURITY, {"delegation": SECURITY | {"leader"}}, ACT),
    "accounts:log": Address(SECURITY | AUDIT),
    "accounts:take_log": Address(AUDIT, methods=ACT),
    # Lists that leave the house: one's own, and a long one for those who reach all its areas
    "exports:new_problems": Address(TAKES_AWAY - CONTACTS, methods=FORM),
    "exports:new_own_problems": Address(CONTACTS, methods=FORM),
    "exports:new_enterprises": Address(KEEPERS | SUPERVISORS, methods=FORM),
    "exports:list": Address(TAKES_AWAY | AUDIT),
    "exports:one": Address(TAKES_AWAY | AUDIT, EXPORTS),
    "exports:decide": Address(KEEPERS, EXPORTS, ACT),
    "exports:take": Address(
        TAKES_AWAY, {"export": frozenset({"coordinator"}), "agreed export": frozenset({"officer"})}, ACT
    ),
    # The chain over the record: its keeper's alone
    "audit:chain": Address(AUDIT),
    "audit:heads": Address(AUDIT),
    "audit:readers": Address(AUDIT),
    "operations:health": Address(SYSTEM | AUDIT),
    # Tokens for programs: one asks, another issues, the third looks on; what they open is in `api.matrix`
    "accounts:tokens": Address(ADMINISTRATORS),
    "accounts:request_token": Address(SYSTEM, {"person": EVERYBODY}, FORM),
    "accounts:token": Address(ADMINISTRATORS, {"token": EVERYBODY}),
    "accounts:issue_token": Address(SECURITY, {"token": EVERYBODY}, ACT),
    "accounts:revoke_token": Address(SECURITY, {"token": EVERYBODY}, ACT),
    # Telling programs of events: kept by whoever keeps the interfaces, read by all three
    "accounts:add_webhook": Address(SYSTEM, {"token": EVERYBODY}, FORM),
    "accounts:webhook": Address(ADMINISTRATORS, {"webhook": EVERYBODY}),
    "accounts:end_webhook": Address(SYSTEM, {"webhook": EVERYBODY}, ACT),
    "accounts:send_again": Address(SYSTEM, {"webhook": EVERYBODY}, ACT),
    "api:openapi": Address(EVERYBODY, is_public=True),
    "api:docs": Address(EVERYBODY, is_public=True),
    # Messages: everybody his own
    "inbox:list": Address(EVERYBODY),
    "inbox:reaching": Address(EVERYBODY, methods=FORM),
    "inbox:open": Address(
        EVERYBODY, {f"message of {who}": frozenset({who}) for who in ("enterprise", "handler1")}
    ),
    "inbox:read_all": Address(EVERYBODY, methods=ACT),
    # Enterprises: kept by the coordination of their area, their contacts also by the main one
    "enterprise_file:list": Address(READS_FIRMS),
    "enterprise_file:own": Address(READS_FIRMS | OFFICERS | CONTACTS),
    "enterprise_file:detail": Address(READS_FIRMS | OFFICERS | CONTACTS, FIRMS),
    "enterprises:register": Address(KEEPERS, methods=FORM),
    "enterprises:edit": Address(KEEPERS, _keepers_of(*FIRMS), FORM),
    **{
        f"enterprises:{act}": Address(
            KEEPERS | CONTACTS,
            {"firm": KEEPERS_HERE | {"enterprise"}, "rival firm": KEEPERS_HERE | {"stranger"}},
            methods,
        )
        for act, methods in (
            ("add_contact", FORM),
            ("end_contact", FORM),
            ("make_main_contact", ACT),
            ("change_sight", ACT),
        )
    },
    # An account comes by invitation of the coordination, the officer or the main contact, or after one asked
    # for it himself, which the coordination confirms
    **{
        f"enterprises:{act}": Address(
            KEEPERS | OFFICERS | CONTACTS,
            {"firm": KEEPERS_HERE | SERVING | {"enterprise"}, "rival firm": KEEPERS_HERE | {"stranger"}},
            methods,
        )
        for act, methods in (
            ("invite", FORM),
            ("give_account", ACT),
            ("make_raise_link", ACT),
            ("revoke_raise_link", ACT),
        )
    },
    "enterprises:sign_up": Address(EVERYBODY, methods=FORM, is_public=True),
    "enterprises:registrations": Address(KEEPERS),
    "enterprises:confirm_registration": Address(KEEPERS, _keepers_of("registration"), ACT),
    "enterprises:decline_registration": Address(KEEPERS, _keepers_of("registration"), ACT),
    # Corrections: the main contact and the officer propose, the register's keeper decides
    "enterprises:propose_edit": Address(
        OFFICERS | CONTACTS,
        {"firm": SERVING | {"enterprise"}, "rival firm": frozenset({"stranger"})},
        FORM,
    ),
    "enterprises:edits": Address(KEEPERS),
    "enterprises:accept_edit": Address(KEEPERS, _keepers_of("edit"), ACT),
    "enterprises:refuse_edit": Address(KEEPERS, _keepers_of("edit"), ACT),
    "enterprises:take_back_edit": Address(OFFICERS | CONTACTS, {"edit": frozenset({"enterprise"})}, ACT),
    # Figures: the main contact and the officer state their own, a keeper anybody's; he reads after saying why
    "enterprises:state_figures": Address(
        KEEPERS | OFFICERS | CONTACTS,
        {"firm": KEEPERS_HERE | SERVING | {"enterprise"}, "rival firm": KEEPERS_HERE | {"stranger"}},
        FORM,
    ),
    "enterprises:open_figures": Address(KEEPERS, _keepers_of(*FIRMS), FORM),
    # A keeper lets a leader, or the head of a unit at work for the firm, read some of them
    "enterprise_file:grants": Address(KEEPERS, _keepers_of(*FIRMS), FORM),
    "enterprise_file:end_grant": Address(KEEPERS, _keepers_of("grant"), ACT),
    "enterprise_file:granted": Address(LEADERS | HEADS),
    "enterprise_file:read_granted": Address(
        LEADERS | HEADS, {"grant": frozenset({"leader"}), "grant to a head": frozenset({"unit_head1"})}, ACT
    ),
    **{
        f"enterprises:{act}": Address(KEEPERS, _keepers_of(*FIRMS), FORM)
        for act in ("give_title", "join_roll", "put_to_sleep", "put_back", "propose_merger")
    },
    "enterprise_file:strike_off": Address(KEEPERS, _keepers_of(*FIRMS), FORM),
    # A merger of two entries without people: in force by the keeper's word, which only he takes back
    "enterprises:speak_for": Address(CONTACTS, methods=ACT),
    "enterprises:agree_to_merger": Address(CONTACTS, {"merger": NOBODY}, ACT),
    "enterprises:end_merger": Address(KEEPERS | CONTACTS, _keepers_of("merger"), ACT),
    "enterprises:wake": Address(KEEPERS, _keepers_of(*FIRMS), ACT),
    "enterprises:end_title": Address(KEEPERS, _keepers_of("title"), FORM),
    "enterprises:leave_roll": Address(KEEPERS, _keepers_of("entry"), FORM),
    "enterprises:rolls": Address(KEEPERS),
    "enterprises:one_roll": Address(KEEPERS, _keepers_of("roll")),
    **{
        f"enterprises:{act}_roll": Address(KEEPERS, _keepers_of("roll"), ACT)
        for act in ("rename", "retire", "restore")
    },
    "enterprises:reveal_phone": Address(
        REVEALS, {"firm": KEEPERS_HERE | SERVING, "rival firm": KEEPERS_HERE}, ACT
    ),
    **{
        f"imports:{kind}{page}": Address(who, things, methods)
        for kind, who in (
            *(
                (kind, KEEPERS)
                for kind in (
                    "enterprises",
                    "contacts",
                    "figures",
                    "titles",
                    "rolls",
                    "officers",
                    "assignments",
                )
            ),
            ("problems", KEEPERS),
            *((kind, SYSTEM) for kind in ("units", "people")),
        )
        for keepers in ({f"import of {kind}": SYSTEM if who is SYSTEM else KEEPERS_HERE},)
        for page, things, methods in (
            ("", {}, FORM),
            ("_columns", keepers, ACT),
            ("_report", keepers, ("GET",)),
            ("_confirm", keepers, ACT),
            ("_undo", keepers, ACT),
        )
    },
    # Policies: published ones are for everybody with business here; editors write, another one checks
    "policies:list": Address(READS_POLICIES),
    "policies:ours": Address(CONTACTS | OFFICERS),
    # An enterprise's own figures are read on the way: by its people and who serves it, nobody else
    "policies:for": Address(
        CONTACTS | OFFICERS,
        {"firm": SERVING | {"enterprise", "own_cases_only"}, "rival firm": frozenset({"stranger"})},
    ),
    "policies:package": Address(
        CONTACTS | OFFICERS, {"papers of firm": SERVING | {"enterprise", "own_cases_only"}}
    ),
    "policies:state": Address(
        CONTACTS | OFFICERS, {"asked firm": SERVING | {"enterprise", "own_cases_only"}}, ACT
    ),
    "policies:told": Address(CONTACTS, methods=FORM),
    "policies:ladder": Address(
        CONTACTS | OFFICERS,
        {"firm": SERVING | {"enterprise", "own_cases_only"}, "rival firm": frozenset({"stranger"})},
    ),
    # Titles are public; how many could have one is a sum
    "policies:figures": Address(KEEPERS | LEADERS | SUPERVISORS | EDITORS),
    "policies:titles": Address(KEEPERS | LEADERS | SUPERVISORS | EDITORS),
    "policies:title": Address(
        KEEPERS | LEADERS | SUPERVISORS | EDITORS,
        {"title kind": KEEPERS | LEADERS | SUPERVISORS | EDITORS},
    ),
    # Whom an item fits: of one's own, of whom one serves, and without figures of the area one edits for
    "policies:concerned": Address(
        OFFICERS | EDITORS,
        {"policy": OFFICERS | EDITORS, "waiting policy": EDITORS, "draft policy": EDITORS},
        FORM,
    ),
    "policies:trial": Address(
        EDITORS, {"policy": NOBODY, "waiting policy": EDITORS, "draft policy": EDITORS}, FORM
    ),
    "policies:one": Address(READS_POLICIES, POLICIES),
    "policies:edition": Address(READS_POLICIES, POLICIES),
    "policies:rule_file": Address(READS_POLICIES, POLICIES),
    "policies:registered": Address(EDITORS),
    "policies:register": Address(EDITORS, methods=FORM),
    "policies:new_item": Address(EDITORS, {"policy document": EDITORS}, FORM),
    "policies:next_edition": Address(EDITORS, POLICIES, FORM),
    "policies:stop": Address(EDITORS, POLICIES, FORM),
    "policies:rewrite": Address(EDITORS, {name: frozenset({"policy_editor"}) for name in POLICIES}, FORM),
    **{
        f"policies:{name}": Address(
            EDITORS,
            {"policy": NOBODY, "waiting policy": NOBODY, "draft policy": frozenset({"policy_editor"})},
            FORM,
        )
        for name in ("rule", "rule_part", "card")
    },
    "policies:discard": Address(EDITORS, POLICIES, ACT),
    "policies:step": Address(EDITORS, POLICIES, ACT),
    # Claims: an enterprise and its officer begin them, a unit examines and pays, the offices look on
    "claims:mine": Address(CONTACTS),
    "claims:desk": Address(UNITS),
    "claims:list": Address(OFFICERS | KEEPERS | LEADERS | SUPERVISORS),
    "claims:sums": Address(OFFICERS | KEEPERS | LEADERS | SUPERVISORS | EDITORS),
    "claims:new": Address(CONTACTS | OFFICERS, WANTED, FORM),
    "claims:intend": Address(CONTACTS | OFFICERS, WANTED, FORM),
    "claims:one": Address(READS_CLAIMS, CLAIMS),
    "claims:paper_file": Address(READS_CLAIMS, PAPERS),
    "claims:step": Address(CONTACTS | OFFICERS | UNITS, CLAIMS, ACT),
    "claims:payout_lists": Address(READS_LISTS),
    "claims:new_list": Address(UNITS, methods=ACT),
    "claims:payout_list": Address(READS_LISTS, LISTS),
    "claims:put_on": Address(UNITS, LISTS, ACT),
    "claims:entry": Address(UNITS, IN_LIST, FORM),
    "claims:list_step": Address(UNITS, LISTS, ACT),
    # Questions: the firm's own, who serves it, the group that has it, the offices; no unit, no editor
    "advice:mine": Address(CONTACTS),
    "advice:ask": Address(CONTACTS | OFFICERS, methods=FORM),
    "advice:desk": Address(OF_ADVICE),
    "advice:one": Address(CONTACTS | OF_ADVICE, QUESTIONS),
    "advice:step": Address(CONTACTS | OFFICERS | COORDINATORS, QUESTIONS, ACT),
    # Answers for everybody: published ones for whoever has business here, drafts for editors and the group
    "advice:answers": Address(READS_POLICIES),
    "advice:answer": Address(READS_POLICIES, ANSWERS),
    "advice:found": Address(CONTACTS, {"public answer": CONTACTS, "draft answer": NOBODY}, ACT),
    "advice:new_answer": Address(EDITORS | OFFICERS, methods=FORM),
    "advice:rewrite_answer": Address(
        EDITORS | OFFICERS, dict.fromkeys(ANSWERS, frozenset({"officer"})), FORM
    ),
    "advice:answer_step": Address(EDITORS | OFFICERS, ANSWERS, ACT),
    # Talks: who gave them, who was there and who serves them, the offices
    "advice:talks": Address(CONTACTS | OF_ADVICE),
    "advice:talk": Address(CONTACTS | OF_ADVICE, TALKS),
    "advice:new_talk": Address(OFFICERS, methods=FORM),
    "advice:withdraw_talk": Address(OFFICERS, TALKS, ACT),
    "advice:deny_talk": Address(CONTACTS, {"talk": frozenset({"enterprise", "own_cases_only"})}, ACT),
    "advice:routes": Address(COORDINATORS),
    "advice:new_route": Address(COORDINATORS, methods=FORM),
    "advice:end_route": Address(COORDINATORS, _keepers_of("route"), FORM),
    # Officers: who serves whom is no secret in the house; the coordination appoints and assigns
    "officers:list": Address(READS_ROSTER),
    "officers:detail": Address(READS_ROSTER, {"officer": READS_ROSTER - {"unit_head2"}}),
    "officers:reveal_phone": Address(HEADS, {"officer": frozenset({"unit_head1"})}, ACT),
    "officers:coverage": Address(KEEPERS | LEADERS | SUPERVISORS),
    "officers:pair": Address(KEEPERS, _keepers_of(*FIRMS), FORM),
    "officers:end_pairing": Address(KEEPERS, _keepers_of(*FIRMS), FORM),
    "officers:paired": Address(LEADERS),
    "officers:appoint": Address(KEEPERS, methods=FORM),
    "officers:edit": Address(KEEPERS, {"officer": KEEPERS}, FORM),
    "officers:release": Address(KEEPERS, {"officer": KEEPERS}, ACT),
    "officers:join_group": Address(KEEPERS, {"officer": KEEPERS}, ACT),
    "officers:leave_group": Address(KEEPERS, {"officer": KEEPERS}, ACT),
    "officers:absence": Address(KEEPERS | OFFICERS, ON_BEHALF_OF, FORM),
    "officers:end_absence": Address(KEEPERS | OFFICERS, ON_BEHALF_OF, ACT),
    "officers:assign": Address(KEEPERS, _keepers_of(*FIRMS), FORM),
    "handover:change": Address(KEEPERS, _keepers_of(*FIRMS), FORM),
    "handover:end": Address(KEEPERS, _keepers_of("assignment"), FORM),
    "handover:leave": Address(KEEPERS, {"officer": KEEPERS}, FORM),
    # What somebody leaves behind: his own for thirty days (here they are over), whoever follows, the keepers
    "handover:list": Address(KEEPERS | OFFICERS),
    "handover:sheet": Address(KEEPERS | OFFICERS, {"sheet": KEEPERS_HERE | SERVING}),
    "handover:confirm": Address(OFFICERS, {"sheet": SERVING}, ACT),
    "handover:take": Address(OFFICERS, {"sheet": SERVING}, ACT),
    # Problems; a supervisor writes nothing but orders, verdicts and samples
    "problems:raise": Address(RAISES, methods=FORM),
    "problems:raised": Address(RAISES, SOME_PROBLEMS),
    # Whoever holds the QR code of an enterprise or the link of a problem, signed in or not
    "problems:raise_by_link": Address(
        EVERYBODY,
        {"raise link": EVERYBODY},
        FORM,
        is_public=True,
        keys={"firm card": "card_bearer", **_NO_CARD},
    ),
    "problems:follow": Address(
        EVERYBODY, {"problem link": EVERYBODY}, is_public=True, keys={**_CLOSED_LINK, **_NO_LINK}
    ),
    "problems:link_step": Address(
        EVERYBODY,
        {"problem link": EVERYBODY},
        ACT,
        is_public=True,
        keys={
            **_CLOSED_LINK,
            **_NO_LINK,
            **_no(*(f"{step} by link" for step in ("take", "write_note", "reopen"))),
        },
    ),
    "problems:link_file": Address(
        EVERYBODY,
        {"problem link": EVERYBODY},
        is_public=True,
        keys={
            **_CLOSED_LINK,
            **_NO_LINK,
            **_no(*(f"{name} by link" for name in FILES if name != "closed.file_e")),
        },
    ),
    # Given by the firm, who serves it and the coordination
    "problems:give_link": Address(
        CONTACTS | OFFICERS | KEEPERS,
        _problems("submitted", "handling", "rival"),
        FORM,
    ),
    "problems:revoke_links": Address(
        CONTACTS | OFFICERS | KEEPERS, _problems("submitted", "handling", "rival"), ACT
    ),
    "problems:mine": Address(CONTACTS),
    "problems:detail": Address(CONTACTS | STAFF, PROBLEMS),
    "problems:why": Address(CONTACTS | STAFF, _problems("waiting", "rival")),
    "problems:step": Address(
        (CONTACTS | STAFF) - SUPERVISORS, _problems("draft", "handling", "closed", "rival"), ACT
    ),
    "problems:phone": Address(REVEALS, SOME_PROBLEMS, ACT),
    "problems:file": Address(CONTACTS | STAFF, FILES),
    "problems:list": Address(OFFICERS | KEEPERS | LEADERS | SUPERVISORS),
    "problems:triage": Address(KEEPERS),
    "problems:triage_one": Address(KEEPERS, _problems("submitted", "draft", "rival"), FORM),
    "problems:reviews": Address(KEEPERS | LEADERS),
    "problems:tasks": Address(UNITS),
    "problems:task": Address(
        UNITS, {f"task of {name}": UNIT_1 for name in ("handling", "waiting", "closed")}
    ),
    "problems:sign_off": Address(HEADS),
    "problems:calls": Address(CALLBACKS),
    "problems:call": Address(CALLBACKS, _problems("waiting", "handling", "closed", "draft")),
    # What binds an area is read by both who make it, proposed by the one and confirmed by the other
    **{
        f"problems:{page}": Address(KEEPERS, things)
        for page, things in (
            ("templates", {}),
            ("template", _keepers_of("template")),
            ("duties", {}),
            ("duty", _keepers_of("duty")),
            ("kinds", {}),
            ("kind", {"kind": KEEPERS}),
            ("limits", {}),
            ("limit", {"limit": KEEPERS}),
            ("hours", {}),
            ("proposed_rules", {}),
        )
    },
    **{
        f"problems:{page}": Address(COORDINATORS, things, methods)
        for page, things, methods in (
            ("new_template", {}, FORM),
            ("rewrite_template", _keepers_of("template"), ACT),
            ("end_template", _keepers_of("template"), ACT),
            ("new_duty", {}, FORM),
            ("rewrite_duty", _keepers_of("duty"), ACT),
            ("end_duty", _keepers_of("duty"), ACT),
            ("new_kind", {}, FORM),
            ("rewrite_kind", {"kind": COORDINATORS}, ACT),
            ("end_kind", _keepers_of("kind"), ACT),
            ("set_day", {}, ACT),
            ("clear_day", {}, ACT),
            ("set_hours", {}, ACT),
            ("end_hours", {}, ACT),
            ("set_limit", {"limit": COORDINATORS}, ACT),
            ("end_limit", {"limit": COORDINATORS}, ACT),
            ("take_back_rule", {"proposed rule": frozenset({"coordinator"})}, ACT),
        )
    },
    "problems:confirm_rule": Address(frozenset({"head"}), {"proposed rule": frozenset({"head"})}, ACT),
    "problems:refuse_rule": Address(frozenset({"head"}), {"proposed rule": frozenset({"head"})}, ACT),
    # The calendar: everybody who keeps rules or years reads it, the country's years are the administrator's
    "problems:calendar": Address(KEEPERS | SYSTEM),
    "problems:arrange_year": Address(SYSTEM, methods=ACT),
    # An area's own day takes two: who proposes it may take it back, the head says yes or no
    "problems:take_back_day": Address(COORDINATORS, {"proposed day": frozenset({"coordinator"})}, ACT),
    "problems:confirm_day": Address(frozenset({"head"}), {"proposed day": frozenset({"head"})}, ACT),
    "problems:refuse_day": Address(frozenset({"head"}), {"proposed day": frozenset({"head"})}, ACT),
}


# --- steps -------------------------------------------------------------

_PHONE_CALL = {"contact_way": "phone", "contact_with": "陈若溪", "contact_at": "2026-03-06T09:00"}
_RAISES_LEVEL = dict.fromkeys(("asked", "tried", "blocked_by", "wanted"), "说明")
STEPS: Mapping[str, tuple[str, Mapping[str, str], Who]] = {
    # By step (and when) a problem in which it can be taken, what is sent with it, and who takes it
    "answer_at_once": ("submitted", {**_PHONE_CALL, "answer": "已修好", "result": "R1"}, SERVING),
    "take": ("submitted", {"plan": "去看看", "promised_on": "2026-03-09"}, SERVING),
    "pass_on": ("submitted", {"summary": "要派单"}, SERVING),
    "accept": ("submitted", {}, KEEPERS_HERE),
    "refuse": ("submitted", {"reason": "in_court", "other_route": "法院", "citation": "条款"}, KEEPERS_HERE),
    "withdraw": ("submitted", {"reason": "mistaken", "confirmation": "电话说的"}, SERVING | {"enterprise"}),
    "ask_supplement": ("submitted", {"items": "合同"}, SERVING | {"coordinator"}),
    "ask_supplement again": ("supplied", {"items": "照片"}, frozenset({"head"})),
    "supply": ("asked", {"text": "合同在此"}, frozenset({"enterprise"})),
    "supplement": ("handling", {"text": "还有一处"}, frozenset({"enterprise"})),
    "record_contact": ("handling", {**_PHONE_CALL, "said": "约好了"}, SERVING | UNIT_1 | KEEPERS_HERE),
    "miss_contact": ("handling", {**_PHONE_CALL, "said": "没有人接"}, SERVING | UNIT_1 | KEEPERS_HERE),
    "answer_interim": ("handling", {"text": "材料到了"}, UNIT_1),
    "sign_off": ("handling", {"task_ref": "task of handling"}, frozenset({"unit_head1"})),
    "refuse_sign_off": (
        "handling",
        {"task_ref": "task of handling", "comment": "再写"},
        frozenset({"unit_head1"}),
    ),
    "escalate": ("handling", _RAISES_LEVEL, SERVING | KEEPERS_HERE),
    "write_note": ("handling", {"text": "记一笔", "layer": "H"}, SERVING | UNIT_1 | KEEPERS_HERE | LEADERS),
    "send_back": (
        "review",
        {"task_ref": "", "defects": "task of review:unclear", "comment": "写清楚"},
        frozenset({"coordinator"}),
    ),
    # The firm alone confirms and rates; the callback writes down what it says
    "confirm": ("waiting", {"solved": "yes", "grade": "5"}, frozenset({"enterprise"})),
    "confirm_by_call": ("waiting", {"solved": "yes", "spoken_words": "好了"}, frozenset({"callback"})),
    "dispute": ("waiting", {"solved": "no", "words": "还没好"}, frozenset({"enterprise", "callback"})),
    "record_attempt": ("waiting", {**_PHONE_CALL, "reached": "no"}, frozenset({"callback"})),
    "object": ("refused", {"why": "归本区管"}, frozenset({"enterprise"})),
    "change_lead": ("handling", {"reason": "不归他们"}, KEEPERS_HERE),
    "add_unit": (
        "handling",
        {"new_unit": "helping unit", "part": "assist"},
        KEEPERS_HERE | {"unit_head1"},
    ),
    # Another officer: a word about it by the coordination, which the next one says he has read
    "hand_over": ("handling", {"note": "答应周五前回话"}, KEEPERS_HERE),
    "take_over": ("handed_over", {}, SERVING),
    "take_back_objection": ("objected", {}, frozenset({"enterprise"})),
    "allow_objection": ("objected", {"decision": "归本区管"}, frozenset({"head"})),
    "deny_objection": ("objected", {"decision": "不归本区管"}, frozenset({"head"})),
    "reopen": ("closed", {"unsolved": "又坏了"}, LEADERS | KEEPERS_HERE | {"enterprise"}),
}


# --- words -------------------------------------------------------------

_COMMON = ("title", "facts", "place", "contact_name")
_FILE = ("file_e", "content_e")
_SATISFACTION = KEEPERS_HERE | SUPERVISORS | {"enterprise"}
"""One firm's satisfaction is its own, the hub's and the supervision's; all others know it in sums."""
_NAMES_PEOPLE = ADMINISTRATORS
_ON_PROBLEMS_OF_FIRM = SEES_FIRM | UNITS | {"callback"}
_READS_PHONES = _ON_PROBLEMS_OF_FIRM - EDITORS


_OF_A_POLICY = ("item", "summary", "amount", "procedure", "telephone", "evidence", "paper", "wording")


def _each(of: str, *parts: str) -> tuple[str, ...]:
    return tuple(f"{of}.{part}" for part in parts)


_TABLE: tuple[tuple[tuple[str, ...], Who], ...] = (
    *((_each(name, *_COMMON, *_FILE), who) for name, who in PROBLEMS.items()),
    # One life with nearly every step, entry by entry
    (
        _each(
            "closed",
            "supplement.text",
            "contact.said",
            "contact.contact_with",
            "interim.text",
            "answer",
            "reply.citation",
            "dispute.words",
            "explain.text",
            "explain.citation",
        ),
        PROBLEMS["closed"],
    ),
    (
        _each(
            "closed",
            "note_h.text",
            "pass_on.summary",
            "dispatch.message",
            "assist.opinion",
            "explain.screening",
            "attempt.said",
        ),
        handlers("closed"),
    ),
    (
        _each(
            "closed",
            "reply.internal",
            "reply.evidence",
            "refused_answer",
            "refuse_sign_off.comment",
            "sent_back_answer",
            "send_back.comment",
            "file_h",
            "content_h",
        ),
        share_1("closed"),
    ),
    (
        _each(
            "closed",
            "note_r.text",
            "file_r",
            "content_r",
            "instruct.text",
            *(f"escalate.{part}" for part in ("asked", "tried", "blocked_by", "wanted")),
        ),
        RESTRICTED,
    ),
    (_each("closed", "confirm.words"), _SATISFACTION),
    # What else was said in the other lives
    (_each("handling", "reply.internal", "reply.answer"), handlers("handling")),
    (_each("waiting", "attempt"), handlers("waiting") | {"callback"}),
    (_each("spoken", "words"), PROBLEMS["spoken"]),
    (_each("concluded", "answer", "conclude.conclusion", "conclude.citation"), PROBLEMS["concluded"]),
    (_each("concluded", "conclude.enterprise_heard"), handlers("concluded")),
    (_each("asked", "items"), PROBLEMS["asked"]),
    (_each("supplied", "items", "text"), PROBLEMS["supplied"]),
    (_each("reopened", "unsolved"), PROBLEMS["reopened"]),
    (_each("handed_over", "note"), handlers("handed_over")),
    (_each("refused", "refuse.other_route", "refuse.citation"), PROBLEMS["refused"]),
    (_each("objected", "refuse.other_route", "refuse.citation", "object.why"), PROBLEMS["objected"]),
    (_each("withdrawn", "withdraw.confirmation"), handlers("withdrawn")),
    # Who wanted it silent is told to the supervision alone
    (_each("silenced", "pressed_words"), SUPERVISORS),
    # The firms and who speaks for them
    (_each("firm", "name"), _ON_PROBLEMS_OF_FIRM),
    (_each("firm", "address", "scope", "type", "capital", "representative", "code"), SEES_FIRM),
    (
        _each("rival", "name", "address", "scope", "type", "capital", "representative", "code"),
        FIRMS["rival firm"],
    ),
    (_each("contact", "name", "post"), _ON_PROBLEMS_OF_FIRM),
    (_each("enterprise", "name") + _each("own_cases_only", "name"), _ON_PROBLEMS_OF_FIRM | _NAMES_PEOPLE),
    (_each("link_bearer", "name"), _ON_PROBLEMS_OF_FIRM | _NAMES_PEOPLE),
    (_each("former_contact", "name"), _ON_PROBLEMS_OF_FIRM | _NAMES_PEOPLE | {"former_contact"}),
    (_each("stranger", "name"), FIRMS["rival firm"] | _NAMES_PEOPLE),
    # What is kept about people and files
    (_each("reason", "disabled"), ADMINISTRATORS),
    # Which group answers is told to whoever asked
    (_each("group", "name"), READS_ROSTER | {"enterprise"}),
    (_each("experts", "name"), READS_ROSTER | {"stranger"}),
    (_each("question", "text", "passed_on"), QUESTIONS["question"]),
    (_each("answered question", "text", "answer", "basis"), QUESTIONS["answered question"]),
    (_each("calling question", "text", "answer", "words"), QUESTIONS["calling question"]),
    (_each("rival question", "text"), QUESTIONS["rival question"]),
    (_each("route", "issuer"), frozenset({"coordinator"})),
    (_each("public answer", "question", "answer", "basis"), READS_POLICIES),
    (_each("draft answer", "question", "answer", "basis", "refusal", "withdrawal"), EDITORS | {"officer"}),
    (_each("talk", "place", "asked", "withdrawal"), TALKS["talk"]),
    (
        _each("import", "row", "contact", "enterprises.file", "contacts.file", "figures.file")
        + _each("import", "officer", "served_by", "officers.file", "assignments.file")
        + _each("import", "paper", "on_roll", "titles.file", "rolls.file"),
        KEEPERS_HERE,
    ),
    (_each("import", "unit", "person", "units.file", "people.file"), SYSTEM),
    (_each("firm", "title_paper", "roll"), SEES_FIRM),
    (_each("retired roll", "name", "reason"), KEEPERS_HERE),
    # What it is for stands in the firm's story, too
    (_each("grant", "purpose"), SEES_FIRM),
    (_each("grant to a head", "purpose"), SEES_FIRM | {"unit_head1"}),
    (_each("export", "reason"), EXPORTS["export"]),
    (_each("agreed export", "reason"), EXPORTS["agreed export"]),
    (_each("merger", "name", "reason"), OFFICES | EDITORS),
    (_each("edit", "address", "why"), KEEPERS_HERE | SERVING | {"enterprise", "own_cases_only"}),
    (_each("rival edit", "address"), KEEPERS_HERE | {"stranger"}),
    (_each("sheet", "title", "words", "note"), KEEPERS_HERE | SERVING),
    (_each("rival edit", "refusal"), FIRMS["rival firm"]),
    # What is published is for everybody who has business here; what is in work for the editors
    (_each("policy", "title", "issuer", *_OF_A_POLICY), READS_POLICIES),
    *((_each(name, *_OF_A_POLICY), EDITORS) for name in ("waiting policy", "draft policy")),
    (_each("draft policy", "season", "rule_note", "changes", "refusal"), EDITORS),
    # A word that goes with an item is for whom it was brought to
    (("push.note",), frozenset({"enterprise", "own_cases_only"})),
    (_each("firm", "revenue"), SERVING | {"enterprise", "own_cases_only"}),
    (_each("rival", "revenue"), frozenset({"stranger"})),
    (
        _each("firm", "voucher", "claim_words", "approval_note", "ruling", "claim_reason", "citation"),
        SEES_CLAIM,
    ),
    # Where the money goes: the firm and who pays it; what somebody said against it: who pays it
    (_each("firm", "account_holder", "bank"), UNIT_1 | {"enterprise"}),
    (_each("firm", "objection"), UNIT_1),
    (_each("firm", "paper_name", "paper"), OPENS_PAPERS),
    (_each("rival", "paper_name", "paper"), PAPERS["rival paper"]),
    (_each("rival", "claim_words"), CLAIMS["rival claim"]),
    (_each("list", "refusal", "added_reason", "out_reason"), UNIT_1),
    (_each("import", "title", "body", "problems.file"), KEEPERS_HERE),
    # Offered to whoever writes an answer
    (_each("duty", "matter", "basis", "not_this"), KEEPERS_HERE),
    (_each("proposed_rule", "why", "refusal") + _each("new_kind", "name", "definition"), KEEPERS_HERE),
    # What an area calls its kinds, and by which document it set a limit, is said to everybody
    (_each("kind", "name") + _each("own_kind", "name", "definition") + _each("limit", "source"), EVERYBODY),
    (_each("proposed", "name", "source", "refusal"), KEEPERS_HERE | SYSTEM),
    (_each("template", "title", "text", "citation"), UNITS | SERVING | KEEPERS_HERE),
    (_each("phone", "clear", "email"), frozenset({"enterprise", "own_cases_only"})),
    (_each("phone", "masked"), _READS_PHONES),
    # Who is to come is known to his unit and to who confirms it; his number in clear to the latter alone
    (_each("newcomer", "name", "post", "work_phone", "email", "why"), KEEPERS_HERE | {"unit_head1"}),
    (("newcomer.refusal",), KEEPERS_HERE | SECURITY | AUDIT | {"unit_head1"}),
    (("newcomer.clear",), KEEPERS_HERE),
    (("newcomer.masked",), frozenset({"unit_head1"})),
    (_each("feedback", "words", "reach", "outcome"), KEEPERS),
    (_each("registration", "name", "post", "email", "firm", "reason"), KEEPERS_HERE),
    # What is written where nobody looks at first
    (_each("unit_draft", "reply") + _each("left_draft", "reply"), UNIT_1),
    (_each("view", "name"), frozenset({"coordinator"})),
    (_each("token", "purpose"), ADMINISTRATORS | {"officer"}),
    (_each("webhook", "address"), ADMINISTRATORS),
    (_each("firm", "former"), SEES_FIRM),
    (_each("refused export", "reason", "refusal"), EXPORTS["export"]),
    (_each("mobile", "clear"), KEEPERS | LEADERS | SYSTEM | {"officer"}),
    (_each("mobile", "masked"), HEADS | SUPERVISORS | SECURITY),
)
_READERS = {word: who for words, who in _TABLE for word in words}
_BY_KEY: Mapping[str, frozenset[str]] = {
    # The card says whose it is; the link shows what the firm reads of this one problem, and who said it
    "card_bearer": frozenset({"firm.name"}),
    "link_bearer": frozenset(
        {"firm.name", "link_bearer.name", "enterprise.name"}
        | {word for word, who in _READERS.items() if word.startswith("closed.") and "enterprise" in who}
    ),
}
"""By who comes with nothing but a key the words of the business that it opens."""


def readers(word: str) -> Who:
    """Into whose hands a planted word may come; a word that is missing here fails the crawl."""
    return _READERS[word] | {who for who, words in _BY_KEY.items() if word in words}


SAID_NOWHERE = frozenset({"contact_name", "contact_with", "words", "code", "closed.reply.citation"})
"""What is not repeated to everybody who may know it: whom one met, the words behind a grade, …"""


def must_find(who: str, word: str) -> bool:
    """Whether a reader must meet the word on his pages: what is said of a problem that he sees, whose card he
    holds."""
    of, _, part = word.partition(".")
    is_said = not SAID_NOWHERE & {word, part.rpartition(".")[2]}
    is_told = of in PROBLEMS or (who, word) == ("card_bearer", "firm.name")
    return is_told and is_said and who in readers(word)


_SEARCHED: Mapping[str, tuple[tuple[str, ...], Who]] = {
    **{name: (("title", "facts", "place"), who) for name, who in PROBLEMS.items() if name != "draft"},
    "policy": (("title", "issuer", "item", "summary", "amount"), READS_POLICIES),
    **dict.fromkeys(("waiting policy", "draft policy"), (("item",), EDITORS)),
    "question": (("text",), QUESTIONS["question"]),
    "answered question": (("text", "answer", "basis"), QUESTIONS["answered question"]),
    "calling question": (("text", "answer", "words"), QUESTIONS["calling question"]),
    "rival question": (("text",), QUESTIONS["rival question"]),
    "public answer": (("question", "answer", "basis"), READS_POLICIES),
    "talk": (("place", "asked"), TALKS["talk"]),
}
"""By thing the parts of it by which those who see it find it."""
_BESIDES: Mapping[str, Mapping[str, Who]] = {
    # A claim is found by whose it is; a unit and the callback have no register of firms to search
    "firm.name": {"firm": SEES_FIRM, **{name: who for name, who in CLAIMS.items() if name[:4] == "firm"}},
    "firm.former": {"firm": SEES_FIRM},
    "firm.code": {"firm": SEES_FIRM},
    "rival.name": {"rival firm": FIRMS["rival firm"], "rival claim": CLAIMS["rival claim"]},
    "rival.code": {"rival firm": FIRMS["rival firm"]},
    "merger.name": {"merger": OFFICES | EDITORS},
    # A talk is found by the items it was about
    "policy.item": {"policy": READS_POLICIES, "talk": TALKS["talk"]},
}
FINDABLE = frozenset({*_SEARCHED, *CLAIMS, *FIRMS, *ANSWERS, "merger", "draft"})
"""Every thing that a search might lead to."""


def found_by(word: str) -> Mapping[str, Who]:
    """What is found by a word, and by whom: those who see it and have a search."""
    name, _, part = word.partition(".")
    parts, who = _SEARCHED.get(name, ((), NOBODY))
    found = _BESIDES.get(word, {name: who} if part in parts else {})
    return {thing: who & ADDRESSES["search:find"].has for thing, who in found.items()}
