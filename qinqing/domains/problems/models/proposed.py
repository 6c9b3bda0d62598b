"""What one person wants and another must confirm: a day of the calendar, a rule of an area."""

from django.db import models

from qinqing.domains.accounts.models import BY_TWO, WAITS, Proposed
from qinqing.domains.accounts.terms import ProposedState
from qinqing.domains.problems import terms
from qinqing.domains.problems.models.conditions import one_of


class ProposedDay(Proposed):
    """A day that is to be otherwise in an area, or again as it is everywhere (no `kind`)."""

    on = models.DateField("哪一天")
    kind = models.CharField("怎样", max_length=10, blank=True)
    name = models.CharField("原因", max_length=40)
    source = models.CharField("依据", max_length=100, blank=True)

    class Meta:
        verbose_name = "拟定的日子"
        constraints = [
            one_of("state", ProposedState.values(), "proposed_day_state_known"),
            one_of("kind", ["", *terms.DayKind.values()], "proposed_day_kind_known"),
            models.UniqueConstraint(fields=["area", "on"], condition=WAITS, name="proposed_day_waits_once"),
            models.CheckConstraint(condition=BY_TWO, name="proposed_day_by_two"),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.kind}"


class ProposedRule(Proposed):
    """A rule that is to hold in an area from a day on, or to hold no longer.

    `facts` are what it is to say, `was` what holds before, in the same words; `about` names the thing, of
    which one change waits at a time.
    """

    kind = models.CharField("拟的是什么", max_length=16)
    about = models.CharField(max_length=140)
    title = models.CharField("哪一条", max_length=140)
    facts = models.JSONField("改成什么")
    was = models.JSONField("原来怎样", null=True)
    from_on = models.DateField("从哪天起")
    why = models.CharField("为什么", max_length=200)

    class Meta:
        verbose_name = "拟定的规定"
        constraints = [
            one_of("state", ProposedState.values(), "proposed_rule_state_known"),
            one_of("kind", terms.RuleKind.values(), "proposed_rule_kind_known"),
            models.UniqueConstraint(
                fields=["area", "about"], condition=WAITS, name="proposed_rule_waits_once"
            ),
            models.CheckConstraint(condition=BY_TWO, name="proposed_rule_by_two"),
        ]
        indexes = [models.Index(fields=["area", "state"], name="proposed_rule_of_area")]

    def __str__(self) -> str:
        return f"{self.kind} {self.about}"
