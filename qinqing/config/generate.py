"""Writes the handbook: `python -m qinqing.config.generate docs/generated`."""

import sys
from pathlib import Path

import qinqing.config.setup  # noqa: F401  (imported for what it does)
from qinqing.config import handbook

if __name__ == "__main__":
    handbook.write(Path(sys.argv[1]))
