"""An artist's clip: a take in every scene that it covers, shown from the right frame when it is chosen."""

from __future__ import annotations

from dataclasses import asdict

import pytest

from accounts.models import Team
from tests.domain.song_makers import make_song
from tests.makers import make_artifact, make_source, make_team, seed_lanes
from trailers.domain.clock import Rate
from trailers.domain.cut import Cut as CutValue
from trailers.domain.errors import UserError
from trailers.domain.first_cut import first_cut
from trailers.domain.script import Script as ScriptValue
from trailers.domain.script import Visual
from trailers.domain.shot_plan import PlannedShot, Setup, ShotPlan
from trailers.domain.song_clock import clock_of
from trailers.domain.song_scenes import song_scenes
from trailers.domain.song_wishes import SongWishes, cut_song
from trailers.models import Artifact, Project, Scene, Soundtrack, Take
from trailers.services import adopt
from trailers.services.edits import choose_take
from trailers.services.music_videos import NewMusicVideo, find_or_create_music_video
from trailers.services.performance import offer_performance
from trailers.services.script import edit_script
from trailers.services.snapshot import source_key

pytestmark = pytest.mark.django_db
RATE = Rate(24)


@pytest.fixture
def team() -> Team:
    seed_lanes()
    return make_team("Harbour")


@pytest.fixture
def film(team: Team) -> Project:
    return cut_video(team)


def cut_video(team: Team) -> Project:
    """Sixteen seconds from second four of a song, with its scenes and a cut that shows nothing yet."""
    source = make_source(team)
    make_artifact(team, source_key(source.sha256), kind="source", sha256=source.sha256)
    wishes = SongWishes(start_ms=4_000, end_ms=20_000)
    new = NewMusicVideo(source=source, concept="At sea", width=180, height=320, wishes=wishes)
    project, _ = find_or_create_music_video(team=team, owner=None, new=new)
    cut = cut_song(make_song(24_000), wishes)
    clock = clock_of(cut.song, 16 * 44_100, RATE)
    shots = tuple(PlannedShot(cue.id, "s", "develop") for cue in cut.cues)
    made = song_scenes(cut, ShotPlan((Setup("s", Visual("The sea."), "hold", ""),), shots), clock)
    adopt.add_script(project, ScriptValue("At sea", ()), origin="generated")
    project.soundtrack = Soundtrack.objects.create(
        project=project, number=1, key="k", content=clock.to_json(), sha256="sha"
    )
    for scene, _ in made:
        Scene.objects.create(
            project=project, key=scene.id, number=scene.number, kind="shot", item_id="s",
            visual=asdict(Visual("The sea.")),
        )  # fmt: skip
    adopt.add_cut(project, first_cut([s for s, _ in made], "sha", dissolves=False, look="colour"), label="")
    return project


def clip(team: Team, frames: int, rate: str = "24/1") -> Artifact:
    return make_artifact(team, f"upload:clip:{frames}", kind="clip", media={"frames": frames, "rate": rate})


def in_points(film: Project) -> dict[int, int]:
    takes = Take.objects.filter(project=film, origin="uploaded").select_related("scene")
    return {take.scene.number: take.params["in_point"] for take in takes}


def test_a_clip_of_the_whole_part_is_offered_everywhere_from_where_each_scene_is_in_it(
    film: Project, team: Team
) -> None:
    starts = [
        int(entry.start.cue_id[1:] or 0) if entry.start.cue_id != "start" else 0
        for entry in _cut(film).entries
    ]
    count = offer_performance(project=film, artifact=clip(team, 600), offset_ms=3_000)
    assert count == len(starts) > 2
    assert in_points(film) == {n: 24 + round(at * 24 / 1000) for n, at in enumerate(starts, start=1)}
    assert all(entry.take_id is None for entry in _cut(film).entries), "offered, not shown"


def test_a_short_one_only_where_it_covers_a_scene_and_never_twice(film: Project, team: Team) -> None:
    short = clip(team, 150)
    first = offer_performance(project=film, artifact=short, offset_ms=4_000)
    assert 0 < first < len(_cut(film).entries)
    offer_performance(project=film, artifact=short, offset_ms=4_000)
    assert Take.objects.filter(project=film).count() == first


def test_chosen_it_is_shown_from_its_own_frame(film: Project, team: Team) -> None:
    offer_performance(project=film, artifact=clip(team, 600), offset_ms=3_000)
    scene = Scene.objects.get(project=film, number=2)
    take = scene.takes.get()
    choose_take(project=film, scene=scene, take=take)
    film.refresh_from_db()
    entry = _cut(film).entries[1]
    assert (entry.take_id, entry.in_point, entry.speed) == (str(take.pk), take.params["in_point"], "1/1")


def test_one_of_another_part_of_the_song_is_refused(film: Project, team: Team) -> None:
    with pytest.raises(UserError) as refusal:
        offer_performance(project=film, artifact=clip(team, 100), offset_ms=22_000)
    assert refusal.value.code == "performance.covers_nothing"
    assert not Take.objects.filter(project=film).exists()


def test_the_setups_of_a_music_video_are_not_edited_as_a_script(film: Project) -> None:
    with pytest.raises(UserError) as refusal:
        edit_script(project=film, base=1, rows=())
    assert refusal.value.code == "script.of_song"


def _cut(film: Project) -> CutValue:
    assert film.current_cut is not None
    return CutValue.from_json(film.current_cut.content)
