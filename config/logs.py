"""How lines of the log are written."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any


class WithoutRows(logging.Formatter):
    """Leaves out of tracebacks what PostgreSQL quotes: the row that a constraint refused, the
    statement, a value that it could not read. They are what somebody ate, or an address."""

    def formatException(self, ei: Any) -> str:  # noqa: N802
        text = super().formatException(ei)
        for error in _chain(ei[1]):
            said = getattr(error, "diag", None)
            if said is None or said.sqlstate is None:
                continue
            # Of class 22, data that are not right, the message itself quotes them.
            kept = said.message_primary if not said.sqlstate.startswith("22") else said.sqlstate
            text = text.replace(str(error).rstrip("\n"), kept)
        return text


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """With what it was raised from, and while handling what."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
