"""Measure the API on a server of its own, over the loopback, with one client and one token.

    make bench                            the built-in catalogue
    make bench ARGS="--rounds 500 --import-fdc ../somewhere/sr_legacy.zip"
    make bench ARGS="--branded 200000"    import so many made branded foods, too
    make bench ARGS="--import-fdc ../somewhere/sr_legacy.zip --branded 2000000"
                                          as many as USDA has: 50 minutes and 20 GB

    make bench ARGS="--others 50000000"   measure, add so many entries of other people, and
                                          measure again: 30 minutes and 40 GB

The branded foods are imported from a download made for it, and the very rows that come of it are
copied once more, which the import is held against (see tests/bench/imports.py).

Search is judged before each import and after: how many queries of the judged list have a right
food first and in the first three, and how long they take, typed out and half typed.

A request's time means little on a machine that does other things; its ratio to a trivial
authenticated request, taken in turn with it on the same connection, means more.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import cycle
from typing import Any

import django
import httpx

from tests.serving import serving

AS_BROWSER = {"Accept": "text/html"}
EXTRAS = "foods,groups,meals,companions,adequacy,upper_level,previous"
SEARCHES = (
    *("milk", "spinach", "pumpkin seeds", "egg", "chicken br", "pepitas", "almnods", "brown ri"),
    *("coffee", "dark chocolate", "hepar", "magnesium citrate", "pizza", "30 g chia", "yog"),
)


@dataclass
class Operation:
    """`at_most` is how many times the trivial request's p50 it may take, `most_kb` what its answer
    may weigh on the line."""

    name: str
    at_most: float | None
    send: Callable[[httpx.Client], httpx.Response]
    expected_status: int = 200
    most_kb: float | None = None

    def __post_init__(self) -> None:
        self.seconds: list[float] = []
        self.kb = 0.0

    def run(self, client: httpx.Client, *, count: bool) -> None:
        started = time.perf_counter()
        response = self.send(client)
        taken = time.perf_counter() - started
        if response.status_code != self.expected_status:
            raise SystemExit(f"{self.name}: {response.status_code} {response.text[:500]}")
        if count:
            self.seconds.append(taken)
            self.kb = max(self.kb, response.num_bytes_downloaded / 1000)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rounds", type=int, default=300)
    parser.add_argument("--import-fdc", metavar="ZIP", help="import this download first")
    parser.add_argument(
        "--branded", type=int, default=0, metavar="FOODS", help="then import so many branded foods"
    )
    parser.add_argument(
        "--others", type=int, default=0, metavar="ENTRIES", help="then add others' entries"
    )
    options = parser.parse_args()

    os.environ |= {"DEBUG": "0", "SECRET_KEY": "for-the-bench-only", "LOG_LEVEL": "WARNING"}
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    subprocess.run([sys.executable, "-m", "config.prepare"], check=True)
    django.setup()
    from tests.bench.imports import import_branded
    from tests.bench.judging import judge

    judge("built-in")
    if options.import_fdc:
        subprocess.run([sys.executable, "manage.py", "import_fdc", options.import_fdc], check=True)
        judge(f"with {os.path.basename(options.import_fdc)}")
    if options.branded:
        import_branded(options.branded)
        judge(f"with {options.branded:,} branded foods")
    token, session, food_id = person_with_a_year()
    alone = measured(token, session, food_id, options.rounds)
    report(alone)
    if options.others:
        from tests.bench.others import add_others

        add_others(options.others)
        beside = measured(token, session, food_id, options.rounds)
        report(beside)
        compare(alone, beside)


def measured(token: str, session: str, food_id: int, rounds: int) -> list[Operation]:
    operations = operations_for(food_id)
    with serving() as address, httpx.Client(base_url=address, timeout=30) as client:
        client.headers["Authorization"] = f"Bearer {token}"
        client.cookies.set("sessionid", session)
        for operation in operations:
            for _ in range(30):
                operation.run(client, count=False)
        for _ in range(rounds):
            for operation in operations:
                operation.run(client, count=True)
    return operations


def today() -> date:
    return datetime.now(UTC).date()


def person_with_a_year() -> tuple[str, str, int]:
    """A token and a session of a person with a year of entries, ten a day; and a food to log."""
    from django.db import connection
    from django.test import Client

    from foods.models import Food
    from intake.demo import fill_diary
    from intake.models import Person, PersonalToken, Profile

    person = Person.objects.create_user("bench@example.org", "not used")
    Profile.objects.create(person=person, birth_date=date(1990, 3, 15), sex="female")
    fill_diary(person, days=365, today=today())
    _, token = PersonalToken.objects.create(user=person, name="bench", expiry=timedelta(days=1))
    browser = Client()
    browser.force_login(person)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    connection.close()
    food = Food.objects.published().filter(basis="100g", popularity__gt=0).first()
    if food is None:
        raise SystemExit("The catalogue is empty.")
    return token, browser.cookies["sessionid"].value, food.pk


def operations_for(food_id: int) -> list[Operation]:
    now = today()
    searches = cycle(SEARCHES)
    days = cycle([now - timedelta(days=back) for back in range(1, 60)])
    year = {"from": str(now - timedelta(days=364)), "to": str(now)}

    def log(client: httpx.Client) -> httpx.Response:
        body: dict[str, Any] = {
            "date": str(now + timedelta(days=400)),
            "meal": "lunch",
            "food": food_id,
            "grams": 30,
        }
        return client.post("/api/v1/entries/", json=body)

    def catalogue(client: httpx.Client) -> httpx.Response:
        return client.get(client.get("/api/v1/catalogue/").json()["url"])

    return [
        Operation("trivial, authenticated", None, lambda client: client.get("/api/v1/")),
        Operation(
            "search",
            4,
            lambda client: client.get("/api/v1/foods/", params={"q": next(searches)}),
        ),
        Operation("day", 5, lambda client: client.get(f"/api/v1/days/{next(days)}/")),
        Operation("Today, the page", 5, lambda client: client.get("/", headers=AS_BROWSER)),
        Operation("log an entry", 5, log, expected_status=201),
        Operation(
            "trends, a year",
            8,
            lambda client: client.get("/api/v1/trends/", params=year),
            most_kb=60,
        ),
        Operation(
            "trends, a year, all",
            8,
            lambda client: client.get("/api/v1/trends/", params=year | {"include": EXTRAS}),
            most_kb=60,
        ),
        Operation("catalogue, for offline", None, catalogue, most_kb=250),
    ]


def report(operations: list[Operation]) -> None:
    base = statistics.median(operations[0].seconds)
    print(f"\n{'':24} {'p50 ms':>8} {'p95 ms':>8} {'ratio':>6} {'at most':>8} {'kB':>6}")
    for operation in operations:
        p50 = statistics.median(operation.seconds)
        p95 = statistics.quantiles(operation.seconds, n=20)[-1]
        limit = "" if operation.at_most is None else f"{operation.at_most:g}"
        slow = operation.at_most is not None and p50 / base > operation.at_most
        heavy = operation.most_kb is not None and operation.kb > operation.most_kb
        print(
            f"{operation.name:24} {p50 * 1000:8.1f} {p95 * 1000:8.1f} {p50 / base:6.1f}"
            f" {limit:>8} {operation.kb:6.1f}{'  over' if slow or heavy else ''}"
        )
    print(f"\n{len(operations[0].seconds)} rounds; ratio is to the trivial request's p50.")


def compare(alone: list[Operation], beside: list[Operation]) -> None:
    """How much longer each takes beside the entries of others."""
    print(f"\n{'':24} {'alone':>8} {'beside':>8} {'times':>6}   at most 1.33")
    for before, after in zip(alone, beside, strict=True):
        p50, then = (statistics.median(each.seconds) for each in (before, after))
        over = "  over" if then / p50 > 4 / 3 else ""
        print(f"{before.name:24} {p50 * 1000:8.1f} {then * 1000:8.1f} {then / p50:6.2f}{over}")


if __name__ == "__main__":
    main()
