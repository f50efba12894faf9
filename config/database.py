"""Where PostgreSQL is: the server that DATABASE_URL names, or a private one that is started.

    python -m config.database temporary [--durable] -- COMMAND   on a throw-away server
    python -m config.database ensure [--prepared] -- COMMAND     on this installation's server
    python -m config.database backup [FILE]
    python -m config.database restore FILE

COMMAND finds the server's address in its DATABASE_URL; --prepared migrates and loads first.
"""

import contextlib
import fcntl
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import psycopg2

from config.environment import (
    LaunchError,
    give_up,
    is_running,
    made_data_dir,
    only_run,
    process_environment,
    say,
)
from config.postgres import backup
from config.postgres.cluster import Cluster
from config.processes import ends_by_signal, run_command

CONNECT_SECONDS = 5
TEMPORARY = "twelve-temporary-"


def check_answers(url: str) -> None:
    """Raise LaunchError, free of passwords, where the server of a DATABASE_URL cannot be used."""
    try:
        parts = psycopg2.extensions.parse_dsn(url)
    except psycopg2.ProgrammingError:
        parts = {}
    if not url.startswith(("postgresql://", "postgres://")) or not parts:
        raise LaunchError(
            "DATABASE_URL is no address of a PostgreSQL server; "
            "one looks like postgresql://user:password@host:5432/name"
        )
    host, port = parts.get("host", "localhost"), parts.get("port", "5432")
    try:
        psycopg2.connect(url, connect_timeout=CONNECT_SECONDS).close()
    except psycopg2.OperationalError as error:
        reason = _reason(str(error), parts.get("password"))
        raise LaunchError(
            f"the database at {host} port {port}, named by DATABASE_URL, does not answer: {reason}"
        ) from error


def _reason(text: str, password: str | None) -> str:
    """The last part of libpq's message, such as "Connection refused"."""
    line = text.strip().splitlines()[0]
    reason = line.rpartition("FATAL:")[2].strip() or line
    reason = reason.rpartition("failed: ")[2]
    return reason.replace(password, "***") if password else reason


@contextlib.contextmanager
def private_server(home: Path, *, durable: bool = True) -> Iterator[Cluster]:
    """The server whose data are in `home`, running for as long as the block uses it.

    Whoever comes first starts it and whoever leaves last stops it. Locks count the users, so
    that a killed one does not count.
    """
    cluster = Cluster.at(home, durable=durable)
    with contextlib.ExitStack() as stack:
        users = stack.enter_context((cluster.home / "users.lock").open("a"))
        change = stack.enter_context((cluster.home / "change.lock").open("a"))
        with _locked(change):
            fcntl.flock(users, fcntl.LOCK_SH)
            cluster.start()
        try:
            yield cluster
        finally:
            with _locked(change), contextlib.suppress(BlockingIOError):
                fcntl.flock(users, fcntl.LOCK_UN)
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                cluster.stop()


@contextlib.contextmanager
def _locked(file: IO[str]) -> Iterator[None]:
    fcntl.flock(file, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(file, fcntl.LOCK_UN)


@contextlib.contextmanager
def temporary_server(*, durable: bool = False) -> Iterator[tuple[str, Path]]:
    """The DATABASE_URL of an empty server of one's own, and a folder that goes with it."""
    _sweep_temporary_servers()
    folder = Path(tempfile.mkdtemp(prefix=TEMPORARY)).resolve()
    try:
        # Root's server runs as another user, who has to pass through.
        folder.chmod(0o711)
        with private_server(folder / "postgres", durable=durable) as cluster:
            yield cluster.url(), folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _sweep_temporary_servers() -> None:
    """Put away what a `kill -9` left behind."""
    for folder in Path(tempfile.gettempdir()).resolve().glob(f"{TEMPORARY}*"):
        with contextlib.suppress(OSError, LaunchError):
            lock = folder / "postgres" / "users.lock"
            # One that was made a moment ago may not have come to its lock yet.
            if folder.stat().st_uid != os.geteuid() or time.time() - lock.stat().st_mtime < 60:
                continue
            with lock.open() as users:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                Cluster.at(folder / "postgres").stop()
                shutil.rmtree(folder)


@dataclass(frozen=True)
class Server:
    """This installation's PostgreSQL, named by DATABASE_URL or private."""

    url: str
    is_alive: Callable[[], bool]


@contextlib.contextmanager
def server() -> Iterator[Server]:
    if url := os.environ.get("DATABASE_URL"):
        check_answers(url)
        # Its operator looks after it, and Django connects again when it is back.
        yield Server(url, is_alive=lambda: True)
    else:
        with private_server(made_data_dir() / "postgres") as cluster:
            yield Server(cluster.url(), is_alive=lambda: cluster.postmaster() is not None)


def _temporary(command: list[str], *, durable: bool) -> int:
    with temporary_server(durable=durable) as (url, folder):
        return run_command(
            command, {**os.environ, "DATABASE_URL": url, "DATA_DIR": str(folder / "var")}
        )


def _ensure(command: list[str], *, prepared: bool) -> int:
    with server() as database:
        environment = process_environment(database.url)
        # A running site has prepared its database already.
        if prepared and not is_running():
            status = run_command([sys.executable, "-m", "config.prepare"], environment)
            if status != 0:
                return status
        return run_command(command, environment)


def main(arguments: list[str]) -> int:
    own, command = arguments, []
    if "--" in arguments:
        at = arguments.index("--")
        own, command = arguments[:at], arguments[at + 1 :]
    match own:
        case ["temporary", *options] if command and options in ([], ["--durable"]):
            return _temporary(command, durable=bool(options))
        case ["ensure", *options] if command and options in ([], ["--prepared"]):
            return _ensure(command, prepared=bool(options))
        case ["backup", *files] if len(files) <= 1 and not command:
            with server() as database:
                file = backup.write(database.url, Path(files[0]) if files else None)
                say(f"The database is in {file}")
            return 0
        case ["restore", *files] if len(files) <= 1 and not command:
            if not files:
                raise LaunchError("which backup? make restore FILE=var/backups/...")
            held = only_run("Stop the site first (Ctrl-C), then restore.")
            with held, server() as database:
                backup.restore(database.url, Path(files[0]))
            return 0
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    try:
        with ends_by_signal():
            sys.exit(main(sys.argv[1:]))
    except LaunchError as error:
        give_up(error)
