"""交接: another officer, or nobody, serves an enterprise from a day on, with a word about each open problem
(T33); whoever leaves confirms himself the sheet of what he hands over, and whoever follows takes it.

Reads: officers, enterprises, problems, claims, advice. Acts: ends one assignment or all of an
officer's, begins the next and hands each problem over, in one transaction; brings the sheet up to what is
open.
Hears: AssignmentEnded (what was open when it ended stands on the sheet, whichever way it ended).
"""
