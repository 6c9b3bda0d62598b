"""Which registered enterprise a row speaks of: by its code, by its name only where that is clear."""

from collections import defaultdict
from collections.abc import Collection, Iterable

from qinqing.domains.enterprises import rules
from qinqing.domains.enterprises.models import Enterprise
from qinqing.domains.enterprises.permissions import keeps_area
from qinqing.domains.enterprises.queries.register import registered_as
from qinqing.kernel import door
from qinqing.kernel.imports import Outcome
from qinqing.kernel.models import ImportRow
from qinqing.kernel.permissions import Actor
from qinqing.lib import spreadsheets
from qinqing.lib.spreadsheets import Column, Row

NAMED = Column(
    "name",
    "企业名称",
    ("单位名称", "公司名称", "企业全称", "主体名称", "市场主体名称", "名称"),
    required=True,
)
CODED = Column("code", "统一社会信用代码", ("社会信用代码", "统一信用代码", "信用代码", "统一代码"))
"""The columns by which a table says of which enterprise it speaks."""

Said = tuple[str | None, str]
"""A checked credit code, and the key of a name; either may be missing."""


class Known:
    """The registered enterprises that rows may speak of, wherever they are registered."""

    def __init__(self, said: Iterable[Said]) -> None:
        pairs = list(said)
        with door.as_system("enterprise.import"):
            rows = registered_as({code for code, _ in pairs if code}, {key for _, key in pairs if key})
        self._by_code = {row.credit_code: row for row in rows if row.credit_code}
        self._by_name: dict[str, list[Enterprise]] = defaultdict(list)
        for row in rows:
            self._by_name[row.name_key].append(row)

    def same_as(self, code: str | None, name_key: str) -> tuple[Enterprise | None, str]:
        """The enterprise that is spoken of, if there is one, and what is doubtful about that."""
        if code in self._by_code:
            return self._by_code[code], ""
        alike = self._by_name[name_key]
        if code:
            without = [row for row in alike if row.credit_code is None]
            if len(without) == 1:
                return without[0], ""
            return None, "已有同名企业，信用代码不同，按另一家登记" if alike else ""
        if len(alike) == 1:
            return alike[0], ""
        return None, f"有 {len(alike)} 家同名企业，要有信用代码才分得清" if alike else ""

    def kept_by(self, actor: Actor, said: Said) -> tuple[Enterprise | None, str]:
        """The enterprise in the actor's areas that is spoken of, or why there is none."""
        found, doubt = self.same_as(*said)
        if found is None:
            if doubt and not said[0]:
                return None, doubt
            return None, "名册里没有这家企业，请先登记或导入企业"
        if not keeps_area(actor, found.area_id):
            return None, "这家企业登记在别的区域，请联系上级协调办"
        if found.merged_into_id is not None:
            return None, "这家企业已经并入另一家"
        return found, ""


def said_by(row: Row) -> Said:
    """Code and name as a row gives them."""
    name = row.cells.get("name", "")
    return rules.checked_code(row.cells.get("code", "")).code, "" if spreadsheets.is_absent(
        name
    ) else rules.name_key(name)


def changed_by_import(run: int) -> list[int]:
    """The registered enterprises whose facts an import changed, or put back; the caller opens the view."""
    written = ImportRow.objects.filter(run=run, outcome__in=[Outcome.CHANGED, Outcome.RESTORED])
    return [number for number in written.values_list("object_id", flat=True) if number is not None]


def meant_by(lines: Collection[str]) -> dict[str, int]:
    """By line, each a credit code or a whole name, the enterprise it means; one that means none, or several
    of the same name, is missing. Of a merger the one that stayed.

    The whole register is looked through: a name must be the whole one, so that nothing is learned by it.
    """
    said = {line: said_by(Row(1, {"name": line, "code": line})) for line in lines}
    known = Known(said.values())
    found = {line: known.same_as(*one)[0] for line, one in said.items()}
    return {
        line: one.merged_into_id or one.pk for line, one in found.items() if one and one.struck_on is None
    }
