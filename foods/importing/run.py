"""One import from its first row to its last: read, merge, flag, count, in one transaction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from foods import builtin, search_index
from foods.bulk_changes import lock_catalogue, record_history
from foods.importing import checks
from foods.importing.merge import Merge
from foods.importing.release import Release
from foods.importing.staging import Problems, create_tables, empty_tables, execute, rows
from foods.models import ImportRun, Source

Progress = Callable[[str, int, int], None]

MOST_REFUSALS_KEPT = 1_000
MOST_DIFFERENCES = 50


def silent(_what: str, _done: int, _total: int) -> None:
    """For whoever watches no progress."""


def shown(file_name: str) -> str:
    """What messages and the database can hold of a file's name, which may be any bytes."""
    return file_name.encode(errors="replace").decode()


@dataclass
class Importer:
    """`dry_run` does all the work and then takes it back; the runs it returns are not saved.

    Where a list is given as `differences`, it gets foods that changed and how, the first of each
    run.
    """

    file_name: str
    progress: Progress = silent
    dry_run: bool = False
    whole: bool = False
    differences: list[tuple[str, str]] | None = None

    def run(
        self,
        read: Callable[[Problems], list[Release]],
        assemble: Callable[[Release], None],
    ) -> list[ImportRun]:
        """`read` copies the file into tables; `assemble` makes staged records of a release."""
        started_at = timezone.now()
        with transaction.atomic():
            create_tables()
            problems = Problems()
            releases = read(problems)
            execute("CREATE TEMPORARY TABLE raw_problem ON COMMIT DROP AS TABLE problem")
            lock_catalogue()
            builtin.load_groups_and_sources()
            runs = []
            for release in releases:
                empty_tables()
                assemble(release)
                runs.append(self._merge(release, started_at, last=release is releases[-1]))
            execute("DISCARD TEMP")
            if self.dry_run:
                transaction.set_rollback(True)
        return runs

    def _merge(self, release: Release, started_at: datetime, *, last: bool) -> ImportRun:
        self._take_problems(last=last)
        checks.distrust()
        merge = Merge(release)
        warnings: list[str] = []
        steps: list[Callable[[], object]] = [
            merge.refuse_doubles,
            merge.recognise,
            merge.see,
            merge.create,
            merge.find_borrowed,
            merge.choose,
            merge.spare,
            merge.give_back,
            lambda: self._tell(merge),
            merge.update,
            merge.fill,
            merge.identify,
            merge.portion,
            merge.name,
            lambda: warnings.append(merge.retire(whole=self.whole)),
            lambda: checks.flag(release.file),
            lambda: _each(search_index.refresh, merge.renamed_ids()),
            lambda: _each(lambda ids: record_history(ids, release.source), merge.changed_ids()),
            lambda: _each(
                lambda ids: record_history(ids, f"gone from {release.source}"), merge.retired_ids()
            ),
        ]
        for done, step in enumerate(steps):
            self.progress(f"Merging {release.source}", done, len(steps))
            step()
        self.progress(f"Merging {release.source}", len(steps), len(steps))
        counts = merge.counts() | _problem_counts(release.file)
        refused = rows(
            """
            SELECT ref, name, words, file, line, field FROM (
                SELECT DISTINCT ON (ref, CASE file WHEN %(file)s THEN line END) *
                FROM problem WHERE reason = 'refused'
                ORDER BY ref, CASE file WHEN %(file)s THEN line END, line
            ) refused
            ORDER BY line, ref LIMIT %(most)s
            """,
            {"most": MOST_REFUSALS_KEPT, "file": release.file},
        )
        run = ImportRun.objects.create(
            # In full: of a dry run, the source may be gone before the run is shown.
            source=Source.objects.get(pk=release.source),
            file_name=self.file_name[:255],
            started_at=started_at,
            finished_at=timezone.now(),
            counts=counts | ({"warning": warnings[0]} if warnings[0] else {}),
            refused=[_refusal(*row) for row in refused],
        )
        raise_flags(run)
        merge.clear()
        return run

    def _tell(self, merge: Merge) -> None:
        if self.differences is not None:
            self.differences.extend(merge.differences(MOST_DIFFERENCES))

    @staticmethod
    def _take_problems(*, last: bool) -> None:
        """The problems of this release's records; what belongs to no record goes with the last.

        A problem of a record that no release has (a sample's) is nobody's.
        """
        execute(
            """
            WITH mine AS (
                DELETE FROM raw_problem USING staged WHERE raw_problem.ref = staged.ref
                RETURNING raw_problem.*, staged.name AS record_name
            )
            INSERT INTO problem
            SELECT reason, ref, words, file, line, field,
                   CASE name WHEN '' THEN record_name ELSE name END
            FROM mine
            """
        )
        if last:
            execute(
                """
                INSERT INTO problem
                SELECT * FROM raw_problem WHERE reason = 'refused' AND name <> ''
                """
            )


def raise_flags(run: ImportRun) -> None:
    """Put what was doubtful into the review queue, each doubt once."""
    execute(
        """
        INSERT INTO foods_importflag (run_id, source_id, food_id, record_id, record_name, reason,
            words, file_name, line, field, created_at, resolution)
        SELECT DISTINCT ON (problem.ref, reason, words)
               %(run)s, %(source)s, staged.food_id, problem.ref, problem.name, reason,
               left(words, 300), left(coalesce(file, ''), 120), problem.line,
               left(coalesce(field, ''), 60), now(), ''
        FROM problem LEFT JOIN staged ON staged.ref = problem.ref
        ORDER BY problem.ref, reason, words, problem.line
        ON CONFLICT DO NOTHING
        """,
        {"run": run.pk, "source": run.source_id},
    )


def _problem_counts(file: str) -> dict[str, int]:
    counted = dict(rows("SELECT reason, count(*) FROM problem GROUP BY 1"))
    refused_count = rows(
        """
        SELECT count(DISTINCT (ref, CASE file WHEN %(file)s THEN line END))
        FROM problem WHERE reason = 'refused'
        """,
        {"file": file},
    )[0][0]
    return {
        "refused": refused_count,
        "portions_without_weight": counted.pop("portion_without_weight", 0),
        "flagged": sum(counted.values()) - counted.get("refused", 0),
    }


def _refusal(ref: str, name: str, words: str, file: str, line: int, column: str) -> dict[str, Any]:
    at = {"file": file, "line": line, "field": column} if file else {}
    return {"record": ref, "description": name, "reason": words, **at}


def _each(do: Callable[[list[int]], None], portions: Any) -> None:
    for ids in portions:
        do(ids)
