"""The editorial life on one page: what one person writes another publishes."""

from collections.abc import Mapping
from typing import Any, Final

from qinqing.domains.policies import events
from qinqing.domains.policies.terms import EditionState
from qinqing.lib.workflow import State, Step, Workflow

E = EditionState

RELATIONS: Final = {"drafter": "起草的政策专员", "checker": "另一位政策专员", "editor": "政策专员"}


def _set(*members: str) -> frozenset[str]:
    return frozenset(members)


def sound(subject: Any) -> str | None:
    """An edition with a fault in it is not handed on."""
    faults: Mapping[str, str] = subject.faults
    return None if not faults else f"还有要改的：{'；'.join(faults.values())}"


EDITION_FLOW = Workflow(
    start=E.DRAFT,
    states=(
        State(E.DRAFT, E.DRAFT.label, _set("drafter")),
        State(E.TO_CHECK, E.TO_CHECK.label, _set("checker")),
        State(E.PUBLISHED, E.PUBLISHED.label, ends=True),
    ),
    steps=(
        Step("send", "P1", "交去复核", _set(E.DRAFT), E.TO_CHECK, _set("drafter"),
             when=(sound,), event=events.EditionSent),
        Step("take_back", "P2", "收回来改", _set(E.TO_CHECK), E.DRAFT, _set("drafter"),
             event=events.EditionTakenBack),
        Step("return", "P3", "退回", _set(E.TO_CHECK), E.DRAFT, _set("checker"),
             needs=("reason",), event=events.EditionReturned),
        Step("publish", "P4", "复核通过，发布", _set(E.TO_CHECK), E.PUBLISHED, _set("checker"),
             when=(sound,), event=events.EditionPublished),
    ),
    relations=RELATIONS,
)  # fmt: skip
