"""Which operation opens to whom: each as the page of the access matrix that it stands for.

What a person may do a token may do, never more. So an operation has no line of its own, it has the line of a
page; an operation that is missing here fails `test_matrix`.
"""

from collections.abc import Mapping

from tests.doors.access_matrix import (
    ADDRESSES,
    ADMINISTRATORS,
    CONTACTS,
    EDITORS,
    EVERYBODY,
    EXPORTS,
    FILES,
    OFFICERS,
    PROBLEMS,
    STAFF,
    TAKES_AWAY,
    Address,
)

SERVED = EVERYBODY - ADMINISTRATORS - {"expired_delegate"}
"""Whoever has a role: nobody gives a token for an administrator, or for somebody without any."""
READS: Mapping[str, Address] = {
    "list_enterprises": ADDRESSES["enterprise_file:list"],
    "show_enterprise": ADDRESSES["enterprise_file:detail"],
    "list_enterprise_areas": ADDRESSES["enterprises:register"],
    "register_enterprise": ADDRESSES["enterprises:register"],
    "edit_enterprise": ADDRESSES["enterprises:edit"],
    **{
        act: ADDRESSES[f"enterprises:{act}"]
        for act in ("add_contact", "end_contact", "make_main_contact", "change_sight")
    },
    "state_figures": ADDRESSES["enterprises:state_figures"],
    **{act: ADDRESSES[f"enterprises:{act}"] for act in ("give_title", "end_title", "put_to_sleep")},
    "wake_enterprise": ADDRESSES["enterprises:wake"],
    "strike_off": ADDRESSES["enterprise_file:strike_off"],
    "put_back": ADDRESSES["enterprises:put_back"],
    "list_policies": ADDRESSES["policies:list"],
    "show_policy": ADDRESSES["policies:one"],
    "match_policies": ADDRESSES["policies:for"],
    "list_officers": ADDRESSES["officers:list"],
    "list_served": ADDRESSES["my_enterprises"],
    "show_officer": ADDRESSES["officers:detail"],
    "list_officer_candidates": ADDRESSES["officers:appoint"],
    "appoint_officer": ADDRESSES["officers:appoint"],
    "edit_officer": ADDRESSES["officers:edit"],
    **{act: ADDRESSES[f"officers:{act}"] for act in ("join_group", "leave_group")},
    "assign_officer": ADDRESSES["officers:assign"],
    "pair_leader": ADDRESSES["officers:pair"],
    "record_absence": ADDRESSES["officers:absence"],
    "end_absence": ADDRESSES["officers:end_absence"],
    "list_problems": ADDRESSES["problems:list"],
    "list_own_problems": ADDRESSES["problems:mine"],
    "list_tasks": ADDRESSES["problems:tasks"],
    "list_triage": ADDRESSES["problems:triage"],
    "list_reviews": ADDRESSES["problems:reviews"],
    "list_objections": ADDRESSES["problems:reviews"],
    "list_to_sign": ADDRESSES["problems:sign_off"],
    "list_calls": ADDRESSES["problems:calls"],
    # Everybody's own, and nobody gives a token for an administrator
    "list_messages": Address(SERVED),
    "read_messages": Address(SERVED),
    "read_message": Address(SERVED, ADDRESSES["inbox:open"].about),
    "find": ADDRESSES["search:find"],
    "show_problem": ADDRESSES["problems:detail"],
    "give_link": ADDRESSES["problems:give_link"],
    "revoke_links": ADDRESSES["problems:revoke_links"],
    "download_file": Address(CONTACTS | STAFF, FILES),
    # Taking lists away, without the word of the second person: that is his own look
    "export_problems": ADDRESSES["exports:new_problems"],
    "export_own_problems": ADDRESSES["exports:new_own_problems"],
    "export_enterprises": ADDRESSES["exports:new_enterprises"],
    "list_exports": Address(TAKES_AWAY),
    "show_export": Address(TAKES_AWAY, EXPORTS),
    "fetch_export": ADDRESSES["exports:take"],
    **{
        f"{name}_{kind}": ADDRESSES[f"imports:{kind}{page}"]
        for kind in (
            "enterprises",
            "contacts",
            "figures",
            "titles",
            "rolls",
            "officers",
            "assignments",
            "problems",
        )
        for name, page in (
            ("import", ""),
            ("show_import_of", "_report"),
            ("confirm_import_of", "_confirm"),
            ("undo_import_of", "_undo"),
        )
    },
    "show_figures": Address(CONTACTS | STAFF | EDITORS),
    "list_claims": ADDRESSES["claims:list"],
    "list_unit_claims": ADDRESSES["claims:desk"],
    "list_own_claims": ADDRESSES["claims:mine"],
    "show_claim": ADDRESSES["claims:one"],
    "download_paper": ADDRESSES["claims:paper_file"],
    "apply_for_item": Address(CONTACTS | OFFICERS),
    "list_questions": ADDRESSES["advice:desk"],
    "list_own_questions": ADDRESSES["advice:mine"],
    "show_question": ADDRESSES["advice:one"],
    "ask_question": ADDRESSES["advice:ask"],
    "list_public_answers": ADDRESSES["advice:answers"],
    "show_public_answer": ADDRESSES["advice:answer"],
    "list_talks": ADDRESSES["advice:talks"],
    "record_talk": ADDRESSES["advice:new_talk"],
}
RAISING = ADDRESSES["problems:raise"]
CLAIMING = ADDRESSES["claims:step"]
ASKING = ADDRESSES["advice:step"]
STEPPING = Address(ADDRESSES["problems:step"].has, PROBLEMS)


def line_of(operation: str) -> Address:
    """Whom an operation opens to, and about which things."""
    if operation == "raise_problem":
        return RAISING
    if operation.startswith("claim_"):
        return CLAIMING
    if operation.startswith("question_"):
        return ASKING
    return STEPPING if operation.startswith("take_") else READS[operation]
