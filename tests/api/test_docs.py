"""Each line of the guides to the API, as it is written, against a running server."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from config.environment import PROJECT
from foods.models import Submission
from intake.models import PersonalToken
from tests.api import story
from tests.docs_examples import blocks_of, run_blocks
from tests.factories import make_person, make_profile

DOCS = PROJECT / "docs"
PAGES = ("api.md", "api-more.md", "signing-in.md")
LINK = re.compile(r"\]\(([\w./-]*)(?:#([\w-]+))?\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
# What the first page names for the second.
JSON = "Content-Type: application/json"

pytestmark = pytest.mark.skipif(not shutil.which("curl"), reason="no curl here")


@pytest.fixture
def catalogue(transactional_db: None, settings: Any) -> None:
    story.load()
    settings.ALLOWED_HOSTS = ["localhost"]


def test_the_first_page(catalogue: None, live_server: Any, tmp_path: Path) -> None:
    run_blocks(blocks_of(DOCS / "api.md"), folder=tmp_path, B=live_server.url)


@pytest.fixture
def named(catalogue: None, live_server: Any) -> dict[str, str]:
    person = make_person("alice@example.org")
    make_profile(person)
    _, token = PersonalToken.objects.create(user=person, name="docs")
    return {"B": live_server.url, "J": JSON, "T": f"Authorization: Bearer {token}"}


def test_the_second_page(named: dict[str, str], tmp_path: Path) -> None:
    Image.new("RGB", (40, 30)).save(tmp_path / "label.jpg")
    run_blocks(blocks_of(DOCS / "api-more.md"), folder=tmp_path, **named)


def test_without_its_photo_nothing_is_proposed(named: dict[str, str], tmp_path: Path) -> None:
    blocks = [each for each in blocks_of(DOCS / "api-more.md") if "label.jpg" in each.text]
    assert blocks
    with pytest.raises(AssertionError, match="No such file"):
        run_blocks(blocks, folder=tmp_path, **named)
    assert not Submission.objects.exists()


@pytest.mark.parametrize("name", [*PAGES, "api-changelog.md", "../README.md"])
def test_links_lead_to_what_is_there(name: str) -> None:
    page = DOCS / name
    for path, anchor in LINK.findall(page.read_text(encoding="utf-8")):
        target = page.parent / path if path else page
        assert target.exists(), path
        if anchor:
            headings = HEADING.findall(target.read_text(encoding="utf-8"))
            assert anchor in {_anchor(heading) for heading in headings}, (path, anchor)


def _anchor(heading: str) -> str:
    """As GitHub makes it."""
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")
