"""Parse what an editor writes: a document, an edition, a step, an end; a rule, node by node."""

from qinqing.domains.policies.forms.benefits import BenefitForm, CaseForm, GrantForm
from qinqing.domains.policies.forms.cards import (
    CardForm,
    CasePointsForm,
    FirstCaseForm,
    LikeForm,
    LineForm,
    PointsForm,
    RestForm,
    ScoreForm,
)
from qinqing.domains.policies.forms.editions import (
    EditionForm,
    PolicyForm,
    PushForm,
    ReturnForm,
    StateForm,
    StopForm,
    SubscriptionForm,
    VersionForm,
    initial_of,
)
from qinqing.domains.policies.forms.tree import (
    AboutForm,
    ConditionForm,
    GroupForm,
    IntoForm,
    MarkForm,
    RuleForm,
    WordingForm,
)

__all__ = [
    "AboutForm",
    "BenefitForm",
    "CardForm",
    "CaseForm",
    "CasePointsForm",
    "ConditionForm",
    "EditionForm",
    "FirstCaseForm",
    "GrantForm",
    "GroupForm",
    "IntoForm",
    "LikeForm",
    "LineForm",
    "MarkForm",
    "PointsForm",
    "PolicyForm",
    "PushForm",
    "RestForm",
    "ReturnForm",
    "RuleForm",
    "ScoreForm",
    "StateForm",
    "StopForm",
    "SubscriptionForm",
    "VersionForm",
    "WordingForm",
    "initial_of",
]
