"""Barcodes of products: one number in 8, 12, 13 or 14 digits (GS1 General Specifications, 7.9)."""

from __future__ import annotations

import re
from dataclasses import dataclass

LENGTHS = (8, 12, 13, 14)
_IN_FILES = re.compile("[0-9]{6,14}")
_TYPED = re.compile(r"[0-9](?:[ -]?[0-9])*")


@dataclass(frozen=True)
class Barcode:
    """A GTIN as typed or scanned: digits alone."""

    digits: str

    @classmethod
    def typed(cls, text: str) -> Barcode | None:
        """None for what is no barcode. Blanks and hyphens between digits are passed over."""
        if not _TYPED.fullmatch(text := text.strip()):
            return None
        digits = re.sub("[ -]", "", text)
        return cls(digits) if len(digits) in LENGTHS else None

    @property
    def spellings(self) -> list[str]:
        """A barcode of 12 digits is the same as one of 13 or 14 with zeros before it."""
        bare = self.digits.lstrip("0")
        return [bare.zfill(length) for length in LENGTHS if length >= len(bare)]

    @property
    def has_right_check_digit(self) -> bool:
        return has_right_check_digit(self.digits)


def normalised(text: str) -> str | None:
    """The 14 digits of a barcode; None where the text is none.

    "0 12345 67890 5" and "012345678905" are "00012345678905". Files that passed through a
    spreadsheet have lost leading zeros, so that fewer than eight digits may still be a barcode.
    """
    digits = text.replace(" ", "").replace("-", "")
    if not _IN_FILES.fullmatch(digits) or not digits.strip("0"):
        return None
    return digits.zfill(14)


def check_digit(digits: str) -> str:
    """What must follow these 13 digits: every other one counts three times, from the right."""
    total = sum(map(int, digits[-1::-2])) * 3 + sum(map(int, digits[-2::-2]))
    return str(-total % 10)


def has_right_check_digit(digits: str) -> bool:
    """The last digit makes the sum of all, from the right times 1 and 3 in turn, end in 0."""
    return check_digit(digits[:-1]) == digits[-1]
