"""USDA FoodData Central downloads into the catalogue: staged by COPY, merged in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from foods import builtin, search_index
from foods.fdc import FDCDownload, FDCError, FDCFood, read_download
from foods.fdc_categories import filed
from foods.fdc_merge import FIGURES, RELEASES, Merge, Release
from foods.merging import lock_catalogue, record_history
from foods.models import ImportRun

Progress = Callable[[str, int, int], None]

LONGEST_NAME, LONGEST_LABEL = 300, 120
LEAST_WEIGHT_G = Decimal("0.001")


def import_fdc(path: Path, progress: Progress = lambda *_: None) -> list[ImportRun]:
    """Bring in a download, all of it or, on any error, nothing; one run for each kind of record.

    Raises FDCError where the file as a whole cannot be used.
    """
    started_at = timezone.now()
    download = read_download(path, lambda name, done, size: progress(f"Reading {name}", done, size))
    present = {food.data_type for food in download.foods}
    releases = [release for release in RELEASES if release.data_type in present]
    if not releases:
        raise FDCError("The zip has no SR Legacy or Foundation foods that can be taken.")
    with transaction.atomic():
        lock_catalogue()
        builtin.load_groups_and_sources()
        runs = []
        for release in releases:
            counts, refused = _merge(release, download, progress)
            runs.append(
                ImportRun.objects.create(
                    source_id=release.source,
                    file_name=path.name[:255],
                    started_at=started_at,
                    finished_at=timezone.now(),
                    counts=counts,
                    refused=refused,
                )
            )
    return runs


def _merge(
    release: Release, download: FDCDownload, progress: Progress
) -> tuple[dict[str, int], list[dict[str, str]]]:
    """The counts of a run, and what was refused and why."""
    refused = [
        {"fdc_id": food.fdc_id, "description": food.description, "reason": food.reason}
        for food in download.refused
    ]
    foods = []
    for food, reason in _judged(release, download):
        if reason:
            shown = food.description[:LONGEST_NAME]
            refused.append({"fdc_id": str(food.fdc_id), "description": shown, "reason": reason})
        else:
            foods.append(food)

    merge = Merge(release)
    steps: list[Callable[[], object]] = [
        lambda: merge.stage(map(_food_row, foods), (row for f in foods for row in _portions(f))),
        merge.recognise,
        merge.create,
        merge.update,
        merge.fill,
        merge.identify,
        merge.portion,
        lambda: search_index.refresh(merge.new_ids() + merge.changed_ids()),
        lambda: record_history(merge.changed_ids(), release.source),
    ]
    for done, step in enumerate(steps):
        progress(f"Merging {len(foods):,} foods", done, len(steps))
        step()
    progress(f"Merging {len(foods):,} foods", len(steps), len(steps))
    counts = merge.counts() | {
        "refused": len(refused),
        "superseded": len(download.superseded),
        "portions_without_weight": download.portions_without_weight,
    }
    merge.clear()
    return counts, refused


def _judged(release: Release, download: FDCDownload) -> Iterable[tuple[FDCFood, str]]:
    """This release's foods, each with why the catalogue cannot hold it, or nothing."""
    numbers: set[str] = set()
    for food in download.foods:
        if food.data_type != release.data_type:
            continue
        if len(food.description) > LONGEST_NAME:
            yield food, f"its description is over {LONGEST_NAME} characters"
        elif food.ndb_number in numbers:
            yield food, f"an earlier record has its NDB number {food.ndb_number}"
        else:
            yield food, ""
            numbers |= {food.ndb_number} if food.ndb_number else set()


def _food_row(food: FDCFood) -> list[object]:
    filing = filed(food.category, food.description)
    return [
        food.fdc_id,
        food.ndb_number,
        food.fndds_code,
        food.description,
        filing.group,
        filing.added_magnesium_mg,
        *(getattr(food, figure) for figure in FIGURES),
    ]


def _portions(food: FDCFood) -> Iterable[list[object]]:
    for position, portion in enumerate(food.portions, start=1):
        label = portion.label
        if len(label) > LONGEST_LABEL:
            label = label[: LONGEST_LABEL - 1] + "…"
        if portion.gram_weight >= LEAST_WEIGHT_G:
            yield [food.fdc_id, min(position, 32_767), label, portion.gram_weight]
