"""advice 政策咨询与宣讲: questions about a policy, answers that became everybody's, talks that were given.

Nouns: question 政策咨询, exchange 一问一答, route 咨询分派.
Calls: accounts, enterprises, officers, policies. Hears: nothing.
Tells: QuestionAsked QuestionTaken QuestionGivenBack QuestionPassedOn QuestionAnswered QuestionUnderstood
QuestionUnclear QuestionToCall QuestionWithdrawn QuestionLapsed QuestionOverdue QuestionStillOverdue
RouteWritten RouteEnded.

A question goes to a group of experts, one of whom takes it; only its asker ends it, by saying that he
understands. What the experts are not told is who asks: they answer the question.
"""
