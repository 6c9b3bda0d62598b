"""`verify`: follow the chain over the record of events, from the database or a saved file, without Django."""

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO

import psycopg
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from qinqing.kernel.database import chain
from qinqing.kernel.database.startup import CannotStart
from qinqing.lib.chain import Fault, Head, Verdict, verdict


def verify_database(dsn: str, heads: Sequence[Head], copy: Path | None = None) -> int:
    """Verify the chain as the database holds it, and save it to `copy`; 0 where it holds, else 1."""
    with psycopg.connect(dsn) as connection, contextlib.ExitStack() as stack:
        chain.look_around(connection)
        found = chain.beside(connection)
        links = stack.enter_context(contextlib.closing(chain.links_of(connection)))
        passing = links if copy is None else chain.save(links, stack.enter_context(_new(copy)))
        result = verdict(passing, heads)
    if result.fault is None and found.smuggled is not None:
        slipped = Fault(result.head.number + 1, found.smuggled, "插在已封存的记录中间，没有封存")
        result = Verdict(result.head, slipped)
    return _report(result, heads, unsealed=found.unsealed)


def verify_file(path: Path, heads: Sequence[Head]) -> int:
    """Verify a chain saved by `verify --save`; 0 where it holds, else 1."""
    try:
        with path.open(encoding="utf-8") as file:
            return _report(verdict(chain.saved(file), heads), heads)
    except (OSError, ValueError, TypeError) as error:
        raise CannotStart(f"不是存下来的链：{path} (not a saved chain)") from error


def trusted_heads(places: Sequence[Path], key: str = "") -> list[Head]:
    """The heads of these files; refuses a file that is none, and a head whose signature is not the key's.

    Without a key given, each file's own is used, which says that nobody changed single lines of it.
    """
    found = []
    for place in places:
        try:
            kept = chain.kept_heads(place.read_text("ascii"))
            checks = Ed25519PublicKey.from_public_bytes(bytes.fromhex(key) if key else kept.key)
        except (OSError, ValueError) as error:
            raise CannotStart(f"链头文件读不了：{place} (not a file of heads)") from error
        for head, words, signature in kept.heads:
            try:
                checks.verify(signature, words)
            except InvalidSignature as error:
                raise CannotStart(
                    f"{place} 里第 {head.number} 环的头签名不对 (a head's signature is wrong)"
                ) from error
            found.append(head)
    return found


def _report(result: Verdict, heads: Sequence[Head], *, unsealed: int = 0) -> int:
    if result.fault is not None:
        record = f"，事件 {result.fault.record}" if result.fault.record else ""
        print(f"对不上：第 {result.fault.number} 环{record}：{result.fault.says}")
        return 1
    against = f"，和 {len(heads)} 个留存的头一致" if heads else "；没有留存的头可对，链尾和整段重写查不出来"
    print(f"完整：共 {result.head.number} 环{against}。头 {result.head.digest.hex()}")
    if unsealed:
        print(f"还有 {unsealed} 条没有封存。")
    return 0


@contextlib.contextmanager
def _new(path: Path) -> Iterator[IO[str]]:
    try:
        with path.open("x", encoding="utf-8") as file:
            yield file
    except OSError as error:
        raise CannotStart(f"写不了 {path}（{error.strerror}） (cannot write)") from error
