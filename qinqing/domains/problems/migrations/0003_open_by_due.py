"""The most urgent open problems first and counted, and a unit's tasks of an enterprise, by an index alone."""

from django.db import migrations, models

COUNTED = ["area", "enterprise", "number", "author", "state", "holder", "level"]


class Migration(migrations.Migration):
    dependencies = [("problems", "0002_supplement")]

    operations = [
        migrations.AddIndex(
            "problem",
            models.Index(
                condition=models.Q(is_open=True),
                fields=["sort_due", "id"],
                include=COUNTED,
                name="problem_open_due",
            ),
        ),
        migrations.AddIndex(
            "task", models.Index(fields=["enterprise_id", "unit"], name="task_of_enterprise")
        ),
    ]
