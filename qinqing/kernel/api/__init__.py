"""Doors for programs: what every room's `api` needs, as `pages` and `forms` serve its pages.

A program reads and acts by the same queries, forms and actions as a person. It comes with a token, names
what it saw (`If-Match`) and what it repeats (`Idempotency-Key`), and is told in words what is wrong.
"""
