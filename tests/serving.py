"""The server that `make run` starts, for what looks at the site from outside the tests."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx

START_SECONDS = 60


@contextmanager
def serving() -> Iterator[str]:
    """Its address, on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        os.environ["PORT"] = str(probe.getsockname()[1])
    from config.run import web_server_command

    server = subprocess.Popen(web_server_command(), env=os.environ)
    address = f"http://127.0.0.1:{os.environ['PORT']}"
    try:
        _wait_for(address, server)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=30)


def _wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            if httpx.get(f"{address}/readyz").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise SystemExit("The server did not start.")
