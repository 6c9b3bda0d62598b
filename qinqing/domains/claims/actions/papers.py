"""Writes of the papers of a claim: which are there, and the files that answer them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from qinqing.domains.claims.models import Claim, PaperFile
from qinqing.domains.policies.models import Edition
from qinqing.kernel import numbering
from qinqing.kernel.events import Author
from qinqing.kernel.files import Received, stored
from qinqing.kernel.refusals import Refused

Files = Mapping[str, Sequence[Received]]
"""By paper the files that answer it."""


def asked_of(edition: Edition, papers: Iterable[str]) -> list[str]:
    """Of some papers those that the edition asks for, in its order."""
    there = set(papers)
    return [paper for paper in edition.papers if paper in there]


def keep_files(claim: Claim, files: Files, author: Author, now: datetime) -> None:
    """Keep the files that came with a claim or a step of it, each by the paper that it answers.

    Refuses one for a paper that the edition does not ask for.
    """
    unknown = [paper for paper in files if paper not in claim.edition.papers]
    if unknown:
        raise Refused("unknown_paper", f"这一项不要“{unknown[0][:40]}”，请按要的材料交", "paper")
    if not files:
        return
    assert author.actor.person_id is not None
    PaperFile.objects.bulk_create(
        [
            PaperFile(
                public_id=numbering.new_address(), claim=claim, enterprise_id=claim.enterprise_id,
                unit_id=claim.unit_id, paper=paper, file=stored(one, now), name=one.name,
                given_by_id=author.actor.person_id, given_at=now,
            )
            for paper, received in files.items()
            for one in received
        ]
    )  # fmt: skip
