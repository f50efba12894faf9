from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from intake.changes import forget_deleted


class Command(BaseCommand):
    help = "Delete for good what people deleted more than DELETED_KEPT_DAYS ago."

    def handle(self, *args: Any, **options: Any) -> None:
        if count := forget_deleted():
            self.stdout.write(f"Forgot {count}.")
