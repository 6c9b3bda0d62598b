"""Lower events this room reacts to: something that rules ask of an enterprise changed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from qinqing.domains.enterprises import events as enterprises
from qinqing.domains.enterprises import queries
from qinqing.domains.policies.actions import stale
from qinqing.kernel.events import Hearer


def of_enterprise(event: Any, now: datetime) -> None:
    """Something is known of an enterprise that was not, or is no longer."""
    stale.mark([event.enterprise_id], now)


def of_merger(event: enterprises.MergerTookEffect | enterprises.MergerEnded, now: datetime) -> None:
    """Two entries became one or two again, and so did what is known of them."""
    stale.mark([event.enterprise_id, event.into_id], now)


def of_import(event: Any, now: datetime) -> None:
    """A table brought what is known of many, or took it away, and some of them with it."""
    stale.mark(queries.of_import(event.import_run_id), now)
    stale.forget_gone()


HEARS: Mapping[type, tuple[Hearer, ...]] = {
    **dict.fromkeys(
        (
            enterprises.EnterpriseRegistered,
            enterprises.EnterpriseEdited,
            enterprises.YearlyFactsStated,
            enterprises.TitleGiven,
            enterprises.TitleEnded,
            enterprises.TitleCorrected,
            enterprises.TitleTakenBack,
            enterprises.EnterpriseFellDormant,
            enterprises.EnterpriseWoke,
            enterprises.EnterpriseStruckOff,
            enterprises.EnterprisePutBack,
        ),
        (of_enterprise,),
    ),
    **dict.fromkeys((enterprises.MergerTookEffect, enterprises.MergerEnded), (of_merger,)),
    **dict.fromkeys(
        (
            enterprises.TableImported,
            enterprises.TableImportUndone,
            enterprises.EnterprisesImported,
            enterprises.EnterpriseImportUndone,
        ),
        (of_import,),
    ),
}
