"""A failure is told with the name by which a person knows their file, not with the one it is stored under."""

from __future__ import annotations

from pathlib import Path, PurePath

import pytest

from tests.makers import make_team
from tests.services import lab, song_lab
from trailers.domain.errors import UserError, describe
from trailers.models import Job
from trailers.queue.claim import claim
from trailers.services.completion import fail

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("named", "told"), [("stored", "harbour.wav"), ("other.wav", "other.wav")])
def test_a_song_that_is_refused_is_called_what_it_was_sent_as(
    named: str, told: str, own_folders: Path
) -> None:
    film = song_lab.make_music_video(make_team("Harbour"))
    stored = PurePath(film.source.storage_name).name
    lane = Job.objects.get(project=film, kind="normalise_song").lane_id
    (job,) = claim(lane=lane, want=1, worker=lab.WORKER, host="lab", project=film)
    error = UserError("song.silent", name=stored if named == "stored" else named)
    assert fail(job=job, worker=lab.WORKER, error=error)
    job.refresh_from_db()
    assert str(describe(job.error_code, **job.error_detail)).startswith(f"{told} is silent.")
