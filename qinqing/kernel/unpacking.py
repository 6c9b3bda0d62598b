"""A program of its own that reads one Excel file from its input and writes its worksheets to its output.

What a stranger's file does to it, it does to nothing else: memory and time are bounded before the first byte
is looked at, and it holds nothing but the reader. Started by `kernel.opening`.
"""

import json
import resource
import sys

from qinqing.lib.spreadsheets import Unreadable, workbooks

MOST_MEMORY = 1_500 * 1024 * 1024
MOST_SECONDS = 60


def main() -> None:
    """Write the worksheets as [name, rows], or the sentence that says why not."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        grids = workbooks.grids(sys.stdin.buffer.read())
    except Unreadable as fault:
        found: object = str(fault)
    else:
        found = [[grid.name, [list(line.cells) for line in grid.lines]] for grid in grids]
    sys.stdout.buffer.write(json.dumps(found, ensure_ascii=False).encode(errors="replace"))


if __name__ == "__main__":
    main()
