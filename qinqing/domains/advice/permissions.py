"""Who sees which questions, who may do what, what somebody is to one; and the same again in the database."""

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.db.models import Exists, OuterRef, Q

from qinqing.domains.accounts.terms import Role
from qinqing.domains.advice.terms import PublicAnswerState
from qinqing.kernel.permissions import Actor, Permissions, Sees, StandsAs
from qinqing.kernel.row_security import SIGNED_IN, Guard, Program, Scope, event_guard, ids, sees
from qinqing.kernel.told import state_is_told

OVERSEERS = (Role.COORDINATOR, Role.COORDINATION_HEAD, Role.SUPERVISOR, Role.LEADER)
STAFF = (Role.OFFICER, *OVERSEERS)
READERS = (
    Role.ENTERPRISE_USER, *STAFF, Role.HANDLER, Role.UNIT_HEAD, Role.CALLBACK, Role.ADJUDICATOR,
    Role.POLICY_EDITOR,
)  # fmt: skip
"""Who reads what is there for everybody."""
NAMES_ASKER = frozenset({"asker", "officer", "coordinator", "overseer"})
"""To whom it is said who asks: an expert answers the question, not the enterprise."""


def own_questions(actor: Actor) -> Q:
    """The questions of somebody's enterprise: all of them, or those he asked himself."""
    mine = Q(enterprise__among=actor.ids("member"), asked_by_id=actor.person_id)
    return Q(enterprise__among=actor.ids("member_all")) | mine


def _of_expert(actor: Actor) -> Q:
    held = Q(holder_id=actor.person_id) | Q(passed_by_id=actor.person_id)
    return Q(group__among=actor.ids("expert")) | held


def _by_area(role: Role) -> Sees:
    return Sees(role, "本区域及以下的政策咨询", lambda actor: Q(area__among=actor.ids(role)))


def _asks(actor: Actor, enterprise_id: int, asked_by_id: int) -> bool:
    mine = enterprise_id in actor.ids("member") and asked_by_id == actor.person_id
    return mine or enterprise_id in actor.ids("member_all")


def _of(kind: str, relation: str, rule: str, test: Callable[[Actor, Any], bool]) -> StandsAs:
    """A relation to rows of one kind alone: the room has several."""
    return StandsAs(relation, rule, lambda actor, row: kind == row.KIND and test(actor, row))


def _edits(actor: Actor, row: Any) -> bool:
    return row.area_id in actor.ids(Role.POLICY_EDITOR) or row.group_id in actor.ids("expert")


PERMISSIONS = Permissions(
    sees=(
        Sees(Role.ENTERPRISE_USER, "本企业的政策咨询", own_questions),
        Sees(
            Role.OFFICER, "您服务的企业的政策咨询", lambda actor: Q(enterprise__among=actor.ids("served"))
        ),
        Sees(Role.OFFICER, "交给您的专题组的政策咨询", _of_expert),
        *map(_by_area, OVERSEERS),
    ),
    may={
        "question.ask": (Role.ENTERPRISE_USER, Role.OFFICER),
        "question.own": (Role.ENTERPRISE_USER,),
        "question.see": (Role.ENTERPRISE_USER, *STAFF),
        "question.step": (Role.ENTERPRISE_USER, Role.OFFICER, Role.COORDINATOR),
        "question.list": STAFF,
        "route.keep": (Role.COORDINATOR,),
        "public_answer.read": READERS,
        "public_answer.edit": (Role.POLICY_EDITOR, Role.OFFICER),
        "public_answer.find": (Role.ENTERPRISE_USER,),
        "talk.see": (Role.ENTERPRISE_USER, *STAFF),
        "talk.record": (Role.OFFICER,),
        "talk.deny": (Role.ENTERPRISE_USER,),
    },
    stands_as=(
        _of(
            "question", "asker", "这是您企业问的",
            lambda actor, row: _asks(actor, row.enterprise_id, row.asked_by_id),
        ),
        _of(
            "question", "proxy", "这是您替企业问的",
            lambda actor, row: row.on_behalf and row.asked_by_id == actor.person_id
            and row.enterprise_id in actor.ids("served"),
        ),
        _of(
            "question", "expert", "您是这个专题组的", lambda actor, row: row.group_id in actor.ids("expert")
        ),
        _of(
            "question", "holder", "是您领走的",
            lambda actor, row: actor.person_id is not None and row.holder_id == actor.person_id,
        ),
        _of(
            "question", "officer", "您是这家企业现任的首席服务官",
            lambda actor, row: row.enterprise_id in actor.ids("served"),
        ),
        _of(
            "question", "coordinator", "您是这个区域的协调员",
            lambda actor, row: row.area_id in actor.ids("coordinator"),
        ),
        _of(
            "question", "overseer", "您看得到这个区域的",
            lambda actor, row: any(row.area_id in actor.ids(role) for role in OVERSEERS),
        ),
        _of("public_answer", "editor", "您是这个区域的政策专员，或者这个专题组的", _edits),
        _of(
            "public_answer", "drafter", "这一条是您写的",
            lambda actor, row: _edits(actor, row) and row.drafted_by_id == actor.person_id,
        ),
        _of(
            "public_answer", "checker", "这一条由您看：不是您写的",
            lambda actor, row: _edits(actor, row) and row.drafted_by_id != actor.person_id,
        ),
        _of("talk", "recorder", "这一场是您记的", lambda actor, row: row.recorded_by_id == actor.person_id),
        _of(
            "talk_listing", "listed", "这是您的企业",
            lambda actor, row: row.enterprise_id in actor.ids("member"),
        ),
    ),
)  # fmt: skip
"""The whole table of rights and relations; the rows seen are those of questions, the other tables follow."""


def _in_work(actor: Actor) -> Q:
    return Q(area_id__in=actor.ids(Role.POLICY_EDITOR)) | Q(group_id__in=actor.ids("expert"))


ANSWERS = Permissions(
    sees=(
        *(
            Sees(role, "公开的政策问答人人看得到", lambda actor: Q(state=PublicAnswerState.PUBLISHED))
            for role in READERS
        ),
        Sees(Role.POLICY_EDITOR, "政策专员看本区域还没公开的", _in_work),
        Sees(Role.OFFICER, "专题组的看本组还没公开的", _in_work),
    ),
)


def _at_enterprise(actor: Actor) -> Q:
    return Q(enterprise_id__in=(*actor.ids("member"), *actor.ids("served")))


FOUND = Permissions(
    sees=(
        Sees(Role.ENTERPRISE_USER, "本企业自己找到的", _at_enterprise),
        Sees(Role.OFFICER, "您服务的企业自己找到的", _at_enterprise),
        *map(_by_area, OVERSEERS),
    ),
)


def _listed(actor: Actor) -> Q:
    rows = apps.get_model("advice", "TalkListing").objects.filter(_at_enterprise(actor), talk=OuterRef("pk"))
    return Q(Exists(rows))


def _given(actor: Actor) -> Q:
    spoken = apps.get_model("advice", "TalkSpeaker").objects.filter(person=actor.person_id)
    return Q(Exists(spoken.filter(talk=OuterRef("pk")))) | Q(recorded_by=actor.person_id) | _listed(actor)


TALKS = Permissions(
    sees=(
        Sees(Role.ENTERPRISE_USER, "记了本企业到场的宣讲", _listed),
        Sees(Role.OFFICER, "您讲的，和您服务的企业到场的宣讲", _given),
        *map(_by_area, OVERSEERS),
    ),
)


def _at_own_talk(actor: Actor) -> Q:
    spoken = apps.get_model("advice", "TalkSpeaker").objects.filter(person=actor.person_id)
    return Q(Exists(spoken.filter(talk=OuterRef("talk")))) | _at_enterprise(actor)


LISTINGS = Permissions(
    sees=(
        Sees(Role.ENTERPRISE_USER, "本企业到场的记录", _at_enterprise),
        Sees(Role.OFFICER, "您讲的那一场的到场企业，和您服务的企业", _at_own_talk),
        *map(_by_area, OVERSEERS),
    ),
)

# --- the second line ---------------------------------------------------

_ME = "(select app_person())"


def _any(*roles: str) -> str:
    return "(select app_has_role(" + ", ".join(f"'{role}'" for role in roles) + "))"


_AREAS = " || ".join(f"app_ids('{role}')" for role in OVERSEERS)
_IN_AREA = f"area_id = any ((select {_AREAS})::bigint[])"
_KEPT = f"area_id = any ({ids('coordinator')})"
_MEMBER, _SERVED = (f"enterprise_id = any ({ids(scope)})" for scope in ("member", "served"))
_SPOKEN_FOR = f"enterprise_id = any ({ids('member_all')}) or {_MEMBER} and asked_by_id = {_ME}"
_REACHED = (
    f"{_SPOKEN_FOR} or {_SERVED} or group_id = any ({ids('expert')})"
    f" or holder_id = {_ME} or passed_by_id = {_ME} or {_IN_AREA}"
)
_OF_A_QUESTION = sees("advice_question", "question_id")
_EDITED = f"(area_id = any ({ids(Role.POLICY_EDITOR)}) or group_id = any ({ids('expert')}))"
_OF_A_TALK = sees("advice_talk", "talk_id")
_SPOKE = f"exists (select from advice_talkspeaker s where s.talk_id = {{}} and s.person_id = {_ME})"

ROW_SECURITY = (
    Guard(
        "advice_question",
        see=_REACHED,
        add=f"asked_by_id = {_ME} and ({_MEMBER} or {_SERVED})",
        change=_REACHED,
    ),
    Guard("advice_exchange", see=_OF_A_QUESTION, add=_OF_A_QUESTION, change=_OF_A_QUESTION),
    # What is published is for everybody who has business here; the rest for its editors and its group.
    Guard(
        "advice_publicanswer",
        see=f"(state = '{PublicAnswerState.PUBLISHED}' and {_any(*READERS)}) or {_EDITED}",
        add=f"{_EDITED} and drafted_by_id = {_ME} and state = '{PublicAnswerState.DRAFT}'",
        change=_EDITED,
    ),
    Guard(
        "advice_foundanswer",
        see=f"{_MEMBER} or {_SERVED} or {_IN_AREA}",
        add=f"person_id = {_ME} and {_MEMBER}",
    ),
    # Whom a question goes to, and who spoke when, is no secret in the house.
    Guard("advice_route", see=SIGNED_IN, add=_KEPT, change=_KEPT),
    Guard("advice_talkspeaker", see=SIGNED_IN, add=_OF_A_TALK, change=_OF_A_TALK),
    # Own columns and the speakers only: a policy that asked the talk would ask this table back.
    Guard(
        "advice_talklisting",
        see=f"{_MEMBER} or {_SERVED} or {_IN_AREA} or {_SPOKE.format('talk_id')}",
        add=_OF_A_TALK,
        change=_MEMBER,
    ),
    Guard(
        "advice_talk",
        see=f"recorded_by_id = {_ME} or {_IN_AREA} or {_SPOKE.format('id')} or talk_reaches(id)",
        add=f"recorded_by_id = {_ME} and {_any(Role.OFFICER)}",
        change=f"recorded_by_id = {_ME}",
    ),
    Guard("advice_talkitem", see=_OF_A_TALK, add=_OF_A_TALK),
    event_guard("public_answer", sees("advice_publicanswer", "subject_id")),
    event_guard("talk", sees("advice_talk", "subject_id")),
    # What a group's experts do among themselves is not read by whoever asks.
    event_guard("question", f"layer = 'E' and {sees('advice_question', 'subject_id')}"),
    Guard(
        "kernel_event",
        see=f"subject_kind = 'question' and {_any(*STAFF)} and {sees('advice_question', 'subject_id')}",
        name="about_question_inside",
    ),
    event_guard("advice_route", sees("advice_route", "subject_id")),
    # The settings of the corridor that are the room's own.
)

# What was published stands: not a word of it changes; it is marked or withdrawn, and another takes its place.
_PUBLIC_STANDS = """
create or replace function keep_public_answer() returns trigger language plpgsql as $$
begin
  if old.state in ('published', 'withdrawn')
     and (old.question, old.answer, old.basis, old.item_id, old.published_at)
      is distinct from (new.question, new.answer, new.basis, new.item_id, new.published_at) then
    raise exception 'a published answer is not changed' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create or replace trigger keep_public_answer before update on advice_publicanswer
  for each row execute function keep_public_answer();
"""
_REACHES = f"""
create or replace function talk_reaches(id_ bigint) returns boolean language plpgsql stable as $$
begin
  return exists (select from advice_talklisting l where l.talk_id = id_
    and (l.{_MEMBER} or l.{_SERVED}));
end $$;
"""
PROGRAMS = (
    Program("keep_public_answer", _PUBLIC_STANDS),
    Program("talk_reaches", _REACHES),
    state_is_told("advice_question", "question"),
    state_is_told("advice_publicanswer", "public_answer"),
)

_DAY = "(moment_ at time zone 'Asia/Shanghai')::date"
_EXPERT = f"""select m.group_id from officers_officer me
  join officers_groupmember m on m.officer_id = me.id
  join officers_themegroup g on g.id = m.group_id and g.is_active
  where me.person_id = person_ and (me.active_until_on is null or me.active_until_on > {_DAY})
    and m.from_on <= {_DAY} and (m.until_on is null or m.until_on > {_DAY})"""

SCOPES = (
    Scope("expert", _EXPERT, search_prefix="g", role=Role.OFFICER),
    # What an officer answered, passed on or told of himself is found by him, whatever group he is in now.
    Scope("himself", "array[person_]", search_prefix="m", role=Role.OFFICER),
)
