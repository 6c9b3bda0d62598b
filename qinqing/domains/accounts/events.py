"""What happens to accounts: the security log, read by the audit administrator and by the person concerned."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SignedIn:
    """Somebody signed in; the record says from which address and device."""

    person_id: int
    actor_id: int
    address: str
    device: str


@dataclass(frozen=True)
class SignedOut:
    """A session was ended by its person, this one or `sessions` others with it."""

    person_id: int
    actor_id: int
    sessions: int


@dataclass(frozen=True)
class SignInFailed:
    """A try to sign in failed or was held back; `person_id` is missing where no such account exists."""

    attempt_id: int
    person_id: int | None
    address: str


@dataclass(frozen=True)
class PersonCreated:
    """An account was made; it can do nothing until a role is granted."""

    person_id: int
    actor_id: int


@dataclass(frozen=True)
class PersonChanged:
    """A person's post, unit or ways to reach him were changed; `fields` names which."""

    person_id: int
    actor_id: int
    fields: tuple[str, ...]


@dataclass(frozen=True)
class PersonDisabled:
    """An account was closed; its sessions ended with it. What he did stays under his name."""

    person_id: int
    actor_id: int
    reason: str


@dataclass(frozen=True)
class PasswordChanged:
    """A password was set, by the person himself or (`temporary`) by the system administrator."""

    person_id: int
    actor_id: int
    temporary: bool


@dataclass(frozen=True)
class PhoneRevealed:
    """Somebody looked at a phone number that is shown masked; `reason` is what he gave."""

    person_id: int
    actor_id: int
    reason: str


@dataclass(frozen=True)
class AreaCreated:
    """A node was added to the area tree."""

    area_id: int
    actor_id: int


@dataclass(frozen=True)
class UnitCreated:
    """A unit was added."""

    unit_id: int
    actor_id: int


@dataclass(frozen=True)
class UnitChanged:
    """A unit was renamed, moved or dissolved; `fields` names what changed."""

    unit_id: int
    actor_id: int
    fields: tuple[str, ...]


@dataclass(frozen=True)
class RoleGranted:
    """A role was given to a person; it acts from his next request on."""

    grant_id: int
    actor_id: int
    person_id: int
    role: str


@dataclass(frozen=True)
class RoleEnded:
    """A role was taken back; it is gone at his next request."""

    grant_id: int
    actor_id: int
    person_id: int
    role: str


@dataclass(frozen=True)
class LeaderDelegated:
    """A leader's delegate may act for him until the end of the delegation, under his own name."""

    delegation_id: int
    actor_id: int
    leader_id: int
    delegate_id: int


@dataclass(frozen=True)
class DelegationEnded:
    """A delegation was ended before its time."""

    delegation_id: int
    actor_id: int
    leader_id: int
    delegate_id: int
