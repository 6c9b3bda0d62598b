"""审计: the chain over the record of events, for the audit administrator: how far, by which head; and who
opened covered numbers and figures of how many enterprises.

Reads and acts: `kernel.audit`. Reads: enterprises, accounts.
"""
