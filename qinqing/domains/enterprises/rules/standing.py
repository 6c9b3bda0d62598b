"""Which of the known names somebody meant who wrote another."""

from collections.abc import Collection

from qinqing.lib.text import likeness_to

_MOST_NAMED = 12


def unknown_name(said: str, what: str, names: Collection[str]) -> str:
    """`没有“高新企业”这个称号，最接近的是“高新技术企业”`; where none is like it, which there are."""
    likeness = likeness_to(said)
    nearest = max(names, key=likeness, default="")
    if nearest and likeness(nearest):
        return f"没有“{said[:30]}”这个{what}，最接近的是“{nearest}”"
    if not names:
        return f"没有“{said[:30]}”这个{what}，还没有登记过{what}"
    listed = "、".join(sorted(names)[:_MOST_NAMED])
    return f"没有“{said[:30]}”这个{what}，有的是：{listed}"
