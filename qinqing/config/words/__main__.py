"""Says what the English catalogue lacks and holds too much: `python -m qinqing.config.words [--write]`.

With `--write` new sentences stand in it with an empty English, and those that nobody says are gone."""

import sys

import qinqing.config.setup  # noqa: F401  (imported for what it does)
from qinqing.config.words import english

if __name__ == "__main__":
    if "--write" in sys.argv[1:]:
        english.write()
    found = english.differences()
    sys.stdout.write("".join(f"{line}\n" for line in found))
    sys.exit(1 if found else 0)
