"""The last two scenes of a film finish at the same moment in two processes: the film is ordered, and once."""

from __future__ import annotations

import multiprocessing
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connections
from django.utils import timezone

from accounts.models import Team
from tests.makers import make_source, make_team, seed_lanes
from tests.processes import start
from tests.services import lab
from trailers.models import Artifact, Event, Job, Lane, Project
from trailers.queue.claim import claim
from trailers.services.advance import advance
from trailers.services.completion import complete
from trailers.services.projects import NewTrailer, find_or_create_trailer
from trailers.services.snapshot import source_key

pytestmark = pytest.mark.django_db(transaction=True)

WRITTEN = lab.script("The sea keeps what it takes.")
PATIENCE_S = 120


def film_but_for_two_scenes() -> tuple[Project, list[Job]]:
    """A film whose every other step is done, and the jobs of its last two segments, which run."""
    seed_lanes()
    Lane.objects.update(cap=100, cap_per_host=None)  # the two that are held must not keep out the rest
    team: Team = make_team()
    source = make_source(team)
    Artifact.objects.create(
        team=team,
        key=source_key(source.sha256),
        kind="source",
        storage_name="s",
        sha256=source.sha256,
        size=9,
    )
    project, _ = find_or_create_trailer(team=team, owner=None, new=NewTrailer(source=source))
    advance(project.pk)
    segments: list[Job] = []
    while claimed := [job for lane in Lane.objects.all() for job in _claim(lane.name, project)]:
        segments += [job for job in claimed if job.kind == "segment"]
        for job in claimed:
            if job not in segments:
                assert complete(job=job, worker=lab.WORKER, outcome=lab.outcome(job, WRITTEN))
    for job in segments[:-2]:
        assert complete(job=job, worker=lab.WORKER, outcome=lab.outcome(job, WRITTEN))
    assert not Job.objects.filter(kind="assemble").exists()
    return project, segments[-2:]


def _claim(lane: str, project: Project) -> list[Job]:
    return claim(lane=lane, want=100, worker=lab.WORKER, host="lab", project=project)


def unfinish(held: list[Job]) -> None:
    """As if the two had not ended yet: they run, their artifacts are not there, nothing was ordered for them."""
    keys = [job.key for job in held]
    Job.objects.filter(kind="assemble").delete()
    Artifact.objects.filter(key__in=keys).delete()
    until = timezone.now() + timedelta(seconds=600)
    Job.objects.filter(pk__in=[job.pk for job in held]).update(
        state="running", finished_at=None, worker=lab.WORKER, lease_until=until
    )


def finish_again_and_again(pk: UUID, barrier: Any, rounds: int) -> None:
    job = Job.objects.get(pk=pk)
    outcome = lab.outcome(job, WRITTEN)
    for _ in range(rounds):
        barrier.wait(PATIENCE_S)
        assert complete(job=job, worker=lab.WORKER, outcome=outcome)
        barrier.wait(PATIENCE_S)


def no_wake_up_is_lost(rounds: int) -> None:
    project, held = film_but_for_two_scenes()
    barrier = multiprocessing.get_context("fork").Barrier(3)
    finishers = [start(finish_again_and_again, job.pk, barrier, rounds) for job in held]
    for number in range(rounds):
        unfinish(held)
        seen = Event.objects.filter(kind="job.done").count()
        connections.close_all()  # the two must find no lock of ours
        barrier.wait(PATIENCE_S)
        barrier.wait(PATIENCE_S)
        ordered = Job.objects.filter(project=project, kind="assemble").values_list("node", "state")
        assert list(ordered) == [("film", "queued")], f"round {number}"
        assert Event.objects.filter(kind="job.done").count() == seen + 2
    for process in finishers:
        process.join(PATIENCE_S)
    assert [process.exitcode for process in finishers] == [0, 0]


def test_two_that_finish_together_lose_no_wake_up():
    no_wake_up_is_lost(25)


@pytest.mark.slow
def test_two_that_finish_together_lose_no_wake_up_in_a_thousand_times():
    no_wake_up_is_lost(1_000)
