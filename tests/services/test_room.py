"""A team's room: what counts, who says how much, and what is refused when it is full."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.makers import make_artifact, make_project, make_scene, make_source, make_team, make_user, sha
from trailers.domain.errors import UserError
from trailers.models import Artifact, Project, Source, Take, Upload
from trailers.services.projects import NewTrailer, find_or_create_trailer
from trailers.services.room import check_room, quota_bytes, used_bytes
from trailers.services.scenes import keep_upload, regenerate_scene
from trailers.services.sources import keep_source
from trailers.services.uploads import promise_upload

pytestmark = pytest.mark.django_db
MB = 1 << 20


def full_team(**values: Any) -> Any:
    """One that may keep a MiB and does."""
    team = make_team(owner=make_user())
    team.storage_quota_mb = 1
    team.save()
    make_artifact(team, kind="clip", size=MB, **values)
    return team


def refusal(do: Any) -> UserError:
    with pytest.raises(UserError) as caught:
        do()
    assert caught.value.code == "team.full"
    return caught.value


def test_renders_do_not_count_and_other_teams_do_not() -> None:
    team = make_team()
    for kind, size in (("source", 5), ("clip", 700), ("segment", 10_000), ("film", 20_000), ("package", 9)):
        make_artifact(team, kind=kind, size=size)
    make_artifact(make_team(), kind="clip", size=3)
    assert used_bytes(team) == 705
    assert used_bytes(make_team()) == 0


@pytest.mark.parametrize(
    ("installation_mb", "own_mb", "bytes_"),
    [(10, None, 10 * MB), (10, 2, 2 * MB), (10, 0, None), (0, None, None), (0, 3, 3 * MB)],
)
def test_a_teams_own_quota_goes_first(
    installation_mb: int, own_mb: int | None, bytes_: int | None, settings: Any
) -> None:
    settings.TEAM_QUOTA_MB = installation_mb
    team = make_team()
    team.storage_quota_mb = own_mb
    assert quota_bytes(team) == bytes_


def test_the_last_byte_fits_and_not_one_more() -> None:
    team = make_team()
    team.storage_quota_mb = 1
    make_artifact(team, size=MB - 10)
    check_room(team, name="it", more_bytes=10)
    error = refusal(lambda: check_room(team, name="it", more_bytes=11))
    assert str(error).startswith("There is no room for it. The team has used 0 of 1 MB.")
    check_room(team, name="it")
    make_artifact(team, size=10)
    refusal(lambda: check_room(team, name="it"))


def test_nothing_new_comes_into_a_full_team(tmp_path: Path) -> None:
    team = full_team()
    file = tmp_path / "story.txt"
    file.write_text("A story.")
    refusal(lambda: keep_source(team=team, path=file, name="story.txt"))
    refusal(
        lambda: promise_upload(team=team, user=make_user(), name="a.txt", size=3, media_type="text/plain")
    )
    new = NewTrailer(source=make_source(team), title="A film")
    refusal(lambda: find_or_create_trailer(team=team, owner=None, new=new))
    project = make_project(team)
    refusal(lambda: regenerate_scene(project=project, scene=make_scene(project, number=4)))
    refusal(
        lambda: keep_upload(
            project=project, path=file, sha256=sha("x"), kind="image", suffix=".png", media={}
        )
    )
    assert (Upload.objects.count(), Take.objects.count(), Artifact.objects.count()) == (0, 0, 1)
    assert Project.objects.get() == project and Source.objects.count() == 2, "the two that were made by hand"


def test_what_is_there_already_is_found_again(tmp_path: Path) -> None:
    """Uploading a known file, or starting a film that exists, takes no room."""
    team = make_team(owner=make_user())
    file = tmp_path / "story.txt"
    file.write_text("A story.")
    source = keep_source(team=team, path=file, name="story.txt")
    new = NewTrailer(source=source, title="A film")
    project, created = find_or_create_trailer(team=team, owner=None, new=new)
    assert created
    team.storage_quota_mb = 1
    team.save()
    make_artifact(team, size=MB)
    assert keep_source(team=team, path=file, name="story.txt") == source
    assert find_or_create_trailer(team=team, owner=None, new=new) == (project, False)
