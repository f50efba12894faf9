"""Each line of curl in docs/api.md, as it is written, against a running server."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from config.environment import PROJECT
from intake.models import PersonalToken
from tests.api import story
from tests.docs_examples import Block, blocks_of, run_block
from tests.factories import make_person, make_profile

PAGE = PROJECT / "docs" / "api.md"
# This line is to be filled in by whoever reads it.
FILL_IN = "T='Authorization: Bearer ...'\n"


@pytest.mark.django_db(transaction=True)
def test_the_lines_of_the_page(live_server: Any, settings: Any, tmp_path: Path) -> None:
    if not shutil.which("curl"):
        pytest.skip("there is no curl here")
    story.load()
    settings.ALLOWED_HOSTS = ["localhost"]
    person = make_person("alice@example.org")
    make_profile(person)
    _, token = PersonalToken.objects.create(user=person, name="docs")
    Image.new("RGB", (40, 30)).save(tmp_path / "label.jpg")
    blocks = blocks_of(PAGE)
    assert any(FILL_IN in block.text for block in blocks)
    for block in blocks:
        written = Block(block.section, block.text.replace(FILL_IN, ""))
        run_block(written, folder=tmp_path, B=live_server.url, T=f"Authorization: Bearer {token}")
