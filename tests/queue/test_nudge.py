"""A nudge wakes every live host, at most once a second, and never fills a queue that nobody empties."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from django_q.models import OrmQ

from tests.makers import seed_lanes
from trailers.models import Lane, WorkerBeat
from trailers.queue import nudge as module
from trailers.queue.nudge import cluster_of, forget_nudges, nudge, queue_name

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _lanes():
    seed_lanes()


def beat(host: str, cluster: str = "net", *, age_s: float = 0) -> None:
    WorkerBeat.objects.create(host=host, cluster=cluster, at=timezone.now() - timedelta(seconds=age_s))


def queues() -> list[str]:
    return sorted(OrmQ.objects.values_list("key", flat=True))


def test_without_a_live_host_nothing_is_written():
    assert nudge("image") is False
    beat("old", age_s=91)
    assert nudge("image") is False
    assert queues() == [] and Lane.objects.get(pk="image").nudged_at is None


def test_every_live_host_is_woken_in_its_own_queue():
    beat("a")
    beat("b", age_s=60)
    beat("c", "media")
    assert nudge("image") is True
    assert queues() == ["net@a", "net@b"]
    assert nudge("media") is True
    assert queues() == ["media@c", "net@a", "net@b"]


def test_at_most_once_a_second():
    beat("a")
    assert [nudge("image"), nudge("image"), nudge("text")] == [True, False, True]
    Lane.objects.filter(pk="image").update(nudged_at=timezone.now() - timedelta(seconds=1))
    assert nudge("image") is True
    assert queues() == ["net@a"] * 3


def test_a_nudge_carries_a_name_and_nothing_else(monkeypatch):
    sent = []
    monkeypatch.setattr(module, "call", lambda *args, **kwargs: sent.append((args, kwargs)))
    beat("a", "media")
    nudge("media")
    assert sent == [(("pump", "media"), {"cluster": "media", "host": "a"})]


def test_the_named_task_exists():
    beat("a")
    nudge("image")
    task = OrmQ.objects.get().task
    assert (task["func"], task["args"]) == ("trailers.worker.tasks.pump", ("image",))
    from trailers.worker import tasks

    assert callable(tasks.pump) and callable(tasks.sweep) and callable(tasks.canary)


def test_a_dead_host_leaves_no_nudges():
    for host in ("a", "b"):
        beat(host)
    nudge("image")
    forget_nudges("a")
    assert queues() == ["net@b"]


@pytest.mark.parametrize("lane", ["text", "speech", "image", "video", "music", "media"])
def test_only_media_work_has_a_cluster_of_its_own(lane):
    assert cluster_of(lane) == ("media" if lane == "media" else "net")
    assert queue_name(cluster_of(lane), "h").endswith("@h")
