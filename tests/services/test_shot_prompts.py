"""Clips told how to move by somebody who has seen their still: what is ordered, kept, shown and retried."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Team
from tests.makers import make_user
from tests.services import lab
from tests.services.test_film import WRITTEN, make
from trailers.domain.errors import CuelockError, FatalError, UserError
from trailers.engines.registry import engine_info
from trailers.models import Job, Project, Take
from trailers.selectors.film import film_page
from trailers.selectors.forecast import outlook
from trailers.selectors.gates import gate_rows
from trailers.services.advance import advance
from trailers.services.cancel import cancel_scene
from trailers.services.engines import set_engines
from trailers.services.gates import close_gate, open_gate
from trailers.services.projects import retry_failed
from trailers.services.refusals import order_instead
from trailers.services.scenes import regenerate_scene, scene_number
from trailers.services.snapshot import plan_project

pytestmark = pytest.mark.django_db
SEEING = {"text": "openai", "video": "ark"}
CAP = 10**9


@pytest.fixture(autouse=True)
def _keys(settings: Any) -> None:
    settings.ENGINE_KEYS = {"ark": "a", "fal": "f", "openai": "o"}


@pytest.fixture
def team() -> Team:
    return Team.objects.create(name="Local", slug="local", spend_cap_microusd=CAP)


def ordered(team: Team, engines: dict[str, str] = SEEING, **wishes: Any) -> Project:
    made = make(team, **wishes)
    Project.objects.filter(pk=made.pk).update(budget_microusd=CAP)
    made.refresh_from_db()
    set_engines(project=made, engines=engines)
    return made


def film(project: Project, fails: Callable[[Job], CuelockError | None] = lambda job: None) -> Counter[str]:
    advance(project.pk)
    done = lab.run(project, WRITTEN, fails=fails)
    project.refresh_from_db()
    return Counter(job.kind for job in done)


def states(project: Project) -> set[str]:
    return {step.state for step in plan_project(project)[1].steps.values()}


def shots(project: Project) -> list[Take]:
    """Bought clips, in the order of their scenes."""
    rows = Take.objects.filter(project=project, kind="clip", engine="ark")
    return list(rows.select_related("scene").order_by("scene__number"))


def test_every_bought_clip_is_told_what_was_written_for_its_picture(team: Team) -> None:
    project = ordered(team)
    made = film(project)
    assert (made["image"], made["shot_prompt"], made["clip"]) == (4, 4, 6)
    assert states(project) == {"done"}
    price = engine_info("text", "openai").price_microusd
    for take in shots(project):
        assert take.scene.visual is not None
        words = f"Seen: {take.scene.visual['description']}."
        job = Job.objects.get(take=take)
        assert (take.prompt, take.params["prompt"], job.input["params"]["prompt"]) == (words, words, words)
        assert list(job.input["files"]) == ["image"]
        written = Job.objects.get(kind="shot_prompt", scene=take.scene)
        assert (written.price_microusd, written.take, written.lane_id) == (price, None, "text")
    before = Job.objects.count()
    advance(project.pk)
    assert Job.objects.count() == before
    owner = make_user()
    team.memberships.create(user=owner, role="owner")
    client = Client()
    client.force_login(owner)
    page = client.get(reverse("scene", args=[project.pk, 2])).content.decode()
    assert "Moved by: Seen: Picture 0 of The sea keeps what it takes.." in page


def test_a_finished_film_keeps_every_key_when_its_writer_learns_to_see(team: Team) -> None:
    project = ordered(team, {"video": "ark"})
    assert film(project)["shot_prompt"] == 0
    keys = {node: step.key for node, step in plan_project(project)[1].steps.items()}
    set_engines(project=project, engines={"text": "openai"})
    assert film(project) == {}
    assert {node: step.key for node, step in plan_project(project)[1].steps.items()} == keys


@pytest.mark.slow
def test_a_free_film_has_none(team: Team) -> None:
    project = ordered(team, {"text": "openai"})
    assert film(project)["shot_prompt"] == 0
    assert states(project) == {"done"}


def test_a_clip_that_the_team_has_is_not_bought_again_for_other_words(team: Team) -> None:
    film(ordered(team, {"video": "ark"}))
    other = ordered(team, look="colour")
    made = film(other)
    assert (made["clip"], made["shot_prompt"]) == (0, 0)
    assert states(other) == {"done"}


@pytest.mark.slow
def test_another_film_of_the_team_takes_prompt_and_clip_along(team: Team) -> None:
    first = ordered(team)
    film(first)
    other = ordered(team, look="colour")
    made = film(other)
    assert (made["clip"], made["shot_prompt"]) == (0, 0)
    assert [take.prompt for take in shots(other)] == [take.prompt for take in shots(first)]


def test_the_gate_tells_both_prices_and_counts_the_clips(team: Team) -> None:
    project = ordered(team)
    close_gate(project=project, gate="stills")
    made = film(project)
    assert (made["shot_prompt"], made["clip"], made["assemble"]) == (0, 0, 1), "the stills can be watched"
    facts, plan = plan_project(project)
    by_kind = Counter[str]()
    for step in plan.steps.values():
        by_kind[step.kind] += step.price_microusd if step.gate == "stills" else 0
    assert by_kind["shot_prompt"] == 4 * engine_info("text", "openai").price_microusd
    decision = film_page(project, facts, plan).decision
    assert decision is not None
    assert (decision.gate, decision.steps) == ("stills", 6)
    both = by_kind["shot_prompt"] + by_kind["clip"]
    assert decision.price_microusd == both > by_kind["shot_prompt"]
    (row,) = [row for row in gate_rows(project, plan) if row.next]
    assert (row.gate, row.price_microusd) == ("stills", both)
    open_gate(project=project, gate="stills")
    made = film(project)
    assert (made["shot_prompt"], made["clip"]) == (4, 6)
    assert sum(Job.objects.filter(kind__in=by_kind).values_list("price_microusd", flat=True)) >= both
    assert states(project) == {"done"}


def test_a_prompt_that_failed_leaves_the_still_and_can_be_retried(team: Team) -> None:
    def fails(job: Job) -> CuelockError | None:
        second = job.kind == "shot_prompt" and job.scene and job.scene.number == 2
        return FatalError("provider.quota", provider="OpenAI") if second else None

    project = ordered(team)
    made = film(project, fails)
    assert (made["shot_prompt"], made["clip"], made["assemble"]) == (4, 5, 1)
    assert states(project) == {"done", "failed", "waiting"}
    assert retry_failed(project=project) == 1
    made = film(project)
    assert (made["shot_prompt"], made["clip"]) == (1, 1)
    assert states(project) == {"done"}


def test_it_stops_with_its_scene(team: Team) -> None:
    project = ordered(team)
    advance(project.pk)
    while not Job.objects.filter(kind="shot_prompt", state="queued").exists():
        assert lab.run(project, WRITTEN, limit=1)
    job = Job.objects.get(kind="shot_prompt", state="queued")
    assert job.scene is not None
    cancel_scene(project=project, scene=job.scene)
    job.refresh_from_db()
    assert job.state == "cancelled"


def test_the_words_that_were_sent_stay_with_a_refused_clip_and_its_stand_in(team: Team) -> None:
    def fails(job: Job) -> CuelockError | None:
        second = job.kind == "clip" and job.scene and job.scene.number == 2
        return UserError("refused.person", provider="ark") if second else None

    project = ordered(team)
    film(project, fails)
    refused = next(take for take in shots(project) if take.scene.number == 2)
    second = order_instead(project=project, take_id=refused.pk, engine="fal")
    assert (second.prompt, second.params["prompt"]) == (refused.prompt, refused.prompt)
    assert refused.prompt.startswith("Seen: ")
    film(project)
    second.refresh_from_db()
    assert second.artifact is not None


def test_a_scene_with_a_clip_is_moved_by_the_planned_words_when_drawn_again(team: Team) -> None:
    project = ordered(team)
    film(project)
    regenerate_scene(project=project, scene=scene_number(project, 2), prompt="Again")
    made = film(project)
    assert (made["image"], made["clip"], made["shot_prompt"]) == (1, 1, 0)


def test_the_price_before_a_film_holds_them() -> None:
    each = engine_info("text", "openai").price_microusd
    with_, without = (
        outlook({"text": text, "video": "ark"}, 66_000).price for text in ("openai", "embedded")
    )
    # four passes, and a prompt for each of 12 to 19 clips
    assert with_.low_microusd - without.low_microusd == (4 + 12) * each
    assert with_.high_microusd - without.high_microusd == (4 + 19) * each
