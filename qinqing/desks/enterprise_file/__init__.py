"""一企一档: the enterprises as a list with who serves them, and one enterprise from all sides.

Reads: accounts, enterprises, officers. Acts: nothing; its buttons lead into the rooms.
Hears: ProblemSubmitted (a dormant enterprise that raises a problem wakes).
"""
