"""Areas, units, people, what they may do and when they were here."""

from qinqing.domains.accounts.models.entering import (
    ConfirmationCode,
    Credential,
    OneTimeLink,
    RecoveryCode,
    SecondFactor,
    Session,
    SignInAttempt,
    Token,
)
from qinqing.domains.accounts.models.people import Delegation, Feedback, Grant, Person
from qinqing.domains.accounts.models.places import Area, Unit
from qinqing.domains.accounts.models.proposed import BY_TWO, WAITS, Proposed, ProposedStaff

__all__ = [
    "BY_TWO",
    "WAITS",
    "Area",
    "ConfirmationCode",
    "Credential",
    "Delegation",
    "Feedback",
    "Grant",
    "OneTimeLink",
    "Person",
    "Proposed",
    "ProposedStaff",
    "RecoveryCode",
    "SecondFactor",
    "Session",
    "SignInAttempt",
    "Token",
    "Unit",
]
