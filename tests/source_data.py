"""The source data beside the project; tests that read it skip where it is absent."""

from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "shared" / "data"


def source_data(*parts: str) -> Path:
    path = FOLDER.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"the source data {'/'.join(parts)} is not beside the project")
    return path
