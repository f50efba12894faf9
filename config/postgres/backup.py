"""Write the database to a file, and put such a file back."""

import os
import subprocess
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import psycopg2
from psycopg2.extensions import make_dsn, parse_dsn

from config.environment import LaunchError, made_data_dir, say
from config.postgres.runner import wheel_programs

# As initdb makes it, so that what an older backup does not know is gone as well.
EMPTY = """
    DROP SCHEMA public CASCADE;
    CREATE SCHEMA public;
    ALTER SCHEMA public OWNER TO pg_database_owner;
    GRANT USAGE ON SCHEMA public TO PUBLIC;
"""


def write(url: str, file: Path | None = None, *, name: str = "twelve") -> Path:
    """Return the path of the new file, in pg_dump's custom format and for our eyes only."""
    if file is None:
        stamp = datetime.now(tz=UTC).strftime("%Y%m%d-%H%M%S-%f")
        file = made_data_dir() / "backups" / f"{name}-{stamp}.dump"
        file.parent.mkdir(mode=0o700, exist_ok=True)
    if os.path.lexists(file):
        raise LaunchError(f"{file} is there already; name another FILE.")
    if not file.parent.is_dir():
        raise LaunchError(f"there is no folder {file.parent} to write the backup to.")
    new = file.with_name(f"{file.name}.new")
    try:
        new.touch(mode=0o600)
        options = ["--format=custom", "--no-owner", "--no-privileges", f"--file={new}"]
        done = _run(url, "pg_dump", *options, f"--dbname={_public_part(url)}")
        if done.returncode != 0:
            raise LaunchError(f"the backup failed: {_first_line(done.stderr)}")
        new.rename(file)
    except OSError as error:
        raise LaunchError(f"cannot write {file}: {error.strerror}.") from error
    finally:
        new.unlink(missing_ok=True)
    return file


def restore(url: str, file: Path) -> None:
    """Replace all that the database holds, in one transaction; a copy of it is kept first."""
    if not file.is_file():
        raise LaunchError(f"there is no backup {file}.")
    if users := _other_connections(url):
        raise LaunchError(
            f"{users} other connections use this database. Stop the site first, then restore."
        )
    with tempfile.TemporaryDirectory(prefix="twelve-restore-") as folder:
        # Written out whole before anything is touched: a file that breaks off is found here.
        script = Path(folder) / "restore.sql"
        options = ["--no-owner", "--no-privileges", f"--file={script}"]
        done = _run(url, "pg_restore", *options, str(file))
        if done.returncode != 0:
            raise LaunchError(
                f"{file} is no complete backup ({_first_line(done.stderr)}). Nothing was changed."
            )
        safe = write(url, name="before-restore")
        say(f"What the database held until now is in {safe}")
        done = _run(
            url,
            "psql",
            *("--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1"),
            *(f"--command={EMPTY}", f"--file={script}"),
            f"--dbname={_public_part(url)}",
        )
    if done.returncode != 0:
        raise LaunchError(f"the restore failed ({_first_line(done.stderr)}). Nothing was changed.")
    say(f"Restored {file}. `make run` brings it up to date where it is older than the program.")


def _other_connections(url: str) -> int:
    connection = psycopg2.connect(url)
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
                "AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
            )
            row = cursor.fetchone()
            return int(row[0]) if row else 0
    finally:
        connection.close()


def _run(url: str, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    # A password among the arguments could be read by everyone on the machine.
    secret = {"PGPASSWORD": parse_dsn(url).get("password", "")}
    return subprocess.run(
        [str(wheel_programs() / program), *arguments],
        env=os.environ | {"LC_ALL": "C", "PGOPTIONS": "--client-min-messages=warning"} | secret,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )


def _public_part(url: str) -> str:
    return make_dsn(**{key: value for key, value in parse_dsn(url).items() if key != "password"})


def _first_line(text: str) -> str:
    return text.strip().partition("\n")[0] or "it does not say why"
