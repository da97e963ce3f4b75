"""What a load balancer is told, with each dependency well and broken."""

from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.utils import timezone

from config import health
from tests.makers import make_job, make_project
from trailers.models import Lane, WorkerBeat
from trailers.selectors.workers import Work, work_now


@pytest.fixture
def checks(monkeypatch):
    """A set of checks of the test's own."""
    table = {"database": lambda: None, "migrations": lambda: None}
    monkeypatch.setattr(health, "CHECKS", table)
    monkeypatch.setattr(health, "work", lambda: Work(3, 0, None))
    return table


def test_healthz_answers_without_a_database(client):
    response = client.get("/healthz")  # the test has no database: a query would raise
    assert (response.status_code, response.content) == (200, b"ok\n")


@pytest.mark.django_db
def test_readyz_on_a_migrated_database(client):
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json() == {
        "ready": True,
        "checks": {"database": "ok", "migrations": "ok", "storage": "ok", "worker": "ok"},
        "work": {"beat_age_s": None, "queued": 0, "oldest_due_s": None},
    }


def test_readyz_names_what_is_wrong(client, checks):
    checks["worker"] = lambda: "silent for 91 s"
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json() == {
        "ready": False,
        "checks": {"database": "ok", "migrations": "ok", "worker": "silent for 91 s"},
        "work": {"beat_age_s": 3, "queued": 0, "oldest_due_s": None},
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


# --- work -------------------------------------------------------------------------------------------------------


def beat(age_s: float, cluster: str = "net") -> None:
    WorkerBeat.objects.create(host="h", cluster=cluster, at=timezone.now() - timedelta(seconds=age_s))


def due(age_s: float, **fields) -> None:
    make_job(make_project(), run_after=timezone.now() - timedelta(seconds=age_s), **fields)


@pytest.mark.django_db
class TestWork:
    def test_the_youngest_beat_and_the_oldest_due_job_are_told(self):
        beat(500)
        beat(10.5, "media")
        due(20.5)
        due(70.5)
        due(-3_600)  # a retry an hour ahead
        due(900, state="running")
        assert work_now() == Work(beat_age_s=10, queued=3, oldest_due_s=70)
        assert health.worker() is None

    def test_what_waits_in_a_paused_lane_is_not_due(self):
        due(900, lane="video")
        Lane.objects.filter(pk="video").update(paused_until=timezone.now() + timedelta(hours=1))
        assert work_now() == Work(beat_age_s=None, queued=1, oldest_due_s=None)
        assert health.worker() is None

    def test_without_work_no_worker_is_missed(self):
        beat(9_999)
        assert health.worker() is None

    def test_work_that_waits_for_a_silent_worker_is_trouble(self, client):
        beat(300.5)
        due(121.5)
        assert health.worker() == "silent for 300 s"
        answer = client.get("/readyz")
        assert (answer.status_code, answer.json()["ready"]) == (503, False)
        assert answer.json()["work"] == {"beat_age_s": 300, "queued": 1, "oldest_due_s": 121}

    def test_a_worker_that_never_was(self):
        due(121.5)
        assert health.worker() == "has never been heard of"

    def test_a_job_that_has_just_become_due_may_wait_for_a_worker_that_starts(self):
        due(60)
        assert health.worker() is None

    def test_a_database_that_cannot_be_read(self, monkeypatch):
        def refuse():
            raise DatabaseError("no such table")

        monkeypatch.setattr(health, "work_now", refuse)
        assert (health.worker(), health.work()) == ("cannot be read", None)


def test_a_storage_that_cannot_be_written_to(own_folders, monkeypatch):
    assert health.storage() is None
    monkeypatch.setattr(health.os, "access", lambda *_: False)
    assert health.storage() == "cannot be written to"


def test_a_bucket_that_does_not_answer(monkeypatch):
    class Bucket:
        def exists(self, name):
            raise ConnectionError("secret address")

    monkeypatch.setattr(health, "storages", {"default": Bucket()})
    assert health.storage() == "does not answer"
