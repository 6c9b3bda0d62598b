"""inbox 消息: what a person is told, in the app and by e-mail, once for each event.

Nouns: message 消息 (one per person, event and notice), delivery 投递 (one per message and channel),
reaching wish 收信方式 (once a day, quiet hours).
Calls: accounts. Hears: whatever the rooms above declare as notices. Tells: nothing.

A text names a number and nothing of the business; it leads to a page that asks for the right again.
"""
