"""`python -m benchmarks [N …]`: the hot pages at N problems (10,000 and 100,000) against their floors."""

import sys

import qinqing.config.setup  # noqa: F401  (imported for what it does)
from benchmarks import hot_pages
from qinqing.kernel.database.launcher import temporary_server


def main(arguments: list[str]) -> int:
    """Print one table for each N."""
    for size in [int(text) for text in arguments] or [10_000, 100_000]:
        with temporary_server() as server:
            hot_pages.run(server, size)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
