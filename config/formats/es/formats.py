"""Spanish. Months are small ("3 ene 2026"): Django's M would make them capital."""

DATE_FORMAT = r"j \d\e F \d\e Y"
MONTH_DAY_FORMAT = r"j \d\e F"
YEAR_MONTH_FORMAT = r"F \d\e Y"
MEDIUM_DATE_FORMAT = "j b Y"
SHORT_MONTH_DAY_FORMAT = "j b"
WEEKDAY_SHORT_MONTH_DAY_FORMAT = "D, j b"
WEEKDAY_DATE_FORMAT = r"l, j \d\e F \d\e Y"
WEEKDAY_MONTH_DAY_FORMAT = r"l, j \d\e F"
SHORT_DATE_FORMAT = "d/m/Y"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = r"j \d\e F \d\e Y, H:i"
SHORT_DATETIME_FORMAT = "d/m/Y H:i"
FIRST_DAY_OF_WEEK = 1
DATE_INPUT_FORMATS = ["%d/%m/%Y", "%d/%m/%y", "%Y-%m-%d"]
DECIMAL_SEPARATOR = ","
THOUSAND_SEPARATOR = "."
NUMBER_GROUPING = 3
