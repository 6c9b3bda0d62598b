"""交接: another officer serves an enterprise from today on, with a word about each open problem (T33).

Reads: officers, problems. Acts: ends one assignment, begins the next and hands each problem over, in one
transaction.
"""
