"""Where a problem can come from and go to, written a second time from the rules of the road and not from the
program's own table: by what is told, from which states, to which.

C0 draft, C1 submitted, C2 asked for more, C3 with the officer, C4 at the coordination, C5 with the units,
C6 under review, C7 with the enterprise, C9 closed, C10 refused, C11 withdrawn.
"""

from collections.abc import Iterable, Mapping

from qinqing.domains.problems.terms import CaseState

CODES = {
    "C0": CaseState.DRAFT, "C1": CaseState.SUBMITTED, "C2": CaseState.SUPPLEMENT, "C3": CaseState.OFFICER,
    "C4": CaseState.TRIAGE, "C5": CaseState.HANDLING, "C6": CaseState.REVIEW, "C7": CaseState.CONFIRM,
    "C9": CaseState.CLOSED, "C10": CaseState.REFUSED, "C11": CaseState.WITHDRAWN,
}  # fmt: skip


def _move(line: str) -> tuple[frozenset[str], frozenset[str]]:
    since, to = (frozenset(CODES[code] for code in side.split()) for side in line.split(">"))
    return since, to


MOVES: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
    "DraftDiscarded": _move("C0 > C11"),
    "ProblemSubmitted": _move("C0 > C1"),
    "ProblemAnsweredAtOnce": _move("C0 C1 > C7"),
    "ProblemTaken": _move("C1 > C3"),
    "ProblemResolvedByOfficer": _move("C3 > C7"),
    "ProblemPassedOn": _move("C1 C3 > C4"),
    "ProblemAccepted": _move("C1 > C4"),
    "SupplementRequested": _move("C1 C3 C4 > C2"),
    "SupplementGiven": _move("C2 > C1 C3 C4"),
    "SupplementLapsed": _move("C2 > C11"),
    "ProblemRefused": _move("C1 C4 > C10"),
    "ObjectionAllowed": _move("C10 > C4"),
    "ProblemDispatched": _move("C4 > C5"),
    "LeadChanged": _move("C5 > C5"),
    "LeadLost": _move("C5 > C4"),
    "AllUnitsReplied": _move("C5 > C6"),
    "ReplyApproved": _move("C6 > C7"),
    "ReplySentBack": _move("C6 > C5"),
    "EnterpriseConfirmed": _move("C7 > C9"),
    "CallbackConfirmed": _move("C7 > C9"),
    "ClosedUnreached": _move("C7 > C9"),
    "EnterpriseDisputed": _move("C7 > C6"),
    "FinalConclusionGiven": _move("C6 C7 > C9"),
    "ProblemWithdrawn": _move("C1 C2 C3 C4 C5 C6 C7 > C11"),
    "ProblemReopened": _move("C9 C11 > C4 C5"),
    "RedoOrdered": _move("C6 > C5 C4"),
    "ExplainedAgain": _move("C6 > C7"),
}


def could_stand(told: Iterable[str]) -> frozenset[str]:
    """The states in which a problem of which all this was told may stand; none where it could not be."""
    states: frozenset[str] = frozenset({CaseState.DRAFT})
    for name in told:
        if name in MOVES:
            since, to = MOVES[name]
            states = to if states & since else frozenset()
    return states
