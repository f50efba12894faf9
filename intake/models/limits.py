"""What no diary goes beyond."""

from datetime import date
from decimal import Decimal

# Diaries hold no day outside these: 0308 and 9999 are slips of the keyboard.
FIRST_DAY = date(1900, 1, 1)
LAST_DAY = date(2199, 12, 31)

# More than a person can eat, and less than the columns hold.
MAX_QUANTITY = Decimal(100_000)
MAX_MAGNESIUM_MG = Decimal(1_000_000)

# A number of one's own to aim at: beyond it is a slip of the keyboard.
LEAST_TARGET_MG = Decimal(1)
MOST_TARGET_MG = Decimal(10_000)
