"""Two devices write to one person's entries at once, over real connections to a real server."""

from __future__ import annotations

import os
import random
import threading
import time
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from itertools import count

import httpx
import pytest

from intake.models import Entry, PersonalToken
from tests.clients.offline import DONE, OfflineClient
from tests.clients.test_offline import soup
from tests.factories import make_person

# Of each: to see more, say 200; with 1000 it takes minutes.
ROUNDS = int(os.environ.get("SYNC_ROUNDS", 50))
ROUNDS_PER_KILL = 20  # each costs the start of a worker
STEP = 100_000  # between the figures of one writer and those of the other


class Writer(OfflineClient):
    """Counts what was applied of its own writes, by entry."""

    def __init__(self, file, address, token):
        self.http = httpx.Client(
            base_url=address, headers={"Authorization": f"Bearer {token}"}, timeout=30
        )
        self.applied = Counter()
        super().__init__(file, self.over_http)
        self.db.execute("PRAGMA synchronous = OFF")  # no power fails here

    def over_http(self, method, query, body):
        answer = self.http.request(method, "/api/v1/sync/", params=query, json=body)
        return answer.status_code, answer.json()

    def _store_result(self, n, result):
        super()._store_result(n, result)
        if result["outcome"] in DONE:
            self.applied[result["id"]] += 1


def write(writer, number, barrier):
    chance = random.Random(number)  # noqa: S311
    figures = count(number * STEP + 1)
    mine = []
    lost = 0
    barrier.wait(timeout=30)
    for _ in range(ROUNDS):
        entries = sorted(writer.all("entries"))[-40:]
        act = chance.random()
        if act < 0.15 or not entries:
            mine.append(str(uuid.uuid4()))
            writer.put("entries", mine[-1], soup(mg=next(figures)))
        elif act < 0.2 and mine:
            # Only by who made it: what is deleted twice is one change.
            entry = chance.choice(mine)
            before = writer.seen("entries", entry)
            if before is None:
                writer.restore("entries", entry, soup())
            else:
                writer.delete("entries", entry)
        else:
            entry = chance.choice(entries)
            writer.put("entries", entry, {"magnesium_mg": next(figures)})
        while not synced(writer):
            lost += 1
    return lost


def synced(writer):
    """False, after a moment, where a connection was lost: to be tried again."""
    try:
        writer.sync()
    except httpx.TransportError:
        time.sleep(0.1)
        return False
    return True


@pytest.mark.parametrize("kills", [0, ROUNDS // ROUNDS_PER_KILL])
def test_two_writers_converge_and_no_change_is_lost_or_doubled(site, tmp_path, kills):
    person = make_person("alice@example.org")
    _, token = PersonalToken.objects.create(user=person, name="test")
    writers = [Writer(tmp_path / f"{number}.db", site.address, token) for number in range(2)]
    barrier = threading.Barrier(len(writers))
    with ThreadPoolExecutor(len(writers)) as pool:
        running = [
            pool.submit(write, writer, number, barrier) for number, writer in enumerate(writers)
        ]
        for nth in range(kills):
            # While they write: a part of the entries is there, and more is to come.
            while Entry.objects.count() < (nth + 1) * ROUNDS_PER_KILL * 0.2:
                assert [each.result() for each in running if each.done()] == []
                time.sleep(0.02)
            site.kill_a_worker()
        lost = sum(each.result() for each in running)
    assert (lost > 0) == (kills > 0), "connections were lost exactly where workers were killed"
    for writer in (*writers, *writers):
        while not synced(writer):
            pass
    new = Writer(tmp_path / "new.db", site.address, token)
    new.sync()
    assert [writer.waiting() for writer in writers] == [0, 0]
    assert writers[0].all("entries") == writers[1].all("entries") == new.all("entries")

    applied = writers[0].applied + writers[1].applied
    aside = sum(len(writer.aside()) for writer in writers)
    assert applied.total() + aside >= 2 * ROUNDS
    stored = {str(entry.uuid): entry for entry in Entry.objects.all()}
    # Each write that was applied counts a version up, once.
    assert {key: entry.version for key, entry in stored.items()} == dict(applied)
    for key, row in new.all("entries").items():
        assert row["magnesium_mg"] == stored[key].magnesium_mg
