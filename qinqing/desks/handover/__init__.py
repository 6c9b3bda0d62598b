"""交接: another officer serves an enterprise from today on, with a word about each open problem (T33);
whoever leaves confirms himself the sheet of what he hands over, and whoever follows takes it.

Reads: officers, problems, claims, advice. Acts: ends one assignment, begins the next and hands each problem
over, in one transaction; brings the sheet up to what is open.
"""
