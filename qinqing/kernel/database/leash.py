"""Programs that end when their starter ends.

The starter runs this file as a script, `leash.py SIGNAL STARTER UID GID PROGRAM ARGUMENT…`, which then
becomes the program, so the process id stays. It imports nothing of ours: it starts as root and changes the
user, and the new user may not be able to look where this file lies.
"""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

PR_SET_PDEATHSIG = 1
SAME_USER = -1


def spawn(
    command: Sequence[str | Path],
    death_signal: signal.Signals,
    user: tuple[int, int] | None = None,
    **options: Any,
) -> subprocess.Popen[bytes]:
    """Start a program in a session of its own, so that the terminal's Ctrl-C reaches the starter alone.

    It gets `death_signal` when the thread that called this ends, however it ends (on Linux; elsewhere it
    stays behind, and the next start ends it). `user` is (uid, gid) to change to.
    """
    uid, gid = user or (SAME_USER, SAME_USER)
    return subprocess.Popen(
        [
            sys.executable,
            "-I",
            "-S",
            __file__,
            *map(str, (int(death_signal), os.getpid(), uid, gid, *command)),
        ],
        start_new_session=True,
        **{"stdin": subprocess.DEVNULL, **options},
    )


def become(death_signal: int, starter: int, uid: int, gid: int, command: list[str]) -> None:
    if uid != SAME_USER:
        os.umask(0o077)
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
    if sys.platform == "linux":
        # After the change of user, which clears it; and the starter may have ended before it was set.
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, death_signal)
        if os.getppid() != starter:
            sys.exit(1)
    os.execv(command[0], command)  # noqa: S606  (a shell between would be another process)


if __name__ == "__main__":
    death_signal, starter, uid, gid = map(int, sys.argv[1:5])
    become(death_signal, starter, uid, gid, sys.argv[5:])
