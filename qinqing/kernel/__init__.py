"""The corridor: Django plumbing that every room shares and that knows no domain word.

Mechanisms: the door (session, actor, transaction), permissions, row-level security, pages and
closed-door rendering, one-statement writing, events and their delivery, jobs, dated settings,
the calendar, clock ledgers, files, imports, search, figures, notices and navigation.
"""
