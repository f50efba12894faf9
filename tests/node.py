"""Programs from npm, which only tests use."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from config.environment import PROJECT

NODE_MODULES = PROJECT / "node_modules"


def run_node(package: str, program: str, *arguments: str, cwd: Path = PROJECT) -> str:
    """What a program of an npm package printed. It has to end well.

    Skips where the package or Node itself is not installed.
    """
    # Where the machine has no Node, install.py put one beside Python.
    places = f"{PROJECT / '.venv' / 'bin'}{os.pathsep}{os.environ['PATH']}"
    node = shutil.which("node", path=places)
    script = NODE_MODULES / package / program
    if node is None or not script.exists():
        pytest.skip(f"{package} is not installed: npm ci --ignore-scripts")
    done = subprocess.run(
        [node, script, *arguments],
        cwd=cwd,
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout
