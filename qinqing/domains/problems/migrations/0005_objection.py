"""An enterprise may object to a refusal: what became of it, who decides it, and the clock of it."""

from django.db import migrations, models

CLOCKS = ["X", "A", "R", "U", "D", "S", "F", "I", "B", "P", "V", "Q", "W", "L", "N"]
OBJECTIONS = ["", "pending", "allowed", "denied", "taken_back"]


class Migration(migrations.Migration):
    dependencies = [("problems", "0004_reopened")]

    operations = [
        migrations.RemoveConstraint("ledgerentry", "ledger_clock_known"),
        migrations.AddConstraint(
            "ledgerentry",
            models.CheckConstraint(condition=models.Q(clock__in=CLOCKS), name="ledger_clock_known"),
        ),
        migrations.AddField(
            "problem",
            "objection",
            models.CharField(blank=True, default="", max_length=10, verbose_name="异议"),
            preserve_default=False,
        ),
        migrations.AddField("problem", "refused_by_head", models.BooleanField(default=False)),
        migrations.AddIndex(
            "problem",
            models.Index(
                condition=models.Q(objection="pending"), fields=["area", "id"], name="problem_objected_to"
            ),
        ),
        migrations.AddConstraint(
            "problem",
            models.CheckConstraint(
                condition=models.Q(objection__in=OBJECTIONS), name="problem_objection_known"
            ),
        ),
    ]
