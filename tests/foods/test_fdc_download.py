"""USDA's site as a local server: with ranges, and with a connection that is cut."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from foods.importing.download import DownloadError, address, fetch
from foods.models import Food
from tests.foods.test_fdc import files, zipped

LISTING = """
<a href="/FoodData_Central_foundation_food_csv_2024-10-31.zip">before</a>
<a href="/FoodData_Central_foundation_food_csv_2025-04-24.zip">now</a>
<a href="/FoodData_Central_sr_legacy_food_csv_2018-04.zip">final</a>
<a href="/FoodData_Central_csv_2025-04-24.zip">all of it</a>
"""


class Site(ThreadingHTTPServer):
    """`cut_after` bytes of each answer are sent; `requests` are the Range headers that
    came; parts begin `shift` bytes later than they were asked for."""

    content = b""
    etag = '"one"'
    modified = ""
    shift = 0
    cut_after: int | None = None
    requests: list[str]


class Handler(BaseHTTPRequestHandler):
    server: Site

    def do_GET(self) -> None:
        if self.path == "/listing":
            self._answer(200, LISTING.encode())
            return
        if not self.path.endswith(".zip"):
            self.send_error(404)
            return
        wanted = self.headers.get("Range", "")
        self.server.requests.append(wanted)
        content = self.server.content
        given = re.fullmatch(r"bytes=(\d+)-", wanted)
        named = self.server.modified or self.server.etag
        if given and self.headers.get("If-Range") == named:
            start = int(given[1]) + self.server.shift
            if start >= len(content):
                self.send_error(416)
                return
            self._answer(206, content[start:], f"bytes {start}-{len(content) - 1}/{len(content)}")
        else:
            self._answer(200, content)

    def _answer(self, status: int, body: bytes, part: str = "") -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("ETag", self.server.etag)
        if self.server.modified:
            self.send_header("Last-Modified", self.server.modified)
        if part:
            self.send_header("Content-Range", part)
        self.end_headers()
        self.wfile.write(body[: self.server.cut_after])

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def site() -> Iterator[Site]:
    server = Site(("127.0.0.1", 0), Handler)
    server.requests = []
    server.content = bytes(range(256)) * 400
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def url(site: Site) -> str:
    return f"http://127.0.0.1:{site.server_port}/data.zip"


def get(site: Site, folder: Path) -> Path:
    return fetch(url(site), folder, lambda *_: None)


def test_a_file_is_fetched_whole(site: Site, tmp_path: Path) -> None:
    path = get(site, tmp_path / "new")
    assert path.read_bytes() == site.content
    assert [p.name for p in path.parent.iterdir()] == ["data.zip"]


def test_a_cut_connection_is_taken_up_where_it_broke(site: Site, tmp_path: Path) -> None:
    site.cut_after = 30_000
    assert get(site, tmp_path).read_bytes() == site.content
    assert site.requests == ["", "bytes=30000-", "bytes=60000-", "bytes=90000-"]


def test_a_later_try_goes_on_from_what_is_kept(site: Site, tmp_path: Path) -> None:
    site.cut_after = 1_000
    with pytest.raises(DownloadError, match="5,000 bytes are kept"):
        get(site, tmp_path)
    site.cut_after = None
    assert get(site, tmp_path).read_bytes() == site.content
    assert site.requests[-1] == "bytes=5000-"


def test_a_part_of_another_version_is_thrown_away(site: Site, tmp_path: Path) -> None:
    site.cut_after = 1_000
    with pytest.raises(DownloadError):
        get(site, tmp_path)
    site.cut_after, site.etag, site.content = None, '"two"', b"another release" * 1_000
    assert get(site, tmp_path).read_bytes() == site.content


def test_a_weak_name_of_the_version_is_none(site: Site, tmp_path: Path) -> None:
    """RFC 9110, 13.1.5: an If-Range of a weak ETag is never true; the date is."""
    site.etag, site.modified = 'W/"one"', "Thu, 24 Apr 2025 10:00:00 GMT"
    site.cut_after = 60_000
    assert get(site, tmp_path).read_bytes() == site.content
    assert site.requests == ["", "bytes=60000-"]


def test_a_part_that_begins_elsewhere_is_not_put_behind_the_other(
    site: Site, tmp_path: Path
) -> None:
    site.cut_after, site.shift = 60_000, 100
    with pytest.raises(DownloadError, match="cut off each time"):
        get(site, tmp_path)
    site.shift = 0
    assert get(site, tmp_path).read_bytes() == site.content


def test_an_answer_of_not_found_says_so(site: Site, tmp_path: Path) -> None:
    with pytest.raises(DownloadError, match="answers 404"):
        fetch(url(site).replace(".zip", ".tar"), tmp_path, lambda *_: None)


def test_no_server_and_no_address(tmp_path: Path) -> None:
    with pytest.raises(DownloadError, match="cannot be fetched"):
        fetch("http://127.0.0.1:9/data.zip", tmp_path, lambda *_: None)
    with pytest.raises(DownloadError, match="no web address"):
        fetch("file:///etc/passwd", tmp_path, lambda *_: None)
    with pytest.raises(DownloadError, match="cannot be fetched"):
        fetch("http://[half/data.zip", tmp_path, lambda *_: None)
    with pytest.raises(DownloadError, match="cannot be read"):
        address("http://x/{kind}{release}", "full", "http://[half/")
    with pytest.raises(DownloadError, match=r"neither \{kind\} nor \{release\}"):
        address("http://127.0.0.1/{what}.zip", "full", "")


@pytest.mark.parametrize("end", ["/..", "/.", "/", "/?name=../x"])
def test_an_address_without_a_name_gets_one(site: Site, tmp_path: Path, end: str) -> None:
    folder = tmp_path / "downloads"
    with pytest.raises(DownloadError, match="answers 404"):
        fetch(f"http://127.0.0.1:{site.server_port}/data{end}", folder, lambda *_: None)
    assert list(tmp_path.iterdir()) == [folder]


def test_a_query_is_no_part_of_the_name(site: Site, tmp_path: Path) -> None:
    found = fetch(f"{url(site)}?version=../2.zip", tmp_path, lambda *_: None)
    assert found == tmp_path / "data.zip"


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("foundation", "FoodData_Central_foundation_food_csv_2025-04-24.zip"),
        ("sr_legacy", "FoodData_Central_sr_legacy_food_csv_2018-04.zip"),
        ("full", "FoodData_Central_csv_2025-04-24.zip"),
    ],
)
def test_the_newest_release_is_asked_for(site: Site, kind: str, name: str) -> None:
    base = f"http://127.0.0.1:{site.server_port}"
    template = base + "/FoodData_Central{kind}_csv_{release}.zip"
    assert address(template, kind, f"{base}/listing") == f"{base}/{name}"
    with pytest.raises(DownloadError, match="names no branded download"):
        address(template, "branded", f"{base}/listing")
    assert address(base + "/mine.zip", kind, "") == base + "/mine.zip"


@pytest.mark.django_db
def test_the_command_fetches_and_imports(site: Site, tmp_path: Path, settings) -> None:  # type: ignore[no-untyped-def]
    settings.DATA_DIR = tmp_path
    settings.FDC_DOWNLOAD_URL = url(site)
    site.content, site.cut_after = zipped(files()).read(), 700
    call_command("import_fdc", download="sr_legacy")
    assert Food.objects.count() == 2
    assert (tmp_path / "downloads" / "data.zip").read_bytes() == site.content
    settings.FDC_DOWNLOAD_URL = url(site).replace("data.zip", "none")
    with pytest.raises(CommandError, match="answers 404"):
        call_command("import_fdc", download="sr_legacy")
