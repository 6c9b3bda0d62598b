"""每个人的第一页: what waits for this person now, what is late, what changed; by all his roles at once.

Reads: accounts, officers, problems, policies, claims, advice. Acts: nothing; its buttons lead into the rooms.
"""
