from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from foods.importing.command import ImportCommand
from foods.importing.off import OFFError, import_off
from foods.models import ImportRun


class Command(ImportCommand):
    help = "Imports an Open Food Facts export (JSONL or CSV, gzipped or not); safe to repeat."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        super().add_arguments(parser)

    def bring_in(self, path: Path, **options: Any) -> list[ImportRun]:
        try:
            return import_off(path, **options)
        except OFFError as error:
            raise CommandError(f"{path.name}: {error} Nothing was changed.") from error

    def handle(self, *args: Any, **options: Any) -> None:
        self.run(options["file"], options)
