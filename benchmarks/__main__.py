"""`python -m benchmarks [N …]`: the hot pages at N problems (10,000 and 100,000 by default) against their floors."""

import os
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qinqing.config.settings")
django.setup(set_prefix=False)

from benchmarks import hot_pages  # noqa: E402
from tests.conftest import temporary_server  # noqa: E402

Server = Callable[[], AbstractContextManager[object]]


def main(arguments: list[str]) -> int:
    """Print one table for each N."""
    for size in [int(text) for text in arguments] or [10_000, 100_000]:
        with temporary_server() as server:
            hot_pages.run(server, size)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
