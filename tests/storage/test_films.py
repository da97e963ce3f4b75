"""Films whose every file lies in a bucket: steps fetch what they need and share no folder."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.studio import LINES, STORY, Studio, check_folder
from tests.makers import make_team, seed_lanes
from tests.s3 import S3Server
from trailers.models import Artifact, Job, Lane, Project
from trailers.queue.claim import claim
from trailers.services.advance import advance
from trailers.services.completion import complete
from trailers.services.projects import NewTrailer, find_or_create_trailer
from trailers.services.sources import keep_source
from trailers.worker.context import RunContext
from trailers.worker.handlers import execute

QUICK = {"read_document", "script_pass", "voice", "soundtrack", "split"}
"""The steps up to the storyboard, which take no more than seconds together."""


def contents(bucket: S3Server, name: str) -> bytes:
    body: bytes = bucket.client().get_object(Bucket=bucket.bucket, Key=name)["Body"].read()
    return body


def run(project: Project, folder: Path, kinds: set[str]) -> list[str]:
    """Each job in a folder of its own, as if on a host of its own, until none of these kinds is due."""
    made: list[str] = []
    while True:
        jobs = [
            job
            for lane in Lane.objects.values_list("name", flat=True)
            for job in claim(lane=lane, want=100, worker="w:1:feed", host="w", project=project)
        ]
        due = [job for job in jobs if job.kind in kinds]
        for job in due:
            outcome = execute(job, RunContext(scratch=folder / str(job.pk)))
            assert complete(job=job, worker="w:1:feed", outcome=outcome)
            made.append(job.kind)
        if not due:
            return made


@pytest.mark.django_db
def test_steps_fetch_from_the_bucket_and_store_into_it(
    bucket: S3Server, settings: Any, tmp_path: Path
) -> None:
    seed_lanes()
    story = tmp_path / "ferry.txt"
    story.write_text(STORY)
    source = keep_source(team=make_team(), path=story, name=story.name)
    story.unlink()
    new = NewTrailer(source=source, width=320, height=180, verbatim=tuple(LINES.splitlines()))
    project, _ = find_or_create_trailer(team=source.team, owner=None, new=new)
    advance(project.pk)
    made = run(project, tmp_path, QUICK)
    assert {kind: made.count(kind) for kind in QUICK} == {
        "read_document": 1, "script_pass": 4, "voice": 2, "soundtrack": 1, "split": 1,
    }  # fmt: skip
    project.refresh_from_db()
    assert project.current_cut is not None, "the storyboard stands"
    rows = list(Artifact.objects.all())
    assert {row.storage_name for row in rows} == set(bucket.names())
    for row in rows:
        data = contents(bucket, row.storage_name)
        assert (len(data), hashlib.sha256(data).hexdigest()) == (row.size, row.sha256)
    assert not Job.objects.filter(state="failed").exists()
    assert list(Path(settings.VAR_DIR).rglob("*.wav")) == []


@pytest.mark.slow
@pytest.mark.e2e
def test_a_whole_film_lives_in_the_bucket(s3_server: S3Server, tmp_path: Path) -> None:
    """The real command; then a second host with the database and the bucket alone writes the same package."""
    one = Studio(tmp_path / "one", s3_server.environment())
    one.folder.mkdir()
    story, lines = one.write("ferry.txt", STORY), one.write("lines.txt", LINES)
    said = one.film(story, "--script", lines)
    assert said.code == 0, said.complaint
    check_folder(one.out)
    rows = one.rows("SELECT storage_name, sha256 FROM trailers_artifact")
    assert {name for name, _ in rows} <= set(s3_server.names())
    for name, sha256 in rows:
        assert hashlib.sha256(contents(s3_server, name)).hexdigest() == sha256
    assert not (one.var / "media").exists(), "nothing is kept beside the bucket"

    other = Studio(tmp_path / "other", s3_server.environment())
    other.var.mkdir(parents=True)
    (other.var / "cuelock.sqlite3").write_bytes((one.var / "cuelock.sqlite3").read_bytes())
    jobs = other.count("trailers_job")
    again = other.film(story, "--script", lines)
    assert again.code == 0, again.complaint
    assert other.count("trailers_job") == jobs, "nothing is made twice"
    check_folder(other.out)
    assert (other.out / "film.mp4").read_bytes() == (one.out / "film.mp4").read_bytes()
