"""诉求: what troubles an enterprise, from the first word to the enterprise's own "solved" or "not".

Nouns: Problem (诉求), Task (办理件: one unit's share), LedgerEntry and Clock (钟), Answer words in events,
ContactRecord (联系与回访), Rating (评价), Attachment (附件), Category (类别), Duty (派单目录),
ReplyTemplate (答复范文), ProposedRule and ProposedDay (拟定的规定、拟定的日子: what binds an area takes two).

The whole life stands as tables of data: `workflow` (states, steps, acts), `limits` (clocks, limits,
triggers); `life` plays one step on a problem in memory, purely; `actions` lock, let it play and write
the result as one statement.

Calls: accounts, enterprises, officers, inbox (by notices).
Tells: see `events`.
Hears: OfficerAssigned, AssignmentEnded, AbsenceRecorded, AbsenceEnded, MergerTookEffect, MergerEnded,
RoleGranted, RoleEnded, PersonDisabled (who holds C1 and C3).
Own files: `limits` (pure), `life` (pure).
"""
