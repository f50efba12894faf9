"""What is wrong with a file, said so that it can be said in another language."""

from __future__ import annotations

from decimal import Decimal

from foods.thousands import set_apart


class Told(ValueError):
    """`message` is marked for translation; `named` fills its %(placeholders)s.

    A number among `named` is written as numbers are; what is to stand as it is, such as a
    year, comes as text. One may be another Told. `intake.transfer.words` translates.
    """

    def __init__(self, message: str, **named: str | int | Decimal | Told) -> None:
        self.message = message
        self.named = named
        super().__init__(message % {name: _plainly(value) for name, value in named.items()})


def _plainly(value: str | int | Decimal | Told) -> str:
    return set_apart(value) if isinstance(value, (int, Decimal)) else str(value)
