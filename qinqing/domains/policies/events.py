"""What happens to a policy item: written, handed on, sent back, published, ended.

`says` is the line of the log, `drawing` its icon; a word in braces comes from the record.
"""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class PolicyRegistered:
    """A policy document was entered."""

    policy_id: int
    actor_id: int
    title: str
    says: ClassVar[str] = "登记了政策文件“{title}”"
    drawing: ClassVar[str] = "file-text"


@dataclass(frozen=True)
class EditionDrafted:
    """An edition of an item was begun."""

    policy_item_id: int
    actor_id: int
    title: str
    edition: int
    says: ClassVar[str] = "起草了“{title}”第 {edition} 版"
    drawing: ClassVar[str] = "pencil"


@dataclass(frozen=True)
class EditionRewritten:
    """Its drafter wrote a draft anew."""

    policy_item_id: int
    actor_id: int
    title: str
    edition: int
    says: ClassVar[str] = "改了“{title}”第 {edition} 版的草稿"
    drawing: ClassVar[str] = "pencil"


@dataclass(frozen=True)
class EditionDiscarded:
    """Its drafter threw a draft away."""

    policy_item_id: int
    actor_id: int
    title: str
    edition: int
    says: ClassVar[str] = "删掉了“{title}”第 {edition} 版的草稿"
    drawing: ClassVar[str] = "trash"


@dataclass(frozen=True)
class EditionSent:
    """A draft was given to somebody else to check."""

    policy_item_id: int
    actor_id: int
    event_id: int
    title: str
    edition: int
    says: ClassVar[str] = "把“{title}”第 {edition} 版交去复核"
    drawing: ClassVar[str] = "send"


@dataclass(frozen=True)
class EditionTakenBack:
    """Its drafter took an edition back to go on writing."""

    policy_item_id: int
    actor_id: int
    title: str
    edition: int
    says: ClassVar[str] = "收回了“{title}”第 {edition} 版"
    drawing: ClassVar[str] = "arrow-back-up"


@dataclass(frozen=True)
class EditionReturned:
    """Whoever checked it gave it back, and said why."""

    policy_item_id: int
    actor_id: int
    event_id: int
    title: str
    edition: int
    reason: str
    drafted_by_id: int
    says: ClassVar[str] = "退回了“{title}”第 {edition} 版：{reason}"
    drawing: ClassVar[str] = "arrow-back-up"


@dataclass(frozen=True)
class EditionPublished:
    """A second person found it right; it holds from its day on, and what held before ends there."""

    policy_item_id: int
    actor_id: int
    event_id: int
    title: str
    edition: int
    from_on: str
    drafted_by_id: int
    says: ClassVar[str] = "复核通过，发布了“{title}”第 {edition} 版，{from_on} 起执行"
    drawing: ClassVar[str] = "check"


@dataclass(frozen=True)
class ItemStopped:
    """An item is claimed no longer from a day on."""

    policy_item_id: int
    actor_id: int
    title: str
    on: str
    reason: str
    says: ClassVar[str] = "“{title}”{on} 起停止执行：{reason}"
    drawing: ClassVar[str] = "ban"


@dataclass(frozen=True)
class EditionTried:
    """A draft was tried on the enterprises of its area."""

    policy_item_id: int
    actor_id: int
    title: str
    edition: int
    says: ClassVar[str] = "把“{title}”第 {edition} 版在企业里试算了一遍"
    drawing: ClassVar[str] = "list-search"


@dataclass(frozen=True)
class FactStated:
    """An enterprise told what a rule asks of it."""

    enterprise_id: int
    actor_id: int
    label: str
    says: ClassVar[str] = "为比对政策补报了 {label}"
    drawing: ClassVar[str] = "pencil"


@dataclass(frozen=True)
class MatchesChanged:
    """Judged again, an enterprise fits other items than before: by item what it fits now, nearly fits, lost.

    `by_item`: because an item changed, not because of anything of its own.
    """

    enterprise_id: int
    event_id: int
    fits: list[int]
    nearly: list[int]
    lost: list[int]
    by_item: bool


@dataclass(frozen=True)
class ItemMatched:
    """An item that changed fits some enterprises that it did not fit before."""

    policy_item_id: int
    event_id: int
    count: int


@dataclass(frozen=True)
class ItemPushed:
    """Somebody brought an item to an enterprise."""

    enterprise_id: int
    actor_id: int
    event_id: int
    policy_item_id: int
    title: str
    says: ClassVar[str] = "收到推送的政策“{title}”"
    drawing: ClassVar[str] = "send"
