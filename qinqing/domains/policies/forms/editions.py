"""Parse what an editor writes: a document, an edition, a step, an end."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms as django_forms

from qinqing.domains.enterprises.terms import TitleKind
from qinqing.domains.policies import rules
from qinqing.domains.policies.rules.wording import read_wording, sentences, written_wording
from qinqing.domains.policies.terms import BenefitClass, ClaimMode, PolicyLevel
from qinqing.kernel.forms import ChoiceField, ChoicesField, DayField, Form, IdField, TextField
from qinqing.lib.rules import Fact, FactType, Value, WrongRules

_WAN = Decimal(10_000)


class PolicyForm(Form):
    title = TextField("文件名称", most=200)
    number = TextField("文号", most=60, required=False, help_text="例如 青岚府规〔2026〕3号；没有就空着")
    issuer = TextField("发文机关", most=100)
    level = ChoiceField("层级", PolicyLevel.choices())
    area = IdField("适用区域")
    issued_on = DayField("发文日期", required=False)
    link = django_forms.URLField(
        label="原文地址",
        required=False,
        max_length=300,
        assume_scheme="https",
        error_messages={"invalid": "网址要写全，例如 https://www.example.gov.cn/…"},
    )

    def clean_link(self) -> str:
        link: str = self.cleaned_data["link"]
        if link and not link.startswith(("https://", "http://")):
            raise django_forms.ValidationError("网址要以 https:// 开头")
        return link


def _value_field(fact: Fact) -> django_forms.Field:
    """A field for a value of a fact, said in its unit."""
    match fact.type:
        case FactType.NUMBER:
            wrong = dict.fromkeys(("invalid", "max_digits", "max_decimal_places"), "写数字，例如 120 或 3.5")
            return django_forms.DecimalField(
                label=fact.label, min_value=0, max_digits=14, decimal_places=4,
                error_messages={**wrong, "required": "请填这个数", "min_value": "不能是负数"},
            )  # fmt: skip
        case FactType.BOOL:
            return ChoiceField(fact.label, [("yes", "是"), ("no", "不是")])
        case FactType.ENUM:
            return ChoiceField(fact.label, list(fact.choices.items()))
        case FactType.DATE:
            return DayField(fact.label)
        case FactType.STRING:
            return TextField(fact.label, most=100)


class StateForm(Form):
    """One fact that a rule asks of an enterprise, with its value."""

    def __init__(self, fact: Fact, data: Any = None) -> None:
        super().__init__(data)
        self.fact = fact
        self.fields["value"] = _value_field(fact)

    @property
    def value(self) -> Value:
        """What was said, as the book of facts reads it."""
        given = self.cleaned_data["value"]
        if self.fact.type is FactType.BOOL:
            return bool(given == "yes")
        return float(given) if self.fact.type is FactType.NUMBER else given


class PushForm(Form):
    """To whom an item is brought, and a word with it."""

    to = ChoicesField("给哪几家", [])
    note = TextField("附一句话", most=200, required=False)


class SubscriptionForm(Form):
    """The classes of benefit of which somebody wants to be told."""

    classes = ChoicesField("告诉我哪些类型的", BenefitClass.choices(), required=False)


class EditionForm(Form):
    """Everything an edition says; amounts of money are typed in 万元."""

    title = TextField("事项名称", most=100)
    benefit_class = ChoiceField("类型", BenefitClass.choices())
    mode = ChoiceField("申领方式", ClaimMode.choices())
    unit_id = IdField("兑现单位", required=False)
    title_kind = ChoiceField("认定的称号", [("", "不是认定称号的"), *TitleKind.choices()], required=False)
    summary = TextField("一句话说明", most=300, help_text="企业最先看到的一句：给谁、给什么、要做什么")
    amount = TextField("标准", most=100, help_text="例如 一次性 30 万元；设备投资的 10%，最多 200 万元")
    excludes = TextField(
        "不能同时享受的", most=2000, required=False, help_text="一行一项，写事项名称；两项只要写在一边"
    )
    papers = TextField("材料", most=3000, required=False, help_text="一行一样；免申即享不用写")
    procedure = TextField("怎么办", most=3000, required=False)
    season = TextField("申报时间", most=100, required=False, help_text="例如 每年 5 月和 10 月")
    closes_on = DayField("申报截止", required=False)
    days = django_forms.IntegerField(
        label="办理时限", required=False, min_value=1, max_value=250,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), "写 1 到 250 个工作日"),
    )  # fmt: skip
    telephone = TextField("咨询电话", most=40, required=False)
    budget = django_forms.DecimalField(
        label="预算", required=False, min_value=0, max_digits=10, decimal_places=2,
        error_messages={
            "invalid": "写数字，例如 900",
            "min_value": "不能是负数",
            **dict.fromkeys(("max_digits", "max_whole_digits", "max_decimal_places"), "数字太长，单位是万元"),
        },
    )  # fmt: skip
    wording = TextField(
        "原文里写条件的那几段", most=20_000, required=False,
        help_text="从文件里复制过来，一行一句；存好以后对着它一句一句建条件",
    )  # fmt: skip
    rule = TextField("条件", most=rules.MOST_TEXT, required=False)
    rule_note = TextField(
        "由谁按什么核对", most=300, required=False, help_text="条件不在资料里的，写由哪个单位核对什么"
    )
    evidence = TextField("依据怎样核对过", most=200, required=False)
    changes = TextField("和上一版比改了什么", most=300, required=False)
    from_on = DayField("起用日期")
    until_on = DayField("失效日期", required=False)

    def __init__(self, *given: Any, kept: rules.Content | None = None, **rest: Any) -> None:
        """`kept` is what the edition says already: the sentences it encodes are changed beside its rule."""
        super().__init__(*given, **rest)
        self._wording = () if kept is None else kept.wording
        if kept is not None:
            del self.fields["wording"]

    def clean_rule(self) -> dict[str, Any]:
        try:
            return rules.read_text(self.cleaned_data["rule"])
        except WrongRules as wrong:
            raise django_forms.ValidationError(str(wrong)) from None

    def clean_budget(self) -> Decimal | None:
        budget: Decimal | None = self.cleaned_data["budget"]
        return None if budget is None else budget * _WAN

    def clean_excludes(self) -> tuple[str, ...]:
        return _lines(self.cleaned_data["excludes"])

    def clean_papers(self) -> tuple[str, ...]:
        lines = _lines(self.cleaned_data["papers"])
        if any(len(line) > 100 for line in lines):
            raise django_forms.ValidationError("一样材料最多 100 个字")
        return lines

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors:
            for field, reason in rules.wrong_in(self.content()):
                self.add_error(field if field in self.fields else None, reason)
        return given

    def content(self) -> rules.Content:
        """What was written, for the actions."""
        given: dict[str, Any] = {
            name: self.cleaned_data.get(name) for name in rules.Content.__dataclass_fields__
        }
        typed = self.cleaned_data.get("wording")
        return rules.Content(**given | {
            "wording": written_wording(sentences(typed)) if typed else self._wording,
            "benefit_class": BenefitClass(given["benefit_class"]),
            "mode": ClaimMode(given["mode"]),
        })  # fmt: skip


def _lines(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, map(str.strip, text.splitlines()))))


def initial_of(content: rules.Content, excluded: Iterable[str] = ()) -> dict[str, Any]:
    """An edition as the form shows it, with the names of the items that it excludes."""
    values = {name: getattr(content, name) for name in rules.Content.__dataclass_fields__}
    return values | {
        "papers": "\n".join(content.papers),
        "excludes": "\n".join(excluded),
        "wording": "\n".join(one.text for one in read_wording(content.wording)),
        "rule": rules.written_text(content.rule),
        "budget": None if content.budget is None else f"{(content.budget / _WAN).normalize():f}",
    }


class VersionForm(Form):
    version = django_forms.IntegerField(
        error_messages=dict.fromkeys(("required", "invalid"), "页面太旧了，请重新打开")
    )


class ReturnForm(Form):
    reason = TextField("退回的原因", most=300, help_text="写清楚哪一处和原文不一样")


class StopForm(Form):
    on = DayField("从哪天起不执行")
    reason = TextField("停止执行的原因", most=200)
