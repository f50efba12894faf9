"""A client that lives offline: the reference for whoever writes one.

It shows what to keep and in which order, and is what the tests of sync are made with. Four things
are kept in a file that survives a crash at any point:

- `rows`: what the server said last of each row, and its version;
- `outbox`: what was done here and is not confirmed yet, in order;
- `numbers`: the id that the server gave to a food that was made here under a UUID;
- `aside`: what was done here and lost against something newer, to be shown to the person.

**Conflicts.** The server wins, field by field. A change that was made on an older state is applied
again to the newer one, but for the fields that were changed there too: those are kept aside. What
was deleted elsewhere stays deleted, and what was changed elsewhere is not deleted.

**Crashes.** A write is numbered and frozen before it is sent, and is sent again exactly so until
its outcome is stored: the server knows it again. A page is stored with its cursor, or neither is.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

# (method, query, body) -> (status, answer)
Send = Callable[[str, dict[str, Any], Any], tuple[int, Any]]
Row = dict[str, Any]

MOST_WRITES = 100
MISSING = object()
DONE = ("applied", "already_applied")
_TABLES = """
CREATE TABLE IF NOT EXISTS rows (
  kind TEXT, id TEXT, version INTEGER, row TEXT, PRIMARY KEY (kind, id)
);
CREATE TABLE IF NOT EXISTS outbox (
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT, id TEXT, op TEXT, body TEXT,
  base TEXT,        -- the row as it was seen when this was done; null: there was none
  frozen TEXT       -- as it is sent; null: not yet
);
CREATE TABLE IF NOT EXISTS numbers (client_id TEXT PRIMARY KEY, id TEXT);
CREATE TABLE IF NOT EXISTS aside (kind TEXT, id TEXT, op TEXT, body TEXT, why TEXT);
CREATE TABLE IF NOT EXISTS cursor (only INTEGER PRIMARY KEY CHECK (only = 1), since TEXT);
"""


class Refused(Exception):
    """The server answered what a client that works never gets."""


class OfflineClient:
    """To be used by one thread at a time."""

    def __init__(self, file: Path, send: Send) -> None:
        self.send = send
        self.db = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
        self.db.executescript(_TABLES)

    @contextmanager
    def _at_once(self) -> Iterator[None]:
        """All of it is kept, or nothing."""
        self.db.execute("BEGIN")
        try:
            yield
        except BaseException:
            self.db.execute("ROLLBACK")
            raise
        self.db.execute("COMMIT")

    # What a person sees and does; none of it needs a connection

    def seen(self, kind: str, id: str) -> Row | None:
        """The row as the person sees it here: the server's, with what was done since."""
        _, row = self._known(kind, id)
        done = self.db.execute(
            "SELECT op, body, base FROM outbox WHERE kind = ? AND id = ? ORDER BY n", (kind, id)
        )
        for op, body, base in done.fetchall():
            if op == "delete":
                row = None
            elif op == "restore":
                row = row or json.loads(base)
            else:
                row = (row or {}) | json.loads(body)
        return row

    def put(self, kind: str, id: str, body: Row) -> None:
        self._do(kind, id, "put", body)

    def delete(self, kind: str, id: str) -> None:
        self._do(kind, id, "delete", {})

    def restore(self, kind: str, id: str, row: Row) -> None:
        """`row` is what the person saw before it was deleted."""
        self._do(kind, id, "restore", {}, base=row)

    def _do(self, kind: str, id: str, op: str, body: Row, base: Row | None = None) -> None:
        with self._at_once():
            before = base or self.seen(kind, id)
            self.db.execute(
                "INSERT INTO outbox (kind, id, op, body, base) VALUES (?, ?, ?, ?, ?)",
                (kind, id, op, json.dumps(body), before and json.dumps(before)),
            )

    def waiting(self) -> int:
        (count,) = self.db.execute("SELECT count(*) FROM outbox").fetchone()
        return int(count)

    def aside(self) -> list[tuple[str, str, str, Row, str]]:
        """[(table, id, op, body, why)]"""
        rows = self.db.execute("SELECT kind, id, op, body, why FROM aside ORDER BY rowid")
        return [(kind, id, op, json.loads(body), why) for kind, id, op, body, why in rows]

    def all(self, kind: str) -> dict[str, Row]:
        """What the server has, as far as it is known here."""
        rows = self.db.execute(
            "SELECT id, row FROM rows WHERE kind = ? AND row IS NOT NULL", (kind,)
        )
        return {id: json.loads(row) for id, row in rows}

    # With a connection

    def sync(self) -> None:
        """Pull until there is no more, then push until nothing waits. May be interrupted anywhere
        and begun again.

        In this order, so that nothing is pushed onto half of what there is. What a push answers is
        stored, and comes once more with the next pull.
        """
        while self._store_page(self._pull()):
            pass
        while self._freeze():
            self._store_results(*self._push())

    def _freeze(self) -> int:
        """Say of the first writes how they are sent, each row's once; how many are to be sent.

        The next write to a row waits for the outcome of the one before.
        """
        with self._at_once():
            frozen = set(
                self.db.execute("SELECT kind, id FROM outbox WHERE frozen IS NOT NULL").fetchall()
            )
            unsent = self.db.execute(
                "SELECT n, kind, id, op, body, base FROM outbox WHERE frozen IS NULL ORDER BY n"
            ).fetchall()
            for n, kind, id, op, body, base in unsent:
                if len(frozen) == MOST_WRITES:
                    break
                if (kind, id) in frozen:
                    continue
                write = self._rebased(kind, id, op, json.loads(body), base and json.loads(base))
                if write is None:
                    self.db.execute("DELETE FROM outbox WHERE n = ?", (n,))
                    continue
                self.db.execute("UPDATE outbox SET frozen = ? WHERE n = ?", (json.dumps(write), n))
                frozen.add((kind, id))
        return len(frozen)

    def _rebased(
        self, kind: str, id: str, op: str, body: Row, base: Row | None
    ) -> dict[str, Any] | None:
        """The write on top of what the server is known to have; None where nothing is left."""
        version, row = self._known(kind, id)
        write = {"table": kind, "id": id, "op": op, "version": version}
        if op == "restore":
            return write
        if op == "delete":
            if version is not None and row is None:
                return None
            if row is not None and not _same(row, base):
                self._put_aside(kind, id, op, body, "changed elsewhere")
                return None
            return write
        if version is not None and row is None and base is not None:
            self._put_aside(kind, id, op, body, "deleted elsewhere")
            return None
        if row is None:
            return write | {"body": body}
        known = base or {}
        lost = {
            name: value
            for name, value in body.items()
            if row.get(name, MISSING) not in (known.get(name, MISSING), value)
        }
        if lost:
            self._put_aside(kind, id, op, lost, "changed elsewhere")
        left = {name: value for name, value in body.items() if name not in lost}
        return write | {"body": left} if left else None

    def _push(self) -> tuple[list[int], list[Any]]:
        frozen = self.db.execute(
            "SELECT n, frozen FROM outbox WHERE frozen IS NOT NULL ORDER BY n"
        ).fetchall()
        writes = [json.loads(write) for _, write in frozen]
        status, answer = self.send("POST", {}, {"writes": writes})
        if status != 200:
            raise Refused(status, answer)
        return [n for n, _ in frozen], answer["results"]

    def _store_results(self, numbers: list[int], results: list[Any]) -> None:
        with self._at_once():
            for n, result in zip(numbers, results, strict=True):
                self._store_result(n, result)

    def _store_result(self, n: int, result: dict[str, Any]) -> None:
        kind, id, op, body, frozen = self.db.execute(
            "SELECT kind, id, op, body, frozen FROM outbox WHERE n = ?", (n,)
        ).fetchone()
        outcome, version = result["outcome"], result["version"]
        if version is not None:
            self._learn(kind, id, version, result["current"])
        if outcome == "conflict":
            # Then on top of what there is now, as far as anything of it is left.
            self.db.execute("UPDATE outbox SET frozen = NULL WHERE n = ?", (n,))
            return
        if outcome == "gone":
            self._put_aside(kind, id, op, json.loads(body), "deleted elsewhere")
        elif outcome not in DONE:
            self._put_aside(kind, id, op, json.loads(body), json.dumps(result.get("problem")))
        self.db.execute("DELETE FROM outbox WHERE n = ?", (n,))
        if outcome == "applied" or version == (json.loads(frozen)["version"] or 0) + 1:
            # Nobody was between: what was done next to it here was done to this.
            self.db.execute(
                "UPDATE outbox SET base = ? WHERE n = "
                "(SELECT min(n) FROM outbox WHERE kind = ? AND id = ?)",
                (result["current"] and json.dumps(result["current"]), kind, id),
            )

    def _pull(self) -> tuple[int, Any]:
        since = self.db.execute("SELECT since FROM cursor").fetchone()
        return self.send("GET", {"since": since[0]} if since else {}, None)

    def _store_page(self, answered: tuple[int, Any]) -> bool:
        """Whether there is more."""
        status, page = answered
        with self._at_once():
            if status == 410:
                # Away for too long: what was pulled goes, what was done here stays.
                self.db.execute("DELETE FROM rows")
                self.db.execute("DELETE FROM cursor")
                return True
            if status != 200:
                raise Refused(status, page)
            for change in page["changes"]:
                self._learn(change["table"], change["id"], change["version"], change.get("row"))
            self.db.execute("INSERT OR REPLACE INTO cursor VALUES (1, ?)", (page["cursor"],))
        return bool(page["more"])

    def _number(self, kind: str, id: str) -> str:
        """By which a row is pulled: that of a food made here may be known by its UUID alone."""
        found = self.db.execute("SELECT id FROM numbers WHERE client_id = ?", (id,)).fetchone()
        return found[0] if found and kind == "foods" else id

    def _known(self, kind: str, id: str) -> tuple[int | None, Row | None]:
        """Version and row; (n, None): it was deleted; (None, None): it was never seen."""
        found = self.db.execute(
            "SELECT version, row FROM rows WHERE kind = ? AND id = ?",
            (kind, self._number(kind, id)),
        ).fetchone()
        if found is None:
            return None, None
        return found[0], found[1] and json.loads(found[1])

    def _learn(self, kind: str, id: str, version: int, row: Row | None) -> None:
        if row and row.get("client_id"):
            self.db.execute(
                "INSERT OR REPLACE INTO numbers VALUES (?, ?)", (row["client_id"], str(row["id"]))
            )
        self.db.execute(
            "INSERT OR REPLACE INTO rows VALUES (?, ?, ?, ?)",
            (kind, self._number(kind, id), version, row and json.dumps(row)),
        )

    def _put_aside(self, kind: str, id: str, op: str, body: Row, why: str) -> None:
        self.db.execute(
            "INSERT INTO aside VALUES (?, ?, ?, ?, ?)", (kind, id, op, json.dumps(body), why)
        )


def _same(row: Row, base: Row | None) -> bool:
    """Whether the server still has what was seen, whatever it counted and noted since."""
    return base is not None and all(
        row.get(name, MISSING) == value
        for name, value in base.items()
        if name not in ("version", "updated_at")
    )
