"""The private PostgreSQL itself: nothing here asks for Django's database."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import psutil
import psycopg2
import pytest

from config.database import check_answers, private_server, temporary_server
from config.environment import LaunchError
from config.postgres import backup
from config.postgres.cluster import Cluster


@pytest.fixture(scope="module")
def home(folder: Path) -> Path:
    """One data directory for all; every test leaves it stopped and in order."""
    return folder / "postgres"


def ask(url: str, sql: str) -> list[tuple[object, ...]]:
    connection = psycopg2.connect(url)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


def test_the_server_keeps_what_it_confirms_and_speaks_utf8(home: Path) -> None:
    with private_server(home) as cluster:
        assert ask(
            cluster.url(),
            "SELECT current_setting('fsync'), current_setting('full_page_writes'),"
            " current_setting('server_encoding'), datlocale, current_setting('listen_addresses')"
            " FROM pg_database WHERE datname = current_database()",
        ) == [("on", "on", "UTF8", "C.UTF-8", "127.0.0.1")]
        assert ask(cluster.url(), "SELECT rolsuper FROM pg_roles WHERE rolname = 'twelve'") == [
            (False,)
        ]


def test_its_log_quotes_nothing_that_people_write(home: Path) -> None:
    with private_server(home) as cluster:
        ask(cluster.url(), "CREATE TABLE diary (ate text UNIQUE)")
        for _ in range(2):
            with contextlib.suppress(psycopg2.IntegrityError):
                ask(cluster.url(), "INSERT INTO diary VALUES ('three tablets')")
        ask(cluster.url(), "DROP TABLE diary")
    log = cluster.log.read_text()
    assert "duplicate key value" in log
    assert "tablets" not in log


@pytest.mark.parametrize("role", ["twelve", "postgres"])
def test_nobody_gets_in_without_the_password(home: Path, role: str) -> None:
    with private_server(home) as cluster:
        port = psycopg2.extensions.parse_dsn(cluster.url())["port"]
        with pytest.raises(psycopg2.OperationalError, match="password authentication failed"):
            psycopg2.connect(
                f"postgresql://{role}:a-guess@127.0.0.1:{port}/twelve", connect_timeout=5
            )


def test_the_password_is_for_its_owner_only(home: Path) -> None:
    with private_server(home):
        assert (home / "password").stat().st_mode & 0o777 == 0o600
        assert (home / "data").stat().st_mode & 0o777 == 0o700


def test_root_hands_the_server_to_an_account_without_rights(home: Path) -> None:
    with private_server(home) as cluster:
        pid = cluster.postmaster()
        assert pid is not None
        assert psutil.Process(pid).uids().effective != 0


def test_the_last_user_stops_it(home: Path) -> None:
    with private_server(home) as first:
        with private_server(home) as second:
            assert second.postmaster() == first.postmaster()
        assert ask(first.url(), "SELECT 1") == [(1,)]
    assert first.postmaster() is None


def test_a_confirmed_row_survives_kill_9_of_the_server(home: Path) -> None:
    with private_server(home) as cluster:
        ask(cluster.url(), "CREATE TABLE kept AS SELECT 7 AS number")
        pid = cluster.postmaster()
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
    with private_server(home) as cluster:
        assert ask(cluster.url(), "SELECT number FROM kept") == [(7,)]
        ask(cluster.url(), "DROP TABLE kept")


def test_a_server_that_outlived_its_supervisor_is_taken_over(home: Path) -> None:
    orphan = Cluster.at(home)
    orphan.start()
    with private_server(home) as cluster:
        assert cluster.postmaster() == orphan.postmaster()
    assert orphan.postmaster() is None


def test_a_reused_process_id_is_not_taken_for_the_server(home: Path) -> None:
    with private_server(home) as cluster:
        pid_file = cluster.data / "postmaster.pid"
        left = pid_file.read_text().splitlines()
        owner = pid_file.stat()
    # The one process of the same user that is sure to be alive is started for it.
    with subprocess.Popen(["sleep", "60"], user=owner.st_uid, cwd="/") as stranger:
        try:
            pid_file.write_text("\n".join([str(stranger.pid), *left[1:]]) + "\n")
            os.chown(pid_file, owner.st_uid, owner.st_gid)
            with private_server(home) as cluster:
                assert ask(cluster.url(), "SELECT 1") == [(1,)]
            assert stranger.poll() is None
        finally:
            stranger.kill()


def test_it_moves_when_its_port_was_taken(home: Path) -> None:
    with private_server(home) as cluster:
        before = psycopg2.extensions.parse_dsn(cluster.url())["port"]
    with socket.create_server(("127.0.0.1", int(before))), private_server(home) as cluster:
        assert psycopg2.extensions.parse_dsn(cluster.url())["port"] != before
        assert ask(cluster.url(), "SELECT 1") == [(1,)]


def test_data_of_another_major_version_are_refused(home: Path) -> None:
    with private_server(home) as cluster:
        version = cluster.data / "PG_VERSION"
    version.write_text("16\n")
    try:
        with pytest.raises(LaunchError) as caught, private_server(home):
            pass
    finally:
        version.write_text("18\n")
    assert "written by PostgreSQL 16" in str(caught.value)
    assert "make backup" in str(caught.value)
    assert "make restore" in str(caught.value)


def test_a_half_made_data_directory_is_made_anew(folder: Path) -> None:
    home = folder / "half"
    (home / "data.new" / "base").mkdir(parents=True)
    if os.geteuid() == 0:
        home.chmod(0o711)
    with private_server(home, durable=False) as cluster:
        assert ask(cluster.url(), "SELECT 1") == [(1,)]


def test_a_temporary_server_is_gone_after_use() -> None:
    with temporary_server() as (url, place):
        assert ask(url, "SELECT current_setting('fsync')") == [("off",)]
        assert place.is_dir()
    assert not place.exists()
    with pytest.raises(psycopg2.OperationalError):
        psycopg2.connect(url)


@pytest.mark.parametrize(
    ("ending", "status"), [(signal.SIGTERM, 143), (signal.SIGINT, 130), (signal.SIGHUP, 129)]
)
def test_a_signal_puts_the_temporary_server_away(ending: signal.Signals, status: int) -> None:
    command = "import os, time; print(os.environ['DATA_DIR'], flush=True); time.sleep(60)"
    with subprocess.Popen(
        [sys.executable, "-m", "config.database", "temporary", "--", sys.executable, "-c", command],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    ) as process:
        assert process.stdout is not None
        place = Path(process.stdout.readline().strip()).parent
        assert (place / "postgres" / "data").exists()
        os.killpg(process.pid, ending)
        assert process.wait(timeout=30) == status
    assert not place.exists()


def test_the_status_of_the_command_is_passed_on() -> None:
    command = [sys.executable, "-m", "config.database", "temporary", "--", "sh", "-c", "exit 3"]
    assert subprocess.run(command, check=False, timeout=60).returncode == 3


def test_a_database_url_that_does_not_answer_is_told_in_one_line() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
        with pytest.raises(LaunchError) as caught:
            check_answers(f"postgresql://someone:s3cret@127.0.0.1:{port}/twelve")
    assert str(caught.value) == (
        f"the database at 127.0.0.1 port {port}, named by DATABASE_URL, "
        "does not answer: Connection refused"
    )


def test_a_wrong_password_in_a_database_url_is_not_repeated(home: Path) -> None:
    with private_server(home) as cluster:
        port = psycopg2.extensions.parse_dsn(cluster.url())["port"]
        with pytest.raises(LaunchError) as caught:
            check_answers(f"postgresql://twelve:s3cret@127.0.0.1:{port}/twelve")
    assert "password authentication failed" in str(caught.value)
    assert "s3cret" not in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("url", ["nonsense", "mysql://a:s3cret@b/c", "postgresql://a:s3cret@b:x/c"])
def test_a_database_url_that_is_none_gets_an_example(url: str) -> None:
    with pytest.raises(LaunchError) as caught:
        check_answers(url)
    assert "s3cret" not in str(caught.value)
    assert "DATABASE_URL" in str(caught.value)


def test_a_backup_brings_everything_back(
    home: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATA_DIR", str(folder))
    with private_server(home) as cluster:
        url = cluster.url()
        ask(url, "CREATE TABLE diary AS SELECT 'Kürbis'::text AS food")
        file = backup.write(url, folder / "one.dump")
        assert file.stat().st_mode & 0o777 == 0o600
        with pytest.raises(LaunchError, match="is there already"):
            backup.write(url, file)
        for _ in range(2):
            ask(url, "UPDATE diary SET food = 'lost'; CREATE TABLE newer ()")
            backup.restore(url, file)
            assert ask(url, "SELECT food FROM diary") == [("Kürbis",)]
            assert ask(url, "SELECT to_regclass('newer')") == [(None,)]
            # As after initdb, so that a backup of it can be restored in its turn.
            file = backup.write(url)
            file = file.rename(file.with_suffix(".again"))
        assert len(list((folder / "backups").glob("before-restore-*.dump"))) >= 1
        ask(url, "DROP TABLE diary")


def test_a_broken_backup_changes_nothing(
    home: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATA_DIR", str(folder))
    with private_server(home) as cluster:
        url = cluster.url()
        ask(url, "CREATE TABLE diary AS SELECT number FROM generate_series(1, 50000) AS number")
        whole = backup.write(url, folder / "whole.dump")
        cut = folder / "cut.dump"
        cut.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
        other = folder / "other.dump"
        other.write_text("not a backup")
        for file in (cut, other):
            with pytest.raises(LaunchError, match=r"no complete backup.*Nothing was changed"):
                backup.restore(url, file)
        assert ask(url, "SELECT count(*) FROM diary") == [(50000,)]
        ask(url, "DROP TABLE diary")


def test_a_database_in_use_is_not_restored(home: Path, folder: Path) -> None:
    with private_server(home) as cluster:
        file = backup.write(cluster.url(), folder / "busy.dump")
        visitor = psycopg2.connect(cluster.url())
        try:
            with pytest.raises(LaunchError, match="Stop the site first"):
                backup.restore(cluster.url(), file)
        finally:
            visitor.close()
