"""The most urgent of all open problems first, whatever the area."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("problems", "0002_supplement")]

    operations = [
        migrations.AddIndex(
            "problem",
            models.Index(condition=models.Q(is_open=True), fields=["sort_due", "id"], name="problem_open_due"),
        ),
    ]
