"""Fittings: how the house looks.

Components as Jinja2 macros (what stands once on a page, `jinja2/ui/parts.html`) and as Python functions (what
repeats in every row, `cells`), one format each for dates and amounts (`formats`), tokens and one stylesheet.
`environment` hands them to the templates; `gallery` shows them all on one page. Knows neither Django nor what
the rooms are about.
"""
