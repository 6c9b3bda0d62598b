"""Questions and talks by programs that know nothing but the document, each with the token of a walker."""

import pytest

from tests.builders import advice, policies
from tests.builders.advice import Place
from tests.builders.problems import at
from tests.builders.programs import Program, a_token

pytestmark = pytest.mark.django_db
NOW = at("2026-03-02 10:00")
WALKERS = ("asker", "rival", "expert", "officer", "coordinator")


@pytest.fixture
def place(db: None) -> Place:
    return advice.a_place(NOW)


@pytest.fixture
def programs(place: Place) -> dict[str, Program]:
    return {who: Program(a_token(place.people[who], NOW), NOW) for who in WALKERS}


def asked(place: Place, programs: dict[str, Program], **more: str) -> dict[str, object]:
    given = {"enterprise": place.enterprise.public_id, "text": "贴息算几年？", **more}
    found: dict[str, object] = programs["asker"].call("ask_question", **given)
    return found


def test_programs_bring_a_question_to_its_askers_own_word(place: Place, programs: dict[str, Program]) -> None:
    made = asked(place, programs, benefit_class="award")
    known = {"public_id": made["public_id"]}
    (line,) = programs["expert"].call("list_questions", desk="free")["items"]
    assert line["public_id"] == made["public_id"]
    assert place.enterprise.name not in str(line)
    programs["expert"].call("question_take", **known)
    read = programs["expert"].call("question_answer", **known, answer="最多三年。", basis="第八条")
    assert read["state"]["code"] == "answered"
    again = programs["asker"].call("question_unclear", **known, words="从哪天算？")
    assert [one["asked"] for one in again["exchanges"]] == ["贴息算几年？", "从哪天算？"]
    programs["expert"].call("question_answer", **known, answer="从放款那天。")
    ended = programs["asker"].call("question_understood", **known)
    assert (ended["state"]["code"], ended["steps"]) == ("closed", [])
    assert programs["asker"].call("list_own_questions")["items"][0]["public_id"] == made["public_id"]


def test_a_program_is_shown_no_question_of_another(place: Place, programs: dict[str, Program]) -> None:
    known = {"public_id": asked(place, programs)["public_id"]}
    assert programs["rival"].send("show_question", **known).status_code == 404
    assert programs["rival"].send("question_withdraw", **known).status_code == 404
    read = programs["expert"].call("show_question", **known)
    assert place.enterprise.name not in str(read)


def test_what_was_read_long_ago_is_not_acted_upon(place: Place, programs: dict[str, Program]) -> None:
    known = {"public_id": asked(place, programs)["public_id"]}
    tag = programs["expert"].send("show_question", **known)["ETag"]
    programs["expert"].call("question_take", **known, headers={"If-Match": tag})
    late = programs["coordinator"].send("question_give_back", **known, headers={"If-Match": tag})
    assert late.status_code == 412
    assert programs["expert"].call("show_question", **known)["state"]["code"] == "taken"


def test_a_request_sent_twice_counts_once(place: Place, programs: dict[str, Program]) -> None:
    headers = {"Idempotency-Key": "问一次"}
    given = {"enterprise": place.enterprise.public_id, "text": "贴息算几年？"}
    first, again = (programs["asker"].call("ask_question", **given, headers=headers) for _ in range(2))
    assert first["public_id"] == again["public_id"]
    other = programs["asker"].send("ask_question", **{**given, "text": "别的话"}, headers=headers)
    assert other.status_code == 409
    assert len(programs["asker"].call("list_own_questions")["items"]) == 1


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"text": ""}, "text"),
        ({"text": "问" * 1001}, "text"),
        ({"item": "没有这一项"}, "item"),
        ({"benefit_class": "gold"}, "benefit_class"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_what_is_wrong_is_said_by_its_field(
    place: Place, programs: dict[str, Program], given: dict[str, str], field: str
) -> None:
    sent = {"enterprise": place.enterprise.public_id, "text": "贴息算几年？", **given}
    answer = programs["asker"].send("ask_question", **sent)
    assert (answer.status_code, [one["field"] for one in answer.json()["errors"]]) == (422, [field])
    assert programs["asker"].call("list_own_questions")["items"] == []


def test_a_talk_is_recorded_whole_or_not_at_all(place: Place, programs: dict[str, Program]) -> None:
    policy = policies.a_policy(place.area, place.people["editor"], NOW)
    draft = policies.a_draft(policy, place.people["editor"], NOW)
    item = policies.published(draft, place.people["editor"], place.people["second editor"], NOW).item
    talk = {
        "begins_at": "2026-03-01T09:00:00+08:00", "minutes": 60, "way": "hall", "place": "园区会议室",
        "items": [item.public_id], "listed": place.enterprise.name, "came": 12,
    }  # fmt: skip
    answer = programs["officer"].send(
        "record_talk", **{**talk, "listed": f"{place.enterprise.name}\n没有这家"}
    )
    assert answer.status_code == 422, answer.content.decode()
    assert programs["officer"].call("list_talks")["items"] == []
    made = programs["officer"].call("record_talk", **talk)
    assert made["enterprises"] == 1
    for who in ("officer", "asker", "coordinator"):
        (line,) = programs[who].call("list_talks")["items"]
        assert line["public_id"] == made["public_id"], who
    assert programs["rival"].call("list_talks")["items"] == []
    twice = programs["officer"].send("record_talk", **talk)
    assert twice.status_code == 409 or twice.json()["errors"]
