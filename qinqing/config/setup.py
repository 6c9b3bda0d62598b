"""Sets Django up when imported: the first import of every process that is not started by Django itself."""

import gc
import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qinqing.config.settings")
django.setup(set_prefix=False)


def freeze() -> None:
    """Keep what is loaded out of the garbage collector's way, and have it look for circles less often.

    For a process that is complete; gains about 8 % of a request and of an import.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
