"""What a load balancer is told, with each dependency well and broken."""

import pytest
from django.db import DatabaseError

from config import health


@pytest.fixture
def checks(monkeypatch):
    """A set of checks of the test's own."""
    table = {"database": lambda: None, "migrations": lambda: None}
    monkeypatch.setattr(health, "CHECKS", table)
    return table


def test_healthz_answers_without_a_database(client):
    response = client.get("/healthz")  # the test has no database: a query would raise
    assert (response.status_code, response.content) == (200, b"ok\n")


@pytest.mark.django_db
def test_readyz_on_a_migrated_database(client):
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json() == {"ready": True, "checks": {"database": "ok", "migrations": "ok"}}


def test_readyz_names_what_is_wrong(client, checks):
    checks["worker"] = lambda: "silent for 91 s"
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json() == {
        "ready": False,
        "checks": {"database": "ok", "migrations": "ok", "worker": "silent for 91 s"},
    }


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_answers_are_never_cached_and_never_changed_by_a_post(client, checks, path):
    assert "no-store" in client.get(path)["Cache-Control"]
    assert client.head(path).status_code == 200
    assert client.post(path).status_code == 405


def test_a_database_that_does_not_answer(monkeypatch):
    def refuse():
        raise DatabaseError("password authentication failed for user cue")

    monkeypatch.setattr(health.connection, "cursor", refuse)
    assert health.database() == "does not answer"


class _Executor:
    """A migration executor with `waiting` migrations."""

    def __init__(self, waiting):
        self.waiting = waiting
        self.loader = self.graph = self

    def __call__(self, _connection):
        return self

    def leaf_nodes(self):
        return []

    def migration_plan(self, _targets):
        if isinstance(self.waiting, Exception):
            raise self.waiting
        return self.waiting


@pytest.mark.parametrize(
    ("waiting", "problem"),
    [([], None), ([("0001", False)], "1 not applied"), (DatabaseError("secret"), "cannot be read")],
    ids=["applied", "waiting", "broken"],
)
def test_migrations_are_counted(monkeypatch, waiting, problem):
    monkeypatch.setattr(health, "MigrationExecutor", _Executor(waiting))
    assert health.migrations() == problem


def test_inside_checks_are_not_sent_to_tls(client, checks, settings):
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 200
    assert client.get("/").status_code == 301
