import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.db.utils import OperationalError


def test_healthz_asks_nothing_of_the_database(client):
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})
    assert "no-store" in response.headers["Cache-Control"]
    assert client.post("/healthz").status_code == 405


@pytest.mark.django_db
def test_readyz_with_all_migrations(client):
    response = client.get("/readyz")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


@pytest.mark.django_db
def test_readyz_with_a_migration_missing(client):
    MigrationRecorder.Migration.objects.filter(app="intake").last().delete()
    response = client.get("/readyz")
    assert (response.status_code, response.json()) == (
        503,
        {"status": "not ready", "reason": "migrations are missing"},
    )


@pytest.mark.django_db
def test_readyz_without_a_database(client, monkeypatch):
    def refuse(*args, **kwargs):
        raise OperationalError("connection refused")

    monkeypatch.setattr(connection, "cursor", refuse)
    response = client.get("/readyz")
    assert (response.status_code, response.json()) == (
        503,
        {"status": "not ready", "reason": "the database does not answer"},
    )
