"""The laboratory for music videos: a song that was never sung, its clock, treatment, plan and scenes by the real
stages, and no media. Wants folders of its own."""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path
from typing import Any

from accounts.models import Team
from tests.domain.song_makers import make_song, section
from tests.makers import make_artifact, make_source, seed_lanes
from tests.services import lab
from trailers.models import Job, Lane, Project
from trailers.queue.claim import claim
from trailers.services.advance import advance
from trailers.services.completion import complete
from trailers.services.music_videos import NewMusicVideo, find_or_create_music_video
from trailers.services.outcome import Outcome, StoredOutput
from trailers.services.snapshot import source_key
from trailers.stages.base import Output, StageCall, write_json
from trailers.stages.registry import stage
from trailers.storage import fetch, store

SECONDS = 32
CONCEPT = "A woman in a red coat walks along a stormy coast until dawn"
REAL = ("song_clock", "treatment", "shot_plan", "song_scenes")


def make_music_video(team: Team, **choices: Any) -> Project:
    """Ordered, and nothing made yet."""
    seed_lanes()
    source = make_source(team, name="harbour.wav", media_type=".wav")
    make_artifact(team, source_key(source.sha256), kind="source", sha256=source.sha256)
    new = NewMusicVideo(**{"source": source, "concept": CONCEPT, "width": 180, "height": 320, **choices})
    project, _ = find_or_create_music_video(team=team, owner=None, new=new)
    advance(project.pk)
    return project


def run(project: Project, *kinds: str) -> list[str]:
    """Claim and finish jobs until none is left, of `kinds` only where some are named. Their kinds, in order."""
    done: list[str] = []
    while True:
        lanes = Lane.objects.values_list("name", flat=True)
        claimed = [
            job
            for lane in lanes
            for job in claim(lane=lane, want=100, worker=lab.WORKER, host="lab", project=project)
        ]
        if not claimed:
            return done
        for job in claimed:
            if kinds and job.kind not in kinds:
                continue
            assert complete(job=job, worker=lab.WORKER, outcome=_outcome(job))
            done.append(job.kind)


def _outcome(job: Job) -> Outcome:
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        if job.kind == "analyse_song":
            sections = (section(0, 16_000), section(16_000, SECONDS * 1000, "high", 900))
            heard = {
                "song": make_song(SECONDS * 1000, sections=sections).to_json(),
                "samples": SECONDS * 44_100,
            }
            return Outcome((_kept(job, Output(write_json(scratch / "heard.json", heard), "heard")),))
        if job.kind in REAL:
            files = {role: fetch(fact["storage_name"], scratch) for role, fact in job.input["files"].items()}
            call = StageCall(job.input["params"], files, {}, scratch)
            return Outcome(tuple(_kept(job, output) for output in stage(job.kind)(call).outputs))
        return lab.outcome(job, lab.script())


def _kept(job: Job, output: Output) -> StoredOutput:
    digest = hashlib.sha256(output.path.read_bytes()).hexdigest()
    name = store(output.path, team_id=str(job.team_id), sha256=digest, suffix=".json")
    return StoredOutput(output.role, output.kind, name, digest, output.path.stat().st_size, output.media)
