"""驾驶舱: what a place's figures say, month by month, as a page, a workbook and a printed report.

Everything shown is a figure that a room declares; here stands only which of them, in which order, and by what
they fall apart. A month that is over was frozen (`kernel.frozen`); what it counts later is an adjustment.

Reads: the figures of all rooms, accounts, problems. Acts: nothing.
"""
