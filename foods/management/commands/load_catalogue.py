from typing import Any

from django.core.management.base import BaseCommand, CommandError

from foods.builtin import CatalogueError, load
from foods.progress import SlowBar


class Command(BaseCommand):
    help = "Brings the built-in foods in line with foods/catalogue; safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with SlowBar() as bar:
                loaded = load(progress=bar)
        except CatalogueError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"Catalogue: {loaded.new:,} new, {loaded.changed:,} changed, "
            f"{loaded.unchanged:,} unchanged, {loaded.retired:,} retired, "
            f"{loaded.merged:,} imported foods taken in."
        )
