from typing import Any

from django.core.management.base import BaseCommand

from foods.offline import publish


class Command(BaseCommand):
    help = "Makes a new version of the catalogue for offline search where anything changed."

    def handle(self, *args: Any, **options: Any) -> None:
        version = publish()
        self.stdout.write(
            f"For offline search: version {version}, {version.food_count:,} foods in "
            f"{version.brotli_bytes / 1000:,.0f} kB."
        )
