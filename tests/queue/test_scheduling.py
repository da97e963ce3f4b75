"""A small film on a simulated clock: nothing waits that could run, and the real queue keeps up with a list schedule."""

from __future__ import annotations

import pytest

from benchmarks._simulation import Idle
from benchmarks.scheduling import CASES, IDLE_LIMIT_S, LIMIT, measure, simulated_engines
from tests.makers import make_job, make_project
from trailers.models import Job, Lane

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("scenes", [3, pytest.param(10, marks=pytest.mark.slow)])
def test_a_film_is_made_as_fast_as_a_list_schedule_would(scenes):
    with simulated_engines():
        result = measure(CASES[0], scenes, charges=False)
    made = Job.objects.filter(host="bench")
    assert {(job.state, job.attempts) for job in made} == {("done", 1)}
    assert made.filter(kind="package").count() == 1
    assert result.clips == made.filter(lane="video").count() == scenes
    assert 1.0 <= result.ratio <= LIMIT
    assert result.idle_s <= IDLE_LIMIT_S
    assert result.barriers_ms > result.ideal_ms


def test_an_idle_place_is_noticed():
    """The measure itself: a free place beside due work counts, a full lane and later work do not."""
    from datetime import timedelta

    from django.utils import timezone

    project, now = make_project(), timezone.now()
    Lane.objects.filter(pk="video").update(cap=1)
    idle = Idle()
    make_job(project, lane="video", state="waiting")
    make_job(project, lane="video")
    make_job(project, run_after=now + timedelta(hours=1))
    idle.look(now + timedelta(seconds=1))
    assert (idle.since, idle.longest_ms) == ({}, {})
    due = make_job(project)
    for second in (1, 3):
        idle.look(now + timedelta(seconds=second))
    Job.objects.filter(pk=due.pk).update(state="done", finished_at=now)
    idle.look(now + timedelta(seconds=4))
    idle.look(now + timedelta(seconds=9))
    assert idle.longest_ms == {"image": 3_000}
    assert idle.since == {}
