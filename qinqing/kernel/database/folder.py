"""The data folder: where it lies, who holds it, and the secrets kept in it."""

import base64
import contextlib
import errno
import fcntl
import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

from qinqing.kernel.database.binaries import Account
from qinqing.kernel.database.startup import CannotStart

SYSTEM_ROOT = Path("/var/lib/qinqing")
# The field key last: where it is, the others were made.
KEYS = ("secret.key", "sign.key", "field.key")
PASSWORDS = "database.json"
ROLES = ("qinqing", "qinqing_owner", "qinqing_web", "qinqing_worker")
ROOM_FOR_A_NEW_CLUSTER = 300 << 20
ROOM_FOR_A_START = 50 << 20


def clone() -> Path | None:
    """The clone this program runs from; none when it was installed."""
    above = Path(__file__).resolve().parents[3]
    return above if (above / "pyproject.toml").exists() else None


def choose(environ: Mapping[str, str], account: Account | None) -> Path:
    """The data folder: `QINQING_HOME`, else `var` in the clone or, if installed, where one stands.

    Run by root, PostgreSQL has an account of its own: then the folder of a clone lies under the system's data
    root, and so does that of an installed program where the account could not enter.
    """
    if environ.get("QINQING_HOME"):
        return Path(environ["QINQING_HOME"]).expanduser().absolute()
    origin = clone() or Path.cwd()
    if account is None or (clone() is None and account.can_enter(origin)):
        return origin / "var"
    return SYSTEM_ROOT / hashlib.sha256(str(origin).encode()).hexdigest()[:8]


def prepare(folder: Path, account: Account | None) -> None:
    """Make the folder and see that it can be used; refuses one read-only, closed or on a full disk."""
    try:
        for place in reversed((folder, *folder.parents)):
            if not place.exists():
                # Whatever the umask: the account must be able to cross what root made.
                place.mkdir()
                place.chmod(0o711 if account else 0o700 if place == folder else 0o755)
    except OSError as error:
        raise refusal(error, folder) from error
    if not folder.is_dir():
        raise CannotStart(f"数据目录不是目录：{folder} (not a folder)")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise CannotStart(f"数据目录不可写：{folder} (the data folder is read-only)")
    if account and not account.can_enter(folder):
        raise CannotStart(
            f"用户 {account.name} 无法进入 {folder}，请用 QINQING_HOME 指定别处 (choose another data folder)"
        )
    has_cluster = (folder / "pgdata/PG_VERSION").exists()
    if shutil.disk_usage(folder).free < (ROOM_FOR_A_START if has_cluster else ROOM_FOR_A_NEW_CLUSTER):
        raise full(folder)


def refusal(error: OSError, folder: Path) -> CannotStart:
    """The sentence for what the operating system said about the data folder."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return full(folder)
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return CannotStart(f"数据目录不可写：{folder} (the data folder is read-only)")
    return CannotStart(f"数据目录不可用：{folder}（{error.strerror}） (the data folder cannot be used)")


def full(folder: Path) -> CannotStart:
    return CannotStart(f"磁盘已满：{folder} 所在磁盘空间不足 (disk full)")


@contextlib.contextmanager
def held(folder: Path, note: str = "") -> Iterator[None]:
    """Hold the folder for this process alone; refuses with `Held` while another holds it.

    The lock goes with the process, however it ends; children do not inherit it.
    """
    try:
        lock = (folder / "launcher.lock").open("a+", encoding="utf-8")
    except OSError as error:
        raise refusal(error, folder) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise Held(lock.read().strip() or "?") from None
        # Only now: opening with "w" would have emptied the holder's note.
        lock.truncate(0)
        lock.write(f"{os.getpid()} {note}".strip())
        lock.flush()
        yield


class Held(CannotStart):
    """Another process holds the data folder."""

    def __init__(self, note: str) -> None:
        pid, _, address = note.partition(" ")
        super().__init__(f"已在运行（进程 {pid}）{address} (already running)")


def ensure_secrets(folder: Path) -> Path:
    """The folder of the keys and passwords, made on the first start and never changed; refuses a lost one."""
    place = folder / "secrets"
    made_before = (folder / "pgdata").exists()
    try:
        place.mkdir(mode=0o700, exist_ok=True)
        for name in (*KEYS, PASSWORDS):
            if not (place / name).exists():
                if made_before:
                    raise CannotStart(f"密钥文件不见了：{place / name}，请从备份恢复 (a secret is lost)")
                write_once(place / name, _passwords() if name == PASSWORDS else new_key())
    except OSError as error:
        raise refusal(error, folder) from error
    return place


def passwords(folder: Path) -> dict[str, str]:
    """The database passwords by role."""
    kept: dict[str, str] = json.loads((folder / "secrets" / PASSWORDS).read_text("utf-8"))
    return kept


def new_key() -> str:
    """A fresh key of 32 bytes, as a file holds it."""
    return base64.b64encode(secrets.token_bytes(32)).decode()


def _passwords() -> str:
    return json.dumps({role: secrets.token_urlsafe(24) for role in ROLES})


def write_once(path: Path, text: str) -> None:
    """Write a file for its owner alone; after a kill or a power cut it is there whole or not at all."""
    unfinished = path.with_name(f"{path.name}.new")
    unfinished.unlink(missing_ok=True)
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    unfinished.rename(path)
    settle(path.parent)


def settle(place: Path) -> None:
    """Let what was named in a folder outlast a power cut."""
    opened = os.open(place, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
