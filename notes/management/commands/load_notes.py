from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from notes.loading import Report, load
from notes.texts import CONTENT, NoteError


class Command(BaseCommand):
    help = "Load the notes that come with the project. What curators changed is kept."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--overwrite",
            action="append",
            default=[],
            metavar="SLUG",
            help="Take the shipped text of this note, or citation, over what a curator changed.",
        )
        parser.add_argument("--folder", type=Path, default=CONTENT, help="Read another folder.")
        parser.add_argument(
            "--partial",
            action="store_true",
            help="The folder may lack notes that a situation calls for. Those stay as they are.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            notes, citations, translations = load(
                options["folder"], options["overwrite"], complete=not options["partial"]
            )
        except (NoteError, OSError) as error:
            raise CommandError(f"Nothing was loaded. {error}") from error
        self.stdout.write(_sentence("Notes", notes))
        self.stdout.write(_sentence("Citations", citations))
        self.stdout.write(_sentence("Translations", translations))
        for name in notes.kept + citations.kept:
            self.stdout.write(
                f"{name} was changed here and is kept; --overwrite {name} takes the shipped one."
            )
        for slug in notes.unpublished:
            self.stdout.write(f"{slug} no longer comes with the project and is unpublished.")
        for name in translations.removed:
            self.stdout.write(f"{name} no longer comes with the project and is removed.")
        for slug in notes.held:
            self.stdout.write(f"{slug} stays unpublished: none of its sources is checked.")
        for slug in notes.missing:
            self.stderr.write(f"{slug} is not published: what calls for it shows nothing.")


def _sentence(what: str, report: Report) -> str:
    return (
        f"{what}: {len(report.new)} new, {len(report.changed)} changed, "
        f"{len(report.unchanged)} unchanged, {len(report.kept)} kept."
    )
