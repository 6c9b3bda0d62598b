"""A problem may change its lead, or lose it for the moment."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("problems", "0005_objection")]

    operations = [
        migrations.AddField(
            "problem", "lead_changes", models.PositiveSmallIntegerField(default=0, verbose_name="换过主办")
        ),
        migrations.AddField("problem", "lost_lead_id", models.BigIntegerField(null=True)),
        migrations.AddField("problem", "charged_until_at", models.DateTimeField(null=True)),
    ]
