"""policies 政策: what an enterprise can claim, on which conditions, in whose words.

Nouns: policy 政策文件, policy item 政策事项, edition 版本, trial 试算, match 匹配结果, push 推送.
Calls: accounts, enterprises, officers, inbox.
Hears: EnterpriseRegistered EnterpriseEdited YearlyFactsStated TitleGiven TitleEnded TitleCorrected
TitleTakenBack EnterpriseFellDormant EnterpriseWoke EnterpriseStruckOff EnterprisePutBack
MergerTookEffect MergerEnded TableImported TableImportUndone EnterprisesImported EnterpriseImportUndone:
what rules ask of an enterprise changed, so it is judged again.
Tells: PolicyRegistered EditionDrafted EditionRewritten EditionDiscarded EditionSent EditionTakenBack
EditionReturned EditionPublished EditionTried ItemStopped FactStated MatchesChanged ItemMatched ItemPushed.

Own files: `limits` (pure); `facts`, the bridge from the register to the facts of rules.

An item is what can be claimed; what it says stands in its editions. An edition is drafted by one policy
editor and published by another; from then on not a word of it changes: an amendment is another edition with a
day of its own. Whether an enterprise fits is said by the rule of the edition (`lib.rules`), which is data,
built beside the sentences of the paper that it encodes.
"""
