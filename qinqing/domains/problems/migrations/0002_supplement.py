"""The state in which an enterprise is asked for more, and its clock."""

from django.db import migrations, models

STATES = [
    "draft", "submitted", "supplement", "officer", "triage", "handling", "review", "confirm", "closed", "refused",
    "withdrawn",
]  # fmt: skip
CLOCKS = ["X", "A", "R", "U", "D", "S", "F", "I", "B", "P", "V", "Q", "W", "L"]
OPEN = tuple(STATES[1:-3])
INDEXES = {
    "problem_open_enterprise": ["enterprise", "sort_due", "id"],
    "problem_open_area": ["area", "state", "sort_due", "id"],
}


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("enterprises", "0001_initial"),
        ("problems", "0001_initial"),
    ]

    operations = [
        migrations.RemoveConstraint("ledgerentry", "ledger_clock_known"),
        migrations.RemoveConstraint("problem", "problem_state_known"),
        migrations.AddField("problem", "came_from", models.CharField(blank=True, max_length=12)),
        migrations.AddField("problem", "supplement_marks", models.PositiveSmallIntegerField(default=0)),
        migrations.AddField("problem", "supplements_asked", models.PositiveSmallIntegerField(default=0)),
        # A generated column cannot be altered: it goes, with the indexes that ask it, and comes anew.
        *(migrations.RemoveIndex("problem", name) for name in INDEXES),
        migrations.RemoveField("problem", "is_open"),
        migrations.AddField(
            "problem",
            "is_open",
            models.GeneratedField(
                db_persist=True, expression=models.Q(state__in=OPEN), output_field=models.BooleanField()
            ),
        ),
        *(
            migrations.AddIndex(
                "problem", models.Index(condition=models.Q(is_open=True), fields=columns, name=name)
            )
            for name, columns in INDEXES.items()
        ),
        migrations.AddConstraint(
            "ledgerentry",
            models.CheckConstraint(condition=models.Q(clock__in=CLOCKS), name="ledger_clock_known"),
        ),
        migrations.AddConstraint(
            "problem", models.CheckConstraint(condition=models.Q(state__in=STATES), name="problem_state_known")
        ),
    ]
