"""Where Twelve keeps its things, and what the processes of one installation are told.

Standard library only: it is imported before anything is installed. The pages' own settings
are read in `config.settings`; this module reads what has to be known before those exist.
"""

import contextlib
import errno
import fcntl
import json
import os
import secrets
import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

PROJECT = Path(__file__).resolve().parent.parent


class LaunchError(Exception):
    """Something the person at the keyboard can put right; its text is all they need to read."""


def give_up(error: LaunchError) -> NoReturn:
    print(f"twelve: {error}", file=sys.stderr, flush=True)
    sys.exit(1)


def say(line: str) -> None:
    with contextlib.suppress(OSError):  # The terminal may be gone; the work goes on.
        print(line, flush=True)


def data_dir() -> Path:
    """Absolute; a relative `DATA_DIR` counts from the project, as the default `var/` does."""
    return (PROJECT / (os.environ.get("DATA_DIR") or "var")).resolve()


def made_data_dir() -> Path:
    folder = data_dir()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LaunchError(f"cannot create DATA_DIR {folder}: {error.strerror}.") from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise LaunchError(f"DATA_DIR {folder} cannot be written by this user.")
    return folder


def host() -> str:
    return os.environ.get("HOST") or "127.0.0.1"


def port() -> int:
    text = os.environ.get("PORT") or "8000"
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 65535:
        raise LaunchError(f"PORT is {text!r}; it has to be a number from 1 to 65535.")
    return int(text)


def site_address() -> str:
    """What a person types into a browser on this machine."""
    name = "localhost" if host() in {"127.0.0.1", "0.0.0.0", "::", "::1"} else host()
    return f"http://{name}:{port()}"


def check_port_is_free(patience_seconds: float = 0) -> None:
    """Raise LaunchError where the site could not listen, within that time."""
    deadline = time.monotonic() + patience_seconds
    while True:
        try:
            return _listen_once()
        except LaunchError:
            if time.monotonic() >= deadline:
                raise
        time.sleep(0.1)


def _listen_once() -> None:
    try:
        family, kind, _, _, address = socket.getaddrinfo(
            host(), port(), type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except OSError as error:
        raise LaunchError(f"HOST {host()!r} is not an address of this machine.") from error
    with socket.socket(family, kind) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise LaunchError(
                    f"port {port()} is in use by another program. "
                    "Choose another one with PORT, as in: make run PORT=8001"
                ) from error
            raise LaunchError(
                f"cannot listen on {host()} port {port()}: {error.strerror}. "
                "HOST and PORT choose another address."
            ) from error


def private_text(path: Path, make: str | None = None) -> str:
    """The text of a file that only its owner may read; written with `make` where absent."""
    if make is not None and not path.exists():
        new = path.with_name(f"{path.name}.{os.getpid()}.new")
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(make)
            file.flush()
            os.fsync(file.fileno())
        # Linking, unlike renaming, lets the first of two writers win.
        with contextlib.suppress(FileExistsError):
            os.link(new, path)
        new.unlink()
    return path.read_text().strip()


def process_environment(database_url: str) -> dict[str, str]:
    """The environment of every process of this installation, given variables first."""
    own = {
        "DATA_DIR": str(data_dir()),
        "DEBUG": "0",
        "ALLOWED_HOSTS": "localhost,127.0.0.1,[::1]",
        "PORT": str(port()),
    }
    given = {name: value for name, value in os.environ.items() if value}
    environment = own | given | {"DATABASE_URL": database_url, "DATA_DIR": own["DATA_DIR"]}
    if "SECRET_KEY" not in environment:
        environment["SECRET_KEY"] = private_text(
            made_data_dir() / "secret_key", make=secrets.token_urlsafe(50)
        )
    return environment


def site_note() -> Path:
    """Where a run notes the process group of its web server, for the run after a kill."""
    return data_dir() / "site.pid"


@contextlib.contextmanager
def only_run(
    advice: str = "A second one needs a DATA_DIR and a PORT of its own.",
) -> Iterator[None]:
    """Hold this DATA_DIR for one `make run`; `advice` is for who finds it held.

    The lock belongs to the process, so that not even kill -9 leaves it behind.
    """
    path = made_data_dir() / "run.lock"
    with open(os.open(path, os.O_RDWR | os.O_CREAT, 0o644), "r+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise LaunchError(f"{_already_running(file.read())} {advice}") from error
        file.truncate()
        json.dump({"pid": os.getpid(), "address": site_address()}, file)
        file.flush()
        yield


def is_running() -> bool:
    """Whether a `make run` holds this DATA_DIR."""
    try:
        with (data_dir() / "run.lock").open() as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False


def _already_running(note: str) -> str:
    try:
        other = json.loads(note)
        where = f"as process {other['pid']} at {other['address']}"
    except (ValueError, KeyError):
        where = "and is just starting"
    return f"Twelve already runs on {data_dir()}, {where}."
