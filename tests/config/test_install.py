import venv
from pathlib import Path

import pytest

from config import install


def test_a_virtual_environment_that_was_cut_off_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "requirements.txt").write_text("")
    monkeypatch.setattr(install, "PROJECT", tmp_path)
    monkeypatch.setattr(install, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(install, "PYTHON", tmp_path / ".venv" / "bin" / "python")
    venv.create(tmp_path / ".venv", with_pip=False)
    install.install_packages(["requirements.txt"])
    assert (tmp_path / ".venv" / ".installed-requirements.txt").exists()
