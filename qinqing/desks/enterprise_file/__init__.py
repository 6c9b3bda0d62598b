"""一企一档: the enterprises as a list with who serves them, and one enterprise from all sides.

Reads: accounts, enterprises, officers, problems, claims. Acts: lets leaders and heads of units read figures,
since only here it is known what they are to an enterprise; its other buttons lead into the rooms.
Hears: ProblemSubmitted (a dormant enterprise that raises a problem wakes).
"""
