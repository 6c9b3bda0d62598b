"""Searching two characters in everything one may see: rare and common words, whole areas and narrow views."""

from collections.abc import Callable
from urllib.parse import quote

from benchmarks.measure import percentile, spent

Call = Callable[..., tuple[int, bytes]]
WORDS = {"rare": "锅炉", "one in five": "路灯", "in every text": "处理", "nowhere": "鲸鱼"}
TIMES = 100


def run(people: dict[str, Call]) -> None:
    """Print the page's CPU at the 95th percentile, for each person and word."""
    print(f"\nsearch, CPU ms a page (application + PostgreSQL), 95th percentile of {TIMES}")
    for who, call in people.items():
        line = [f"{label} {_slow(call, word):.1f}" for label, word in WORDS.items()]
        print(f"  {who:<20}{'   '.join(line)}")


def _slow(call: Call, word: str) -> float:
    def search() -> None:
        status, _ = call(f"/search/?q={quote(word)}")
        assert status == 200, status

    for _ in range(8):
        search()
    return percentile([spent(search) for _ in range(TIMES)], 95)
