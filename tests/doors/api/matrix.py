"""Which operation opens to whom: each as the page of the access matrix that it stands for.

What a person may do a token may do, never more. So an operation has no line of its own, it has the line of a
page; an operation that is missing here fails `test_matrix`.
"""

from collections.abc import Mapping

from tests.doors.access_matrix import ADDRESSES, CONTACTS, FILES, PROBLEMS, STAFF, Address

READS: Mapping[str, Address] = {
    "list_enterprises": ADDRESSES["enterprise_file:list"],
    "show_enterprise": ADDRESSES["enterprise_file:detail"],
    "list_officers": ADDRESSES["officers:list"],
    "list_served": ADDRESSES["officers:mine"],
    "list_problems": ADDRESSES["problems:list"],
    "list_own_problems": ADDRESSES["problems:mine"],
    "list_tasks": ADDRESSES["problems:tasks"],
    "show_problem": ADDRESSES["problems:detail"],
    "download_file": Address(CONTACTS | STAFF, FILES),
    "show_figures": Address(CONTACTS | STAFF),
}
RAISING = ADDRESSES["problems:raise"]
STEPPING = Address(ADDRESSES["problems:step"].has, PROBLEMS)


def line_of(operation: str) -> Address:
    """Whom an operation opens to, and about which things."""
    if operation == "raise_problem":
        return RAISING
    return STEPPING if operation.startswith("take_") else READS[operation]
