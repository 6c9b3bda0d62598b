"""claims 兑现: what an enterprise takes up of a policy, from the first word to the money in its account.

Nouns: claim 申领, paper file 材料文件, payout account 收款账户, payout list 兑现名单, list entry 名单条目.
Calls: accounts, enterprises, officers, policies, problems (the calendar's changes).
Hears: CalendarChanged; EnterpriseEdited EnterprisesImported EnterpriseImportUndone (by which name a claim is
found).
Tells: ClaimIntended ClaimApplied ClaimAccepted SupplementAsked PapersGiven PapersSupplied
ClaimTurnedDown ClaimApproved ClaimNotApproved ObjectionRecorded ObjectionDismissed ObjectionUpheld
NoticeEnded AccountGiven AccountReturned ClaimPaid ClaimDateMoved ClaimWithdrawn ClaimLate ClaimListed
PayoutListMade EntryAdded EntryTakenOut PayoutListSent PayoutListReturned PayoutListConfirmed.

Own files: `limits` (pure).

A claim is one enterprise's taking-up of one edition of one item. Each state has one holder and one date; the
date's beginning, length and source stand beside it, so that "why this day?" is counted again when asked.
Where nobody applies, a unit compares, lists and gives notice: each entry of a confirmed list is a claim, too.
"""
