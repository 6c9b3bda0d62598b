"""Two urgent classes."""

from django.db import migrations, models

LANES = ["query", "ordinary", "complex", "staged", "statutory", "urgent_2h", "urgent_24h"]


class Migration(migrations.Migration):
    dependencies = [("problems", "0006_another_lead")]

    operations = [
        migrations.RemoveConstraint("problem", "problem_lane_known"),
        migrations.AddConstraint(
            "problem", models.CheckConstraint(condition=models.Q(lane__in=LANES), name="problem_lane_known")
        ),
    ]
