"""Ending well: signals, and commands that run inside something that has to be put away."""

import contextlib
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from types import FrameType

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
