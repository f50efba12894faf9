"""The CSV files of a FoodData Central zip, streamed, with errors that name file and line."""

import csv
import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

Progress = Callable[[str, int, int], None]


class FDCError(ValueError):
    """The file as a whole cannot be read; the message is for whoever chose it."""


@contextmanager
def _damage_named(*also: type[Exception]) -> Iterator[None]:
    """Turn what a damaged file makes zipfile raise into an FDCError."""
    unreadable: tuple[type[Exception], ...]
    unreadable = (OSError, EOFError, zlib.error, RuntimeError, NotImplementedError, *also)
    try:
        yield
    except zipfile.BadZipFile as error:
        raise FDCError(f"This is not a zip file, or it is damaged ({error}).") from error
    except unreadable as error:
        raise FDCError(f"This file cannot be read: {str(error) or 'it is cut off'}.") from error


@contextmanager
def opened(source: str | Path | IO[bytes]) -> Iterator[zipfile.ZipFile]:
    with _damage_named(ValueError):
        archive = zipfile.ZipFile(source)
    with archive, _damage_named():
        yield archive


class CSVFiles:
    """The CSV files of the archive, wherever in it they lie."""

    def __init__(self, archive: zipfile.ZipFile, progress: Progress | None) -> None:
        self.archive = archive
        self.progress = progress

    def _member(self, name: str) -> zipfile.ZipInfo:
        found = [
            member
            for member in self.archive.infolist()
            if Path(member.filename).name.casefold() == name
            and not member.filename.startswith("__MACOSX/")
        ]
        if len(found) != 1:
            raise FDCError(
                f"The zip has {name} in more than one place."
                if found
                else f"The zip has no {name}; is it a FoodData Central CSV download?"
            )
        return found[0]

    def rows(self, name: str, needed: str, optional: str = "") -> Iterator[list[str]]:
        """The named columns of each row, stripped; an absent optional column is empty.

        Both are space-separated lists of column names, matched without regard to case.
        """
        member = self._member(name)
        with _damage_named(ValueError):
            raw = self.archive.open(member)
        with raw:
            text = io.TextIOWrapper(raw, encoding="utf-8-sig", newline="")
            reader = csv.reader(text, strict=True)
            try:
                header = [column.strip().casefold() for column in next(reader, [])]
                places = [self._place(name, header, column) for column in needed.split()]
                last = max(places)
                places += [_find(header, column) for column in optional.split()]
                for count, row in enumerate(reader):
                    if self.progress and count % 20_000 == 0:
                        self.progress(name, raw.tell(), member.file_size)
                    if not row:
                        continue
                    if len(row) <= last:
                        raise FDCError(f"{name} is cut off in line {reader.line_num}.")
                    yield [row[at].strip() if 0 <= at < len(row) else "" for at in places]
            except UnicodeDecodeError as error:
                raise FDCError(f"{name} is not UTF-8 text.") from error
            except csv.Error as error:
                raise FDCError(f"{name} is not CSV in line {reader.line_num}: {error}.") from error
        if self.progress:
            self.progress(name, member.file_size, member.file_size)

    @staticmethod
    def _place(name: str, header: list[str], column: str) -> int:
        place = _find(header, column)
        if place < 0:
            raise FDCError(f"{name} has no column {column}.")
        return place


def _find(header: list[str], column: str) -> int:
    return header.index(column) if column in header else -1
