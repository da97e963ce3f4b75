"""Bought lines, scores and scripts through the real pump and stages: what is on record, repeated, and charged."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from accounts.ledger import project_committed, team_ledger_sum
from tests.makers import make_project, make_team, sha
from tests.ports.hosted import told
from tests.stages.calls import STYLE
from tests.vendors import elevenlabs as eleven
from tests.vendors import openai_chat
from tests.vendors.elevenlabs import ElevenLabs
from tests.vendors.openai_chat import Chat
from tests.vendors.server import CUT, DROPPED, Fault, Server, broken_after
from trailers.engines.registry import engine_info
from trailers.models import Artifact, Job, Project
from trailers.queue.enqueue import enqueue
from trailers.services import completion
from trailers.storage import store
from trailers.worker.handlers import file_sha256
from trailers.worker.pump import Pump

pytestmark = pytest.mark.django_db(transaction=True)
CAP = 10**8
LINE = "The ferry has stopped coming."
LINE_COST, LINE_ASIDE, SCORE_COST = 2_900, 12_000, 75_000
KEYS = {"elevenlabs": eleven.KEY, "openai": openai_chat.KEY}


@pytest.fixture(autouse=True)
def _no_film(monkeypatch: pytest.MonkeyPatch, own_folders: Path) -> None:
    monkeypatch.setattr(completion, "advance_locked", lambda project: None)


@pytest.fixture
def server() -> Iterator[Server]:
    with told(ElevenLabs(), Chat(), keys=KEYS, paths={"openai": "/v1"}) as at_work:
        yield at_work


@pytest.fixture
def project() -> Project:
    return make_project(make_team(cap_microusd=CAP), budget_microusd=CAP)


def ordered(project: Project, kind: str, lane: str, price: int, params: dict[str, Any], **files: Any) -> Job:
    job = enqueue(
        project=project, node=kind, kind=kind, lane=lane, key=sha(kind),
        input={"params": params, "files": files}, price_microusd=price,
    )  # fmt: skip
    assert job is not None
    return job


def order_line(project: Project) -> Job:
    params = {
        "engine": "elevenlabs", "text": LINE, "voice": "voice-001", "speed_permille": 1000, "language": "en",
        "reading": 1,
    }  # fmt: skip
    return ordered(project, "voice", "speech", engine_info("voice", "elevenlabs").price_microusd, params)


def order_score(project: Project) -> Job:
    """Six seconds at 24 frames."""
    price = engine_info("music", "elevenlabs").call_price().of(6)  # type: ignore[arg-type]
    params = {"engine": "elevenlabs", "frames": 144, "rate": "24/1", "style": STYLE, "hits": [], "seed": 5}
    return ordered(project, "score", "music", price, params)


def order_pass(project: Project, folder: Path) -> Job:
    text = folder / "document.json"
    text.write_text(json.dumps({"text": "Mara rows out at night."}))
    digest = file_sha256(text)
    stored = store(text, team_id=str(project.team_id), sha256=digest, suffix=".json")
    brief = {"title": "", "language": "en", "target_ms": 60_000, "max_scene_ms": 8_000}
    params = {"engine": "openai", "pass": "voiceover", "brief": brief}
    price = engine_info("text", "openai").price_microusd
    document = {"storage_name": stored, "sha256": digest, "media": {}}
    return ordered(project, "script_pass", "text", price, params, document=document)


def run(project: Project, job: Job) -> Job:
    """Until nothing is left to do by itself; waits for further attempts are part of it."""
    Pump.local(project.pk).run_until_idle()
    job.refresh_from_db()
    assert team_ledger_sum(project.team_id) == project_committed(project.pk), "the books agree"
    return job


class TestALine:
    def test_is_bought_once_and_settled_at_what_was_billed(self, server: Server, project: Project) -> None:
        job = order_line(project)
        assert project_committed(project.pk) == LINE_ASIDE
        run(project, job)
        assert (job.state, job.provider, job.cost_microusd) == ("done", "elevenlabs", LINE_COST)
        assert project_committed(project.pk) == LINE_COST
        made = Artifact.objects.get(key=job.key)
        assert [word["text"] for word in made.media["words"]] == LINE.split()
        assert list(server.vendor("elevenlabs").accepted().values()) == [1]

    @pytest.mark.parametrize("fault", [DROPPED, broken_after(500), CUT])
    def test_of_unknown_outcome_is_repeated_once_on_record(
        self, server: Server, project: Project, fault: Fault
    ) -> None:
        vendor = server.vendor("elevenlabs")
        vendor.fault("speak", fault)
        job = run(project, order_line(project))
        assert (job.state, job.uncertain_repeats) == ("done", 1)
        assert list(vendor.accepted().values()) == [1 + job.uncertain_repeats]
        assert job.cost_microusd == LINE_ASIDE + LINE_COST  # the lost one is booked as if it had been charged

    def test_of_unknown_outcome_twice_is_asked_about(self, server: Server, project: Project) -> None:
        vendor = server.vendor("elevenlabs")
        vendor.fault("speak", DROPPED, times=5)
        job = run(project, order_line(project))
        assert (job.state, job.error_code) == ("uncertain", "provider.outcome_unknown")
        run(project, job)
        assert list(vendor.accepted().values()) == [2]

    def test_that_was_put_off_costs_nothing_until_it_is_made(self, server: Server, project: Project) -> None:
        vendor = server.vendor("elevenlabs")
        vendor.fault("speak", eleven.too_many("2"))
        started = time.monotonic()
        job = run(project, order_line(project))
        assert time.monotonic() - started >= 2, "the vendor's wish is never undercut"
        assert (job.state, job.attempts, job.uncertain_repeats) == ("done", 2, 0)
        assert (list(vendor.accepted().values()), job.cost_microusd) == ([1], LINE_COST)

    def test_without_credits_fails_and_is_given_back(self, server: Server, project: Project) -> None:
        vendor = server.vendor("elevenlabs")
        vendor.fault("speak", eleven.no_credits())
        job = run(project, order_line(project))
        assert (job.state, job.error_code, job.cost_microusd) == ("failed", "provider.quota", 0)
        assert project_committed(project.pk) == 0
        assert vendor.accepted() == {}


class TestAScore:
    def test_is_bought_by_its_length(self, server: Server, project: Project) -> None:
        job = order_score(project)
        assert project_committed(project.pk) == SCORE_COST
        assert (run(project, job).state, job.cost_microusd) == ("done", SCORE_COST)

    def test_is_too_dear_to_be_repeated_by_itself(self, server: Server, project: Project) -> None:
        vendor = server.vendor("elevenlabs")
        vendor.fault("compose", broken_after(500))
        job = run(project, order_score(project))
        assert (job.state, job.uncertain_repeats) == ("uncertain", 0)
        run(project, job)
        assert list(vendor.accepted().values()) == [1]
        assert project_committed(project.pk) == SCORE_COST  # it stays set aside until somebody knows


class TestAPass:
    def test_is_bought_and_settled_by_its_tokens(
        self, server: Server, project: Project, tmp_path: Path
    ) -> None:
        job = run(project, order_pass(project, tmp_path))
        assert (job.state, job.cost_microusd) == ("done", 1_650)
        assert Artifact.objects.get(key=job.key).media["script"]["title"] == "The Last Ferry"

    def test_that_cannot_be_used_is_paid_all_the_same(
        self, server: Server, project: Project, tmp_path: Path
    ) -> None:
        vendor = server.vendor("openai")
        vendor.says = [lambda work: "No.", lambda work: "No!"]
        job = run(project, order_pass(project, tmp_path))
        assert (job.state, job.error_code, job.cost_microusd) == ("failed", "script.unusable", 2 * 1_650)
        assert project_committed(project.pk) == 2 * 1_650
        assert sorted(vendor.accepted().values()) == [1, 1]  # the repair is another order
