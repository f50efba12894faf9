"""USDA's current downloads, fetched with resumption. Standard library only."""

from __future__ import annotations

import http.client
import re
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from email.message import Message
from pathlib import Path

# What USDA calls its files, by what the command calls them. SR Legacy is final: its date stays.
KINDS = {
    "foundation": "foundation_food",
    "sr_legacy": "sr_legacy_food",
    "survey": "survey_food",
    "branded": "branded_food",
    "full": "",
}
_CHUNK = 1 << 18
_SECONDS = 60
_TRIES = 5

Progress = Callable[[str, int, int], None]


class DownloadError(Exception):
    """The file cannot be had; the message is for whoever asked for it."""


@dataclass(frozen=True)
class _Part:
    """An unfinished file, and what the server called the version that it is of."""

    path: Path

    @property
    def _tag_path(self) -> Path:
        return self.path.with_name(self.path.name + ".etag")

    @property
    def size(self) -> int:
        return self.path.stat().st_size if self.path.exists() else 0

    @property
    def tag(self) -> str:
        return self._tag_path.read_text() if self._tag_path.exists() else ""

    def begin(self, tag: str) -> None:
        self.path.write_bytes(b"")
        self._tag_path.write_text(tag)

    def become(self, finished: Path) -> None:
        self.path.replace(finished)
        self._tag_path.unlink(missing_ok=True)


def address(template: str, kind: str, listing: str) -> str:
    """Where the file of a kind is. A template without `{release}` is an address already.

    USDA's file names carry the date of the release: the newest that the page `listing` names for
    this kind is taken.
    """
    name = "_" + KINDS[kind] if KINDS[kind] else ""
    try:
        template.format(kind="", release="")
    except (LookupError, ValueError) as error:
        raise DownloadError(
            f"{template} has something in braces that is neither {{kind}} nor {{release}}."
        ) from error
    if "{release}" not in template:
        return template.format(kind=name)
    pattern = re.compile(rf"FoodData_Central{name}_csv_(\d{{4}}-\d{{2}}(?:-\d{{2}})?)\.zip")
    try:
        with urllib.request.urlopen(_request(listing), timeout=_SECONDS) as page:  # noqa: S310
            releases = pattern.findall(page.read(10_000_000).decode(errors="replace"))
    except (OSError, ValueError, http.client.HTTPException) as error:
        raise DownloadError(f"{listing} cannot be read ({_said(error)}).") from error
    if not releases:
        raise DownloadError(f"{listing} names no {kind} download.")
    return template.format(kind=name, release=max(releases))


def fetch(url: str, folder: Path, progress: Progress) -> Path:
    """The file at `url`, in `folder`; what an earlier try left there is taken up.

    A part is continued only while the server says that it still has the same version of the file
    (ETag or Last-Modified), and the file is whole only at the size that the server gave.
    """
    folder.mkdir(parents=True, exist_ok=True)
    finished = folder / _name(url)
    part = _Part(finished.with_name(finished.name + ".part"))
    problem: Exception | None = None
    for _ in range(_TRIES):
        before = part.size
        try:
            if _continue(url, part, lambda done, size: progress(finished.name, done, size)):
                part.become(finished)
                return finished
        except urllib.error.HTTPError as error:
            if error.code == 416:  # the part is no beginning of what is there now
                part.begin("")
                continue
            raise DownloadError(f"{url} answers {error.code} {error.reason}.") from error
        except (OSError, ValueError, http.client.HTTPException) as error:
            problem = error
            if part.size == before and before == 0:
                break
    reason = _said(problem) if problem else "it is cut off each time"
    raise DownloadError(
        f"{url} cannot be fetched ({reason}); {part.size:,} bytes are kept, and the next try goes "
        "on from there."
    )


def _continue(url: str, part: _Part, progress: Callable[[int, int], None]) -> bool:
    """One request; whether the file is whole."""
    have = part.size if part.tag else 0
    request = _request(url)
    if have:
        request.add_header("Range", f"bytes={have}-")
        request.add_header("If-Range", part.tag)
    with urllib.request.urlopen(request, timeout=_SECONDS) as answer:  # noqa: S310
        whole = int(answer.headers.get("Content-Length") or 0)
        if answer.status == 206:
            if not answer.headers.get("Content-Range", "").startswith(f"bytes {have}-"):
                part.begin("")  # it is no continuation of what is here
                return False
            whole += have
        else:
            have = 0
            part.begin(_version(answer.headers))
        with part.path.open("ab") as file:
            while chunk := answer.read(_CHUNK):
                file.write(chunk)
                have += len(chunk)
                progress(have, whole)
    return have == whole or not whole


def _version(headers: Message) -> str:
    """What an If-Range can name: a weak ETag it cannot (RFC 9110, 13.1.5)."""
    tag = headers.get("ETag", "")
    return str(headers.get("Last-Modified", "") if not tag or tag.startswith("W/") else tag)


def _name(url: str) -> str:
    """The last part of the address's path, which names no other folder."""
    try:
        name = urllib.parse.urlsplit(url).path.rsplit("/", 1)[-1]
    except ValueError:
        name = ""
    return name if name.strip(".") else "download.zip"


def _request(url: str) -> urllib.request.Request:
    if not url.startswith(("https://", "http://")):
        raise DownloadError(f"{url} is no web address.")
    return urllib.request.Request(url, headers={"User-Agent": "Twelve"})  # noqa: S310


def _said(error: Exception | None) -> str:
    reason = getattr(error, "reason", None) or error
    return str(reason) or type(error).__name__
