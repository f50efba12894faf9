"""What is wrong with a file."""

from __future__ import annotations

from decimal import Decimal

from foods.marked import Phrase


class Told(ValueError):
    """`str()` puts it into words, as of every Phrase."""

    def __init__(self, message: str, **named: str | int | Decimal | Phrase) -> None:
        self.phrase = Phrase(message, **named)
        super().__init__(self.phrase)
