"""The words of the room."""

from qinqing.lib.terms import Term


class Part(Term):
    """A officer's part at an enterprise: A holds it, B stands beside."""

    A = "A", "A 角"
    B = "B", "B 角"


class RosterMove(Term):
    """What changed of an officer in the roster."""

    CAME = "came", "新任"
    LEFT = "left", "离任"
    AWAY = "away", "离岗"


class Rank(Term):
    """职级, lowest first; who is below 四级主任科员 only assists as B."""

    CLERK_2 = "keyuan2", "二级科员"
    CLERK_1 = "keyuan1", "一级科员"
    DIRECTOR_4 = "zhuren4", "四级主任科员"
    SECTION_DEPUTY = "fuke", "副科"
    SECTION_HEAD = "zhengke", "正科"
    RESEARCHER_4 = "diaoyan4", "四级调研员"
    DIVISION_DEPUTY = "fuchu", "副处"
    RESEARCHER_2 = "diaoyan2", "二级调研员"
    DIVISION_HEAD = "zhengchu", "正处"


ASSISTING_RANKS = frozenset({Rank.CLERK_2, Rank.CLERK_1})
"""These do not hold an enterprise alone: part B only."""


class TenRole(Term):
    """十合一: the ten duties of the Kaifeng model, of which an officer carries some."""

    PARTY = "party_liaison", "党建联络员"
    UNION = "union_reform", "工会产改员"
    POLICY = "policy_talker", "政策宣讲员"
    LEGAL = "legal_adviser", "法律咨询员"
    FINANCE = "finance_guide", "金融讲解员"
    RESEARCH = "research_broker", "科研牵线员"
    LABOUR = "labour_liaison", "用工联络员"
    MARKET = "market_matcher", "产销对接员"
    PRESS = "press", "新闻宣传员"
    PROJECT = "project_pusher", "项目推进员"


class CoverageClass(Term):
    """By what enterprises are asked whether an officer serves them."""

    ALL = "all", "全部在营企业"
    KEY = "key", "重点企业"
    ABOVE_SCALE = "above_scale", "规上企业"
    TIER = "tier", "梯队名单上的企业"
    LARGE = "large", "大型企业"
    MEDIUM = "medium", "中型企业"
    SMALL = "small", "小型企业"
    MICRO = "micro", "微型企业"
