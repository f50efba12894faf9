import subprocess
import sys
import time

from config.processes import end_group

# Waits for its child, as a web server does for its workers, and does not tell it to end.
LEADER = """
import signal, subprocess
signal.signal(signal.SIGTERM, lambda *_: None)
child = subprocess.Popen(["sleep", "60"])
print("ready", flush=True)
child.wait()
"""


def test_a_worker_that_did_not_hear_its_leader_is_told_again() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", LEADER], start_new_session=True, stdout=subprocess.PIPE, text=True
    ) as leader:
        assert leader.stdout
        assert leader.stdout.readline() == "ready\n"
        began = time.monotonic()
        end_group(leader.pid, lambda: leader.poll() is not None, seconds=10)
        assert time.monotonic() - began < 5
    assert leader.returncode == 0
