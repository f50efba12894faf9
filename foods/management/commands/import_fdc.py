from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from foods.fdc import FDCError
from foods.importing.command import ImportCommand
from foods.importing.fdc import import_fdc
from foods.models import ImportRun


class Command(ImportCommand):
    help = "Imports a USDA FoodData Central CSV download, of any kind; safe to repeat."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("zip", type=Path, help="the zip as USDA packs it")
        super().add_arguments(parser)

    def bring_in(self, path: Path, **options: Any) -> list[ImportRun]:
        try:
            return import_fdc(path, **options)
        except FDCError as error:
            raise CommandError(f"{path.name}: {error} Nothing was changed.") from error

    def handle(self, *args: Any, **options: Any) -> None:
        self.run(options["zip"], options)
