"""Every operation by schemathesis: examples, coverage, fuzzing and what follows from each other.

Each value of each parameter, and all else as a curator, with --thorough alone: the API takes a
curator for anybody.

What it may not find is in `noise.py`. The seed is fixed; to see more, run it with others:
SCHEMATHESIS="--seed=7 --max-examples=50" \\
    make test ARGS="tests/api/test_schemathesis.py --thorough"
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from config.environment import PROJECT
from intake.models import Person, PersonalToken
from tests.api import story
from tests.factories import make_curator, make_person

HERE = Path(__file__).parent


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("made", "phases"),
    [
        pytest.param(make_person, "examples,fuzzing,stateful", id="a person"),
        pytest.param(
            make_curator, "examples,fuzzing,stateful", id="a curator", marks=pytest.mark.thorough
        ),
        pytest.param(make_person, "coverage", id="each value", marks=pytest.mark.thorough),
    ],
)
def test_schemathesis_finds_nothing(
    made: Callable[[], Person], phases: str, live_server: Any, settings: Any, tmp_path: Path
) -> None:
    settings.WRITES_PER_MINUTE = 1_000_000
    person = made()
    story.load()
    # So that there are rows to find.
    assert len(list(story.told(person))) == len(story.STORY)
    settings.ALLOWED_HOSTS = ["localhost"]
    _, token = PersonalToken.objects.create(user=person, name="schemathesis")
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "schemathesis.cli",
            f"--config-file={HERE / 'schemathesis.toml'}",
            "run",
            f"{live_server.url}/api/v1/schema/",
            f"--header=Authorization: Bearer {token}",
            "--checks=all",
            f"--phases={phases}",
            "--no-color",
            *os.environ.get("SCHEMATHESIS", "").split(),
        ],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(PROJECT)},
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert done.returncode == 0, done.stdout
