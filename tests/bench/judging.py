"""How well and how quickly search answers the judged queries."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterable, Iterator
from random import Random

from django.db import connection

from foods.search import search
from tests.foods.judged import judged_queries, names_found, verdict

HALF_TYPED = 600
# Words that a large part of all products have, which is what may be slow.
COMMON = (
    *("milk", "chocolate", "organic", "cheese", "natural", "cream", "sauce", "chip", "vanilla"),
    *("organic milk", "chocolate chip cookies", "milk choc", "organic ch", "or", "c", "honey nut"),
)


def judge(catalogue: str) -> None:
    """Print shares of right answers, the misses, and times in the database and Python together."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    found = verdict(judged_queries(), names_found)
    typed = [each.query for each in judged_queries()]
    half = list(_half_typed(typed))
    Random(1).shuffle(half)
    print(f"\nSearch, {catalogue}: {found} of {len(typed)} queries")
    for line in found.not_in_three:
        print(f"    missed  {line}")
    for name, queries in (("typed out", typed), ("half typed", half[:HALF_TYPED]),
                          ("commonest words", COMMON)):  # fmt: skip
        seconds = sorted(_seconds(queries))
        p50, p95 = statistics.median(seconds), statistics.quantiles(seconds, n=20)[-1]
        print(f"    {name:16} p50 {p50 * 1000:5.1f} ms   p95 {p95 * 1000:5.1f} ms")


def _half_typed(queries: Iterable[str]) -> Iterator[str]:
    for query in queries:
        for length in range(2, len(query)):
            yield query[:length]


def _seconds(queries: Iterable[str]) -> Iterator[float]:
    for query in queries:
        search(query, limit=25)  # so that what is read from the disk is at hand
        started = time.perf_counter()
        search(query, limit=25)
        yield time.perf_counter() - started
