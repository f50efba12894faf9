"""Whether docs/api.md names all that a device has to know to work offline."""

import re
from pathlib import Path

from django.conf import settings

from intake.serializers.sync import OUTCOMES, PULLED

SECTION = (
    (Path(settings.BASE_DIR) / "docs" / "api.md")
    .read_text()
    .partition("## Work offline\n")[2]
    .partition("\n## ")[0]
)


def test_every_table_and_every_outcome_is_named():
    rows = re.findall(r"^\| (.*?) \|", SECTION, re.MULTILINE)
    named = set(re.findall(r"`(\w+)`", " ".join(rows)))
    assert named == {each for each, _ in (*PULLED, *OUTCOMES)} | {"table", "outcome"}
