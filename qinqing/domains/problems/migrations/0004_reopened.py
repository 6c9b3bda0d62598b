"""How often a problem was opened again."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("problems", "0003_open_by_due")]

    operations = [
        migrations.AddField(
            "problem",
            "reopened",
            models.PositiveSmallIntegerField(default=0, verbose_name="重新打开次数"),
        ),
    ]
