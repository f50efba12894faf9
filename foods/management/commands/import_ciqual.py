from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from foods.importing.ciqual import CiqualError, import_ciqual
from foods.importing.command import ImportCommand
from foods.models import ImportRun


class Command(ImportCommand):
    help = "Imports the French Ciqual table (.xls, .xlsx); names also of the edition beside it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        super().add_arguments(parser)

    def bring_in(self, path: Path, **options: Any) -> list[ImportRun]:
        try:
            return import_ciqual(path, **options)
        except CiqualError as error:
            raise CommandError(f"{path.name}: {error} Nothing was changed.") from error

    def handle(self, *args: Any, **options: Any) -> None:
        self.run(options["file"], options)
