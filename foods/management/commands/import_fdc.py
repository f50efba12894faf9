from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from foods.fdc import FDCError
from foods.fdc_import import import_fdc
from foods.models import ImportRun
from foods.progress import SlowBar

MOST_REFUSALS_SHOWN = 20


class Command(BaseCommand):
    help = "Imports a USDA FoodData Central CSV download (SR Legacy, Foundation); safe to repeat."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("zip", type=Path, help="the zip as USDA packs it")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with SlowBar(after_seconds=0.3) as bar:
                runs = import_fdc(options["zip"], progress=bar)
        except FDCError as error:
            raise CommandError(f"{options['zip'].name}: {error} Nothing was changed.") from error
        except KeyboardInterrupt as stop:
            raise CommandError("Stopped. Nothing was changed.", returncode=130) from stop
        for run in runs:
            self._report(run)

    def _report(self, run: ImportRun) -> None:
        counts = run.counts
        self.stdout.write(
            f"{run.source}: {counts['new']:,} new, {counts['changed']:,} changed, "
            f"{counts['unchanged']:,} unchanged; {counts['without_magnesium']:,} without "
            f"magnesium, {counts['superseded']:,} older versions left out, "
            f"{counts['portions_without_weight']:,} portions without weight or number, "
            f"{counts['refused']:,} refused."
        )
        for refusal in run.refused[:MOST_REFUSALS_SHOWN]:
            self.stdout.write(
                f"  refused {refusal['fdc_id']} {refusal['description']}: {refusal['reason']}"
            )
        if (more := len(run.refused) - MOST_REFUSALS_SHOWN) > 0:
            self.stdout.write(f"  and {more:,} more")
