"""What the import commands have in common: their options, their bar and their report."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from foods.models import ImportRun
from foods.progress import SlowBar

MOST_REFUSALS_SHOWN = 20


class ImportCommand(BaseCommand):
    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would change, and change nothing"
        )
        parser.add_argument(
            "--whole",
            action="store_true",
            help="the file is all there is: retire what it lacks, however much that is",
        )

    def bring_in(self, path: Path, **options: Any) -> list[ImportRun]:
        raise NotImplementedError

    def run(self, path: Path, options: dict[str, Any]) -> None:
        differences: list[tuple[str, str]] = []
        try:
            with SlowBar(after_seconds=0.3) as bar:
                runs = self.bring_in(
                    path,
                    progress=bar,
                    dry_run=options["dry_run"],
                    whole=options["whole"],
                    differences=differences,
                )
        except KeyboardInterrupt as stop:
            raise CommandError("Stopped. Nothing was changed.", returncode=130) from stop
        for run in runs:
            self._report(run)
        if options["dry_run"]:
            for name, change in differences:
                self.stdout.write(f"  {name}: {change}")
            self.stdout.write("A dry run: nothing was changed.")
        else:
            call_command("publish_catalogue", stdout=self.stdout)

    def _report(self, run: ImportRun) -> None:
        counts = run.counts
        self.stdout.write(f"{run.source}: {', '.join(run.counts_in_words(with_noughts=True))}.")
        if warning := counts.get("warning"):
            self.stdout.write(f"  {warning}")
        for refusal in islice(run.refusals_in_words(), MOST_REFUSALS_SHOWN):
            self.stdout.write(f"  refused {refusal}")
        if (more := counts["refused"] - MOST_REFUSALS_SHOWN) > 0:
            self.stdout.write(f"  and {more:,} more")
