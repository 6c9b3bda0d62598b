"""Sets Django up when imported: the first import of every process that is not started by Django itself."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qinqing.config.settings")
django.setup(set_prefix=False)
