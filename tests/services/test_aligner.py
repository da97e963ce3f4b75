"""Who times the words of a bought film: its voice's vendor, unless somebody wants ours; and no film is made anew."""

from __future__ import annotations

from typing import Any

import pytest

from tests.makers import make_team
from tests.services import lab
from tests.services.test_film import WRITTEN, make
from trailers.engines.registry import engine_info
from trailers.models import Job, Project
from trailers.selectors.forecast import outlook
from trailers.services.advance import advance
from trailers.services.snapshot import film_facts, plan_project

pytestmark = pytest.mark.django_db
VOICE = engine_info("voice", "elevenlabs").price_microusd
ALIGNER = engine_info("aligner", "elevenlabs").price_microusd


def ordered(**choices: Any) -> list[Job]:
    """The lines that a film with a bought voice orders."""
    project = make(make_team(cap_microusd=10**9), **choices)
    Project.objects.filter(pk=project.pk).update(budget_microusd=10**9)
    advance(project.pk)
    lab.run(project, WRITTEN, limit=5)
    return list(Job.objects.filter(project=project, kind="voice"))


def test_the_voices_vendor_times_its_words_and_the_price_says_so() -> None:
    jobs = ordered(engines={"voice": "elevenlabs"})
    assert {job.input["params"]["aligner"] for job in jobs} == {"elevenlabs"}
    assert {job.price_microusd for job in jobs} == {VOICE + ALIGNER}


def test_what_is_told_beforehand_is_what_is_ordered() -> None:
    project = make(make_team(), engines={"voice": "elevenlabs"})
    assert film_facts(project).line_price_microusd == VOICE + ALIGNER
    lines = 66_000 // 6_000
    assert outlook({"voice": "elevenlabs"}, 66_000).price.low_microusd == lines * 4 // 5 * (VOICE + ALIGNER)


def test_a_person_may_want_ours() -> None:
    jobs = ordered(engines={"voice": "elevenlabs"}, settings={"aligner": "own"})
    assert all("aligner" not in job.input["params"] for job in jobs)
    assert {job.price_microusd for job in jobs} == {VOICE}


def test_our_own_voice_is_as_it_was() -> None:
    assert all("aligner" not in job.input["params"] for job in ordered())


def test_lines_that_were_bought_before_are_not_out_of_date() -> None:
    project = make(
        make_team(cap_microusd=10**9), engines={"voice": "elevenlabs"}, settings={"aligner": "own"}
    )
    Project.objects.filter(pk=project.pk).update(budget_microusd=10**9)
    advance(project.pk)
    lab.run(project, WRITTEN, limit=7)
    project.refresh_from_db()
    before = {node: step.key for node, step in plan_project(project)[1].steps.items() if step.kind == "voice"}
    project.settings = {}
    assert film_facts(project).aligner == "elevenlabs"
    steps = [step for step in plan_project(project)[1].steps.values() if step.kind == "voice"]
    assert {step.node: step.key for step in steps} == before
    assert {step.state for step in steps} == {"done"}
