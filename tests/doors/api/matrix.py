"""Which operation opens to whom: each as the page of the access matrix that it stands for.

What a person may do a token may do, never more. So an operation has no line of its own, it has the line of a
page; an operation that is missing here fails `test_matrix`.
"""

from collections.abc import Mapping

from tests.doors.access_matrix import ADDRESSES, CONTACTS, EDITORS, FILES, OFFICERS, PROBLEMS, STAFF, Address

READS: Mapping[str, Address] = {
    "list_enterprises": ADDRESSES["enterprise_file:list"],
    "show_enterprise": ADDRESSES["enterprise_file:detail"],
    "list_policies": ADDRESSES["policies:list"],
    "show_policy": ADDRESSES["policies:one"],
    "match_policies": ADDRESSES["policies:for"],
    "list_officers": ADDRESSES["officers:list"],
    "list_served": ADDRESSES["my_enterprises"],
    "list_problems": ADDRESSES["problems:list"],
    "list_own_problems": ADDRESSES["problems:mine"],
    "list_tasks": ADDRESSES["problems:tasks"],
    "show_problem": ADDRESSES["problems:detail"],
    "download_file": Address(CONTACTS | STAFF, FILES),
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
