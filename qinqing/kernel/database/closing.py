"""Backups closed to whoever finds them: written for one recipient by gpg, and opened by whoever has his key.

The recipient is a file with his public key: no account needs a keyring to close anything, PostgreSQL's own,
which carries the log, least of all. Opening is left to gpg as whoever restores uses it.
"""

import shutil
import subprocess
import tarfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, Final

from qinqing.kernel.database.startup import CannotStart

ENDING: Final = ".gpg"
VARIABLE: Final = "QINQING_BACKUP_RECIPIENT"
_NO_KEYRING: Final = "/nonexistent"


def recipient_in(environ: Mapping[str, str]) -> Path | None:
    """The public key for which the environment wants backups closed; None where it names none.

    Refuses where gpg is missing, and a file that is no public key.
    """
    named = environ.get(VARIABLE)
    if not named:
        return None
    key = Path(named).expanduser().absolute()
    if not key.is_file():
        raise CannotStart(f"{VARIABLE} 要写公钥文件，没有这个文件：{key} (no such file)")
    done = subprocess.run(command(key), input=b"", capture_output=True, check=False)
    if done.returncode:
        raise CannotStart(f"{key} 不是 gpg 能用来加密的公钥 (not a public key)")
    return key


def command(key: Path) -> list[str]:
    """Closes what it reads for the owner of the key, and writes it. Refuses where gpg is missing."""
    return [
        *(_gpg(), "--batch", "--quiet", "--no-options", "--no-random-seed-file", "--homedir", _NO_KEYRING),
        *("--no-keyring", "--trust-model", "always", "--recipient-file", str(key), "--encrypt"),
    ]


def _gpg() -> str:
    found = shutil.which("gpg")
    if found is None:
        raise CannotStart("没有找到 gpg，备份不能加密也不能解密；请安装 gnupg (gpg is not installed)")
    return found


def close(source: Path, to: Path, key: Path) -> None:
    """Write a file closed."""
    with source.open("rb") as content:
        _run(command(key), content, to)


def close_output(writes: Sequence[str | Path], environ: Mapping[str, str], to: Path, key: Path) -> None:
    """Write closed what a program writes; nothing of it lies open anywhere meanwhile."""
    try:
        program = subprocess.Popen(
            writes, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=False
        )
    except FileNotFoundError as error:
        raise CannotStart(f"没有找到 {writes[0]}，请安装 PostgreSQL 的客户端 (not installed)") from error
    with program:
        assert program.stdout
        assert program.stderr
        _run(command(key), program.stdout, to)
        said = program.stderr.read().decode(errors="replace").strip().splitlines()
    if program.returncode:
        raise CannotStart(f"{Path(writes[0]).name} 失败：{said[-1] if said else program.returncode} (failed)")


def _run(closes: Sequence[str], content: IO[bytes], to: Path) -> None:
    with to.open("wb") as file:
        done = subprocess.run(closes, stdin=content, stdout=file, stderr=subprocess.PIPE, check=False)
    if done.returncode:
        raise CannotStart(f"gpg 没能加密 {to.name}：{_last(done.stderr)} (encryption failed)")


@contextmanager
def opened(source: Path) -> Iterator[IO[bytes]]:
    """What a closed file holds. Refuses where nobody here has the key."""
    with subprocess.Popen(
        [_gpg(), "--quiet", "--decrypt", str(source)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as program:
        assert program.stdout
        assert program.stderr
        fault = None
        try:
            yield program.stdout
            program.stdout.read()
        except tarfile.TarError as error:
            fault = error
            program.stdout.close()
        said = program.stderr.read()
    if program.returncode or fault:
        raise CannotStart(
            f"解不开 {source.name}，要有收件人的私钥：{_last(said) or fault} (cannot be decrypted)"
        ) from fault


def open_to(source: Path, to: Path) -> None:
    """Write a closed file open."""
    with opened(source) as content, to.open("wb") as file:
        shutil.copyfileobj(content, file)


def unpack(source: Path, to: Path) -> None:
    """Lay out a closed archive of files and folders. Refuses what would lie elsewhere, or is neither: whoever
    has the public key can close an archive.
    """
    to.mkdir(mode=0o700)
    # Filters of `extractall` came with 3.11.4, which not every system has that we run on.
    with opened(source) as content, tarfile.open(fileobj=content, mode="r|") as archive:
        for part in archive:
            if not _stays_within(part):
                raise CannotStart(f"{source.name} 不是数据库的备份：{part.name} (not of a cluster)")
            place = to / part.name
            if part.isdir():
                place.mkdir(mode=0o700, parents=True, exist_ok=True)
            elif file := archive.extractfile(part):
                with place.open("wb") as laid:
                    shutil.copyfileobj(file, laid)
                place.chmod(0o600)


def _stays_within(part: tarfile.TarInfo) -> bool:
    """Whether it is a file or a folder below the place where the archive is laid out."""
    named = PurePosixPath(part.name)
    return (part.isfile() or part.isdir()) and not named.is_absolute() and ".." not in named.parts


def _last(said: bytes) -> str:
    lines = said.decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else ""
