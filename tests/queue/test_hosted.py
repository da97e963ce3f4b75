"""Hosted stills and clips through the real pump, handlers and engines, against vendors as they are spoken."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connections as databases
from django.db import transaction
from django.utils import timezone

from accounts.ledger import project_committed, team_ledger_sum
from accounts.models import LedgerEntry
from tests.makers import make_project, make_team, sha
from tests.stages.calls import STYLE, VISUAL
from tests.vendors import ark as ark_vendor
from tests.vendors import fal as fal_vendor
from tests.vendors import pictures
from tests.vendors.ark import Ark
from tests.vendors.asked import Answer, Asked
from tests.vendors.fal import Fal
from tests.vendors.server import DROPPED, SHORT, UNREACHED, Server, broken_after, refused, route, serving
from trailers.engines import connections
from trailers.engines.registry import engine_info
from trailers.models import Artifact, Job, Project
from trailers.queue.cancel import cancel_jobs
from trailers.queue.enqueue import enqueue
from trailers.services import completion
from trailers.storage import store
from trailers.worker import hosted
from trailers.worker.handlers import file_sha256
from trailers.worker.pump import Pump

pytestmark = pytest.mark.django_db(transaction=True)
CAP = 10**8
FRAMES = 96
FOUR_S = 4 * 1_280 * 720 * 24 // 1024 * 7
"""What four seconds at 720p cost at Ark, in microusd."""


class Watching(Ark):
    """Looks at our books while an order comes in, as no vendor could."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[bool, str, int]] = []

    @route("POST", r"/contents/generations/tasks", paid=True)
    def create(self, asked: Asked) -> Answer:
        job = Job.objects.get(state="running", kind="clip")
        aside = sum(LedgerEntry.objects.filter(job_id=job.pk).values_list("amount_microusd", flat=True))
        self.seen.append((job.submitted_at is not None, job.provider, aside))
        databases.close_all()
        answer: Answer = Ark.create(self, asked)
        return answer


@pytest.fixture(autouse=True)
def _no_film(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(completion, "advance_locked", lambda project: None)


@pytest.fixture
def server() -> Iterator[Server]:
    with serving(Watching(), Fal()) as at_work:
        addresses = {name: vendor.url for name, vendor in at_work.vendors.items()}
        keys = {"ark": ark_vendor.KEY, "fal": fal_vendor.KEY}
        connections.configure(keys, addresses, allow_loopback=True)
        yield at_work
        connections.configure({})


@pytest.fixture
def project() -> Project:
    return make_project(make_team(cap_microusd=CAP), budget_microusd=CAP)


def order_clip(project: Project, folder: Path, engine: str = "ark", name: str = "one") -> Job:
    still = folder / "still.png"
    still.write_bytes(pictures.still(1_280, 720))
    digest = file_sha256(still)
    stored = store(still, team_id=str(project.team_id), sha256=digest, suffix=".png")
    params = {
        "engine": engine,
        "prompt": "The camera moves slowly in.",
        "move": "push_in",
        "frames": FRAMES,
        "rate": "24/1",
        "width": 1_280,
        "height": 720,
        "seed": 3,
    }
    files = {"image": {"storage_name": stored, "sha256": digest, "media": {"recipe": None}}}
    info = engine_info("video", engine)
    return ordered(
        project, f"clip:{name}", "clip", {"params": params, "files": files}, info.second_microusd * 4
    )


def order_still(project: Project, engine: str = "ark") -> Job:
    params = {
        "engine": engine,
        "prompt": VISUAL["description"],
        "visual": VISUAL,
        "style": STYLE,
        "characters": [],
        "width": 2_560,
        "height": 1_440,
        "seed": 1,
        "number": 1,
    }
    price = engine_info("image", engine).price_microusd
    return ordered(project, "image:one", "image", {"params": params, "files": {}}, price)


def ordered(project: Project, node: str, kind: str, frozen: dict[str, Any], price: int) -> Job:
    lane = "video" if kind == "clip" else "image"
    job = enqueue(
        project=project, node=node, kind=kind, lane=lane, key=sha(node), input=frozen, price_microusd=price
    )
    assert job is not None
    return job


def run(project: Project, job: Job) -> Job:
    Pump.local(project.pk).run_until_idle()
    job.refresh_from_db()
    assert team_ledger_sum(project.team_id) == project_committed(project.pk), "the books agree"
    return job


def booked(project: Project) -> int:
    return project_committed(project.pk)


def test_a_clip_is_ordered_on_record_collected_and_settled(
    server: Server, project: Project, tmp_path: Path
) -> None:
    vendor = server.vendor("ark")
    job = run(project, order_clip(project, tmp_path))
    assert (job.state, job.provider, job.provider_job_id) == ("done", "ark", "cgt-1")
    assert vendor.seen == [(True, "ark", 4 * 374_220)], "on record and set aside before it left"
    assert list(vendor.accepted().values()) == [1]
    assert job.cost_microusd == FOUR_S == booked(project)
    kinds = dict(Artifact.objects.filter(team=project.team).values_list("key", "kind"))
    assert kinds == {job.key: "clip", f"{job.key}:last_frame": "image"}
    clip = Artifact.objects.get(key=job.key)
    assert (clip.media["frames"], clip.media["rate"]) == (FRAMES, "24/1")
    assert len(clip.sha256) == 64
    tag = vendor.asked("create")[0].json()["safety_identifier"]
    assert tag == f"cuelock-{job.pk.hex}"


@pytest.mark.parametrize("fault", [DROPPED, broken_after(500)], ids=["dropped", "500"])
def test_a_lost_answer_is_looked_up_and_not_ordered_again(
    server: Server, project: Project, tmp_path: Path, fault: Any
) -> None:
    vendor = server.vendor("ark")
    vendor.fault("create", fault)
    job = run(project, order_clip(project, tmp_path))
    assert (job.state, job.uncertain_repeats, job.cost_microusd) == ("done", 0, FOUR_S)
    assert list(vendor.accepted().values()) == [1] and len(vendor.asked("create")) == 1
    assert len(vendor.asked("list")) == 1


def test_an_order_that_never_arrived_is_made_for_the_first_time(
    server: Server, project: Project, tmp_path: Path
) -> None:
    vendor = server.vendor("ark")
    vendor.fault("create", UNREACHED)
    job = run(project, order_clip(project, tmp_path))
    assert (job.state, job.uncertain_repeats, job.cost_microusd) == ("done", 0, FOUR_S)
    assert list(vendor.accepted().values()) == [1] and len(vendor.asked("create")) == 2


def test_a_look_up_that_fails_is_no_answer(server: Server, project: Project, tmp_path: Path) -> None:
    vendor = server.vendor("ark")
    vendor.fault("create", DROPPED)
    vendor.fault("list", refused(503))
    job = run(project, order_clip(project, tmp_path))
    assert (job.state, job.cost_microusd) == ("done", FOUR_S)
    assert list(vendor.accepted().values()) == [1]


def test_look_ups_end_with_a_question_to_a_person(server: Server, project: Project, tmp_path: Path) -> None:
    vendor = server.vendor("ark")
    vendor.echoes_tags = False
    vendor.fault("create", DROPPED)
    job = run(project, order_clip(project, tmp_path))
    assert (job.state, job.poll_after, job.error_code) == ("uncertain", None, "job.outcome_unknown")
    assert len(vendor.asked("list")) == 2, "each look-up costs one of three attempts"
    assert list(vendor.accepted().values()) == [1]
    assert booked(project) == job.price_microusd, "set aside until a person has looked"


def test_a_failed_download_is_no_failed_clip(server: Server, project: Project, tmp_path: Path) -> None:
    vendor = server.vendor("ark")
    vendor.fault("file", SHORT, times=4)
    job = run(project, order_clip(project, tmp_path))
    assert (job.state, job.attempts, job.cost_microusd) == ("done", 1, FOUR_S)
    assert list(vendor.accepted().values()) == [1]


@pytest.mark.parametrize("engine", ["ark", "fal"])
def test_questions_may_fail_more_often_than_a_job_may_be_tried(
    server: Server, project: Project, tmp_path: Path, engine: str
) -> None:
    vendor = server.vendor(engine)
    vendor.fault("get" if engine == "ark" else "status", refused(503), times=4)
    job = run(project, order_clip(project, tmp_path, engine))
    assert (job.state, list(vendor.accepted().values())) == ("done", [1])


def test_a_clip_that_is_unusable_has_been_paid(
    server: Server, project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "clip", lambda frames: b"not a clip at all" * 100)
    job = run(project, order_clip(project, tmp_path))
    assert (job.state, job.error_code, job.cost_microusd) == ("failed", "media.unsupported", FOUR_S)
    assert booked(project) == FOUR_S


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("InputTextSensitiveContentDetected", "refused.prompt"),
        ("InputImageSensitiveContentDetected.PrivacyInformation", "refused.person"),
    ],
)
def test_a_refusal_costs_nothing_and_says_what_to_do(
    server: Server, project: Project, tmp_path: Path, code: str, said: str
) -> None:
    server.vendor("ark").fault("create", refused(400, ark_vendor.envelope(code)))
    job = run(project, order_clip(project, tmp_path))
    assert (job.state, job.error_code, job.cost_microusd) == ("failed", said, 0)
    assert booked(project) == 0 and len(server.vendor("ark").calls) == 1


def test_a_withheld_clip_and_an_expired_task_end(server: Server, project: Project, tmp_path: Path) -> None:
    vendor = server.vendor("ark")
    vendor.endings = [ark_vendor.failure("OutputVideoSensitiveContentDetected"), {"status": "expired"}]
    job = run(project, order_clip(project, tmp_path))
    assert (job.state, job.error_code) == ("failed", "refused.output")
    job = run(project, order_clip(project, tmp_path, name="two"))
    assert (job.state, job.error_code) == ("failed", "provider.task_expired")
    assert booked(project) == 0 and sum(vendor.accepted().values()) == 2


def test_too_many_calls_are_spread_and_the_lane_is_eased(
    server: Server, project: Project, tmp_path: Path
) -> None:
    vendor = server.vendor("ark")
    vendor.fault("create", refused(429, ark_vendor.envelope("RequestBurstTooFast")))
    job = run(project, order_clip(project, tmp_path))
    assert (job.state, job.attempts) == ("done", 2)
    job.lane.refresh_from_db()
    assert job.lane.cap_auto == 2
    assert list(vendor.accepted().values()) == [1]


@pytest.mark.parametrize(("runs", "cost"), [(False, 0), (True, 4 * 374_220)])
def test_a_cancel_costs_nothing_while_the_vendor_has_not_begun(
    server: Server, project: Project, tmp_path: Path, runs: bool, cost: int
) -> None:
    vendor = server.vendor("ark")
    job = order_clip(project, tmp_path)

    def cancel(event: Any) -> None:
        if event.kind == "ended" and Job.objects.filter(pk=job.pk, state="waiting").exists():
            vendor.tasks["cgt-1"]["status"] = "running" if runs else "queued"
            with transaction.atomic():
                cancel_jobs(project=project)

    vendor.polls = 50
    Pump.local(project.pk, on_event=cancel).run_until_idle()
    job.refresh_from_db()
    assert (job.state, job.cost_microusd, booked(project)) == ("cancelled", cost, cost)
    assert vendor.tasks["cgt-1"]["status"] == ("running" if runs else "cancelled")


def test_an_order_that_is_late_is_called_off(
    server: Server, project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hosted, "KEEPS_FOR", timedelta(seconds=-1))
    vendor = server.vendor("ark")
    vendor.polls = 50
    job = run(project, order_clip(project, tmp_path))
    assert (job.state, job.error_code) == ("failed", "job.deadline")
    assert job.deadline < timezone.now() and booked(project) == 0, "it had not begun"


def test_a_clip_of_fal_costs_what_was_set_aside(server: Server, project: Project, tmp_path: Path) -> None:
    job = run(project, order_clip(project, tmp_path, "fal"))
    assert (job.state, job.cost_microusd) == ("done", 4 * 303_400)
    assert job.provider_job_id == "/bytedance/seedance-2.0/requests/req-1"


def test_a_lost_answer_of_fal_is_for_a_person(server: Server, project: Project, tmp_path: Path) -> None:
    vendor = server.vendor("fal")
    vendor.fault("submit", DROPPED)
    job = run(project, order_clip(project, tmp_path, "fal"))
    assert (job.state, job.poll_after) == ("uncertain", None)
    assert list(vendor.accepted().values()) == [1]


@pytest.mark.parametrize(("engine", "route_name"), [("ark", "images"), ("fal", "submit")])
def test_a_cheap_still_of_unknown_outcome_is_repeated_once_on_record(
    server: Server, project: Project, engine: str, route_name: str
) -> None:
    vendor = server.vendor(engine)
    vendor.fault(route_name, DROPPED)
    job = run(project, order_still(project, engine))
    assert (job.state, job.uncertain_repeats, job.cost_microusd) == ("done", 1, 80_000)
    assert list(vendor.accepted().values()) == [2], "one, and the declared repeat"
    assert booked(project) == 80_000


def test_a_second_unknown_outcome_is_for_a_person(server: Server, project: Project) -> None:
    vendor = server.vendor("ark")
    vendor.fault("images", DROPPED, times=2)
    job = run(project, order_still(project))
    assert (job.state, job.uncertain_repeats) == ("uncertain", 1)
    assert list(vendor.accepted().values()) == [2]
