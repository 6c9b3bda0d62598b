"""exports 导出: lists leave the house as files, each with whose name on it, more of one only by two.

Nouns: export 导出.
Calls: accounts. Hears: nothing.
Tells: DataExported ExportRequested ExportAgreed ExportRefused.

Which lists there are the rooms above declare in their `documents` (`kernel.exports`). Up to 200 rows go at
once; more with a reason and a second person who reaches the areas of all rows, then once, within a day, under
the rights of that moment.
"""
