"""The schema by Spectral's rules: `.spectral.yaml` says which, and why some are off."""

from django.core.management import call_command

from config.environment import PROJECT
from tests.node import run_node


def test_spectral_finds_nothing(tmp_path):
    schema = tmp_path / "schema.json"
    call_command("spectacular", "--format=openapi-json", f"--file={schema}")
    said = run_node(
        "@stoplight/spectral-cli",
        "dist/index.js",
        "lint",
        str(schema),
        f"--ruleset={PROJECT / '.spectral.yaml'}",
        "--format=text",
        "--fail-severity=hint",
    )
    assert "No results" in said
