from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from notes.texts import CONTENT, NoteError, read_notes
from notes.translated_texts import LANGUAGES, stamp


class Command(BaseCommand):
    help = (
        "Write down that translations were compared with the English notes as they stand. Until "
        "then a note whose English changed is shown in English."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("language", choices=LANGUAGES)
        parser.add_argument("slug", nargs="*", help="Only these, such as water-counts.")
        parser.add_argument("--folder", type=Path, default=CONTENT, help="Another folder.")

    def handle(self, *args: Any, **options: Any) -> None:
        folder, language = options["folder"], options["language"]
        try:
            stamped = stamp(language, options["slug"], read_notes(folder), folder)
        except (NoteError, OSError) as error:
            raise CommandError(f"Nothing was stamped. {error}") from error
        self.stdout.write(f"{language}: {len(stamped)} stamped.")
