"""The words of the room, and the national list of industries."""

from typing import Final

from qinqing.lib.terms import Term


class EnterpriseType(Term):
    """The legal form; what the register wrote stands beside it as it was written."""

    COMPANY = "company", "公司"
    BRANCH = "branch", "分支机构"
    SOLE = "sole", "个人独资企业"
    PARTNERSHIP = "partnership", "合伙企业"
    HOUSEHOLD = "household", "个体工商户"
    COOPERATIVE = "cooperative", "农民专业合作社"
    PUBLIC = "public", "国有、集体企业"
    OTHER = "other", "其他"
    UNKNOWN = "unknown", "未登记"


class ContactSees(Term):
    """What a contact may read of his enterprise's problems."""

    OWN = "own", "自己提的"
    ALL = "all", "本企业全部"
    ONE = "one", "只凭链接看一件"


GIVEN_SIGHT = (ContactSees.OWN, ContactSees.ALL)
"""What somebody may be given; the other is whoever came by a link and was not verified."""


class StruckAs(Term):
    """Why an enterprise is in the register no longer."""

    DEREGISTERED = "deregistered", "注销"
    REVOKED = "revoked", "吊销"
    MOVED_AWAY = "moved_away", "迁出本地"


class EditState(Term):
    """What became of a correction that an enterprise or its officer proposed."""

    WAITING = "waiting", "等核对", "yellow"
    ACCEPTED = "accepted", "已采纳", "green"
    REFUSED = "refused", "没有采纳", "calm"
    TAKEN_BACK = "taken_back", "收回了", "calm"


class Currency(Term):
    """ISO 4217 codes that registered capital comes in."""

    CNY = "CNY", "元"
    USD = "USD", "美元"
    HKD = "HKD", "港元"
    EUR = "EUR", "欧元"
    JPY = "JPY", "日元"
    GBP = "GBP", "英镑"
    TWD = "TWD", "新台币"
    MOP = "MOP", "澳门元"
    SGD = "SGD", "新加坡元"
    KRW = "KRW", "韩元"
    AUD = "AUD", "澳元"
    CAD = "CAD", "加元"
    CHF = "CHF", "瑞士法郎"


class Measure(Term):
    """What is stated of an enterprise for a year; money in yuan. Who may see it stands in `permissions`."""

    STAFF = "staff", "期末从业人员"
    REVENUE = "revenue", "营业收入"
    OUTPUT = "output", "总产值"
    TAX = "tax", "实缴税金"
    PROFIT = "profit", "利润总额"
    ASSETS = "assets", "资产总额"
    RND = "rnd", "研发费用"
    RND_STAFF = "rnd_staff", "研发人员"
    EXPORTS = "exports", "出口额"


COUNTED = frozenset({Measure.STAFF, Measure.RND_STAFF})
"""Measures that count people; all others are money, of which only profit may be negative."""


class FactSource(Term):
    """Who says it, the most reliable first: where two speak of the same, the first is taken."""

    STATISTICS = "statistics", "统计部门"
    TAX = "tax", "税务部门"
    AUDIT = "audit", "审计报告"
    FIRM = "firm", "企业填报"
    OFFICER = "officer", "服务官了解"


class HeldAs(Term):
    """As what somebody may be given a firm's figures; it holds as long as he is that."""

    LEADER = "leader", "包联、分管领导"
    UNIT_HEAD = "unit_head", "承办单位负责人"


class TitleKind(Term):
    """What an enterprise may be recognised as."""

    HIGH_TECH = "high_tech", "高新技术企业"
    SRDI = "srdi", "专精特新中小企业"
    LITTLE_GIANT = "little_giant", "专精特新“小巨人”企业"
    INNOVATIVE = "innovative", "创新型中小企业"
    TECH_SME = "tech_sme", "科技型中小企业"
    CHAMPION = "champion", "制造业单项冠军"
    GAZELLE = "gazelle", "瞪羚企业"
    ABOVE_SCALE = "above_scale", "规上企业"
    SMART_FACTORY = "smart_factory", "智能工厂"
    GREEN_FACTORY = "green_factory", "绿色工厂"
    RND_CENTRE = "rnd_centre", "省级以上研发机构"


class TitleLevel(Term):
    """Who recognises it: the state, the province, the city, the district."""

    STATE = "state", "国家级"
    PROVINCE = "province", "省级"
    CITY = "city", "市级"
    DISTRICT = "district", "区县级"


class RollKind(Term):
    """What a list gathers enterprises by."""

    TIER = "tier", "梯队名单"
    CHAIN = "chain", "产业链"
    GROUP = "group", "集团"


_SECTIONS: Final = """
A 农、林、牧、渔业: 农业 林业 畜牧业 渔业 农林牧渔专业及辅助性活动
B 采矿业: 煤炭开采和洗选业 石油和天然气开采业 黑色金属矿采选业 有色金属矿采选业 非金属矿采选业 \
  开采专业及辅助性活动 其他采矿业
C 制造业: 农副食品加工业 食品制造业 酒、饮料和精制茶制造业 烟草制品业 纺织业 纺织服装、服饰业 \
  皮革、毛皮、羽毛及其制品和制鞋业 木材加工和木、竹、藤、棕、草制品业 家具制造业 造纸和纸制品业 \
  印刷和记录媒介复制业 文教、工美、体育和娱乐用品制造业 石油、煤炭及其他燃料加工业 \
  化学原料和化学制品制造业 医药制造业 化学纤维制造业 橡胶和塑料制品业 非金属矿物制品业 \
  黑色金属冶炼和压延加工业 有色金属冶炼和压延加工业 金属制品业 通用设备制造业 专用设备制造业 汽车制造业 \
  铁路、船舶、航空航天和其他运输设备制造业 电气机械和器材制造业 计算机、通信和其他电子设备制造业 \
  仪器仪表制造业 其他制造业 废弃资源综合利用业 金属制品、机械和设备修理业
D 电力、热力、燃气及水生产和供应业: 电力、热力生产和供应业 燃气生产和供应业 水的生产和供应业
E 建筑业: 房屋建筑业 土木工程建筑业 建筑安装业 建筑装饰、装修和其他建筑业
F 批发和零售业: 批发业 零售业
G 交通运输、仓储和邮政业: 铁路运输业 道路运输业 水上运输业 航空运输业 管道运输业 多式联运和运输代理业 \
  装卸搬运和仓储业 邮政业
H 住宿和餐饮业: 住宿业 餐饮业
I 信息传输、软件和信息技术服务业: 电信、广播电视和卫星传输服务 互联网和相关服务 软件和信息技术服务业
J 金融业: 货币金融服务 资本市场服务 保险业 其他金融业
K 房地产业: 房地产业
L 租赁和商务服务业: 租赁业 商务服务业
M 科学研究和技术服务业: 研究和试验发展 专业技术服务业 科技推广和应用服务业
N 水利、环境和公共设施管理业: 水利管理业 生态保护和环境治理业 公共设施管理业 土地管理业
O 居民服务、修理和其他服务业: 居民服务业 机动车、电子产品和日用产品修理业 其他服务业
P 教育: 教育
Q 卫生和社会工作: 卫生 社会工作
R 文化、体育和娱乐业: 新闻和出版业 广播、电视、电影和录音制作业 文化艺术业 体育 娱乐业
S 公共管理、社会保障和社会组织: 中国共产党机关 国家机构 人民政协、民主党派 社会保障 \
  群众团体、社会团体和其他成员组织 基层群众自治组织及其他组织
T 国际组织: 国际组织
"""


def _listed() -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    sections: dict[str, str] = {}
    divisions: dict[str, str] = {}
    section_of: dict[str, str] = {}
    for line in _SECTIONS.strip().split("\n"):
        head, _, tail = line.partition(":")
        letter, _, name = head.partition(" ")
        sections[letter] = name
        for division in tail.split():
            code = f"{len(divisions) + 1:02}"
            divisions[code] = division
            section_of[code] = letter
    return sections, divisions, section_of


SECTIONS, DIVISIONS, SECTION_OF = _listed()
"""GB/T 4754-2017: the 20 sections by letter, the 97 divisions by two digits, and the section of each."""


def division_label(code: str) -> str:
    """`C39 计算机、通信和其他电子设备制造业`; empty for an empty code."""
    return f"{SECTION_OF[code]}{code} {DIVISIONS[code]}" if code in DIVISIONS else code
