import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.one_of_everything import hers as hers


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """Unlike pytest's own folders, one that root's unprivileged server can enter."""
    path = Path(tempfile.mkdtemp(prefix="twelve-test-")).resolve()
    path.chmod(0o711)
    yield path
    shutil.rmtree(path, ignore_errors=True)
