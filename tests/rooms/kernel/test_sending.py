"""How words leave the house: what a gateway is sent, what counts as taken, and what never happens."""

import json
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from django.core import mail
from django.test import override_settings

from qinqing.kernel import sending
from qinqing.kernel.sending import Letter, ShortMessage, Unsent
from tests.builders.programs import a_receiver

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
MESSAGE = ShortMessage(
    to="13911113333",
    text='验证码 123456，"十分钟"',
    facts={"code": "123456", "minutes": "10"},
    number="code-7",
)
JSON = '{"to": ["{phone}"], "template": {"code": "{code}", "ttl": 10}, "sign": "{key}", "id": "{number}"}'
FORM = "mobile={phone}&content={text}&apikey={key}"


def through(address: str, body: str = "{}", answer: str = "", key: str = "k-1") -> None:
    with override_settings(SMS=address, SMS_BODY=body, SMS_ANSWER=answer, SMS_KEY=key):
        sending.send_message(MESSAGE, NOW)


def test_a_gateway_is_sent_json_as_its_body_describes_it() -> None:
    with a_receiver() as receiver:
        through(receiver.address, JSON)
        ((headers, body),) = receiver.came
    assert json.loads(body) == {
        "to": ["13911113333"], "template": {"code": "123456", "ttl": 10}, "sign": "k-1", "id": "code-7",
    }  # fmt: skip
    assert headers["content-type"] == "application/json"
    assert headers["authorization"] == "Bearer k-1"


def test_or_the_fields_of_a_form_whatever_the_words_hold() -> None:
    with a_receiver() as receiver:
        through(receiver.address, FORM)
        ((headers, body),) = receiver.came
    assert parse_qs(body.decode()) == {
        "mobile": ["13911113333"], "content": [MESSAGE.text], "apikey": ["k-1"],
    }  # fmt: skip
    assert headers["content-type"] == "application/x-www-form-urlencoded"


def test_a_value_that_looks_like_a_hole_stays_a_value() -> None:
    body = sending.filled('{"a": "{text}"}', {"text": '{key}", "b": "', "key": "secret"})[1]
    assert json.loads(body) == {"a": '{key}", "b": "'}
    assert sending.filled("a={text}", {"text": "{key}&b=1", "key": "secret"})[1] == b"a=%7Bkey%7D%26b%3D1"


@pytest.mark.parametrize("status", [301, 307, 400, 500])
def test_what_a_gateway_does_not_take_was_not_sent_and_leads_nowhere(status: int) -> None:
    with a_receiver() as receiver:
        receiver.answers = status
        with pytest.raises(Unsent, match=f"短信网关答 {status}"):
            through(receiver.address)
        assert len(receiver.came) == 1


def test_some_gateways_say_in_their_answer_whether_they_took_it() -> None:
    with a_receiver() as receiver:
        receiver.answers, receiver.says = 200, '{"Code":"isv.AMOUNT_NOT_ENOUGH"}'
        with pytest.raises(Unsent, match="没有收下"):
            through(receiver.address, answer='"Code":"OK"')
        receiver.says = '{"Message":"好","Code":"OK"}'
        through(receiver.address, answer='"Code":"OK"')


def test_why_it_was_not_sent_names_neither_number_nor_words() -> None:
    with a_receiver() as receiver:
        address = receiver.address
    with pytest.raises(Unsent) as why:
        through(address)
    assert str(why.value) == "短信网关连不上"


def test_while_nothing_leaves_there_is_no_gateway() -> None:
    with a_receiver() as receiver, override_settings(SMS=receiver.address, CODES_BY_MAIL=False):
        assert sending.gateway() is not None
        with sending.nothing_leaves():
            assert sending.gateway() is None
            with pytest.raises(Unsent):
                sending.send_message(MESSAGE, NOW)
        assert receiver.came == []


def test_a_letter_goes_the_way_of_all_letters() -> None:
    sending.send_letter(Letter("a@example.cn", "主题", "正文", "x-1", is_secret=True), NOW)
    (letter,) = mail.outbox
    assert (letter.to, letter.subject, letter.extra_headers["Message-ID"]) == (
        ["a@example.cn"], "主题", "<x-1@qinqing>",
    )  # fmt: skip


def test_a_secret_letter_is_printed_nowhere(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    printing = override_settings(
        EMAIL_BACKEND="django.core.mail.backends.console.EmailBackend", OUTBOX=tmp_path / "outbox.json"
    )
    with printing:
        sending.send_letter(Letter("a@example.cn", "主题", "正文", "x-1"), NOW)
        assert "a@example.cn" in capsys.readouterr().out
        sending.send_letter(Letter("a@example.cn", "主题", "正文", "x-2", is_secret=True), NOW)
        assert capsys.readouterr().out == ""
        assert [one.text for one in sending.outbox()] == ["正文"]


def test_the_outbox_of_a_demo_world_keeps_the_last_ones_only(tmp_path: Path) -> None:
    with override_settings(OUTBOX=tmp_path / "outbox.json"):
        for number in range(sending.MOST_KEPT + 3):
            sending.Console().send(ShortMessage("13911113333", str(number), {}, ""), NOW)
        assert [one.text for one in sending.outbox()][:2] == ["42", "41"]
        assert len(sending.outbox()) == sending.MOST_KEPT


@pytest.mark.parametrize(
    ("given", "asks"),
    [
        ({}, False),
        ({"SMS": "console"}, False),
        ({"SMS": "http://sms.example.cn/send"}, False),
        ({"SMS": "http://10.0.0.8/send"}, True),
        ({"SMS": "https://sms.example.cn/send"}, True),
        ({"SMS": "https://name:word@sms.example.cn/send"}, False),
        ({"SMS": "file:///etc/passwd"}, False),
        ({"SMS": "https://sms.example.cn/send", "SMS_BODY": "{no json"}, False),
    ],
)
def test_settings_by_which_no_code_could_arrive_ask_for_none(given: dict[str, str], asks: bool) -> None:
    with override_settings(**given):
        assert (sending.gateway() is not None) is asks
        assert bool(sending.codes_can_arrive(None)) is (bool(given) and not asks)


def test_codes_by_mail_need_a_mail_server() -> None:
    with override_settings(CODES_BY_MAIL=True):
        assert sending.sends_codes_by_mail()
        with override_settings(EMAIL_BACKEND="django.core.mail.backends.console.EmailBackend"):
            assert not sending.sends_codes_by_mail()
