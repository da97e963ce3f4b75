"""Events: numbered from 1 without a gap, per project, and only if their transaction is kept."""

from __future__ import annotations

import pytest
from django.db import transaction

from tests.makers import make_job, make_project
from trailers.models import Event, Project
from trailers.queue.events import record
from trailers.queue.pending import poll_delay_ms

pytestmark = pytest.mark.django_db


def seqs(project: Project) -> list[int]:
    return list(Event.objects.filter(project=project).order_by("seq").values_list("seq", flat=True))


def test_numbers_have_no_gaps_even_after_a_rollback():
    one, two = make_project(), make_project()
    record(one, "a")
    with pytest.raises(RuntimeError), transaction.atomic():
        record(one, "b")
        raise RuntimeError
    record(two, "a")
    record(Project.objects.get(pk=one.pk), "c")  # a fresh copy of the row
    record(one, "d")  # and the stale one
    assert (seqs(one), seqs(two)) == ([1, 2, 3], [1])


def test_an_event_keeps_its_job_and_data():
    project = make_project()
    job = make_job(project)
    event = record(project, "job.done", job=job, node="image:1", n=3)
    event.refresh_from_db()
    assert (event.kind, event.job, event.data) == ("job.done", job, {"node": "image:1", "n": 3})


@pytest.mark.parametrize(
    ("age_ms", "delay_ms"),
    [(0, 1_000), (90_000, 1_000), (180_000, 2_000), (1_800_000, 20_000), (10**9, 20_000)],
)
def test_polls_grow_rarer_with_age(age_ms, delay_ms):
    assert poll_delay_ms(age_ms) == delay_ms
