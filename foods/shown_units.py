"""Whether whoever reads the answer that is being written sees ounces: known like its language."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_ounces: ContextVar[bool] = ContextVar("ounces", default=False)


def shows_ounces() -> bool:
    return _ounces.get()


@contextmanager
def showing(*, ounces: bool) -> Iterator[None]:
    token = _ounces.set(ounces)
    try:
        yield
    finally:
        _ounces.reset(token)
