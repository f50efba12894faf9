"""The server as `make run` starts it, on the database of the tests."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

import httpx
import psutil
import pytest
from django.db import connection

START_SECONDS = 60


@dataclass
class Site:
    address: str
    server: subprocess.Popen[bytes]

    def kill_a_worker(self) -> None:
        """The oldest, which has the connections, as when memory runs out: what it does stays undone
        or unsaid."""
        workers = psutil.Process(self.server.pid).children()
        with suppress(psutil.NoSuchProcess):
            min(workers, key=psutil.Process.create_time).kill()


@pytest.fixture
def site(transactional_db, tmp_path, monkeypatch) -> Iterator[Site]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        monkeypatch.setenv("PORT", str(probe.getsockname()[1]))
    from config.run import web_server_command

    url = urlsplit(os.environ["DATABASE_URL"])
    environment = os.environ | {
        "DATABASE_URL": urlunsplit(url._replace(path=f"/{connection.settings_dict['NAME']}")),
        "DATA_DIR": str(tmp_path),
        "DEBUG": "0",
        "SECRET_KEY": "for-the-tests-only",
        "LOG_LEVEL": "WARNING",
        "WRITES_PER_MINUTE": "1000000",
    }
    with subprocess.Popen(web_server_command(), env=environment) as server:
        site = Site(f"http://127.0.0.1:{os.environ['PORT']}", server)
        try:
            _wait_for(site)
            yield site
        finally:
            server.terminate()
            server.wait(timeout=30)


def _wait_for(site: Site) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and site.server.poll() is None:
        with suppress(httpx.TransportError):
            if httpx.get(f"{site.address}/readyz").status_code == 200:
                return
        time.sleep(0.1)
    pytest.fail("The server did not start.")
