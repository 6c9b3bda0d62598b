"""首席服务官: who serves which enterprise, since when, and who stands in for him.

Nouns: Officer (首席服务官), Assignment (挂点, part A or B), Absence (离岗, with a substitute 代管人), Pairing
(包联, with a leader), Handover (交接单), ThemeGroup (专题组) and GroupMember. Nothing stores its officer:
whoever holds the assignment now, or substitutes for him, has what is the officer's.

Calls: accounts, enterprises. Tells: see `events`. Hears: PersonDisabled, RoleEnded (the pairings of a leader
who leaves end).
"""
