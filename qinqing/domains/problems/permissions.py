"""Who sees which problems, who may do what, what someone is to one; and the same again in the database."""

from collections.abc import Callable

from django.apps import apps
from django.db.models import Exists, OuterRef, Q

from qinqing.domains.accounts.terms import REPORTED_TO, Role
from qinqing.domains.enterprises.terms import HeldAs
from qinqing.domains.problems.rules.situation import Subject, reviewer_of
from qinqing.domains.problems.terms import (
    LAST_WORDS,
    LEAD_CLOCKS,
    OPEN_TASKS,
    SATISFIED,
    CaseState,
    Layer,
    Part,
    Solved,
    TaskState,
)
from qinqing.kernel import clock
from qinqing.kernel.permissions import Actor, Permissions, Sees, Shown, StandsAs
from qinqing.kernel.row_security import SIGNED_IN, Guard, Program, Scope, event_guard, ids, import_guard, sees
from qinqing.kernel.told import state_is_told
from qinqing.lib.ledger import Kind

HANDLERS_LAYER = (
    Role.OFFICER, Role.HANDLER, Role.UNIT_HEAD, Role.COORDINATOR, Role.COORDINATION_HEAD, Role.SUPERVISOR,
    Role.LEADER,
)  # fmt: skip
"""Who reads what those who handle a problem say among themselves; the callback asks without knowing it."""
STAFF = (*HANDLERS_LAYER, Role.CALLBACK)
RESTRICTED_LAYER = (Role.COORDINATOR, Role.COORDINATION_HEAD, Role.SUPERVISOR, Role.LEADER)
SHIELDED_LAYER = (Role.SUPERVISOR,)
SHARES = frozenset({"enterprise", "officer", "coordinator", "coordination_head"})
"""What one has to be to a problem to give a link to it, or to take one back."""
RATING_READERS = (Role.COORDINATOR, Role.COORDINATION_HEAD, Role.SUPERVISOR)
"""Handlers, officers and leaders see satisfaction in sums, never one enterprise's grade."""


def layers_of(actor: Actor) -> tuple[str, ...]:
    """The layers of entries the actor may read in the problems he sees."""
    if actor.system:
        return tuple(Layer.values())
    layers = [Layer.ENTERPRISE.value]
    if actor.roles & set(HANDLERS_LAYER):
        layers.append(Layer.HANDLERS.value)
    if actor.roles & set(RESTRICTED_LAYER):
        layers.append(Layer.RESTRICTED.value)
    if actor.roles & set(SHIELDED_LAYER):
        layers.append(Layer.SHIELDED.value)
    return tuple(layers)


_SENT = Q(number__isnull=False)
"""Neither a draft nor one that was thrown away: what was never sent is its author's alone."""


def _own_enterprise(actor: Actor) -> Q:
    mine = Q(author=actor.person_id) | (Q(contact_person=actor.person_id) & _SENT)
    if "linked" in actor.scopes and "member" not in actor.scopes:
        # Whoever comes by the link of a problem reaches it by that alone.
        return Q(pk__among=actor.ids("linked")) & _SENT
    return (Q(enterprise__among=actor.ids("member_all")) & _SENT) | (
        Q(enterprise__among=actor.ids("member")) & mine
    )


def _served(actor: Actor) -> Q:
    return Q(enterprise__among=actor.ids("served")) & (_SENT | Q(author=actor.person_id))


def _task_of(**conditions: object) -> Exists:
    return Exists(apps.get_model("problems", "Task").objects.filter(problem=OuterRef("pk"), **conditions))


def _of_unit(scope: str) -> Callable[[Actor], Q]:
    def rows(actor: Actor) -> Q:
        live = [state for state in TaskState.values() if state != TaskState.RECALLED]
        return Q(_task_of(unit__among=actor.ids(scope), state__in=live))

    return rows


def _of_area(scope: str) -> Callable[[Actor], Q]:
    return lambda actor: Q(area__among=actor.ids(scope)) & (_SENT | Q(author=actor.person_id))


def _to_call(actor: Actor) -> Q:
    """Problems waiting for the callback, never one the caller had a hand in."""
    hand = (
        _task_of(handler=actor.person_id)
        | _task_of(drafted_by=actor.person_id)
        | _task_of(signed_off_by=actor.person_id)
        | Exists(
            apps.get_model("kernel", "Event").objects.filter(
                subject_kind="problem", subject_id=OuterRef("pk"), actor_id=actor.person_id, role=Role.OFFICER
            )
        )
    )
    return Q(area__among=actor.ids("callback"), state=CaseState.CONFIRM) & ~Q(hand)


def _is_reviewer(actor: Actor, row: Subject) -> bool:
    return row.area_id in actor.ids(reviewer_of(row.level))


PERMISSIONS = Permissions(
    sees=(
        Sees(Role.ENTERPRISE_USER, "本企业的诉求", _own_enterprise),
        Sees(Role.OFFICER, "您服务的企业的诉求", _served),
        Sees(Role.HANDLER, "派给本单位的诉求", _of_unit("handler")),
        Sees(Role.UNIT_HEAD, "派给本单位的诉求", _of_unit("unit_head")),
        Sees(Role.COORDINATOR, "本区域及以下的诉求", _of_area("coordinator")),
        Sees(Role.COORDINATION_HEAD, "本区域及以下的诉求", _of_area("coordination_head")),
        Sees(Role.SUPERVISOR, "本区域及以下的诉求", _of_area("supervisor")),
        Sees(Role.LEADER, "您分管区域的诉求", _of_area("leader")),
        Sees(Role.CALLBACK, "等待回访、您没有经手过的诉求", _to_call),
    ),
    may={
        "problem.raise": [Role.ENTERPRISE_USER, Role.OFFICER, Role.COORDINATOR, Role.COORDINATION_HEAD],
        "problem.see": [Role.ENTERPRISE_USER, *STAFF],
        # Supervision reads; what it writes (orders, verdicts, samples) is no step of a problem.
        "problem.step": [Role.ENTERPRISE_USER, *(role for role in STAFF if role != Role.SUPERVISOR)],
        "figure.open": (Role.ENTERPRISE_USER, Role.POLICY_EDITOR, *STAFF),
        "report.read": REPORTED_TO,
        "problem.own": [Role.ENTERPRISE_USER],
        "problem.share": [Role.ENTERPRISE_USER, Role.OFFICER, Role.COORDINATOR, Role.COORDINATION_HEAD],
        "problem.list": [
            Role.OFFICER, Role.COORDINATOR, Role.COORDINATION_HEAD, Role.SUPERVISOR, Role.LEADER,
        ],
        "problem.export_own": [Role.ENTERPRISE_USER],
        "problem.export": [
            Role.OFFICER, Role.UNIT_HEAD, Role.COORDINATOR, Role.COORDINATION_HEAD,
            Role.SUPERVISOR,
        ],
        "problem.triage": [Role.COORDINATOR, Role.COORDINATION_HEAD],
        # Limits, hours, categories, duties, templates take two: who proposes them is not who confirms them.
        "rule.see": [Role.COORDINATOR, Role.COORDINATION_HEAD],
        "rule.keep": [Role.COORDINATOR],
        "rule.confirm": [Role.COORDINATION_HEAD],
        "calendar.see": [Role.COORDINATOR, Role.COORDINATION_HEAD, Role.SYSTEM_ADMIN],
        "calendar.arrange": [Role.SYSTEM_ADMIN],
        "calendar.confirm": [Role.COORDINATION_HEAD],
        "problem.review": [Role.COORDINATOR, Role.COORDINATION_HEAD, Role.LEADER],
        "problem.call": [Role.CALLBACK],
        "problem.import": [Role.COORDINATOR, Role.COORDINATION_HEAD],
        "task.list": [Role.HANDLER, Role.UNIT_HEAD],
        "task.sign_off": [Role.UNIT_HEAD],
    },
    stands_as=(
        StandsAs(
            "author", "这是您起草的", lambda a, r: a.person_id is not None and r.author_id == a.person_id,
        ),
        StandsAs(
            "enterprise", "这是您企业的诉求",
            lambda a, r: r.enterprise_id in a.ids("member_all")
            or (r.enterprise_id in a.ids("member") and a.person_id in (r.author_id, r.contact_person_id))
            or r.id in a.ids("linked"),
        ),
        StandsAs("officer", "您是这家企业现任的首席服务官", lambda a, r: r.enterprise_id in a.ids("served")),
        StandsAs("coordinator", "您是这个区域的协调员", lambda a, r: r.area_id in a.ids("coordinator")),
        StandsAs(
            "coordination_head", "您是协调办负责人", lambda a, r: r.area_id in a.ids("coordination_head"),
        ),
        StandsAs("leader", "您分管这个区域", lambda a, r: r.area_id in a.ids("leader")),
        StandsAs("supervisor", "您督查这个区域", lambda a, r: r.area_id in a.ids("supervisor")),
        StandsAs("reviewer", "这一级由您审核", _is_reviewer),
        StandsAs(
            "level_owner", "这一级由您负责",
            lambda a, r: r.level > 0 and r.area_id in a.ids(reviewer_of(r.level)),
        ),
        StandsAs(
            "callback", "您负责这个区域的回访，且没有经手过",
            lambda a, r: r.area_id in a.ids("callback") and a.person_id not in r.hands,
        ),
        StandsAs("handler", "这件派给了您的单位", lambda a, r: _holds(a.ids("handler"), r)),
        StandsAs("unit_head", "这件由您的单位办理，您负责审签", lambda a, r: _holds(a.ids("unit_head"), r)),
        StandsAs("lead_handler", "您的单位主办", lambda a, r: r.lead_unit_id in a.ids("handler")),
        StandsAs("lead_head", "您的单位主办，您负责审签", lambda a, r: r.lead_unit_id in a.ids("unit_head")),
    ),
    masks={
        # The enterprise's words and the answer are what the work is about; its contact's phone is not.
        "content": dict.fromkeys((Role.ENTERPRISE_USER, *STAFF), Shown.CLEAR),
        "grade": dict.fromkeys((Role.ENTERPRISE_USER, *RATING_READERS), Shown.CLEAR),
    },
)  # fmt: skip


def _holds(units: tuple[int, ...], row: Subject) -> bool:
    """A task step asks for the task's own unit; a step of the problem for any unit with a task."""
    if row.task_unit_id is not None:
        return row.task_unit_id in units
    return bool(set(units) & row.unit_ids)


def _any(*roles: str) -> str:
    return "(select app_has_role(" + ", ".join(f"'{role}'" for role in roles) + "))"


_MEMBER, _SERVED, _UNIT = ids("member"), ids("served"), ids("unit")
_OVERSEES = (Role.COORDINATOR, Role.COORDINATION_HEAD, Role.SUPERVISOR, Role.LEADER)
# Roles with an area and no problem in it (policy, personnel, discipline) reach nothing here.
_AREAS = " || ".join(f"app_ids('{role}')" for role in (*_OVERSEES, Role.CALLBACK))
_AREA = f"(select {_AREAS})::bigint[]"
# Whoever has an area has thousands of rows counted, others a few: it is asked first.
_REACHED = f"area_id = any({_AREA}) or enterprise_id = any({_MEMBER}) or enterprise_id = any({_SERVED})"
_LINKED = ids("linked")
_COORDINATED = ids("coordinator")
_KEPT = f"(select app_ids('{Role.COORDINATOR}') || app_ids('{Role.COORDINATION_HEAD}'))::bigint[]"
"""The head of coordination does all that a coordinator does."""
_HEADED = ids("unit_head")
_IN_UNIT = "(select app_ids('unit') <> '{}')"
"""Whoever is in no unit is not asked for each row whether his unit has a task."""
_VISIBLE = sees("problems_problem", "problem_id")


def _unit_task(name: str, condition: str) -> str:
    """A function that asks whether a unit of the actor has a task of this kind."""
    return f"""
create or replace function {name}(id_ bigint) returns boolean language plpgsql stable as $$
begin
  return exists (select from problems_task t where t.unit_id = any(app_ids('unit')) and t.{condition});
end $$;
"""


# A unit that helps reads the common part and its own share, not what another unit wrote inside or was told
# about its reply; the lead reads all shares, and so does whoever has the problem otherwise.
_READS_SHARE = f"""
create or replace function reads_share(problem_ bigint, unit_ bigint, record_ jsonb) returns boolean
  language plpgsql stable as $$
begin
  return exists (select from problems_task t join problems_problem p on p.id = t.problem_id
      where t.problem_id = problem_ and t.unit_id = any(app_ids('unit')) and t.state <> 'recalled'
        and (t.part = 'lead' and t.round = p.round or record_ -> 'tasks' @> to_jsonb(t.id)
             or t.unit_id = coalesce((record_ ->> 'unit_id')::bigint, unit_)))
    or exists (select from problems_problem p where p.id = problem_
      and (p.enterprise_id = any(app_ids('served')) or p.area_id = any({_AREA})));
end $$;
"""


def readable(entry: str) -> str:
    """SQL: the actor reads this entry of a problem in his sight; `entry` is the alias of its event."""
    share = (
        f"not {_any(Role.HANDLER, Role.UNIT_HEAD)}"
        f" or {entry}.role not in ('{Role.HANDLER}', '{Role.UNIT_HEAD}') and {entry}.name <> 'ReplySentBack'"
        f" or reads_share({entry}.subject_id, {entry}.unit_id, {entry}.record)"
    )
    return (
        f"((select app_system()) or {entry}.layer = 'E' or {entry}.actor_id = (select app_person())"
        f" or {entry}.layer = 'H' and {_any(*HANDLERS_LAYER)} and ({share})"
        f" or {entry}.layer = 'H' and {entry}.role = '{Role.CALLBACK}' and {_any(Role.CALLBACK)}"
        f" or {entry}.layer = 'R' and {_any(*RESTRICTED_LAYER)}"
        f" or {entry}.layer = 'S' and {_any(*SHIELDED_LAYER)})"
    )


_ARRANGES = f"(select app_has_role('{Role.SYSTEM_ADMIN}'))"
_CONFIRMS = f"area_id = any({ids('coordination_head')})"
_KEEPS_DAY = f"case when area_id is null then {_ARRANGES} else {_CONFIRMS} end"
_PROPOSED_HERE = f"area_id = any({_COORDINATED}) or {_CONFIRMS}"
_PROPOSES = f"area_id = any({_COORDINATED}) and state = 'waiting' and proposed_by_id = (select app_person())"
# Who coordinates takes back; who heads decides, in his own name, and what another proposed.
_DECIDES = (
    f"state in ('waiting', 'taken_back') and area_id = any({_COORDINATED})"
    f" or {_CONFIRMS} and (decided_by_id is null or decided_by_id = (select app_person()))"
)
# A rule is let hold by the head of its area, and was written by somebody else.
_BY_TWO = f"{_CONFIRMS} and written_by_id <> (select app_person())"

ROW_SECURITY = (
    Guard("problems_category", see="true", add=f"{_CONFIRMS} and from_on is not null"),
    *(
        Guard(f"problems_{rules}", see="true", add=_BY_TWO, change=_CONFIRMS)
        for rules in ("categoryrule", "duty", "replytemplate")
    ),
    Guard(
        "problems_problem",
        see=f"{_REACHED} or id = any({_LINKED}) or ({_IN_UNIT} and unit_has_task(id))",
        add=_REACHED,
        change=f"{_REACHED} or id = any({_LINKED}) or ({_IN_UNIT} and unit_had_task(id))",
        remove=f"import_run_id is not null and area_id = any({_KEPT})",
    ),
    # Own columns only: a policy that asked the problem would ask this table back.
    Guard("problems_task", see=f"unit_id = any({_UNIT}) or problem_id = any({_LINKED}) or {_REACHED}",
          add=f"area_id = any({_AREA}) or (part = 'assist' and problem_is_led(problem_id, {_HEADED}))",
          change=f"unit_id = any({_UNIT}) or problem_id = any({_LINKED}) or {_REACHED}"),
    # What a unit has not sent yet is nobody else's.
    Guard("problems_replydraft", see=f"unit_id = any({_UNIT})", add=f"unit_id = any({_UNIT})"),
    Guard(
        "problems_ledgerentry", see=_VISIBLE, add=SIGNED_IN,
        remove="exists (select 1 from problems_problem p where p.id = problem_id"
        f" and p.import_run_id is not null and p.area_id = any({_KEPT}))",
    ),
    Guard("problems_contactrecord", see=_VISIBLE, add=SIGNED_IN),
    Guard(
        "problems_rating",
        see=f"exists (select 1 from problems_problem p where p.id = problem_id"
        f" and (p.enterprise_id = any({_MEMBER}) or p.id = any({_LINKED}) or {_any(*RATING_READERS)}))",
        add=SIGNED_IN,
    ),
    # A file is as visible as the entry it came with.
    Guard("problems_attachment", see=f"{_VISIBLE} and {sees('kernel_event', 'event_id')}", add=SIGNED_IN),
    event_guard("problem", f"{sees('problems_problem', 'subject_id')} and {readable('kernel_event')}"),
    *(
        event_guard(rule, _any(Role.COORDINATOR, Role.COORDINATION_HEAD))
        for rule in ("category", "category_rule", "duty", "limit", "reply_template")
    ),
    # The settings of the corridor that are the room's own.
    Guard(
        "kernel_datedsetting", name="limits", see=None,
        add=f"key like 'limit.%' and {_CONFIRMS}",
    ),
    # Of the calendar's settings business hours alone are an area's own.
    Guard(
        "kernel_datedsetting", name="hours", see=None,
        add=f"key = 'calendar.business_hours' and {_CONFIRMS}",
    ),
    # The country's days are the system administrator's, an area's own its coordination head's.
    Guard(
        "kernel_calendarday", name="keepers", see=None,
        add=_KEEPS_DAY, change=_KEEPS_DAY, remove=_KEEPS_DAY,
    ),
    Guard(
        "problems_proposedday", see=f"{_PROPOSED_HERE} or {_ARRANGES}", add=_PROPOSES, change=_DECIDES,
    ),
    event_guard("proposed_day", sees("problems_proposedday", "subject_id")),
    Guard("problems_proposedrule", see=_PROPOSED_HERE, add=_PROPOSES, change=_DECIDES),
    event_guard("proposed_rule", sees("problems_proposedrule", "subject_id")),
    Guard("kernel_calendaryear", name="keepers", see=None, add=_ARRANGES),
    event_guard("calendar", SIGNED_IN),
    import_guard("problems", f"area_id = any({_KEPT})"),
    # A unit reads the basic profile of an enterprise it has a task for.
    Guard(
        "enterprises_enterprise", name="by_task",
        see=f"{_IN_UNIT} and unit_has_task_of(id)",
    ),
    # Whoever holds the link of a problem knows whose it is.
    Guard(
        "enterprises_enterprise", name="by_link",
        see=f"{_LINKED} <> '{{}}' and problem_is_linked(id)",
    ),
    # Who has one reads it by its key alone; giving and taking it back is the system's.
    Guard("problems_problemlink", see=_VISIBLE, add="false", change="false"),
    # Whom a callback may call he knows by name.
    Guard("enterprises_enterprise", name="by_call", see=f"{_any(Role.CALLBACK)} and waits_for_call(id)"),
)  # fmt: skip


def _newest(column: str, condition: str) -> str:
    return f"(array_agg(l.{column} order by l.id desc) filter (where {condition}))[1]"


def _lead_columns() -> tuple[str, str]:
    """The columns of `lead_dates` with their types, and what they hold of the entries of one lead."""
    types, values = ["task_id bigint"], ["l.task_id"]
    for name, kind in LEAD_CLOCKS.items():
        due = _newest("due_at", f"l.clock = '{kind}' and l.due_at is not null")
        ended = f"bool_or(l.clock = '{kind}' and l.kind in ('{Kind.STOP}', '{Kind.BREACH}'))"
        stopped = f"min(l.at) filter (where l.clock = '{kind}' and l.kind = '{Kind.STOP}')"
        types += [f"{name}_at timestamptz", f"{name}_kept boolean"]
        values += [f"case when {ended} then {due} end", f"coalesce({stopped} <= {due}, false)"]
    last = _newest("at", f"l.clock = '{LEAD_CLOCKS['finish']}' and l.kind = '{Kind.STOP}'")
    minute = f"floor(extract(epoch from timezone('{clock.LOCAL}', {last})) / 60)"
    return ", ".join([*types, "stopped numeric"]), ", ".join([*values, minute])


_LEAD_TYPES, _LEAD_VALUES = _lead_columns()
_OF_LEADS = "l.clock in (" + ", ".join(f"'{kind}'" for kind in LEAD_CLOCKS.values()) + ")"
# The policy of the ledger asks for every entry whether its problem is in sight; a city's year has a million
# of them. Here whoever asks is first asked which leads he sees, and of these alone the entries are read.
_LEAD_DATES = f"""
create or replace function lead_dates(since_ timestamptz, until_ timestamptz)
  returns table ({_LEAD_TYPES}) language plpgsql rows 100000 as $$
declare before_ text := coalesce(current_setting('app.system', true), ''); seen_ bigint[];
begin
  seen_ := array(select t.id from problems_task t
    where t.part = '{Part.LEAD}' and t.state <> '{TaskState.RECALLED}');
  perform set_config('app.system', 'lead_dates', true);
  return query select {_LEAD_VALUES} from problems_ledgerentry l
    where l.task_id = any(seen_) and {_OF_LEADS} group by l.task_id;
  perform set_config('app.system', before_, true);
end $$;
"""

_OWN_WORD, _OWN_GRADE = "not r.by_callback and r.solved <> ''", "not r.by_callback and r.grade is not null"
_LAST = "(array_agg(r.{} order by r.id desc) filter (where {}))[1]"
_WORDS = {
    "is_answered": f"bool_or({_OWN_WORD})",
    "is_solved": f"{_LAST.format('solved', _OWN_WORD)} = '{Solved.YES}'",
    "is_rated": f"bool_or({_OWN_GRADE})",
    "is_satisfied": f"{_LAST.format('grade', _OWN_GRADE)} >= {SATISFIED}",
    "is_spoken": f"bool_or(r.by_callback) and not bool_or({_OWN_WORD})",
}
_LAST_WORDS = f"""
create or replace function last_words(since_ timestamptz, until_ timestamptz)
  returns table (problem_id bigint, {", ".join(f"{name} boolean" for name in LAST_WORDS)})
  language sql stable as $$
  select r.problem_id, {", ".join(_WORDS[name] for name in LAST_WORDS)}
  from problems_rating r join problems_problem p on p.id = r.problem_id
  where p.closed_at >= since_ and p.closed_at < until_ group by r.problem_id
$$;
"""

_OPEN_TASKS = ", ".join(f"'{state}'" for state in sorted(OPEN_TASKS))
_GRANTED = f"""case when roles_ && array['{Role.LEADER}', '{Role.UNIT_HEAD}'] then array(
  select enterprise_families(array(select g.enterprise_id from enterprises_figuresgrant g
    join enterprises_enterprise e on e.id = g.enterprise_id
    where g.person_id = person_ and g.ended_at is null and g.from_at <= moment_ and g.until_at > moment_
      and (g.held_as = '{HeldAs.LEADER}' and e.area_id = any(leader_ids_)
        or g.held_as = '{HeldAs.UNIT_HEAD}' and exists (
          select from problems_task t join problems_problem p on p.id = t.problem_id
            where t.unit_id = any(unit_head_ids_) and t.state in ({_OPEN_TASKS})
              and p.enterprise_id = any(array(select enterprise_families(array[g.enterprise_id])))))))) end"""

SCOPES = (
    # Nobody has it who signs in: it is set for whoever comes by the link of a problem.
    Scope("linked", "'{}'::bigint[]"),
    # Whose figures somebody was given, as long as he leads the area, or heads a unit that has it to work on.
    Scope("granted", _GRANTED),
)

PROGRAMS = (
    Program(
        # What brings a unit to a problem, and to its enterprise; called where nothing else does.
        "unit_has_task",
        _unit_task("unit_has_task", "problem_id = id_ and t.state <> 'recalled'")
        + _unit_task("unit_had_task", "problem_id = id_")
        + _unit_task("unit_has_task_of", "enterprise_id = id_ and t.state <> 'recalled'"),
    ),
    Program("reads_share", _READS_SHARE),
    Program("lead_dates", _LEAD_DATES),
    Program("last_words", _LAST_WORDS),
    Program(
        "problem_is_linked",
        """
create or replace function problem_is_linked(enterprise_ bigint) returns boolean language plpgsql stable as $$
begin
  return exists (select from problems_problem p
    where p.enterprise_id = enterprise_ and p.id = any(app_ids('linked')));
end $$;
""",
    ),
    Program(
        "waits_for_call",
        f"""
create or replace function waits_for_call(id_ bigint) returns boolean language plpgsql stable as $$
begin
  return exists (select from problems_problem p where p.enterprise_id = id_ and p.is_open
    and p.state = '{CaseState.CONFIRM}' and p.area_id = any(app_ids('{Role.CALLBACK}')));
end $$;
""",
    ),
    Program(
        # Who sees a problem sees which units have it: a unit's own row alone would not say whose turn it is.
        # The row policy of tasks cannot ask the problem, which asks it. Called for visible problems only.
        "problem_tasks",
        """
create or replace function problem_tasks(problem_ bigint) returns jsonb language plpgsql as $$
declare before_ text := coalesce(current_setting('app.system', true), ''); found_ jsonb;
begin
  perform set_config('app.system', 'problem_tasks', true);
  select jsonb_agg(to_jsonb(t) order by t.id) into found_ from problems_task t where t.problem_id = problem_;
  perform set_config('app.system', before_, true);
  return found_;
end $$;
""",
    ),
    Program(
        # Whoever sees only his own of an enterprise's problems is not to raise more than all may together.
        "raised_within",
        """
create or replace function
  raised_within(enterprise_ bigint, by_link_ boolean, since_ timestamptz, most_ integer)
  returns timestamptz language plpgsql as $$
declare before_ text := coalesce(current_setting('app.system', true), ''); oldest_ timestamptz;
begin
  perform set_config('app.system', 'raised_within', true);
  -- By their ids, which an index has in order: no more rows are read than may be raised.
  select p.submitted_at into oldest_ from problems_problem p
    where p.enterprise_id = enterprise_ and p.number is not null and (p.channel = 'link') = by_link_
    order by p.id desc offset most_ - 1 limit 1;
  perform set_config('app.system', before_, true);
  return case when oldest_ > since_ then oldest_ end;
end $$;
""",
    ),
    Program(
        # The head of the lead's unit asks others to assist; whether he leads stands in another row.
        "problem_is_led",
        """
create or replace function problem_is_led(problem_ bigint, units_ bigint[]) returns boolean
language plpgsql as $$
declare before_ text := coalesce(current_setting('app.system', true), ''); led_ boolean;
begin
  perform set_config('app.system', 'problem_is_led', true);
  led_ := exists (select 1 from problems_task t join problems_problem p on p.id = t.problem_id
    where p.id = problem_ and p.round = t.round and t.part = 'lead' and t.state <> 'recalled'
      and t.unit_id = any(units_));
  perform set_config('app.system', before_, true);
  return led_;
end $$;
""",
    ),
    state_is_told("problems_problem", "problem"),
    state_is_told("problems_task", "problem", "problem_id"),
    state_is_told("problems_proposedday", "proposed_day"),
    state_is_told("problems_proposedrule", "proposed_rule"),
)
