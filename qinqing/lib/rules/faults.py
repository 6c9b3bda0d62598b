"""How wrong text is refused: the place where it stands, and why it cannot be."""


class WrongRules(ValueError):
    """What is written cannot be judged by.

    `place` is the path to it as an editor walks it (`rules[srdi_sme_2026].conditions.all[3].value`), `reason`
    a Chinese sentence that says what would be right.
    """

    def __init__(self, place: str, reason: str) -> None:
        super().__init__(f"{place}：{reason}" if place else reason)
        self.place = place
        self.reason = reason
