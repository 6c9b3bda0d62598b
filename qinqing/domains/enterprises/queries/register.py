"""Reads: every one starts from the enterprises the actor may see."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db import connection
from django.db.models import Exists, OuterRef, Q

from qinqing.domains.accounts import queries as accounts
from qinqing.domains.accounts.models import Area
from qinqing.domains.enterprises import rules
from qinqing.domains.enterprises.models import (
    Enterprise,
    EnterpriseQuerySet,
    RollEntry,
    Title,
    YearlyFacts,
)
from qinqing.domains.enterprises.permissions import PERMISSIONS, keeps_area
from qinqing.domains.enterprises.terms import (
    DIVISIONS,
    SECTION_OF,
    SECTIONS,
    EnterpriseType,
    TitleKind,
)
from qinqing.kernel import door, speaking
from qinqing.kernel.compiled import Compiled
from qinqing.kernel.permissions import Actor
from qinqing.kernel.refusals import NotFound
from qinqing.lib.size_class import SizeClass

PAGE = 50
UNKNOWN_SIZE = "none"


def enterprises_visible_to(actor: Actor) -> EnterpriseQuerySet:
    """The enterprises in the actor's scope, with their area."""
    return Enterprise.objects.filter(PERMISSIONS.scope(actor)).select_related("area")


def enterprise_for(actor: Actor, public_id: str) -> Enterprise:
    """One enterprise by its address, with its area; raises Enterprise.DoesNotExist out of sight, too."""
    row = next(iter(_ONE.rows(actor, given=(public_id,))), None)
    if row is None:
        raise Enterprise.DoesNotExist
    found = Enterprise.from_db(None, _ENTRY, row[: len(_ENTRY)])
    found.area = Area.from_db(None, _AREA, row[len(_ENTRY) :])
    return found


_ENTRY = [field.attname for field in Enterprise._meta.concrete_fields]
_AREA = [field.attname for field in Area._meta.concrete_fields]


def _by_address(actor: Actor, _: object, public_id: str) -> Any:
    rows = Enterprise.objects.filter(PERMISSIONS.scope(actor), public_id=public_id)
    return rows.values_list(*_ENTRY, *(f"area__{name}" for name in _AREA))


_ONE: Final = Compiled(_by_address)


def enterprise_kept_by(actor: Actor, public_id: str) -> Enterprise:
    """One enterprise that the actor keeps; raises NotFound for one he only sees."""
    found = enterprise_for(actor, public_id)
    if "keeper" not in relations_to(actor, found):
        raise NotFound
    return found


def family(enterprise_id: int) -> tuple[int, ...]:
    """The enterprise and all that were merged into it."""
    merged = Enterprise.objects.filter(merged_into=enterprise_id).order_by("pk")
    return (enterprise_id, *merged.values_list("pk", flat=True))


def families_of(ids: Collection[int]) -> list[int]:
    """These enterprises and every other entry that was merged into one with them."""
    with connection.cursor() as cursor:
        cursor.execute("select enterprise_families(%s::bigint[])", [list(ids)])
        return [row[0] for row in cursor.fetchall()]


def of_import(run: int) -> list[int]:
    """Of whom an import wrote something that stands, or took something away; the caller opens the view."""
    of_figures = YearlyFacts.objects.filter(import_run=run).values("enterprise")
    rows = Enterprise.objects.filter(Q(import_run=run) | Q(pk__in=of_figures))
    return list(rows.order_by("pk").values_list("pk", flat=True))


def own_enterprises(actor: Actor) -> list[Enterprise]:
    """The enterprises the actor is a contact of, by the sound of their names."""
    rows = enterprises_visible_to(actor).filter(pk__in=actor.ids("member"), merged_into=None)
    return list(rows.in_order())


def spoken_for(actor: Actor) -> dict[int, str]:
    """How those are called for whom the actor may speak, also while he speaks for another; by their sound."""
    ids_ = actor.ids(speaking.ALL)
    if not ids_:
        return {}
    with door.as_system("enterprises.spoken_for"):
        return dict(Enterprise.objects.filter(pk__in=ids_).order_by("pinyin").values_list("pk", "name"))


def addresses_of(actor: Actor, ids: Collection[int]) -> dict[int, str]:
    """The public ids of those of these enterprises that the actor sees, by their ids."""
    return dict(enterprises_visible_to(actor).filter(pk__in=ids).values_list("pk", "public_id"))


def is_visible(actor: Actor, public_id: str) -> bool:
    """Whether there is an enterprise at this address that the actor may see."""
    return enterprises_visible_to(actor).filter(public_id=public_id).exists()


def relations_to(actor: Actor, enterprise: Enterprise) -> frozenset[str]:
    """What the actor is to this enterprise: member, main_contact, served, keeper."""
    return PERMISSIONS.relations(actor, enterprise)


def why_visible(actor: Actor, enterprise: Enterprise) -> str:
    """The rule by which the actor sees this enterprise, in words."""
    return PERMISSIONS.why(actor, enterprise)


@dataclass(frozen=True, slots=True)
class Named:
    """An enterprise as it is named elsewhere."""

    pk: int
    public_id: str
    name: str
    area_id: int


def named(ids: Iterable[int]) -> dict[int, Named]:
    """Names by id, for rows the caller has already been allowed to see."""
    rows = Enterprise.objects.filter(pk__in=set(ids)).values_list("pk", "public_id", "name", "area_id")
    return {row[0]: Named(*row) for row in rows}


def registered_as(codes: Collection[str], name_keys: Collection[str]) -> list[Enterprise]:
    """The enterprises with one of these codes or names, by thousands; the caller opens the view."""
    return list(
        Enterprise.objects.raw(
            "select * from enterprises_enterprise"
            " where credit_code = any (%s::text[]) or name_key = any (%s::text[])",
            [list(codes), list(name_keys)],
        )
    )


# --- the list ----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a list is narrowed to; `industry` is a division's two digits or a section's letter.

    Titles and lists (`roll` is an id) are asked as they are on `day`.
    """

    words: str = ""
    area: str = ""
    industry: str = ""
    type: str = ""
    size: str = ""
    title: str = ""
    roll: str = ""
    dormant: bool = False
    struck: bool = False
    key_only: bool = False
    day: date | None = None

    def condition(self) -> Q:
        """The filter. A value that is on no list narrows nothing."""
        found = _named_like(self.words) & self._standing()
        if self.industry in DIVISIONS:
            found &= Q(industry=self.industry)
        elif self.industry in SECTIONS:
            found &= Q(industry__in=[code for code, letter in SECTION_OF.items() if letter == self.industry])
        if self.type in EnterpriseType.values():
            found &= Q(type=self.type)
        if self.size in (*SizeClass.values(), UNKNOWN_SIZE):
            found &= Q(size_class="" if self.size == UNKNOWN_SIZE else self.size)
        if self.key_only:
            found &= Q(is_key=True)
        if self.area:
            node = Area.objects.filter(code=self.area).values_list("path", flat=True).first()
            found &= Q(area__path__startswith=node) if node else Q()
        return found

    def _standing(self) -> Q:
        """By titles and lists as they are on the day."""
        found, day = Q(), self.day
        if day is None:
            return found
        if self.title in TitleKind.values():
            borne = Title.objects.current(day).filter(kind=self.title, enterprise=OuterRef("pk"))
            found &= Q(Exists(borne))
        if self.roll.isascii() and self.roll.isdecimal() and len(self.roll) < 10:
            on_it = RollEntry.objects.current(day).filter(roll=int(self.roll), enterprise=OuterRef("pk"))
            found &= Q(Exists(on_it))
        return found


def _named_like(words: str) -> Q:
    found = Q()
    for word in words.split()[:5]:
        key = rules.name_key(word)
        if key.isascii():
            found &= (
                Q(pinyin__contains=key.lower()) | Q(credit_code__startswith=key) | Q(name_key__contains=key)
            )
        elif key:
            former = Q(pk__in=Enterprise.objects.filter(former_names__name_key__contains=key).values("pk"))
            merged = Enterprise.objects.filter(name_key__contains=key, merged_into__isnull=False)
            found &= Q(name_key__contains=key) | former | Q(pk__in=merged.values("merged_into"))
    return found


@dataclass(frozen=True, slots=True)
class EnterprisePage:
    """One page of the list; `after` is where the next one starts, empty on the last."""

    rows: list[Enterprise]
    total: int
    after: str


def enterprises_listed(actor: Actor, chosen: Chosen, *, narrowed: Q | None = None) -> EnterpriseQuerySet:
    """Active enterprises, or the dormant ones, or those that were struck off, as they are narrowed.

    A room above narrows further by `narrowed` (whom nobody serves, who has open problems).
    """
    seen = enterprises_visible_to(actor)
    rows = _asked_for(seen, chosen).filter(chosen.condition())
    return rows if narrowed is None else rows.filter(narrowed)


def _asked_for(seen: EnterpriseQuerySet, chosen: Chosen) -> EnterpriseQuerySet:
    if chosen.struck:
        return seen.on_file().filter(struck_on__isnull=False)
    return seen.registered().filter(dormant_on__isnull=False) if chosen.dormant else seen.active()


def enterprise_list(
    actor: Actor, chosen: Chosen, *, narrowed: Q | None = None, after: str = "", most: int = PAGE
) -> EnterprisePage:
    """A page of `enterprises_listed` by the sound of their name, from the one after `after` on."""
    rows = enterprises_listed(actor, chosen, narrowed=narrowed)
    total = rows.count()
    place = Enterprise.objects.filter(public_id=after).values_list("pinyin", "pk").first() if after else None
    if place is not None:
        # The first condition lets the index start where the page starts; the second is exact.
        rows = rows.filter(pinyin__gte=place[0]).exclude(pinyin=place[0], pk__lte=place[1])
    page = list(rows.defer("business_scope").in_order()[: most + 1])
    return EnterprisePage(page[:most], total, page[most - 1].public_id if len(page) > most else "")


def enterprises_named(actor: Actor, words: str, *, most: int) -> list[Enterprise]:
    """The first enterprises of that name, code or sound; how many there are is not counted."""
    return list(enterprises_listed(actor, Chosen(words=words)).defer("business_scope").in_order()[:most])


# --- what forms offer --------------------------------------------------


def former_names(enterprise: Enterprise) -> list[str]:
    """The names it had, the latest first."""
    return list(enterprise.former_names.order_by("-until_on", "-pk").values_list("name", flat=True))


def area_choices(actor: Actor) -> list[tuple[str, str]]:
    """The areas a list can be narrowed to: code and name of those the actor reaches, indented."""
    reached = set(actor.ids("area"))
    return [(node.code, "　" * node.depth + node.name) for node in accounts.area_tree() if node.id in reached]


def kept_area_choices(actor: Actor) -> list[tuple[int, str]]:
    """The areas an enterprise can be put into by this actor."""
    return [
        (node.id, "　" * node.depth + node.name)
        for node in accounts.area_tree()
        if keeps_area(actor, node.id)
    ]


def industry_choices() -> list[tuple[str, str]]:
    """The sections and, indented below each, its divisions."""
    found = []
    for letter, name in SECTIONS.items():
        found.append((letter, f"{letter} {name}"))
        found += [(code, f"　{code} {DIVISIONS[code]}") for code, of in SECTION_OF.items() if of == letter]
    return found


def type_choices() -> list[tuple[str, str]]:
    """The legal forms."""
    return EnterpriseType.choices()


def size_choices() -> list[tuple[str, str]]:
    """The size classes, and those that have none yet."""
    return [*SizeClass.choices(), (UNKNOWN_SIZE, "还没划型")]
