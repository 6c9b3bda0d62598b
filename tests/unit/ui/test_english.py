"""English is made of the finished page: words are looked up, markup and what people wrote stay."""

import pytest

from qinqing.ui.english.entries import Holes
from qinqing.ui.english.figures import figure
from qinqing.ui.english.markup import translated
from qinqing.ui.english.wording import Wording

ENTRIES = {
    "诉求": "Problem",
    "其他": "Other",
    "已办结": "Closed",
    "办结": "closed",
    "联系人": "Contact",
    "件": "[problem|problems]",
    "{n} 件": "{n} [problem|problems]",
    "还差 {n} 天": "{n} [day|days] to go",
    "派给 {unit_name}": "Dispatched to {unit_name}",
    "停用账号：{reason}": "Account disabled: {reason}",
    "{place}服务平台": "{place} service platform",
    "“{title}”办结了": "“{title}” is closed",
    "现在是“{state}”": "Now “{state}”",
    "共 {x}，{y}": "{x} in all, {y}",
    "（{days} 个日历天）": "({days} calendar [day|days])",
    "提交": "Send",
    "没有写": "Not written",
}
HOLES = Holes(
    own=frozenset({"reason"}),
    states=frozenset({"state"}),
    names=frozenset({"name"}),
    unsaid=frozenset({"没有写"}),
)
SAY = Wording(ENTRIES, HOLES).say


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("诉求", "Problem"),
        (" 诉求\n", " Problem\n"),
        ("还差 1 天", "1 day to go"),
        ("还差 11 天", "11 days to go"),
        ("3 件", "3 problems"),
        ("3件", "3 problems"),
        ("诉求·其他", "Problem · Other"),
        ("诉求（3）", "Problem (3)"),
        ("诉求，已办结", "Problem, closed"),
        ("诉求或已办结", "Problem or closed"),
        ("诉求或没人知道的", "诉求或没人知道的"),
        ("共 1 件，还差 2 天", "1 problem in all, 2 days to go"),
        ("派给 市住建局，还差 3 天", "Dispatched to 市住建局, 3 days to go"),
        ("派给 市住建局", "Dispatched to 市住建局"),
        ("现在是“已办结”", "Now “Closed”"),
        ("1 个日历天", "1 calendar day"),
        ("100 万元—500 万元", "CNY 1 million – CNY 5 million"),
        ("2,000 万元—1 亿元", "CNY 20 million – CNY 100 million"),
        ("10 人—50 人", "10–50 people"),
        ("停用账号：诉求", "Account disabled: 诉求"),
        ("停用账号：没有写", "Account disabled: Not written"),
        ("停用账号：没有写完", "Account disabled: 没有写完"),
        ("王楠", "王楠"),
        ("服务平台", "Service platform"),
        ("青岚服务平台", "青岚 service platform"),
        ("ABC（3）", "ABC (3)"),
        ("plain", "plain"),
        ("", ""),
    ],
)
def test_what_is_said(text: str, english: str) -> None:
    assert SAY(text) == english


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("停用账号：其他", "Account disabled: 其他"),
        ("停用账号：诉求，还差 3 天。", "Account disabled: 诉求，还差 3 天。"),
        ("“其他”办结了", "“其他” is closed"),
        ("“还差 3 天”办结了", "“还差 3 天” is closed"),
    ],
)
def test_what_somebody_wrote_stays_within_a_sentence_of_ours(text: str, english: str) -> None:
    assert SAY(text) == english


def test_a_text_that_nobody_knows_is_not_taken_to_pieces() -> None:
    text = "我们车间门口的路从去年就一直在修，诉求提过两次都没有人来看。"
    assert SAY(text) == text


def test_the_number_before_in_the_same_line_decides() -> None:
    assert translated("<p><b>1</b>件</p><p><b>2</b>件</p>", SAY) == (
        "<p><b>1</b> problem</p><p><b>2</b> problems</p>"
    )


@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        ("2026年3月2日", "2 Mar 2026"),
        ("3月2日 周一", "Mon 2 Mar"),
        ("3月2日", "2 Mar"),
        ("2026年3月10日 周二", "Tue 10 Mar 2026"),
        ("3月11日 周三 18:00", "Wed 11 Mar, 18:00"),
        ("3月6日18:00", "6 Mar, 18:00"),
        ("今天 18:00", "today, 18:00"),
        ("3月16日至20日", "16–20 Mar"),
        ("3月30日至4月2日", "30 Mar – 2 Apr"),
        ("2025年12月30日至2026年1月2日", "30 Dec 2025 – 2 Jan 2026"),
        ("2026年3月", "Mar 2026"),
        ("周五", "Fri"),
        ("860 万元", "CNY 8.6 million"),
        ("12 万元", "CNY 120,000"),
        ("1.2 亿元", "CNY 120 million"),
        ("12 亿元", "CNY 1.2 billion"),
        ("3,200 元", "CNY 3,200"),
        ("−3,200.50 元", "CNY −3,200.50"),
        ("120 万美元", "USD 1.2 million"),
        ("1 小时 20 分", "1 h 20 min"),
        ("诉求", None),
        ("3月", "Mar"),
    ],
)
def test_dates_and_amounts(chinese: str, english: str | None) -> None:
    assert figure(chinese) == english


@pytest.mark.parametrize(
    ("page", "english"),
    [
        ("<p>诉求</p>", "<p>Problem</p>"),
        ('<p translate="no">诉求</p>诉求', '<p translate="no">诉求</p>Problem'),
        (
            '<div translate="no"><div>诉求</div>其他</div><b>诉求</b>',
            '<div translate="no"><div>诉求</div>其他</div><b>Problem</b>',
        ),
        ('<i title="诉求" translate="no">其他</i>', '<i title="诉求" translate="no">其他</i>'),
        ('<br translate="no">诉求', '<br translate="no">Problem'),
        ("<textarea>诉求</textarea>", "<textarea>诉求</textarea>"),
        ('<textarea placeholder="诉求">诉求</textarea>', '<textarea placeholder="Problem">诉求</textarea>'),
        ('<input value="诉求" placeholder="其他">', '<input value="诉求" placeholder="Other">'),
        ("<button name='a' value='诉求'>提交</button>", "<button name='a' value='诉求'>Send</button>"),
        ("<option>诉求</option>", "<option>诉求</option>"),
        ('<option value="1">诉求</option>', '<option value="1">Problem</option>'),
        ('<td data-label="诉求">a</td>', '<td data-label="Problem">a</td>'),
        ('<a href="/诉求" aria-label="诉求">x</a>', '<a href="/诉求" aria-label="Problem">x</a>'),
        ("<script>const a = '诉求'</script>", "<script>const a = '诉求'</script>"),
        ("<style>a::after{content:'诉求'}</style>", "<style>a::after{content:'诉求'}</style>"),
        ("<!-- 诉求 -->", "<!-- 诉求 -->"),
        ("诉求<a>其他</a>诉求", "Problem <a>Other</a> Problem"),
        ("<b>诉求</b><b>其他</b>", "<b>Problem</b> <b>Other</b>"),
        ("<p>诉求</p><p>其他</p>", "<p>Problem</p><p>Other</p>"),
        ("派给 &lt;b&gt;", "Dispatched to &lt;b&gt;"),
        ('<p title="派给 &quot;x&quot;">a</p>', '<p title="Dispatched to &quot;x&quot;">a</p>'),
    ],
)
def test_a_page_in_english(page: str, english: str) -> None:
    assert translated(page, SAY) == english


def test_the_words_of_a_chart() -> None:
    page = (
        '<script type="application/json">{"labels": ["\\u8bc9\\u6c42", "\\u003cb\\u003e"], "n": 3}</script>'
    )
    assert translated(page, SAY) == (
        '<script type="application/json">{"labels": ["Problem", "\\u003cb\\u003e"], "n": 3}</script>'
    )


def test_an_entry_never_becomes_markup() -> None:
    say = Wording({"诉求": '<b>"Problem" & more</b>'}).say
    assert translated('<p title="诉求">诉求</p>', say) == (
        '<p title="&lt;b&gt;&quot;Problem&quot; &amp; more&lt;/b&gt;">'
        '&lt;b&gt;"Problem" &amp; more&lt;/b&gt;</p>'
    )
