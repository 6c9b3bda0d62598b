"""A rule, node by node: what every change of it says, comparisons, groups, sentences."""

from typing import Any

from django import forms as django_forms

from qinqing.domains.policies import rules
from qinqing.domains.policies.rules import typed as typed_rules
from qinqing.kernel.forms import ChoiceField, ChoicesField, Form, IdField, TextField
from qinqing.lib.rules import Rulebook, WrongRules


class RuleForm(Form):
    """What every change of a draft's rule says: which version was read, and which node it is about."""

    version = django_forms.IntegerField(
        error_messages=dict.fromkeys(("required", "invalid"), "页面太旧了，请重新打开")
    )
    at = django_forms.CharField(required=False, max_length=60)

    def refuse_place(self, wrong: WrongRules) -> None:
        """Show what a rule cannot be beside the field it is about."""
        self.add_error(wrong.place if wrong.place in self.fields else None, wrong.reason)


class AboutForm(RuleForm):
    """What a condition is called, and the sentences it stands by."""

    zh = TextField("叫法", most=60, required=False, help_text="企业看到的短名字；空着就用条件本身的话")
    says = ChoicesField("出自原文", (), coerce=int, required=False)

    def about(self) -> dict[str, Any]:
        """The same as a rule stores it."""
        given = self.cleaned_data
        return {name: value for name, value in (("zh", given["zh"]), ("says", given["says"])) if value}


class ConditionForm(AboutForm):
    """A comparison: how, and with what; its fields are those of the sort of fact."""

    how = django_forms.CharField(required=False, max_length=10)
    fact = django_forms.CharField(max_length=120)
    op = ChoiceField("怎样比", ())
    against = ChoiceField("和什么比", (), required=False)
    value = TextField("多少", most=1000, required=False)
    high = TextField("到", most=40, required=False)
    values = ChoicesField("哪些", (), required=False)

    def __init__(self, *given: Any, fact: str, known: Rulebook | None = None, **rest: Any) -> None:
        """`known` is a book with the scorecards of the rule itself, where it has any."""
        super().__init__(*given, **rest)
        self._known = known
        typed_rules.label_of(fact, known or rules.book())
        self.fields["op"].choices = typed_rules.ops_for(fact)  # type: ignore[attr-defined]
        self.fields["against"].choices = typed_rules.bounds_for(fact)  # type: ignore[attr-defined]
        self.fields["values"].choices = typed_rules.choices_of(fact)  # type: ignore[attr-defined]

    def typed(self) -> typed_rules.Typed:
        """What stands in the form."""
        given = self.cleaned_data
        names = ("op", "value", "high", "against")
        return typed_rules.Typed(**{name: given[name] for name in names}, values=tuple(given["values"]))

    def condition(self) -> dict[str, Any]:
        """The condition that was typed. Raises WrongRules at the field that is wrong."""
        return typed_rules.comparison(self.cleaned_data["fact"], self.typed(), self._known) | self.about()


class GroupForm(AboutForm):
    """How many of a group must hold, and whether it is counted as one."""

    kind = ChoiceField("这一组", [("all", "都要符合"), ("any", "符合一项即可"), ("at_least", "至少几项")])
    count = django_forms.IntegerField(
        label="几项", required=False, min_value=1, max_value=200,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), "写 1 以上的整数"),
    )  # fmt: skip
    whole = django_forms.BooleanField(label="数差几条的时候，整组算一条", required=False)


class IntoForm(RuleForm):
    """Into which group a condition is moved."""

    group = ChoiceField("移到", ())


class WordingForm(RuleForm):
    """The sentences of the paper, one a line."""

    text = TextField(
        "写条件的那几段", most=20_000, required=False, help_text="一行一句；一句里有几个条件的，分成几行"
    )


class MarkForm(RuleForm):
    """A sentence that is no condition."""

    sentence = IdField("哪一句")
    judge = TextField(
        "由谁核对，或者为什么不是条件", most=100, required=False, help_text="空着就还是要建条件"
    )  # fmt: skip
