"""A second engine stands in for the first while that is out of order: once, on record, and for nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import Team
from tests.services import lab
from tests.services.test_film import WRITTEN, make
from trailers.domain.errors import CuelockError, FatalError, RetryableError, UncertainError, UserError
from trailers.models import Event, Job, Project, Take
from trailers.services.advance import advance
from trailers.services.engines import set_engines
from trailers.services.fallback import set_fallback
from trailers.services.projects import retry_failed
from trailers.services.snapshot import plan_project

pytestmark = pytest.mark.django_db
CAP = 10**9


@pytest.fixture(autouse=True)
def _keys(settings: Any) -> None:
    settings.ENGINE_KEYS = {"ark": "a", "fal": "f", "openai": "o"}


@pytest.fixture
def project() -> Project:
    team = Team.objects.create(name="Local", slug="local", spend_cap_microusd=CAP)
    made = make(team)
    Project.objects.filter(pk=made.pk).update(budget_microusd=CAP)
    made.refresh_from_db()
    return made


def film(project: Project, fails: Callable[[Job], CuelockError | None]) -> None:
    advance(project.pk)
    lab.run(project, WRITTEN, fails=fails)
    project.refresh_from_db()


def out_of_order(
    engine: str, error: CuelockError, kind: str = "image"
) -> Callable[[Job], CuelockError | None]:
    return lambda job: error if job.kind == kind and job.input["params"].get("engine") == engine else None


def takes(project: Project, kind: str = "image") -> list[tuple[str, bool, str]]:
    rows = Take.objects.filter(project=project, kind=kind, scene__kind="shot").order_by(
        "scene__number", "number"
    )
    return [
        (t.engine, t.artifact_id is not None, t.params.get("instead_of", {}).get("code", "")) for t in rows
    ]


def states(project: Project) -> set[str]:
    return {step.state for step in plan_project(project)[1].steps.values()}


DOWN = FatalError("provider.quota", provider="ark")


def test_every_still_is_made_by_the_stand_in_and_says_why(project: Project) -> None:
    set_engines(project=project, engines={"image": "ark"})
    set_fallback(project=project, port="image", name="fal")
    film(project, out_of_order("ark", DOWN))
    found = takes(project)
    assert len(found) == 8
    assert set(found[::2]) == {("ark", False, "")}
    assert set(found[1::2]) == {("fal", True, "provider.quota")}
    assert states(project) == {"done"}, "the film is finished, and nothing of it counts as failed"
    told = Event.objects.filter(project=project, kind="take.fallback")
    assert told.count() == 4 and told[0].data["instead_of"] == "ark"
    second = Take.objects.filter(project=project, engine="fal").first()
    first = Take.objects.get(pk=second.params["instead_of"]["take"])
    same = {name: value for name, value in second.params.items() if name not in ("engine", "instead_of")}
    assert same == {name: value for name, value in first.params.items() if name != "engine"}
    job = Job.objects.get(take=second)
    assert (job.lane_id, job.price_microusd) == ("image", 40_000)


def test_a_clip_has_its_own_price_and_picture(project: Project) -> None:
    set_engines(project=project, engines={"video": "ark"})
    set_fallback(project=project, port="video", name="fal")
    film(project, out_of_order("ark", DOWN, "clip"))
    found = takes(project, "clip")
    assert set(found[::2]) == {("ark", False, "")} and set(found[1::2]) == {("fal", True, "provider.quota")}
    for take in Take.objects.filter(project=project, engine="fal"):
        job = Job.objects.get(take=take)
        assert job.price_microusd % 303_400 == 0 and job.price_microusd >= 4 * 303_400
        assert take.parent is not None and take.parent.kind == "image"
        assert list(job.input["files"]) == ["image"]
    assert states(project) == {"done"}


@pytest.mark.parametrize(
    "error",
    [
        UserError("refused.prompt", provider="ark"),
        UserError("refused.person", provider="ark"),
        FatalError("provider.request_refused", provider="ark"),
        FatalError("provider.bad_answer", provider="ark"),
        FatalError("provider.task_failed", provider="ark", cost_microusd=40_000),
        FatalError("internal"),
    ],
    ids=lambda error: error.code,
)
def test_nothing_but_an_outage_for_nothing_calls_for_it(project: Project, error: CuelockError) -> None:
    set_engines(project=project, engines={"image": "ark"})
    set_fallback(project=project, port="image", name="fal")
    film(project, out_of_order("ark", error))
    assert set(takes(project)) == {("ark", False, "")}


def test_an_unknown_outcome_waits_for_a_person(project: Project) -> None:
    set_engines(project=project, engines={"image": "openai"})
    set_fallback(project=project, port="image", name="fal")
    film(project, out_of_order("openai", UncertainError("provider.outcome_unknown", provider="openai")))
    assert set(takes(project)) == {("openai", False, "")}
    assert set(Job.objects.filter(kind="image").values_list("state", flat=True)) == {"uncertain"}


def test_a_passing_fault_is_no_outage_until_it_has_failed_for_good(project: Project) -> None:
    set_engines(project=project, engines={"image": "ark"})
    set_fallback(project=project, port="image", name="fal")
    busy = RetryableError("provider.unavailable", retry_after_s=600, provider="ark")
    film(project, out_of_order("ark", busy))
    assert set(takes(project)) == {("ark", False, "")}
    for job in Job.objects.filter(kind="image"):
        assert (job.state, job.attempts) == ("queued", 1)
    Job.objects.filter(kind="image").update(attempts=2, run_after=job.created_at)
    lab.run(project, WRITTEN, fails=out_of_order("ark", busy))
    assert ("fal", True, "provider.unavailable") in takes(project)


def test_without_a_name_nobody_stands_in(project: Project) -> None:
    set_engines(project=project, engines={"image": "ark"})
    film(project, out_of_order("ark", DOWN))
    assert set(takes(project)) == {("ark", False, "")}


def test_a_stand_in_has_no_stand_in(project: Project) -> None:
    set_engines(project=project, engines={"image": "ark"})
    set_fallback(project=project, port="image", name="fal")
    film(project, lambda job: DOWN if job.kind == "image" else None)
    assert set(takes(project)) == {("ark", False, ""), ("fal", False, "provider.quota")}
    assert len(takes(project)) == 8
    assert retry_failed(project=project) == 4, "only what stands in now is tried again"


def test_one_without_a_key_does_not_stand_in(project: Project, settings: Any) -> None:
    set_engines(project=project, engines={"image": "ark"})
    set_fallback(project=project, port="image", name="fal")
    settings.ENGINE_KEYS = {"ark": "a"}
    film(project, out_of_order("ark", DOWN))
    assert set(takes(project)) == {("ark", False, "")}


def test_its_price_is_held_against_the_caps(project: Project) -> None:
    set_engines(project=project, engines={"image": "ark"})
    set_fallback(project=project, port="image", name="openai")
    Project.objects.filter(pk=project.pk).update(budget_microusd=236_499)
    film(project, out_of_order("ark", DOWN))
    refused = Job.objects.filter(kind="image", error_code="spending.project_cap")
    assert refused.exists() and not Take.objects.filter(engine="openai", artifact__isnull=False).exists()


@pytest.mark.parametrize(
    ("port", "name"), [("image", "nobody"), ("voice", "embedded"), ("video", "openai"), ("image", "ark")]
)
def test_only_an_engine_that_is_there_can_be_named(
    project: Project, settings: Any, port: str, name: str
) -> None:
    settings.ENGINE_KEYS = {}
    with pytest.raises(UserError) as caught:
        set_fallback(project=project, port=port, name=name)
    assert caught.value.code == "engine.unavailable"


def test_a_name_is_kept_beside_the_engines_and_taken_away(project: Project) -> None:
    set_fallback(project=project, port="video", name="embedded")
    set_engines(project=project, engines={"image": "ark"})
    project.refresh_from_db()
    assert project.engines == {"video_fallback": "embedded", "image": "ark"}
    set_fallback(project=project, port="video", name="embedded")
    set_fallback(project=project, port="video", name="")
    project.refresh_from_db()
    assert project.engines == {"image": "ark"}
    assert Event.objects.filter(project=project, kind="engines.fallback").count() == 2
