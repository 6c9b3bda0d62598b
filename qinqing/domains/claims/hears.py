"""Lower events this room reacts to: another calendar moves the dates that were counted by it; the claims of
an enterprise that is called otherwise are found by its new name.
"""

from collections.abc import Mapping
from datetime import datetime

from qinqing.domains.claims import actions
from qinqing.domains.enterprises import events as enterprises
from qinqing.domains.enterprises import queries as register
from qinqing.domains.problems import events as problems
from qinqing.kernel import jobs
from qinqing.kernel.events import Hearer


def recount_of_calendar(event: problems.CalendarChanged, now: datetime) -> None:
    """The calendar is another: the dates of claims that run are counted anew."""
    jobs.start(actions.RECOUNT, event=event.event_id)


def name_of_enterprise(event: enterprises.EnterpriseEdited, now: datetime) -> None:
    """An enterprise may be called otherwise: its claims are found by that."""
    actions.file_again([event.enterprise_id])


def names_of_import(
    event: enterprises.EnterprisesImported | enterprises.EnterpriseImportUndone, now: datetime
) -> None:
    """A table may have called some otherwise, or no longer."""
    actions.file_again(register.changed_by_import(event.import_run_id))


HEARS: Mapping[type, tuple[Hearer, ...]] = {
    problems.CalendarChanged: (recount_of_calendar,),
    enterprises.EnterpriseEdited: (name_of_enterprise,),
    enterprises.EnterprisesImported: (names_of_import,),
    enterprises.EnterpriseImportUndone: (names_of_import,),
}
