from django.db import migrations

# What is there already is filed for the search by the worker, a thousand at a time. In a new database there is
# nothing to file, and no function yet to ask the worker by.
FILL = """
do $$ begin
  if to_regprocedure('defer_job(text, jsonb, text)') is not null then
    perform defer_job('kernel.fill_search', '{"kind": "policy_item"}');
  end if;
end $$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('policies', '0002_stops_and_links'),
    ]

    operations = [
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
