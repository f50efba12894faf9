import os
import venv
from pathlib import Path

import pytest

from config import install


@pytest.mark.thorough
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


def test_what_only_tests_need_from_npm_is_installed_for_them_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By an npm that notes what it was asked for."""
    asked = tmp_path / "asked"
    npm = tmp_path / "npm"
    npm.write_text(f'#!/bin/sh\nmkdir -p node_modules\necho "$@" >> {asked}\n')
    npm.chmod(0o755)
    for name in install.NPM_LISTS:
        (tmp_path / name).write_text("{}")
    monkeypatch.setattr(install, "PROJECT", tmp_path)
    monkeypatch.setattr(install, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(install, "NODE_MODULES", tmp_path / "node_modules")
    monkeypatch.setattr(install, "_machine_has_node", lambda: True)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    # More is there than is needed: nothing is taken away.
    for dev in (False, False, True, True, False):
        install.install_browser_libraries(dev=dev)
    first, second = asked.read_text().splitlines()
    assert "--omit=dev" in first
    assert "--omit=dev" not in second
