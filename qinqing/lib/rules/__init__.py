"""Rules as data, judged with reasons: who fits, who does not and by how much, what must still be asked.

A rulebook is a document (docs/rules.md is its grammar). `read_rulebook` reads it and refuses what is wrong by
its place; `judge` answers one rule for one subject with yes, no or unknown and everything that rests on;
`reasons` says it in Chinese. Knows nothing of tables, pages or clocks: the day is given.

In the order of reading: facts, formulas, parameters, conditions, scores, derived, benefits, rulebook, judge,
words; then the document (places, reading, document, editions, writing) and the check of cases.
"""

from .check import verdicts
from .document import read_rule, read_rulebook
from .facts import Fact, FactType, Unit, Value, read
from .faults import WrongRules
from .judge import Finding, Gain, Judgement, judge
from .rulebook import Rule, Rulebook, Source, Window
from .truth import Answer
from .words import Reason, reason, reasons, requirement
from .writing import written_rule, written_rulebook

__all__ = [
    "Answer",
    "Fact",
    "FactType",
    "Finding",
    "Gain",
    "Judgement",
    "Reason",
    "Rule",
    "Rulebook",
    "Source",
    "Unit",
    "Value",
    "Window",
    "WrongRules",
    "judge",
    "read",
    "read_rule",
    "read_rulebook",
    "reason",
    "reasons",
    "requirement",
    "verdicts",
    "written_rule",
    "written_rulebook",
]
