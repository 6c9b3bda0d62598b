"""企业: the register of the enterprises that are served, and the people who speak for them.

Nouns: Enterprise (企业), EnterpriseName (曾用名), Contact (联系人, with what he may see of his firm),
Registration (开户申请), RaiseLink (诉求二维码), ProposedEdit (提出的更正: the register's keeper decides).
An enterprise has an area, an industry and a credit code checked by our own arithmetic; who serves it is
known to the room above (officers), its whole file stands in the desk `enterprise_file`.

Calls: accounts. Tells: see `events`. Hears: nothing.
"""
