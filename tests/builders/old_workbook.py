"""A file of Excel 97 (BIFF8 in a compound file), as xlwt made it once; no library here writes that form.

One worksheet “名单” with the headings 企业名称, 成立日期, 注册资本（万元）, and two rows: 甲公司, 乙公司.
"""

import base64
import zlib

_PACKED = """
eNrtWE1IVFEU/u57T2dGnHGcxsCJJhGymsZFtWmjr9Jy5eSkUUZQmoOEwxhDLXSTZe4SolZFG8EWbexn0Q/9ULugwMhFEAROIQRtCgpcqK9z
z3svRytwoISJ+83cc+8993z3nvfO/XnvvZ6snB67E8lhGRqhY8HyoTRPJyj53EoQ1G5ZsujmXkqWQlHB56VAlpbgkf+VR8ZQxjsHDbeN5ySB
D5SO4hQS/ZlUzSpiD/vQJaQPDSQFrpMmgGr2KsTyBMs1LG+x5WOWu1gzyrKBbKfFEUyaidhOZxYf1mq5LQDZ733mvGPNNlThhZzFZy8J27YE
u7Mnu9JF1hA1yjEOCmhLKpPKynoFbqAM6CTUt7bWNzdPI0zBHsd3qwb45q7qZzVKv7p6AdLPLtV7/qD3UhCX669oBjAE6zgvkhGUI2bIFk34
Ow62z6GJ5gQ4GRBifyTh7/gyoENsP5NOzraTLtj9cnAmtaHXC/EpfTHZPBrv9VqeRFPSZ5FZZ0Kalcmdn3eK4JKdws8rqJxkDyq4XMnrKEiu
zt38+qa1u808xpohPh3sM2SjdBkWzkkGkQPcYvyUMWZsZXmee13H5QjLMF0M5XVtVU5h3zDbXODWOhpnB2PK3JRX3kzlkc/JB9GRj+YWKk+0
5AbDE2/NMdTSmdZDfPkbRlzExbWrEg9NNxfOfvOeZfUve49XC7LvOiznoKzAvFxthEqWds29O3ZNo5rusMVv2ILZUj6h8aV3Idy9LFkBZkue
xndsKU9jnsERWk813RlHns22oQdRIf+67EJnxxa7eEo3R3ccn2E3NIfeqIVwT/ZOG+wiyqCgoKCgoKCgoFBEEPwsCX7EM5wXhVJ+RrS/68xT
WlCfSf5bHEA//U7TS+VeZCjPYqCg+bMWJcLtS6yQ434vlDhEo2fRh272o6/g+UtvZiL/elZMDP69JVTo+AuF+PmPx/8B9CjjBA==
"""


def an_old_workbook() -> bytes:
    """The .xls file."""
    return zlib.decompress(base64.b64decode(_PACKED))
