"""推演: an invented city whose people live a year of the platform's life, by the rooms' own actions.

`load_catalogue` stores the first day's categories and duties; `build_demo` makes the city 澜川市 with its
people, enterprises, a year of policies and problems up to now; `drive_imported` takes messages that were
imported to their ends. Everything follows from a seed and the moment `now`; only ids and numbers are drawn
anew.

What is told while it plays is kept back: history starts no delivery jobs. Notices are delivered in passing,
for the last days only, and their readers read what is older than a few; what officers bring to enterprises is
told at once, for whether it was read is counted by the year.

Reads: all rooms. Acts: accounts, enterprises, officers, policies, claims, advice, problems, inbox. No models,
no pages.
"""
