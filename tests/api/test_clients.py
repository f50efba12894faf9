"""Clients that others' tools generate from the schema do the main job against a running server."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from intake.models import Entry, Person, PersonalToken
from tests.api.schema import schema
from tests.factories import make_food, make_portion, make_profile
from tests.node import NODE_MODULES, run_node

HERE = Path(__file__).parent / "clients"
SEEN = {
    "food": "Pumpkin seeds, dried",
    "logged": [201, 200],
    "day_mg": 177.6,
    "unchanged": 304,
    "changed_mg": 355.2,
    "stale": [412, "changed", 2],
    "deleted": [204, "deleted"],
    "restored_mg": 355.2,
    "days": 30,
    "last_day_mg": 355.2,
}


@pytest.fixture
def server(live_server: Any, settings: Any, alice: Person) -> dict[str, str]:
    """Where it is and Alice's token, as variables of the environment; there are seeds to log."""
    settings.ALLOWED_HOSTS = ["localhost"]
    make_profile(alice)
    make_portion(make_food("Pumpkin seeds, dried", magnesium_mg="592", popularity=90))
    _, token = PersonalToken.objects.create(user=alice, name="client")
    return {"SERVER": live_server.url, "TOKEN": token}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Holds the schema, and what uses a client made from it."""
    (tmp_path / "schema.json").write_text(json.dumps(schema()))
    for file in HERE.iterdir():
        if file.is_file():
            shutil.copy(file, tmp_path)
    return tmp_path


def python(folder: Path, *arguments: str, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env=os.environ | environment,
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


@pytest.mark.thorough
@pytest.mark.django_db(transaction=True)
def test_a_client_in_python(server: dict[str, str], folder: Path) -> None:
    (folder / "config.yml").write_text("post_hooks: []\n")
    said = python(
        folder,
        "-m",
        "openapi_python_client",
        "generate",
        "--path=schema.json",
        "--meta=none",
        "--output-path=twelve_client",
        "--config=config.yml",
        "--fail-on-warning",
    )
    assert "Warning" not in said
    python(folder, "-m", "mypy", "--strict", "--config-file=", "main_job.py")
    assert json.loads(python(folder, "main_job.py", **server)) == SEEN
    assert Entry.objects.get().version == 4


@pytest.mark.thorough
@pytest.mark.django_db(transaction=True)
def test_a_client_in_typescript(
    server: dict[str, str], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_node("openapi-typescript", "bin/cli.js", "schema.json", "--output=schema.ts", cwd=folder)
    (folder / "node_modules").symlink_to(NODE_MODULES)
    (folder / "package.json").write_text('{"type": "module"}')
    run_node("typescript", "bin/tsc", "--project", ".", cwd=folder)
    for name, value in server.items():
        monkeypatch.setenv(name, value)
    assert json.loads(run_node("", str(folder / "main_job.js"), cwd=folder)) == SEEN
    assert Entry.objects.get().version == 4
