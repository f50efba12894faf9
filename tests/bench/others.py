"""Entries of other people by the ten million, to see that they cost one person nothing."""

from __future__ import annotations

import time

from django.db import connection

A_PERSON = 5_000  # ten a day for five hundred days
AT_ONCE = 1_000_000


def add_others(count: int) -> None:
    """Add `count` entries of people with ten a day each, copies of a real one's, and bring
    statistics up to date. Indexes that guard nothing are built afterwards."""
    started = time.monotonic()
    with connection.cursor() as cursor:
        cursor.execute("SET maintenance_work_mem = '2GB'")
        cursor.execute("SET synchronous_commit = off")
        cursor.execute(
            """
            SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'intake_entry'
            AND indexname NOT IN (SELECT conname FROM pg_constraint)
            """
        )
        indexes = cursor.fetchall()
        for name, _ in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
        # No look-up of each row's person and food: they are there.
        cursor.execute(
            "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE conrelid = 'intake_entry'::regclass AND contype = 'f'"
        )
        keys = cursor.fetchall()
        for name, _ in keys:
            cursor.execute(f'ALTER TABLE intake_entry DROP CONSTRAINT "{name}"')
        cursor.execute(
            """
            INSERT INTO intake_person (password, is_superuser, email, is_staff, is_active,
                                       date_joined)
            SELECT '!', false, 'other' || n || '@example.org', false, true, now()
            FROM generate_series(1, %s) n RETURNING id
            """,
            [-(-count // A_PERSON)],
        )
        first_id = min(person_id for (person_id,) in cursor.fetchall())
        cursor.execute("SELECT * FROM intake_entry LIMIT 0")
        own = {"id", "person_id", "uuid", "date", "change"}
        copied = ", ".join(each.name for each in cursor.description if each.name not in own)
        cursor.execute(
            "CREATE TEMPORARY TABLE pattern AS SELECT row_number() OVER () - 1 AS nth, *"
            " FROM intake_entry LIMIT 1000"
        )
        cursor.execute("SELECT count(*) FROM pattern")
        (patterns,) = cursor.fetchone()
        for done in range(0, count, AT_ONCE):
            cursor.execute(
                f"""
                INSERT INTO intake_entry (person_id, uuid, date, change, {copied})
                SELECT %s + n / %s, gen_random_uuid(), current_date - (n %% %s / 10)::int,
                       n %% %s + 1, {copied}
                FROM generate_series(%s::bigint, %s::bigint) n JOIN pattern ON nth = n %% %s
                """,  # noqa: S608
                [first_id, A_PERSON, A_PERSON, A_PERSON, done, min(done + AT_ONCE, count) - 1,
                 patterns],
            )  # fmt: skip
            print(f"\r{done + AT_ONCE:,} entries, {time.monotonic() - started:.0f} s", end="")
        for _, definition in indexes:
            cursor.execute(definition)
        for name, definition in keys:
            cursor.execute(
                f'ALTER TABLE intake_entry ADD CONSTRAINT "{name}" {definition} NOT VALID'
            )
        cursor.execute("VACUUM ANALYZE intake_entry")
    connection.close()
    print(f"\r{count:,} entries of others added in {time.monotonic() - started:.0f} s")
