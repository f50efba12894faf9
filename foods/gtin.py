"""Barcodes: GTIN-8, -12, -13 and -14 in one spelling, with their check digit (GS1)."""

import re

_DIGITS = re.compile("[0-9]{6,14}")


def normalised(text: str) -> str | None:
    """The 14 digits of a barcode; None where the text is none.

    "0 12345 67890 5" and "012345678905" are "00012345678905". Files that passed through a
    spreadsheet have lost leading zeros, so that fewer than eight digits may still be a barcode.
    """
    digits = text.replace(" ", "").replace("-", "")
    if not _DIGITS.fullmatch(digits) or not digits.strip("0"):
        return None
    return digits.zfill(14)


def check_digit(digits: str) -> str:
    """What must follow these 13 digits: every other one counts three times, from the right."""
    total = sum(map(int, digits[-1::-2])) * 3 + sum(map(int, digits[-2::-2]))
    return str(-total % 10)


def has_valid_check_digit(gtin: str) -> bool:
    """Whether the last of the digits is what the others ask for."""
    return check_digit(gtin[:-1]) == gtin[-1]
