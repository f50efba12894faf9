"""Ending well: signals, and commands that run inside something that has to be put away."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import FrameType

LISTENING_SECONDS = 1
ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Ended(SystemExit):
    """A signal asked this process to end; what it holds is put away on the way out."""

    def __init__(self, number: int) -> None:
        super().__init__(128 + number)


@contextlib.contextmanager
def ends_by_signal() -> Iterator[None]:
    """Inside, the first Ctrl-C, SIGTERM or SIGHUP raises Ended and further ones are ignored."""

    def end(number: int, _frame: FrameType | None) -> None:
        for ending in ENDINGS:
            signal.signal(ending, signal.SIG_IGN)
        raise Ended(number)

    before = {ending: signal.signal(ending, end) for ending in ENDINGS}
    try:
        yield
    finally:
        for ending, handler in before.items():
            signal.signal(ending, handler)


def run_command(command: Sequence[str], environment: Mapping[str, str]) -> int:
    """The exit status of a command that shares our terminal.

    A Ctrl-C reaches it from the terminal, other signals are passed on; we wait for it in any case.
    """
    try:
        child = subprocess.Popen(command, env=dict(environment))
    except OSError as error:
        print(f"twelve: cannot run {command[0]}: {error.strerror}", file=sys.stderr)
        return 127
    with contextlib.ExitStack() as stack:

        def pass_on(number: int, _frame: FrameType | None) -> None:
            if number != signal.SIGINT:
                child.send_signal(number)

        for ending in ENDINGS:
            stack.callback(signal.signal, ending, signal.signal(ending, pass_on))
        status = child.wait()
    return status if status >= 0 else 128 - status


@contextlib.contextmanager
def companion(
    command: Sequence[str], environment: Mapping[str, str]
) -> Iterator[subprocess.Popen[bytes]]:
    """A process that lives no longer than the block, nor than this process.

    It leads a group of its own: a Ctrl-C in the terminal reaches only us, and whatever it
    started ends with it.
    """
    child = subprocess.Popen(
        command, env=dict(environment), start_new_session=True, preexec_fn=_die_with_parent
    )
    try:
        yield child
    finally:
        if child.poll() is None:
            end_group(child.pid, lambda: child.poll() is not None)
        else:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)


def end_group(leader: int, has_ended: Callable[[], bool], seconds: float = 15) -> None:
    """Ask a process group to end; those who stay after that many seconds are killed."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(leader, signal.SIGTERM)
        _wait_until(has_ended, LISTENING_SECONDS)
        if not has_ended():
            # A worker that was just starting did not hear its leader.
            os.killpg(leader, signal.SIGTERM)
            _wait_until(has_ended, seconds)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(leader, signal.SIGKILL)
        _wait_until(has_ended, seconds)


def _wait_until(has_ended: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not has_ended() and time.monotonic() < deadline:
        time.sleep(0.05)


@contextlib.contextmanager
def noted(note: Path, leader: int) -> Iterator[None]:
    """The file tells of the process group until the block ends; after a kill it still does."""
    note.write_text(f"{leader}\n")
    try:
        yield
    finally:
        note.unlink(missing_ok=True)


def noted_group_lives(note: Path) -> bool:
    """Whether any process is left in the group whose leader's id stands in the file."""
    try:
        os.killpg(int(note.read_text()), 0)
    except (OSError, ValueError):
        return False
    return True


def _die_with_parent() -> None:
    """Linux tells a process of its parent's end, be it by kill -9; elsewhere nothing happens."""
    if sys.platform == "linux":
        pr_set_pdeathsig = 1
        ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGTERM)
