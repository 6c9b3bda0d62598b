"""审计: the chain over the record of events, for the audit administrator: how far, by which head.

Reads and acts: `kernel.audit`.
"""
