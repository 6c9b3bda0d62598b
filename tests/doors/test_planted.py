"""A word of its own stands in every text that anybody can write: a field that is passed over hides a leak."""

from collections.abc import Iterator

import psycopg
from django.apps import apps
from django.db import models

from tests.builders.personas import Crowd

WRITTEN = (models.CharField, models.TextField, models.JSONField)


OURS = frozenset({
    *("public_id", "key_hash", "code_hash", "phone_index", "login_index", "sha256", "pinyin", "name_key"),
    *("stub_hash", "bound", "address_index"),
    *("kind", "kinds", "subject_kind", "state", "channel", "layer", "lane", "holder", "result"),
    *("role", "rule", "rights", "key", "clock", "bucket", "party", "part", "way", "solved"),
    *("number", "scanned", "media_type", "hearer", "notice", "url", "version", "calendar_version"),
    *("rule_version", "client_digest", "ended_by", "objection", "came_from", "limit", "path", "network"),
    *("national_code", "industry_code", "device", "login", "password", "questions", "sub_scores", "says"),
})  # fmt: skip
"""What the program writes, never a person's sentence: keys, kinds, states, digests, choices."""
HOUSE = frozenset({
    *("accounts_area", "accounts_unit", "kernel_calendarday", "kernel_calendaryear", "kernel_datedsetting"),
    *("kernel_watched", "problems_category", "problems_categoryrule", "enterprises_opening"),
})  # fmt: skip
"""Tables of what the house says of itself to everybody in it."""
BESIDES = {
    "accounts_person.email": "a word must be an address there; the firm's own contact has one (phone.email)",
    "accounts_person.post": "who is what in which unit is no secret in the house",
    "accounts_person.work_phone": "is there to be called",
    "accounts_confirmationcode.fault": "why a code could not be sent, in fixed words",
    "enterprises_enterprise.code_missing_reason": "a firm with a code has none",
    "enterprises_enterprise.dormant_reason": "a firm that is served has none",
    "enterprises_enterprise.struck_source": "a firm that is served has none",
    "exports_export.given": "the filters of a list",
    "kernel_event.name": "what happened, by the name it has in the code",
    "inbox_message.text": "a number and nothing of the business, which the crawl asks of its own accord",
    "kernel_savedview.place": "the name of a list",
    "kernel_savedview.query": "conditions of a list, in the words of its address",
    "kernel_importrow.before": "what undoing puts back, shown to nobody",
    "kernel_importrow.message": "what the program says of a row",
    "kernel_importrow.outcome": "a choice",
    "claims_claim.limit_source": "where a limit is from",
    "claims_paperfile.paper": "which paper of the item it answers, as the item says",
    "claims_payoutaccount.tail": "four digits of a number that a page of claims is asked for by itself",
    "advice_exchange.moved": "what a change of the calendar did to a date",
    "claims_claim.moved": "what a change of the calendar did to a date",
    "advice_exchange.limit_source": "where a limit is from",
    "policies_policy.link_fault": "why a public address cannot be opened, in fixed words",
    "policies_policy.link": "the public address of a public paper",
    "policies_policyitem.code": "a code",
    "policies_edition.earlier": "what taking a change back puts there again, shown to nobody",
    "policies_statedfact.fact": "a name of the book of facts",
    "policies_statedfact.value": "what a rule asks: it is judged by and shown to nobody",
    "policies_trial.found": "numbers, and enterprises by their ids",
    "policies_edition.stop_reason": "nothing of the crowd was stopped; what is in force says it to everybody",
    "problems_duty.assist": "codes of units",
    "problems_duty.code": "a code",
    "problems_duty.lead": "a code of a unit",
    "problems_ledgerentry.note": "where a limit is from",
    "problems_problem.source_ref": "a number of another system",
    "problems_contactrecord.purpose": "a choice",
    "problems_replytemplate.code": "a code",
    "problems_proposedrule.about": "what a proposal is about, by its key",
    "problems_proposedrule.was": "what held before, in the words of its own table",
}
"""Columns without a word of their own, and why."""


def texts() -> Iterator[tuple[str, str]]:
    """Every column of text that a person fills in his own words."""
    for model in apps.get_models():
        if not model.__module__.startswith("qinqing.") or model._meta.db_table in HOUSE:
            continue
        for column in model._meta.concrete_fields:
            if isinstance(column, WRITTEN) and not column.choices and column.column not in OURS:
                yield model._meta.db_table, column.column


def planted(crowd: Crowd, keeper: psycopg.Connection) -> set[str]:
    """The columns in which a planted word stands."""
    words = list(crowd.words.values())
    asked = "select 1 from {0} t, unnest(%s::text[]) w(w) where strpos(t.{1}::text, w) > 0 limit 1"
    return {
        f"{table}.{column}"
        for table, column in texts()
        if keeper.execute(asked.format(table, column), [words]).fetchone()
    }


def test_every_text_holds_a_word_of_its_own_or_says_why_not(crowd: Crowd, keeper: psycopg.Connection) -> None:
    there = {f"{table}.{column}" for table, column in texts()}
    missing = sorted(there - planted(crowd, keeper) - set(BESIDES))
    assert not missing, missing
    assert set(BESIDES) - there == set(), "what is excused is there"


def test_a_text_without_a_word_is_seen(crowd: Crowd, keeper: psycopg.Connection) -> None:
    """The twin."""
    keeper.execute("begin")
    try:
        keeper.execute("update problems_problem set facts = ''")
        assert "problems_problem.facts" not in planted(crowd, keeper)
    finally:
        keeper.execute("rollback")


def test_files_and_their_names_hold_words_too(crowd: Crowd) -> None:
    assert {"submitted.file_e", "submitted.content_e", "closed.file_r", "closed.content_r"} <= set(
        crowd.words
    )
