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

__all__ = [
    "Area",
    "ConfirmationCode",
    "Credential",
    "Delegation",
    "Feedback",
    "Grant",
    "OneTimeLink",
    "Person",
    "RecoveryCode",
    "SecondFactor",
    "Session",
    "SignInAttempt",
    "Token",
    "Unit",
]
