"""The published catalogue as one file, for phones that search and log without a network.

A version is made by looking: what each food says now is held against what it said in the version
before, in one statement and so in one state of the database. No way of writing a food has to count
its changes, and whatever commits late is in the next version. `docs/decisions/offline-catalogue.md`
says why, and which foods the file holds.
"""

from __future__ import annotations

import gzip
import json
from datetime import datetime, timedelta
from hashlib import sha256
from typing import NamedTuple

import brotli
from django.db import connection, transaction
from django.utils import timezone
from psycopg2.sql import SQL

from foods.models import CatalogueLine, CatalogueVersion
from foods.ranking import COMMON, PLAIN

# One version is made at a time.
_PUBLISHING_LOCK = 13_24305
CHECKED_EVERY = timedelta(hours=1)
# With more changes than these the whole is hardly larger.
MOST_CHANGES = 1_000
# For downloads under way, and addresses that were handed out.
FILES_KEPT = 5
# 11 saves a seventh and takes thirty times as long.
BROTLI_QUALITY = 9


class UnknownVersion(Exception):
    """No version of this server has that name."""


class VersionTooOld(Exception):
    """There was such a version; it is not kept."""


_PUBLISHED_HERE = SQL(
    "state = 'published' AND popularity = 0 AND brand <> '' AND source_id IS NULL"
)
# Each shelf by the condition of its index: foods that are common, plain ones, and products that
# were published here. The millions of products that imports bring are on none of them.
_SHELVES = SQL(" UNION ").join(
    SQL("SELECT id FROM foods_food WHERE {shelf}").format(shelf=shelf)
    for shelf in (COMMON, PLAIN, _PUBLISHED_HERE)
)
# Amounts have three decimals, as everywhere in the API.
_LOOK = SQL(
    """
    WITH offered AS MATERIALIZED (
        SELECT food.id, json_build_object(
            'id', food.id, 'name', food.name, 'brand', brand, 'kind', kind, 'group', group_id,
            'basis', basis,
            'magnesium_mg_per_basis', trim_scale(round(magnesium_mg_per_basis, 3)),
            'magnesium_at_most_mg_per_basis', trim_scale(round(magnesium_at_most_mg_per_basis, 3)),
            'added_magnesium_mg_per_basis', trim_scale(round(added_magnesium_mg_per_basis, 3)),
            'compound', compound, 'elemental_fraction', trim_scale(elemental_fraction),
            'confidence', confidence,
            'source', CASE WHEN source_id IS NOT NULL
                THEN json_build_object('slug', source_id, 'id', source_ref) END,
            'popularity', popularity,
            'names', (
                SELECT coalesce(json_agg(json_build_object('language', language, 'name', name,
                    'preferred', preferred) ORDER BY language, name), '[]')
                FROM foods_foodname WHERE food_id = food.id),
            'gtins', (
                SELECT coalesce(json_agg(value ORDER BY value), '[]')
                FROM foods_identifier WHERE food_id = food.id AND scheme = 'gtin'),
            'portions', (
                SELECT coalesce(json_agg(json_build_object('id', id, 'label', label, 'quantity',
                    trim_scale(quantity), 'is_default', is_default) ORDER BY position, id), '[]')
                FROM foods_portion WHERE food_id = food.id)
        )::text AS body
        FROM foods_food food LEFT JOIN foods_source source ON source.slug = source_id
        WHERE food.id IN ({shelves}) AND source.shareable IS NOT FALSE
    ), written AS (
        INSERT INTO foods_catalogueline AS line (food_id, body, changed_in)
        SELECT id, body, %(number)s FROM offered
        ON CONFLICT (food_id) DO UPDATE
        SET body = EXCLUDED.body, merged_into_id = NULL, changed_in = EXCLUDED.changed_in
        WHERE line.body IS DISTINCT FROM EXCLUDED.body
        RETURNING food_id
    ), removed AS (
        UPDATE foods_catalogueline line
        SET body = NULL, merged_into_id = gone.merged_into_id, changed_in = %(number)s
        FROM (
            SELECT known.food_id, food.merged_into_id
            FROM foods_catalogueline known LEFT JOIN foods_food food ON food.id = known.food_id
            WHERE NOT EXISTS (SELECT FROM offered WHERE offered.id = known.food_id)
              AND (known.body IS NOT NULL
                   OR known.merged_into_id IS DISTINCT FROM food.merged_into_id)
        ) gone
        WHERE line.food_id = gone.food_id
        RETURNING line.food_id
    )
    SELECT (SELECT count(*) FROM written) + (SELECT count(*) FROM removed),
           (SELECT coalesce(json_agg(json_build_object('slug', slug, 'name', name)
                ORDER BY "order", name), '[]')::text FROM foods_group),
           (SELECT coalesce(json_agg(json_build_object('slug', slug, 'name', name, 'publisher',
                publisher, 'version', version, 'licence', licence, 'citation', citation, 'url', url)
                ORDER BY slug), '[]')::text FROM foods_source WHERE shareable)
    """
).format(shelves=_SHELVES)
_CHANGES = """
    SELECT version.name, published_at, groups, sources,
           coalesce(string_agg(body, ',' ORDER BY food_id), ''),
           coalesce(json_agg(json_build_object('id', food_id, 'merged_into', merged_into_id)
               ORDER BY food_id) FILTER (WHERE food_id IS NOT NULL AND body IS NULL), '[]')::text
    FROM (
        SELECT name, published_at, groups, sources, changes_since_id
        FROM foods_catalogueversion ORDER BY number DESC LIMIT 1
    ) version
    LEFT JOIN foods_catalogueline ON changed_in > %(since)s
    WHERE changes_since_id <= %(since)s
    GROUP BY 1, 2, 3, 4
    """


def current() -> CatalogueVersion:
    """The version to answer with. What changed is looked for once an hour, by one of those who ask
    while the others get the version before."""
    version = CatalogueVersion.objects.newest()
    if version is None:
        return publish()
    if version.checked_at > timezone.now() - CHECKED_EVERY:
        return version
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_PUBLISHING_LOCK])
        return publish() if cursor.fetchone() == (True,) else version


@transaction.atomic
def publish() -> CatalogueVersion:
    """Look what changed since the newest version, and make another where anything did.

    Waits for whoever does the same.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_PUBLISHING_LOCK])
        before, now = CatalogueVersion.objects.newest(), timezone.now()
        number = before.number + 1 if before else 1
        cursor.execute(_LOOK, {"number": number})
        changed, groups, sources = cursor.fetchone()
        if before and not changed and (before.groups, before.sources) == (groups, sources):
            before.checked_at = now
            before.save(update_fields=["checked_at"])
            return before
        cursor.execute(
            "SELECT count(body), coalesce(string_agg(body, ',' ORDER BY food_id), '')"
            " FROM foods_catalogueline"
        )
        food_count, foods = cursor.fetchone()
    contents = sha256("\n".join([groups, sources, foods]).encode()).hexdigest()
    head = _Head(f"{number}-{contents[:12]}", now, groups, sources)
    file = head.with_lists(foods=f"[{foods}]").encode()
    in_brotli, in_gzip = brotli.compress(file, quality=BROTLI_QUALITY), gzip.compress(file, mtime=0)
    version = CatalogueVersion.objects.create(
        number=number,
        name=head.version,
        published_at=now,
        checked_at=now,
        groups=groups,
        sources=sources,
        changes_since_id=_changes_since(),
        food_count=food_count,
        file_bytes=len(file),
        file_sha256=sha256(file).hexdigest(),
        brotli_bytes=len(in_brotli),
        gzip_bytes=len(in_gzip),
        file_brotli=in_brotli,
        file_gzip=in_gzip,
    )
    CatalogueVersion.objects.filter(number__lte=number - FILES_KEPT).update(
        file_brotli=None, file_gzip=None
    )
    return version


def with_file(name: str) -> CatalogueVersion:
    """Raises UnknownVersion or VersionTooOld."""
    version = CatalogueVersion.objects.filter(name=name).first()
    if version is None:
        raise UnknownVersion
    if version.file_gzip is None:
        raise VersionTooOld
    return version


def changes_since(name: str) -> str:
    """JSON of what makes the newest version of the one of this name.

    One statement reads it, so that no version that is made meanwhile is in it by half. Raises
    UnknownVersion or VersionTooOld.
    """
    since = CatalogueVersion.objects.filter(name=name).values_list("number", flat=True).first()
    if since is None:
        raise UnknownVersion
    with connection.cursor() as cursor:
        cursor.execute(_CHANGES, {"since": since})
        found = cursor.fetchone()
    if found is None:
        raise VersionTooOld
    *head, foods, removed = found
    return _Head(*head).with_lists(since=json.dumps(name), foods=f"[{foods}]", removed=removed)


class _Head(NamedTuple):
    """What stands before the foods; `groups` and `sources` are JSON."""

    version: str
    published_at: datetime
    groups: str
    sources: str

    def with_lists(self, **parts: str) -> str:
        """A JSON object of the head and `parts`, which are JSON already."""
        everything = {
            "version": json.dumps(self.version),
            "published_at": json.dumps(f"{self.published_at.replace(tzinfo=None).isoformat()}Z"),
            "groups": self.groups,
            "sources": self.sources,
            **parts,
        }
        return "{" + ",".join(f'"{name}":{part}' for name, part in everything.items()) + "}"


def _changes_since() -> int:
    """Number of the oldest version from which few enough foods changed."""
    newest = CatalogueLine.objects.order_by("-changed_in").values_list("changed_in", flat=True)
    return next(iter(newest[MOST_CHANGES : MOST_CHANGES + 1]), 1)
