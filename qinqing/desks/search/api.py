"""A door for programs: the one box."""

from typing import Final

from django.http import HttpRequest
from ninja import Query, Router

from qinqing.desks.search.schemas import FoundRead, HitLine, KindFound, Sought
from qinqing.desks.search.tables import snippet
from qinqing.kernel import clock, search
from qinqing.kernel.api.faults import Fault, Wrong
from qinqing.kernel.api.operations import reads
from qinqing.kernel.pages import actor_of, allows
from qinqing.kernel.search import Found, Results
from qinqing.lib.text import whole_number

RIGHTS: Final = {"search.find": "找"}
"""What a token can be given here."""

router = Router(tags=["找"])
ROUTERS: Final[tuple[Router, ...]] = (router,)


@reads(router, "/search", right="search.find", answers=FoundRead, name="find")
def find(request: HttpRequest, sought: Query[Sought]) -> FoundRead:
    """在看得到的里面找，按类列出，新的在前。

    每个词都要有才算找到；和页面上那个框找到的一样。
    """
    actor = actor_of(request)
    words = " ".join(sought.words.split())
    among = _among([one for one in search.kinds() if allows(actor, one.right)], sought)
    before = whole_number(sought.after) or search.NEWEST
    found = search.look(actor, words, among, clock.now(), before=before) if words else []
    return FoundRead(kinds=[_kind(one, words) for one in found])


def _among(known: list[Found], sought: Sought) -> list[Found]:
    """The kind that is asked for; all where none is. A page narrows by what it knows, a program is told."""
    chosen = [one for one in known if one.kind == sought.kind]
    if sought.kind and not chosen:
        raise Fault("invalid", errors=[Wrong("kind", "没有这一类")])
    if sought.after and not chosen:
        raise Fault("invalid", errors=[Wrong("after", "要和 kind 一起写")])
    return chosen or known


def _kind(one: Results, words: str) -> KindFound:
    lines = [
        HitLine(
            title=hit.title, snippet=snippet(hit.words, words), number=hit.number, whose=hit.whose,
            state=hit.state, at=hit.at, href=hit.href,
        )
        for hit in one.hits
    ]  # fmt: skip
    after = str(one.after) if one.after else None
    return KindFound(kind=one.of.kind, label=one.of.label, items=lines, next=after)
