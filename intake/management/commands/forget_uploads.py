from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from intake.transfer.uploads import forget_old


class Command(BaseCommand):
    help = "Delete files that people brought and did not add within a day."

    def handle(self, *args: Any, **options: Any) -> None:
        if count := forget_old():
            self.stdout.write(f"Forgot {count}.")
