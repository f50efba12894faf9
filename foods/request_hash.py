"""Tells a request that is sent again from another with the same id."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

# More than any field takes.
MOST_PLACES = 40


def hash_of(body: Mapping[str, Any]) -> str:
    """The same for a replay: key order and 1 or 1.0 make no difference, nor does the `id`."""
    without_id = {name: value for name, value in body.items() if name != "id"}
    canonical = json.dumps(without_id, sort_keys=True, default=_canonical_number)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _canonical_number(number: Decimal) -> int | str:
    if abs(number.adjusted()) > MOST_PLACES:
        # Of a pushed write nothing was checked yet, and the digits of 1e999999 take a minute.
        return str(number)
    return int(number) if number == number.to_integral_value() else str(number.normalize())
