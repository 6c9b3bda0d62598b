import datetime

import django.db.models.deletion
from django.db import migrations, models

LANES = ["query", "ordinary", "complex", "staged", "statutory", "urgent_2h", "urgent_24h"]
DAYS = models.Q(
    ("valid_until_on__isnull", True), ("valid_until_on__gte", models.F("valid_from_on")), _connector="OR"
)


def link(to, name, **more):
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=to, verbose_name=name, **more)


def itself(to):
    return models.ForeignKey(
        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="successors", to=to
    )


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial"), ("problems", "0010_reply_draft")]

    operations = [
        migrations.AlterField("duty", "code", models.CharField("编码", blank=True, max_length=16)),
        migrations.AddConstraint(
            "duty",
            models.UniqueConstraint(
                condition=models.Q(("code", ""), _negated=True), fields=("code",), name="duty_code_once"
            ),
        ),
        migrations.AddField("duty", "area", link("accounts.area", "适用区域", null=True, related_name="+")),
        # What the release brought holds since before anything was raised.
        migrations.AddField(
            "duty",
            "valid_from_on",
            models.DateField("从哪天起用", default=datetime.date(2020, 1, 1)),
            preserve_default=False,
        ),
        migrations.AddField("duty", "valid_until_on", models.DateField("从哪天起不用", null=True)),
        migrations.AddField("duty", "replaces", itself("problems.duty")),
        migrations.AddField(
            "duty", "written_by", link("accounts.person", "谁写的", null=True, related_name="+")
        ),
        migrations.AddConstraint("duty", models.CheckConstraint(condition=DAYS, name="duty_days")),
        migrations.CreateModel(
            "CategoryRule",
            [
                ("id", models.BigAutoField("ID", auto_created=True, primary_key=True, serialize=False)),
                ("valid_from_on", models.DateField("从哪天起用")),
                ("valid_until_on", models.DateField("从哪天起不用", null=True)),
                ("lane", models.CharField("办理类型", max_length=12)),
                ("sensitive", models.BooleanField("敏感", default=False)),
                ("questions", models.JSONField("追问", default=list)),
                ("area", link("accounts.area", "适用区域", null=True, related_name="+")),
                (
                    "category",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rules",
                        to="problems.category",
                    ),
                ),
                ("replaces", itself("problems.categoryrule")),
                ("written_by", link("accounts.person", "谁写的", null=True, related_name="+")),
            ],
            {
                "verbose_name": "类别规则",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("lane__in", LANES)), name="category_rule_lane_known"
                    ),
                    models.CheckConstraint(condition=DAYS, name="category_rule_days"),
                ],
            },
        ),
    ]
