import contextlib
import os

import dj_database_url
import pytest

from config.database import temporary_server

_server = contextlib.ExitStack()


def pytest_configure(config: pytest.Config) -> None:
    """Give a pytest started by hand a throw-away PostgreSQL, as `make test` does.

    The settings are read by now, so they are told too; pytest-xdist's workers read the variable.
    """
    from django.conf import settings

    if not os.environ.get("DATABASE_URL") and not config.option.collectonly:
        url, folder = _server.enter_context(temporary_server())
        os.environ |= {"DATABASE_URL": url, "DATA_DIR": str(folder / "var")}
        settings.DATABASES["default"].update(dj_database_url.parse(url))


def pytest_unconfigure() -> None:
    _server.close()
