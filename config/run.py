"""`make run`: database, preparation and web server, as one thing that starts and stops.

    python -m config.run

HOST and PORT say where it listens, DATA_DIR where its data are, DATABASE_URL which PostgreSQL
to use in place of a private one.
"""

import contextlib
import http.client
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import psutil

from config.database import Server, server
from config.environment import (
    PROJECT,
    LaunchError,
    check_port_is_free,
    give_up,
    host,
    only_run,
    port,
    process_environment,
    say,
    site_address,
    site_note,
)
from config.processes import Ended, companion, end_group, ends_by_signal, noted

WORKERS = 2
# Each keeps a database connection of its own.
THREADS_PER_WORKER = 4
START_SECONDS = 60


def main() -> None:
    with ends_by_signal():
        try:
            run()
        except Ended:
            say("Twelve has stopped.")


def run() -> None:
    """Serve until a signal comes; raises LaunchError when a part stops by itself."""
    with only_run():
        after_kill = end_leftovers(site_note())
        check_port_is_free(patience_seconds=10 if after_kill else 0)
        say("Starting the database ...")
        with server() as database:
            environment = process_environment(database.url)
            prepare(environment)
            with (
                companion(web_server_command(), environment) as site,
                noted(site_note(), site.pid),
            ):
                wait_until_it_answers(site)
                say(f"\nTwelve is at {site_address()} (Ctrl-C stops it)")
                say("An administrator is made by `make admin`, a filled diary by `make demo`.\n")
                watch(site, database)


def prepare(environment: Mapping[str, str]) -> None:
    with companion([sys.executable, "-m", "config.prepare"], environment) as preparation:
        if preparation.wait() != 0:
            raise LaunchError("the database or the files could not be prepared; see above.")


def web_server_command() -> list[str]:
    return [
        *(sys.executable, "-m", "granian", "config.wsgi:application"),
        *("--interface", "wsgi", "--http", "1", "--no-ws"),
        *("--host", host(), "--port", str(port())),
        *("--workers", str(WORKERS), "--blocking-threads", str(THREADS_PER_WORKER)),
        *("--blocking-threads-idle-timeout", "600"),
        *("--respawn-failed-workers", "--workers-kill-timeout", "5"),
        *("--log-level", "warning"),
    ]


def wait_until_it_answers(site: subprocess.Popen[bytes]) -> None:
    """Any answer will do: what it says is the site's own affair."""
    here = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host(), host())
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and site.poll() is None:
        connection = http.client.HTTPConnection(here, port(), timeout=5)
        with contextlib.suppress(OSError, http.client.HTTPException):
            connection.request("GET", "/healthz")
            connection.getresponse()
            return
        connection.close()
        time.sleep(0.1)
    raise LaunchError("the web server does not start; it says why above.")


def watch(site: subprocess.Popen[bytes], database: Server) -> None:
    while True:
        with contextlib.suppress(subprocess.TimeoutExpired):
            site.wait(timeout=1)
            raise LaunchError("the web server has ended by itself. `make run` starts it again.")
        if not database.is_alive():
            raise LaunchError("the database has ended by itself. `make run` starts it again.")


def end_leftovers(note: Path) -> bool:
    """End what a killed run left on the port: the process group whose leader it noted.

    Tells whether there was a killed run. The last threads of a killed process may hold the
    port for a moment longer than anything about it can be seen.
    """
    try:
        group = int(note.read_text())
    except (OSError, ValueError):
        return False
    if any(_of_group(group)):
        say("Ending the web server of a run that was killed ...")
        end_group(group, lambda: not any(_of_group(group)), seconds=5)
    note.unlink(missing_ok=True)
    return True


def _of_group(group: int) -> Iterator[psutil.Process]:
    """Processes that we started; the folder tells them from strangers with a reused id."""
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            if os.getpgid(process.pid) == group and process.cwd() == str(PROJECT):
                yield process


if __name__ == "__main__":
    try:
        main()
    except LaunchError as error:
        give_up(error)
