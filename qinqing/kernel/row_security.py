"""The second line of defence: row-level security, declared beside each room's permission table.

Every table forces row-level security. What the database needs beyond tables (functions, policies,
grants) is declared as data and applied after the migrations by their owner; applying twice changes
nothing. The actor stands in settings that die with the transaction, so no actor means no rows.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce

from django.apps import apps
from django.db import connection

from qinqing.kernel import declared

SYSTEM = "(select app_system())"
SIGNED_IN = "(select app_person()) is not null"


@dataclass(frozen=True)
class Guard:
    """The policies of one table for the two roles that serve requests and jobs.

    `see`, `add`, `change`, `remove` are SQL conditions on the row; None means nobody but the owner's
    own migrations. The system (jobs) always passes. Write conditions on the row's own columns only: a
    parent inserted by the same statement is not yet visible.
    """

    table: str
    see: str | None
    add: str | None = None
    change: str | None = None
    remove: str | None = None
    name: str = "guard"


@dataclass(frozen=True)
class Scope:
    """A named list of ids the actor reaches; `sql` selects them from `person_` and `moment_`, or names an
    array that `app_become` has gathered, or one declared before it: `found_` and its name and `_`.

    `search_prefix` is the letter of the scope keys under which search entries are filed. A scope that belongs
    to a `role` is only looked for where that role is held.
    """

    name: str
    sql: str
    search_prefix: str = ""
    role: str = ""


@dataclass(frozen=True)
class Program:
    """A function or trigger that belongs to a room; `sql` is idempotent.

    `{scopes}` in it becomes the block that finds every declared scope, for the function `app_become`; it
    needs the variables `person_`, `moment_`, `speaks_for_`, `roles_ text[]` and `scopes_ jsonb`.
    """

    name: str
    sql: str


FUNCTIONS = """
alter table kernel_event add column if not exists txid xid8 not null default pg_current_xact_id();
create index if not exists event_txid on kernel_event (txid);
create or replace function app_person() returns bigint language sql stable parallel safe
  as $$ select nullif(current_setting('app.person', true), '')::bigint $$;
create or replace function app_system() returns boolean language sql stable parallel safe
  as $$ select coalesce(current_setting('app.system', true), '') <> '' $$;
create or replace function app_ids(name text) returns bigint[] language sql stable parallel safe
  as $$ select coalesce(nullif(current_setting('app.' || name, true), ''), '{}')::bigint[] $$;
create or replace function app_has_role(variadic names text[]) returns boolean
  language sql stable parallel safe
  as $$ select string_to_array(coalesce(current_setting('app.roles', true), ''), ',') && names $$;
"""


# A policy that asked another table in its own words would be written out with that table's policies, and
# theirs: a thousand small plans for one page. A function keeps the plan of its one question instead.
_SEES = """
create or replace function sees_{table}(id_ bigint) returns boolean language plpgsql stable
  as $$ begin return exists (select from {table} where id = id_); end $$;
"""


def ids(scope: str) -> str:
    """The SQL array of a scope, evaluated once a statement."""
    return f"(select app_ids('{scope}'))::bigint[]"


def sees(table: str, column: str) -> str:
    """SQL for a guard: the actor sees the row of `table` whose id stands in `column`."""
    return f"sees_{table}({column})"


def _policy(guard: Guard, verb: str, condition: str | None) -> str:
    name = f"{guard.name}_{verb}"
    sql = f"drop policy if exists {name} on {guard.table};\n"
    if condition is None and guard.name != "guard":
        return sql
    if guard.name != "guard":  # the table's first policy passes the system already
        whole = f"({condition})"
    else:
        whole = f"({SYSTEM} or ({condition}))" if condition else SYSTEM
    clause = {
        "select": f"using ({whole})",
        "insert": f"with check ({whole})",
        "update": f"using ({whole}) with check ({whole})",
        "delete": f"using ({whole})",
    }[verb]
    return sql + f"create policy {name} on {guard.table} for {verb} {clause};\n"


def statements_of(guard: Guard) -> str:
    """All SQL of one guard."""
    verbs = {"select": guard.see, "insert": guard.add, "update": guard.change, "delete": guard.remove}
    sql = "".join(f"alter table {guard.table} {word} row level security;\n" for word in ("enable", "force"))
    for verb, condition in verbs.items():
        sql += _policy(guard, verb, condition)
    granted = [verb for verb, condition in verbs.items() if condition]
    if granted:
        sql += f"grant {', '.join(granted)} on {guard.table} to qinqing_web;\n"
    if guard.name == "guard":
        sql += f"grant select, insert, update, delete on {guard.table} to qinqing_worker;\n"
    return sql


def guards() -> tuple[Guard, ...]:
    """Every guard that the corridor and the rooms declare."""
    found = [*KERNEL_GUARDS]
    for item in declared.declarations("permissions", "ROW_SECURITY"):
        assert isinstance(item, Guard)
        found.append(item)
    return tuple(found)


def scopes() -> tuple[Scope, ...]:
    """Every scope that the rooms declare."""
    return tuple(item for item in declared.declarations("permissions", "SCOPES") if isinstance(item, Scope))


def programs() -> tuple[Program, ...]:
    """Every function and trigger that the rooms declare."""
    return tuple(
        item for item in declared.declarations("permissions", "PROGRAMS") if isinstance(item, Program)
    )


def _scope_lines() -> str:
    """A block that finds the scopes, sets them and keeps them in `scopes_`.

    It is made of plain expressions: a query for each scope would double the price of the door.
    """
    found = scopes()
    if not found:
        return "scopes_ := '{}';"
    names = {scope.name: f"found_{scope.name}_" for scope in found}
    kept = ", ".join(f"'{name}', to_jsonb({variable})" for name, variable in names.items())
    put = " || ".join(f"set_config('app.{name}', {variable}::text, true)" for name, variable in names.items())
    declared_ = " ".join(f"{variable} bigint[] := '{{}}';" for variable in names.values())
    looked_for = "\n      ".join(_look_for(scope, names[scope.name]) for scope in found)
    return f"""declare
      set_ text; {declared_}
    begin
      if person_ is not null then
      {looked_for}
      end if;
      set_ := {put};
      scopes_ := jsonb_build_object({kept});
    end;"""


def _look_for(scope: Scope, variable: str) -> str:
    found = f"array({scope.sql})" if scope.sql.lstrip().startswith("select") else scope.sql
    line = f"{variable} := coalesce({found}, '{{}}');"
    return f"if '{scope.role}' = any(roles_) then {line} end if;" if scope.role else line


def owned_tables() -> tuple[str, ...]:
    """The tables of all models that this house owns."""
    return tuple(
        model._meta.db_table
        for model in apps.get_models()
        if model._meta.managed and model.__module__.startswith("qinqing.")
    )


def _leaned_on() -> Iterable[str]:
    """The tables whose rows the guards ask for by `sees`."""
    conditions = [
        text or "" for guard in guards() for text in (guard.see, guard.add, guard.change, guard.remove)
    ]
    return sorted(set(re.findall(r"\bsees_(\w+)\(", " ".join(conditions))))


def script() -> str:
    """The whole second line as one SQL script."""
    parts = [FUNCTIONS]
    parts += [_SEES.format(table=table) for table in _leaned_on()]
    parts += [program.sql.replace("{scopes}", _scope_lines()) for program in programs()]
    parts += [statements_of(guard) for guard in guards()]
    parts.append("grant usage, select on all sequences in schema public to qinqing_web, qinqing_worker;\n")
    # Whoever is to own a table or a function must be able to create it at that moment.
    parts.append("grant create on schema public to qinqing_search;\n")
    parts += [_SEARCH_TABLE, search_function()]
    parts += ["revoke create on schema public from qinqing_search;\n", _JOBS]
    parts += [_REFUSE_CHANGE, *(_append_only(table) for table in RECORD)]
    return "\n".join(parts)


def apply() -> None:
    """Bring the database's second line up to what the code declares; run by the owner after migrating."""
    with connection.cursor() as cursor:
        cursor.execute(script())


_OWN = "person_id = (select app_person())"
_OF_A_RUN = sees("kernel_importrun", "run_id")

KERNEL_GUARDS = (
    # Rooms add a policy of their own for each kind of subject they know (see `event_guard`).
    Guard("kernel_event", see="actor_id = (select app_person())", add=SIGNED_IN),
    Guard("kernel_eventabout", see=sees("kernel_event", "event_id"), add=SIGNED_IN),
    Guard("kernel_eventdelivery", see=None),
    # The room that keeps the tokens says who keeps these; they are sent by the system.
    Guard("kernel_webhook", see=None),
    Guard(
        "kernel_webhookdelivery",
        see=sees("kernel_webhook", "webhook_id"),
        change=sees("kernel_webhook", "webhook_id"),
    ),
    Guard("kernel_datedsetting", see="true"),
    Guard("kernel_calendarday", see="true"),
    Guard("kernel_calendaryear", see="true"),
    Guard("kernel_storedfile", see=SIGNED_IN, add=SIGNED_IN),
    # A room that imports adds a policy for the runs of its kind.
    Guard("kernel_importrun", see=None),
    Guard("kernel_importrow", see=_OF_A_RUN, add=_OF_A_RUN, change=_OF_A_RUN, remove=_OF_A_RUN),
    # The room that keeps the roles says who reads the chain.
    Guard("kernel_seal", see=None),
    Guard("kernel_chainhead", see=None),
    # Likewise who reads what a place's figures were.
    Guard("kernel_frozenfigure", see="false", add="false"),
    Guard("kernel_watched", see=None),
    Guard("kernel_savedview", see=_OWN, add=_OWN, change=_OWN, remove=_OWN),
    Guard("kernel_importprogress", see=_OF_A_RUN, add="false", change="false", remove="false"),
)


def event_guard(kind: str, condition: str) -> Guard:
    """A room's extra select policy for events about its own rows.

    There are forty of them, and each is asked of events of its kind alone: what it asks of the actor is asked
    then, not made ready for every statement that reads an event.
    """
    asked = re.sub(r"\(select (app_\w+\()", r"(\1", condition)
    return Guard("kernel_event", see=f"subject_kind = '{kind}' and ({asked})", name=f"about_{kind}")


def import_guard(kind: str, condition: str) -> Guard:
    """A room's policies for the imports of one kind; what is not written yet may be dropped again."""
    own = f"kind = '{kind}' and {condition}"
    return Guard(
        "kernel_importrun",
        see=own,
        add=own,
        change=own,
        remove=f"{own} and state in ('reading', 'mapping', 'preview', 'failed')",
        name=kind,
    )


# A single entry waits in a short list of the index, which every search reads through: 0.6 ms instead of 8.
# Thousands wait in a long one that is worked in at once: five times as fast as one by one.
_SEARCH_TABLE = """
do $$ begin
  if (select pg_get_userbyid(relowner) from pg_class
        where oid = 'kernel_searchdocument'::regclass) = current_user then
    create or replace function search_put(kind_ text, id_ bigint, text_ text, terms_ text[], keys_ text[])
      returns void language sql security definer
      set search_path = public, pg_temp set gin_pending_list_limit = '64kB' as $f$
        insert into kernel_searchdocument (kind, object_id, text, terms)
          values (kind_, id_, text_, array_to_tsvector(terms_ || keys_))
          on conflict (kind, object_id) do update set text = excluded.text, terms = excluded.terms $f$;
    create or replace function search_put_many(kind_ text, ids_ bigint[], texts_ text[], terms_ text[])
      returns void language sql security definer
      set search_path = public, pg_temp set gin_pending_list_limit = '64MB' as $f$
        insert into kernel_searchdocument (kind, object_id, text, terms)
          select kind_, d.id, d.text, array_to_tsvector(string_to_array(d.terms, chr(2)))
            from unnest(ids_, texts_, terms_) d(id, text, terms)
          on conflict (kind, object_id) do update set text = excluded.text, terms = excluded.terms $f$;
    create or replace function search_settle() returns void language sql security definer
      set search_path = public, pg_temp as $f$ select gin_clean_pending_list('search_document_terms') $f$;
    create or replace function search_file_under(kind_ text, id_ bigint, keys_ text[])
      returns void language sql security definer
      set search_path = public, pg_temp set gin_pending_list_limit = '64kB' as $f$
        update kernel_searchdocument set terms = terms || array_to_tsvector(keys_)
          where kind = kind_ and object_id = id_ $f$;
    create or replace function search_forget(kind_ text, ids_ bigint[])
      returns void language sql security definer set search_path = public, pg_temp as $f$
        delete from kernel_searchdocument where kind = kind_ and object_id = any(ids_) $f$;
    revoke all on function search_put(text, bigint, text, text[], text[]) from public;
    revoke all on function search_put_many(text, bigint[], text[], text[]) from public;
    revoke all on function search_settle() from public;
    revoke all on function search_file_under(text, bigint, text[]) from public;
    revoke all on function search_forget(text, bigint[]) from public;
    grant execute on function search_put(text, bigint, text, text[], text[]) to qinqing_web, qinqing_worker;
    grant execute on function search_put_many(text, bigint[], text[], text[]) to qinqing_web, qinqing_worker;
    grant execute on function search_settle() to qinqing_web, qinqing_worker;
    grant execute on function search_file_under(text, bigint, text[]) to qinqing_web, qinqing_worker;
    grant execute on function search_forget(text, bigint[]) to qinqing_web, qinqing_worker;
    grant select, insert, update, delete on kernel_searchdocument to current_user, qinqing_worker;
    grant usage, select on sequence kernel_searchdocument_id_seq to qinqing_search;
    alter table kernel_searchdocument owner to qinqing_search;
    alter function search_put(text, bigint, text, text[], text[]) owner to qinqing_search;
    alter function search_put_many(text, bigint[], text[], text[]) owner to qinqing_search;
    alter function search_settle() owner to qinqing_search;
    alter function search_file_under(text, bigint, text[]) owner to qinqing_search;
    alter function search_forget(text, bigint[]) owner to qinqing_search;
  end if;
end $$;
"""

_SEARCH_IDS = """
create or replace function
  search_ids(kind_ text, query_ text, patterns_ text[], before_ bigint, most_ integer)
  returns setof bigint language plpgsql stable security definer set search_path = public, pg_temp
  set plan_cache_mode = force_custom_plan as $$
  declare
    scope_ text := (select string_agg(quote_literal(k), '|') from ({keys}) s(k));
    asked_ tsquery;
    found_ bigint[];
    seen_ integer;
  begin
    if app_system() then
      asked_ := query_::tsquery;
    elsif scope_ is not null then
      asked_ := ('(' || query_ || ')&(' || scope_ || ')')::tsquery;
    else
      return;
    end if;
    select count(*), array_agg(w.object_id order by w.object_id desc) filter (where w.hit)
      into seen_, found_ from ({newest_few}) w;
    if cardinality(found_) * {one_in} >= seen_ and seen_ = {few} and cardinality(found_) < most_ then
      select array_agg(w.object_id order by w.object_id desc) into found_
        from (select n.object_id from ({newest_many}) n where n.hit limit most_) w;
    end if;
    if cardinality(found_) >= most_ or seen_ < {few} then
      return query select unnest(found_[1:most_]);
    else
      return query select d.object_id from kernel_searchdocument d
        where d.kind = kind_ and d.terms @@ asked_ and d.text like all(patterns_) and d.object_id < before_
        order by d.object_id + 0 desc limit most_;
    end if;
  end $$;
alter function search_ids(text, text, text[], bigint, integer) owner to qinqing_search;
revoke all on function search_ids(text, text, text[], bigint, integer) from public;
grant execute on function search_ids(text, text, text[], bigint, integer) to qinqing_web, qinqing_worker;
"""

_JOBS = """
create or replace function defer_job(task_ text, args_ jsonb, lock_ text default null) returns bigint
  language sql security definer set search_path = public, pg_temp as $$
    select (procrastinate_defer_jobs_v1(array[row('default', task_, 0, null, lock_, args_, null)
      ::procrastinate_job_to_defer_v1]))[1] $$;
revoke all on function defer_job(text, jsonb, text) from public;
grant execute on function defer_job(text, jsonb, text) to qinqing_web, qinqing_worker;
grant select, insert, update, delete on all tables in schema public to qinqing_worker;
revoke all on django_migrations from qinqing_worker;
"""

_REFUSE_CHANGE = """
create or replace function refuse_change() returns trigger language plpgsql
  as $$ begin raise exception '% is written once and never changed', tg_table_name; end $$;
"""

RECORD = ("kernel_event", "kernel_eventabout", "kernel_seal", "kernel_chainhead", "kernel_frozenfigure")
"""What is written once and never changed."""


def _append_only(table: str) -> str:
    return f"""
create or replace trigger append_only before update or delete or truncate on {table}
  for each statement execute function refuse_change();
revoke update, delete, truncate on {table} from qinqing_web, qinqing_worker;
"""


def search_key(prefix: str, number: int) -> str:
    """The lexeme that stands for a scope key; the control character keeps it apart from any text."""
    return f"\x01{prefix}{number}"


_FEW, _MANY, _ONE_IN = 500, 20_000, 100
_NEWEST = """
  select d.object_id, d.terms @@ asked_ and d.text like all(patterns_) as hit
    from kernel_searchdocument d where d.kind = kind_ and d.object_id < before_
    order by d.object_id desc limit {count}"""


def search_function() -> str:
    """The function that finds within the scope keys of whoever asks.

    The newest few entries tell which way is shorter: a word that one in a hundred holds is met on a walk
    through the newest, a rarer one by the index, which reads every entry that holds it.
    """
    keys = " union all ".join(
        f"select chr(1) || '{scope.search_prefix}' || x from unnest(app_ids('{scope.name}')) x"
        for scope in scopes()
        if scope.search_prefix
    )
    known = {
        "keys": keys or "select null::text where false",
        "newest_few": _NEWEST.replace("{count}", str(_FEW)),
        "newest_many": _NEWEST.replace("{count}", str(_MANY)),
        "few": str(_FEW),
        "one_in": str(_ONE_IN),
    }
    return reduce(lambda sql, name: sql.replace(f"{{{name}}}", known[name]), known, _SEARCH_IDS)
