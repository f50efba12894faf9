"""The CSV files of a FoodData Central zip, streamed, with errors that name file and line."""

import csv
import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from operator import itemgetter
from pathlib import Path
from typing import IO

Progress = Callable[[str, int, int], None]
Row = tuple[str, ...]


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
        raise FDCError(f"This file cannot be read ({error or 'it is cut off'}).") from error


@contextmanager
def opened(
    source: str | Path | IO[bytes], progress: Progress | None = None
) -> Iterator["CSVFiles"]:
    with _damage_named(ValueError):
        archive = zipfile.ZipFile(source)
    with archive:
        yield CSVFiles(archive, progress)


class CSVFiles:
    """The CSV files of the archive, wherever in it they lie."""

    def __init__(self, archive: zipfile.ZipFile, progress: Progress | None) -> None:
        self.archive = archive
        self.progress = progress

    def __contains__(self, name: str) -> bool:
        return bool(self._members(name))

    def _members(self, name: str) -> list[zipfile.ZipInfo]:
        return [
            member
            for member in self.archive.infolist()
            if Path(member.filename).name.casefold() == name
            and not member.filename.startswith("__MACOSX/")
        ]

    def _member(self, name: str) -> zipfile.ZipInfo:
        found = self._members(name)
        if len(found) != 1:
            raise FDCError(
                f"The zip has {name} in more than one place."
                if found
                else f"The zip has no {name}; is it a FoodData Central CSV download?"
            )
        return found[0]

    def rows(self, name: str, needed: str, optional: str = "") -> Iterator[tuple[int, Row]]:
        """Each row's line number, and its named columns; an absent optional column is empty.

        Both are space-separated lists of column names, matched without regard to case, and each
        name may give other spellings behind a `/`. Bytes that are not UTF-8 come as lone
        surrogates (see `foods.fdc.values.text`), since a whole download is not worth one of them.
        """
        member = self._member(name)
        with _damage_named():
            with _damage_named(ValueError):
                raw = self.archive.open(member)
            with raw:
                text = io.TextIOWrapper(
                    raw, encoding="utf-8-sig", errors="surrogateescape", newline=""
                )
                reader = csv.reader(text, strict=True)
                try:
                    header = [_plain(column) for column in next(reader, [])]
                    places = [_place(name, header, column) for column in needed.split()]
                    last = max(places)
                    places += [_find(header, column) for column in optional.split()]
                    chosen = itemgetter(*places)
                    absent = -1 in places
                    columns = len(header)
                    count = 0
                    for row in reader:
                        count += 1
                        if self.progress and not count & 0x3FFF:
                            self.progress(name, raw.tell(), member.file_size)
                        if len(row) != columns:
                            if not row:
                                continue
                            if len(row) <= last:
                                raise FDCError(f"{name} is cut off in line {reader.line_num}.")
                            if any(row[columns:]):
                                # A comma without quotes: whatever follows it is out of place.
                                raise FDCError(
                                    f"{name} has more fields than columns in line "
                                    f"{reader.line_num}."
                                )
                            row = (row + [""] * columns)[:columns]
                        if absent:
                            row.append("")  # an absent column's place is -1
                        yield reader.line_num, chosen(row)
                except csv.Error as error:
                    raise FDCError(
                        f"{name} is not CSV in line {reader.line_num}: {error}."
                    ) from error
            if self.progress:
                self.progress(name, member.file_size, member.file_size)


def _plain(column: str) -> str:
    return column.strip().casefold()


def _place(name: str, header: list[str], column: str) -> int:
    place = _find(header, column)
    if place < 0:
        raise FDCError(f"{name} has no column {column.split('/')[0]}.")
    return place


def _find(header: list[str], column: str) -> int:
    return next((header.index(each) for each in column.split("/") if each in header), -1)
