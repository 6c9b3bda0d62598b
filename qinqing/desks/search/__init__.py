"""找: one box for everything, by kind, in what one may see.

What can be found is declared by the rooms (`search.py`, `kernel.search.Found`); here stands only how it is
laid out. A whole number of something opens it at once.

Reads: every kind that a room declares and this person has the right to. Acts: nothing.
"""
