"""Claims filed for the search again, after what they are found by was changed elsewhere."""

from collections.abc import Sequence

from qinqing.domains.claims import queries
from qinqing.kernel import bulk, search


def file_again(enterprises: Sequence[int]) -> None:
    """File the claims of these enterprises by the names they have now; a second time changes nothing."""
    for some in bulk.chunks(enterprises):
        search.put_many(queries.CLAIM, queries.entries_of(some))
