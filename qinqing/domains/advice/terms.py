"""The words of the room: how far a question is, whose turn it is, what its asker said of an answer."""

from qinqing.lib.terms import Term


class QuestionState(Term):
    """How far a question is."""

    ASKED = "asked", "等专家领", "yellow"
    TAKEN = "taken", "专家在答", "blue"
    ANSWERED = "answered", "答了，等企业说", "blue"
    TO_CALL = "to_call", "等服务官去讲", "yellow"
    CLOSED = "closed", "企业说明白了", "green"
    LAPSED = "lapsed", "没有等到回话", "calm"
    WITHDRAWN = "withdrawn", "企业不问了", "calm"

    @property
    def to_asker(self) -> str:
        """The same in the words of whoever asked."""
        return _TO_ASKER.get(self, self.label)


_TO_ASKER = {
    QuestionState.ASKED: "正在找专家",
    QuestionState.ANSWERED: "有答复了，请您看",
    QuestionState.TO_CALL: "服务官会给您打电话",
    QuestionState.CLOSED: "您说明白了",
    QuestionState.LAPSED: "没有等到您的话，先结束了",
    QuestionState.WITHDRAWN: "您不问了",
}
OPEN_STATES = frozenset(
    {QuestionState.ASKED, QuestionState.TAKEN, QuestionState.ANSWERED, QuestionState.TO_CALL}
)


class PublicAnswerState(Term):
    """How far an answer for everybody is."""

    DRAFT = "draft", "草稿", "calm"
    TO_CHECK = "to_check", "等另一个人看", "yellow"
    PUBLISHED = "published", "已公开", "green"
    WITHDRAWN = "withdrawn", "已撤下", "calm"


class TalkWay(Term):
    """How a talk was given."""

    HALL = "hall", "集中讲"
    VISIT = "visit", "上门讲"
    ONLINE = "online", "线上讲"


class Verdict(Term):
    """What the asker said of an answer."""

    NONE = "", "还没有说"
    CLEAR = "clear", "明白了", "green"
    UNCLEAR = "unclear", "还不明白", "yellow"


class Wait(Term):
    """What is waited for by the calendar of the place."""

    ANSWER = "answer", "专题组答复"
    CALL = "call", "服务官打电话讲清楚"
    WORD = "word", "企业说明白没有"
