"""导入: a table is shown as it would arrive, confirmed, reported row by row, and taken back whole if need be.

One set of pages for every kind of table that a room declares in its `imports`. Reads: accounts for the areas
one may import into. Acts: `kernel.imports`, which calls the room that declared the kind.
"""
