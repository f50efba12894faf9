"""`make run` as a person meets it, in processes of its own.

The steps build on each other, since every start takes seconds: one story, told once.
"""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from config.environment import PROJECT

START_SECONDS = 120


class Run:
    def __init__(self, folder: Path, port: int, **variables: str) -> None:
        self.folder = folder
        self.port = port
        self.output = folder.parent / f"{folder.name}-{time.monotonic_ns()}.txt"
        own = {"DATA_DIR": str(folder), "PORT": str(port), "DATABASE_URL": "", "DEBUG": "1"}
        with self.output.open("w") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "config.run"],
                cwd=PROJECT,
                env=os.environ | own | variables,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    def text(self) -> str:
        return self.output.read_text()

    def until(self, so: Callable[[], bool]) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not so():
            assert self.process.poll() is None, self.text()
            assert time.monotonic() < deadline, self.text()
            time.sleep(0.1)

    def until_it_serves(self) -> None:
        self.until(lambda: "Twelve is at" in self.text())

    def answers(self) -> bool:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=30).close()
        except urllib.error.HTTPError:
            return True
        except OSError:
            return False
        return True

    def noted(self, *parts: str) -> int:
        return int(self.folder.joinpath(*parts).read_text().splitlines()[0])

    def ended(self) -> tuple[int, str]:
        return self.process.wait(timeout=START_SECONDS), self.text()

    def stop(self) -> tuple[int, str]:
        self.process.send_signal(signal.SIGTERM)
        return self.ended()


def processes_about(folder: Path) -> Iterator[psutil.Process]:
    """Workers do not name it, but have it in their environment."""
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            environment = process.environ() if process.uids().real == os.getuid() else {}
            if str(folder) in " ".join((*process.cmdline(), environment.get("DATA_DIR", ""))):
                yield process


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def data(folder: Path) -> Iterator[Path]:
    yield folder / "var"
    # Nothing may stay behind, be it after a failure.
    for process in processes_about(folder):
        with contextlib.suppress(psutil.Error, OSError):
            process.kill()


@pytest.mark.thorough
def test_run_serves_and_recovers_from_every_kill(data: Path, folder: Path, port: int) -> None:
    run = Run(data, port)
    run.until_it_serves()
    assert run.answers()
    assert f"http://localhost:{port}" in run.text()
    assert "make admin" in run.text()
    assert (data / "secret_key").stat().st_mode & 0o777 == 0o600

    status, text = Run(data, port).ended()
    assert status == 1
    assert f"already runs on {data}, as process {run.process.pid}" in text
    assert "A second one needs a DATA_DIR and a PORT of its own." in text
    environment = {**os.environ, "DATA_DIR": str(data)}
    restoring = [sys.executable, "-m", "config.database", "restore", "any.dump"]
    text = subprocess.run(restoring, env=environment, capture_output=True, text=True).stderr
    assert "Stop the site first (Ctrl-C), then restore." in text
    assert "A second one" not in text
    status, text = Run(folder / "other", port).ended()
    assert status == 1
    assert f"port {port} is in use by another program" in text
    assert "PORT" in text
    assert "Traceback" not in text

    # The supervisor: its site goes with it, its database is taken over.
    os.kill(run.process.pid, signal.SIGKILL)
    run = Run(data, port)
    run.until_it_serves()

    # A worker: another one takes its place, and the run goes on.
    site = psutil.Process(run.noted("site.pid"))
    workers = set(site.children())
    min(workers, key=psutil.Process.create_time).kill()
    run.until(lambda: len(set(site.children()) - workers) == 1)
    # The first request may meet what the killed one left.
    run.until(run.answers)
    assert run.process.poll() is None

    # The database: the run ends and says so.
    os.kill(run.noted("postgres", "data", "postmaster.pid"), signal.SIGKILL)
    status, text = run.ended()
    assert (status, "database has ended by itself" in text) == (1, True)
    run = Run(data, port)
    run.until_it_serves()

    # Everything but the workers, which hold the port.
    for pid in (run.process.pid, run.noted("site.pid")):
        os.kill(pid, signal.SIGKILL)
    os.kill(run.noted("postgres", "data", "postmaster.pid"), signal.SIGKILL)
    run = Run(data, port)
    run.until_it_serves()
    assert run.answers()

    status, text = run.stop()
    assert (status, "Twelve has stopped." in text) == (0, True)
    assert "Traceback" not in text
    assert list(processes_about(folder)) == []


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_during_the_start_leaves_nothing_behind(
    folder: Path, port: int, ending: signal.Signals
) -> None:
    early = folder / f"early-{ending.name}"
    run = Run(early, port)
    while "Bringing the database" not in run.text():
        assert run.process.poll() is None, run.text()
        time.sleep(0.02)
    run.process.send_signal(ending)
    status, text = run.ended()
    assert (status, "Traceback" in text) == (0, False)
    assert list(processes_about(early)) == []


def test_a_database_url_that_does_not_answer_ends_the_start(folder: Path, port: int) -> None:
    run = Run(folder / "given", port, DATABASE_URL="postgresql://someone:s3cret@127.0.0.1:1/twelve")
    status, text = run.ended()
    assert status == 1
    assert text.splitlines()[-1] == (
        "twelve: the database at 127.0.0.1 port 1, named by DATABASE_URL, "
        "does not answer: Connection refused"
    )


@pytest.mark.parametrize("value", ["0", "65536", "eight", "-1", "8_000"])
def test_a_port_that_is_none_is_refused(folder: Path, value: str) -> None:
    run = Run(folder / "port", 0, PORT=value)
    status, text = run.ended()
    assert status == 1
    assert text == f"twelve: PORT is {value!r}; it has to be a number from 1 to 65535.\n"
