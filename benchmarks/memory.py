"""`python -m benchmarks.memory HOME`: what the web and the worker of a running platform hold.

PSS counts a page that processes share once, divided among them: the sum is what the machine gives for them.
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

WEB, WORKER = "config.web", "worker.main"


def processes(home: str, words: str) -> Iterator[int]:
    """The processes of a platform with this data folder whose command line holds these words."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                command = (entry / "cmdline").read_text().replace("\0", " ")
                environ = (entry / "environ").read_text().split("\0")
            except OSError:
                continue
            if words in command and f"QINQING_HOME={home}" in environ:
                yield int(entry.name)


def held(pid: int) -> dict[str, int]:
    """Kilobytes of one process: all (Pss), and of that its own alone (Private)."""
    found: dict[str, int] = {}
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]:
        name, amount, _ = line.split()
        found[name.rstrip(":")] = int(amount)
    return {"Pss": found["Pss"], "Private": found["Private_Clean"] + found["Private_Dirty"]}


def main(arguments: list[str]) -> int:
    """Print each process and the sum of the web's."""
    home = os.path.realpath(arguments[0])
    for words in (WEB, WORKER):
        whole = 0
        for pid in sorted(processes(home, words)):
            memory = held(pid)
            whole += memory["Pss"]
            each = f"PSS {memory['Pss'] / 1024:6.1f} MB, private {memory['Private'] / 1024:6.1f}"
            print(f"  {words:<12}{pid:>8}  {each}")
        print(f"  {words:<12}   whole  PSS {whole / 1024:6.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
