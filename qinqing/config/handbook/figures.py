"""Every figure that is counted: what it means, and of what whole a share is a part."""

from qinqing.config.handbook.markdown import document, section, table
from qinqing.kernel import figures

LEAD = f"""每个数字只有一个定义：首页、导出和数字后面的名单读的是同一条，所以不会互相矛盾。
数字都能点开，看到它数的是哪几件；
每个人数的是自己看得到的。比率总和分子、分母一起显示；
分母不足 {figures.SMALL} 时不显示比率，单个单位的不足 {figures.JUDGED} 时不显示。
时长写中位数和九成在多少以内，不写平均数。月份过完后定稿，以后的变化另外注明。"""


def page() -> str:
    """The catalogue of figures and ratios."""
    counted = [
        (figure.label, figure.meaning, f"`{figure.key}`", f"`{figure.right}`")
        for figure in figures.figures().values()
    ]
    shares = [
        (ratio.label, ratio.part.label, ratio.whole.label, ratio.meaning, f"`{ratio.key}`")
        for ratio in figures.ratios()
    ]
    lengths = [
        (spread.label, spread.of.label, spread.unit, spread.meaning, f"`{spread.key}`")
        for spread in figures.spreads()
    ]
    return document(
        "指标目录",
        LEAD,
        section("计数", table(("指标", "含义", "代码", "权利"), counted)),
        section("比率", table(("指标", "分子", "分母", "含义", "代码"), shares)),
        section("时长", table(("指标", "数的是", "单位", "含义", "代码"), lengths)),
    )
