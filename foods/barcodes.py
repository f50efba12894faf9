"""Barcodes of products: one number in 8, 12, 13 or 14 digits (GS1 General Specifications, 7.9)."""

from __future__ import annotations

import re
from dataclasses import dataclass

LENGTHS = (8, 12, 13, 14)
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
        """The last digit makes the sum of all, from the right times 1 and 3 in turn, end in 0."""
        total = sum(int(digit) * (1, 3)[at % 2] for at, digit in enumerate(reversed(self.digits)))
        return total % 10 == 0
