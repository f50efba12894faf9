from __future__ import annotations

import contextlib
import gc
import os
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import dj_database_url
import pytest
from django.core.servers.basehttp import WSGIRequestHandler

from config.catalogues import compile_catalogue, stale
from config.database import temporary_server
from tests import flush

if TYPE_CHECKING:
    from django.test import Client
    from rest_framework.test import APIClient

    from intake.models import Person

_server = contextlib.ExitStack()
# It sends a head and a body apart: the second would wait 40 ms for the first's acknowledgement.
WSGIRequestHandler.disable_nagle_algorithm = True
flush.quicken()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--thorough", action="store_true", help="also what takes long, as CI does")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--thorough"):
        left_out = pytest.mark.skip(reason="it takes long: --thorough runs it")
        for item in items:
            if item.get_closest_marker("thorough"):
                item.add_marker(left_out)


def pytest_configure(config: pytest.Config) -> None:
    """Give a pytest started by hand a throw-away PostgreSQL, as `make test` does.

    The settings are read by now, so they are told too; pytest-xdist's workers read the variable.
    """
    from django.conf import settings

    for catalogue in stale():
        compile_catalogue(catalogue)

    if not os.environ.get("DATABASE_URL") and not config.option.collectonly:
        url, folder = _server.enter_context(temporary_server())
        os.environ |= {"DATABASE_URL": url, "DATA_DIR": str(folder / "var")}
        settings.DATABASES["default"].update(dj_database_url.parse(url))


def pytest_collection_finish() -> None:
    """What is imported by now stays: to look through it for garbage over and over takes an eighth
    of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What tests measured on their way, by `record_property`."""
    passed = terminalreporter.getreports("passed")
    measured = [each for report in passed for each in report.user_properties]
    if measured:
        terminalreporter.section("measured")
    for name, value in measured:
        terminalreporter.write_line(f"{name}: {value}")


def pytest_unconfigure() -> None:
    _server.close()


@pytest.fixture(scope="session", autouse=True)
def fast_passwords() -> Iterator[None]:
    """Hashing slowly is right for people and wrong for a thousand tests."""
    from django.test import override_settings

    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(scope="module")
def kept(django_db_setup, django_db_blocker) -> Iterator[Callable[[], Any]]:
    """What is written `with kept():` is there for every test of the module, as it was written.

    It is in a transaction that the tests' own are within: not for tests that commit.
    """
    from django.db import transaction

    around = transaction.atomic()
    with django_db_blocker.unblock():
        around.__enter__()
    yield django_db_blocker.unblock
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        around.__exit__(None, None, None)


@pytest.fixture(scope="session")
def thorough(pytestconfig: pytest.Config) -> bool:
    """Whether a test that can do more or less has the time for more."""
    return bool(pytestconfig.getoption("--thorough"))


@pytest.fixture
def alice(db) -> Person:
    """Keeps a diary."""
    from tests.factories import make_person

    return make_person("alice@example.org")


@pytest.fixture
def bob(db) -> Person:
    """Keeps one too, and has no business in Alice's."""
    from tests.factories import make_person

    return make_person("bob@example.org")


@pytest.fixture
def curator(db) -> Person:
    """Keeps the catalogue right."""
    from tests.factories import make_curator

    return make_curator()


@pytest.fixture
def admin(curator) -> Client:
    """A browser in which the curator is signed in."""
    from django.test import Client

    client = Client()
    client.force_login(curator)
    return client


@pytest.fixture
def alices(alice) -> Client:
    """Alice's browser, signed in."""
    from tests.factories import browser_of

    return browser_of(alice)


@pytest.fixture
def as_alice(alice) -> APIClient:
    """The API by a personal token of Alice's."""
    from tests.factories import client_of

    return client_of(alice)


@pytest.fixture
def as_bob(bob) -> APIClient:
    from tests.factories import client_of

    return client_of(bob)
