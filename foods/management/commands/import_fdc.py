from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser

from foods.fdc import FDCError
from foods.importing.command import ImportCommand
from foods.importing.download import KINDS, DownloadError, address, fetch
from foods.importing.fdc import import_fdc
from foods.models import ImportRun
from foods.progress import SlowBar


class Command(ImportCommand):
    help = "Imports a USDA FoodData Central CSV download, of any kind; safe to repeat."

    def add_arguments(self, parser: CommandParser) -> None:
        given = parser.add_mutually_exclusive_group(required=True)
        given.add_argument("zip", nargs="?", type=Path, help="the zip as USDA packs it")
        given.add_argument(
            "--download", choices=KINDS, metavar="KIND", help=f"fetch it first: {', '.join(KINDS)}"
        )
        super().add_arguments(parser)

    def bring_in(self, path: Path, **options: Any) -> list[ImportRun]:
        try:
            return import_fdc(path, **options)
        except FDCError as error:
            raise CommandError(f"{path.name}: {error} Nothing was changed.") from error

    def handle(self, *args: Any, **options: Any) -> None:
        path = options["zip"] or self._fetched(options["download"])
        self.run(path, options)

    def _fetched(self, kind: str) -> Path:
        """What USDA has now, in DATA_DIR/downloads."""
        try:
            url = address(settings.FDC_DOWNLOAD_URL, kind, settings.FDC_LISTING_URL)
            self.stdout.write(f"Fetching {url}")
            with SlowBar(after_seconds=0.3) as bar:
                return fetch(url, settings.DATA_DIR / "downloads", bar)
        except DownloadError as error:
            raise CommandError(str(error)) from error
