"""How each language writes dates, times and numbers, by the names that templates use.

The names beyond Django's own: MEDIUM_DATE (a row of a table), SHORT_MONTH_DAY (an axis),
WEEKDAY_… (with the day of the week). See docs/decisions/languages.md.
"""
