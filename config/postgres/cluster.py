"""One private server: its data directory, its start and its stop."""

import contextlib
import secrets
import shlex
import shutil
import socket
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

from config.environment import LaunchError, private_text
from config.postgres.runner import MAJOR, Runner, place

ROLE = DATABASE = "twelve"
# Crash recovery after a kill replays what was written since the last checkpoint.
START_SECONDS = 300
LEFTOVERS_SECONDS = 60
LOG_BYTES = 10_000_000
# Above the highest process id that Linux gives out.
NO_PROCESS = 4_194_304

SETTINGS = {
    "max_connections": "50",
    "shared_buffers": "128MB",
    "work_mem": "8MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "1GB",
    "random_page_cost": "1.1",
    "password_encryption": "scram-sha-256",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
FORGETFUL = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}


@dataclass(frozen=True)
class Cluster:
    """`home` holds the data and what belongs to them; a `durable` one survives a power cut."""

    home: Path
    runner: Runner
    durable: bool = True

    @classmethod
    def at(cls, home: Path, *, durable: bool = True) -> "Cluster":
        return cls(*place(home), durable=durable)

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def log(self) -> Path:
        return self.home / "log" / "postgresql.log"

    def url(self) -> str:
        password = private_text(self.home / "password")
        return f"postgresql://{ROLE}:{password}@127.0.0.1:{self._noted_port()}/{DATABASE}"

    def start(self) -> None:
        """Return when the server answers; one that already runs on these data is taken over."""
        self._initialise()
        self._refuse_other_version()
        if self.postmaster():
            if self._answers_within(START_SECONDS):
                return
            self.stop()
        self._disown_reused_process_id()
        deadline = time.monotonic() + LEFTOVERS_SECONDS
        while (complaint := self._start_once()) is not None:
            # A killed server's last processes take a moment to notice that it is gone.
            passing = ("shared memory block" in complaint) or ("in use" in complaint)
            if not passing or time.monotonic() > deadline:
                raise LaunchError(f"PostgreSQL does not start: {complaint} (see {self.log})")
            time.sleep(0.5)

    def stop(self) -> None:
        for manner, seconds in (("fast", "60"), ("immediate", "30")):
            if not self.postmaster():
                return
            self.runner.run("pg_ctl", "stop", "-D", str(self.data), "-m", manner, "-t", seconds)
        if pid := self.postmaster():
            with contextlib.suppress(psutil.NoSuchProcess):
                psutil.Process(pid).kill()

    def postmaster(self) -> int | None:
        """The process id of the server on these data.

        None too where the id was left by a killed server and is another program's by now.
        """
        pid = self._noted_process_id()
        try:
            # Its command line, unlike its working directory, is open to every user.
            return pid if pid and str(self.data) in psutil.Process(pid).cmdline() else None
        except psutil.Error:
            return None

    def _initialise(self) -> None:
        """Complete or absent: it is made under another name and then moved."""
        if self.data.exists():
            return
        new = self.home / "data.new"
        shutil.rmtree(new, ignore_errors=True)
        for folder in (new, self.log.parent):
            folder.mkdir(mode=0o700, exist_ok=True)
            self.runner.own(folder)
        password = private_text(self.home / "password", make=secrets.token_urlsafe(24))
        # Nobody signs in as the superuser, so that nobody has to keep that password.
        once = self.home / "password.new"
        once.unlink(missing_ok=True)
        private_text(once, make=secrets.token_urlsafe(24))
        self.runner.own(once)
        made = self.runner.run("initdb", *self._initdb_arguments(new, once))
        once.unlink()
        if made.returncode != 0:
            raise LaunchError(f"PostgreSQL could not make its data: {_last_line(made.stderr)}")
        made = self.runner.run(
            "postgres",
            *("--single", "-D", str(new), "postgres"),
            typed=f"CREATE ROLE {ROLE} LOGIN CREATEDB PASSWORD '{password}';\n"
            f"CREATE DATABASE {DATABASE} OWNER {ROLE};\n",
        )
        if made.returncode != 0 or "ERROR:" in made.stderr:
            raise LaunchError(f"PostgreSQL could not make its data: {_last_line(made.stderr)}")
        new.rename(self.data)

    def _initdb_arguments(self, folder: Path, password_file: Path) -> list[str]:
        settings = SETTINGS if self.durable else SETTINGS | FORGETFUL
        return [
            f"--pgdata={folder}",
            "--username=postgres",
            f"--pwfile={password_file}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            *([] if self.durable else ["--no-sync"]),
            *(f"--set={name}={value}" for name, value in settings.items()),
        ]

    def _refuse_other_version(self) -> None:
        try:
            found = (self.data / "PG_VERSION").read_text().strip()
        except OSError as error:
            raise LaunchError(
                f"{self.data} holds no PostgreSQL data ({error.strerror})."
            ) from error
        if found != str(MAJOR):
            raise LaunchError(
                f"the data in {self.data} were written by PostgreSQL {found}, and this version "
                f"of Twelve runs PostgreSQL {MAJOR}. Go back to the version of Twelve that you "
                f"had, run `make backup`, move {self.home} away, come back and run "
                "`make restore FILE=...` (docs/operations.md tells more)."
            )

    def _start_once(self) -> str | None:
        """What the server complains of, or None when it answers."""
        port = self._choose_port()
        if self.log.exists() and self.log.stat().st_size > LOG_BYTES:
            self.log.replace(self.log.with_suffix(".log.1"))
        read = self.log.stat().st_size if self.log.exists() else 0
        options = ["-p", str(port), "-c", "listen_addresses=127.0.0.1"]
        options += ["-c", "unix_socket_directories="]
        # What people write is not to be read in its log: neither statements nor the rows in them.
        options += ["-c", "log_min_error_statement=panic", "-c", "log_error_verbosity=terse"]
        arguments = ["-D", str(self.data), "-l", str(self.log), "-t", str(START_SECONDS)]
        result = self.runner.run("pg_ctl", "start", "-w", *arguments, "-o", shlex.join(options))
        if result.returncode == 0:
            return None
        with contextlib.suppress(OSError), self.log.open(errors="replace") as log:
            log.seek(read)
            for line in log:
                if "FATAL:" in line or "could not bind" in line:
                    return line.partition(":  ")[2].strip()
        return _last_line(result.stderr or result.stdout)

    def _choose_port(self) -> int:
        """The port of last time if nobody took it, so that addresses noted elsewhere hold."""
        noted = self.home / "port"
        with contextlib.suppress(OSError, ValueError):
            port = int(noted.read_text())
            with socket.socket() as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind(("127.0.0.1", port))
            return port
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
        noted.write_text(f"{port}\n")
        return port

    def _noted_process_id(self) -> int | None:
        try:
            return int((self.data / "postmaster.pid").read_text().splitlines()[0])
        except (OSError, IndexError, ValueError):
            return None

    def _noted_port(self) -> int:
        try:
            return int((self.data / "postmaster.pid").read_text().splitlines()[3])
        except (OSError, IndexError, ValueError) as error:
            raise LaunchError(f"no PostgreSQL runs on {self.data}.") from error

    def _answers_within(self, seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while self.postmaster() and time.monotonic() < deadline:
            with contextlib.suppress(LaunchError):
                address = ["-h", "127.0.0.1", "-p", str(self._noted_port())]
                if self.runner.run("pg_isready", *address, "-t", "3").returncode == 0:
                    return True
            time.sleep(0.2)
        return False

    def _disown_reused_process_id(self) -> None:
        """Keep PostgreSQL from taking another program for its killed predecessor.

        Only the id goes: the file's other lines let PostgreSQL see whether some process of
        the predecessor is still at work on the data.
        """
        pid, path = self._noted_process_id(), self.data / "postmaster.pid"
        if pid and psutil.pid_exists(pid) and not self.postmaster():
            _, _, rest = path.read_text().partition("\n")
            path.write_text(f"{NO_PROCESS}\n{rest}")


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "it does not say why"
