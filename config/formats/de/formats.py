"""German. Months are shortened as people do ("3. Sept.", "3. März"), not to three letters."""

DATE_FORMAT = "j. F Y"
MONTH_DAY_FORMAT = "j. F"
YEAR_MONTH_FORMAT = "F Y"
MEDIUM_DATE_FORMAT = "j. N Y"
SHORT_MONTH_DAY_FORMAT = "j. N"
WEEKDAY_SHORT_MONTH_DAY_FORMAT = "D, j. N"
WEEKDAY_DATE_FORMAT = "l, j. F Y"
WEEKDAY_MONTH_DAY_FORMAT = "l, j. F"
SHORT_DATE_FORMAT = "d.m.Y"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = "j. F Y, H:i"
SHORT_DATETIME_FORMAT = "d.m.Y H:i"
FIRST_DAY_OF_WEEK = 1
DATE_INPUT_FORMATS = ["%d.%m.%Y", "%d.%m.%y", "%Y-%m-%d"]
DECIMAL_SEPARATOR = ","
THOUSAND_SEPARATOR = "."
NUMBER_GROUPING = 3
