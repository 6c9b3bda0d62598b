"""A state never changes without a word: the database refuses the transaction that tells no event of it."""

from qinqing.kernel.row_security import Program

_PROGRAM = """
create or replace function {table}_is_told() returns trigger language plpgsql as $$
declare before_ text := coalesce(current_setting('app.system', true), ''); told_ boolean;
begin
  -- Whoever acts need not be able to read the event; that there is one is the point.
  perform set_config('app.system', '{table}_is_told', true);
  told_ := exists (select 1 from kernel_event e where e.subject_kind = '{subject}'
                   and e.subject_id = new.{column} and e.txid = pg_current_xact_id());
  perform set_config('app.system', before_, true);
  if not told_ then
    raise exception 'state of {table} % changed without an event', new.id using errcode = '23000';
  end if;
  return null;
end $$;
drop trigger if exists state_is_told on {table};
create constraint trigger state_is_told after update of state on {table}
  deferrable initially deferred for each row when (old.state is distinct from new.state)
  execute function {table}_is_told();
"""


def state_is_told(table: str, subject: str, column: str = "id") -> Program:
    """The guard of the column `state` of `table`: whoever changes it has told, by the end of the transaction,
    an event of the `subject` whose id stands in `column`, or nothing of the transaction is kept."""
    return Program(f"{table}_is_told", _PROGRAM.format(table=table, subject=subject, column=column))
