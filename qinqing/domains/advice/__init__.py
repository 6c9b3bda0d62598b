"""advice 政策咨询与宣讲: questions about a policy, answers that became everybody's, talks that were given.

Nouns: question 政策咨询, exchange 一问一答, route 咨询分派, public answer 政策问答, talk 政策宣讲.
Calls: accounts, enterprises, officers, policies, problems (the yardstick of dates).
Hears: EditionPublished, ItemStopped (whose answers may be outdated), CalendarChanged.
Tells: QuestionAsked QuestionTaken QuestionGivenBack QuestionPassedOn QuestionAnswered QuestionUnderstood
QuestionUnclear QuestionToCall QuestionWithdrawn QuestionLapsed QuestionOverdue QuestionStillOverdue
QuestionDateMoved RouteWritten RouteEnded PublicAnswerDrafted PublicAnswerRewritten
PublicAnswerSent PublicAnswerTakenBack PublicAnswerReturned PublicAnswerPublished PublicAnswerOutdated
PublicAnswerConfirmed PublicAnswerWithdrawn PublicAnswerDropped AnswerFound TalkRecorded TalkDenied
TalkWithdrawn.

Own files: `limits` (pure).

A question goes to a group of experts, one of whom takes it; only its asker ends it, by saying that he
understands. What the experts are not told is who asks: they answer the question.
An answer becomes everybody's by two people, and holds nothing of whoever asked. A talk counts where it was
given; an enterprise that was not there says so, and counts there no longer. Nobody has a quota.
"""
