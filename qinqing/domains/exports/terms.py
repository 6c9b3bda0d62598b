"""The words of the room: as which file a list leaves, and how far it is."""

from qinqing.lib.terms import Term


class Format(Term):
    """As what a list leaves."""

    CSV = "csv", "CSV"
    XLSX = "xlsx", "Excel"


class ExportState(Term):
    """How it is about an export now."""

    REQUESTED = "requested", "等另一个人同意", "yellow"
    AGREED = "agreed", "可以取，只能取一次", "green"
    TAKEN = "taken", "取走了", "calm"
    REFUSED = "refused", "没有同意", "red"
    LAPSED = "lapsed", "过期没有取", "calm"
