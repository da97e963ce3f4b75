"""Setups: one clip for several scenes, each at its own in-point; a moved cue leaves every other scene to the byte."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

from tests.domain.song_makers import make_song, section
from trailers.domain.clock import Rate
from trailers.domain.cues import cues_for
from trailers.domain.cut import Cut
from trailers.domain.film import FilmFacts, FilmSettings, SceneFact, TakeFact
from trailers.domain.first_cut import recut
from trailers.domain.relaid import relaid
from trailers.domain.script import Script, Visual
from trailers.domain.segments import Format, diff, segments_of
from trailers.domain.segments import TakeFacts as Playable
from trailers.domain.setups import clip_frames, filled, in_points, settled
from trailers.domain.shot_plan import PlannedShot, Setup, ShotPlan
from trailers.domain.song_clock import clock_of
from trailers.domain.song_scenes import SceneExtras, scene_id, song_scenes
from trailers.domain.song_wishes import CutSong, SongWishes, cut_song

RATE = Rate(24)
SONG = make_song(
    40_000,
    sections=(section(0, 12_000, "low", 200), section(12_000, 28_000, "high", 900), section(28_000, 40_000)),
)
SAMPLES = 40 * 44_100


def plan_of(cut: CutSong, setups: int = 4) -> ShotPlan:
    made = tuple(Setup(f"s{n}", Visual(f"Picture {n}."), "push_in", "It moves.") for n in range(setups))
    shots = tuple(PlannedShot(cue.id, f"s{n % setups}", "develop") for n, cue in enumerate(cut.cues))
    return ShotPlan(made, shots)


def edited(*edits: dict[str, Any]) -> CutSong:
    return cut_song(SONG, SongWishes(edits=edits))


PLAN = plan_of(edited())


class Film:
    """A film of four setups, all of whose clips are there; then the same after a correction."""

    def __init__(self, cut: CutSong, before: Film | None = None, shots: ShotPlan = PLAN) -> None:
        self.clock = clock_of(cut.song, SAMPLES, RATE)
        made = song_scenes(cut, shots, self.clock)
        self.scenes = [scene for scene, _ in made]
        extras = {scene.id: extra for scene, extra in made}
        sha = str(hash(self.clock))
        laid = recut(before.cut if before else None, self.scenes, sha, dissolves=False, look="colour")
        if before:
            laid = relaid(before.cut, before.plan, laid, self.clock)
        self.plan: Cut = recut(None, self.scenes, sha, dissolves=False, look="colour")
        self.takes = dict(before.takes) if before else {}
        facts = before.facts() if before else self._facts(laid)
        self.cut = settled(laid, self.scenes, extras, self.clock, facts)
        if before is None:
            for setup in shots.setups:
                self._make(setup.id)

    def _facts(self, cut: Cut) -> FilmFacts:
        return FilmFacts(
            title="", rate=RATE, width=180, height=320, look="colour", brief={}, settings=FilmSettings(),
            engines={"video": "embedded"}, lanes={}, prices={}, source_key="", source_suffix="",
            soundtrack=self.clock, cut=cut, script=None, kind="music_video", takes=self.takes,
            scenes=tuple(SceneFact(s.id, s.number, "shot", s.item_id, s.visual) for s in self.scenes),
        )  # fmt: skip

    def _make(self, setup: str) -> None:
        """Picture and clip of a setup arrive."""
        home = next(scene for scene in self.scenes if scene.item_id == setup)
        image = TakeFact(
            f"i-{setup}", home.id, "image", 1, "ki", "generated", "embedded", {"setup": setup}, "ia"
        )
        self.takes[image.id] = image
        self.cut = filled(self.cut, self.facts(), image, 4)
        windows = [s.frames for s in self.scenes if s.item_id == setup]
        frames = clip_frames(windows, RATE, "embedded") + 8
        clip = replace(image, id=f"c-{setup}", kind="clip", frames=frames, rate=RATE, parent_id=image.id)
        clip = replace(clip, sha256=f"clip-{setup}")
        self.takes[clip.id] = clip
        self.cut = filled(self.cut, self.facts(), clip, 4)

    def facts(self) -> FilmFacts:
        return replace(self._facts(self.cut), script=Script("", ()))

    def segments(self) -> Any:
        takes = {t.id: Playable(t.id, t.sha256 or "", t.kind, t.frames, t.rate) for t in self.takes.values()}
        cues = cues_for(self.clock, [entry.start.cue_id for entry in self.cut.entries])
        return segments_of(self.cut, cues, takes, Format(180, 320, RATE), "p")


def test_scenes_of_one_setup_show_different_parts_of_its_clip() -> None:
    film = Film(edited())
    for setup in PLAN.setups:
        shown = [(e, s) for e, s in zip(film.cut.entries, film.scenes, strict=True) if s.item_id == setup.id]
        assert {entry.take_id for entry, _ in shown} == {f"c-{setup.id}"}
        ranges = [(entry.in_point, entry.in_point + scene.frames) for entry, scene in shown]
        assert ranges[0][0] == 4, "behind the handle"
        assert all(a[1] == b[0] for a, b in pairwise(ranges)), "one after another"


def test_the_film_is_as_long_as_its_song() -> None:
    film = Film(edited())
    assert sum(segment.frames for segment in film.segments()) == film.clock.frames == 960


def test_a_moved_cue_changes_the_two_scenes_at_it_and_no_other() -> None:
    before = Film(edited())
    cue = edited().cues[4]
    after = Film(edited({"kind": "move_cue", "cue": cue.id, "time_ms": cue.time_ms + 250}), before)
    made = diff(before.segments(), after.segments()).made
    assert {segment.scene_id for segment in made} == {before.scenes[3].id, before.scenes[4].id}
    assert [scene.id for scene in after.scenes] == [scene.id for scene in before.scenes]


def test_bar_one_moved_in_one_section_changes_the_scenes_of_that_section_alone() -> None:
    before = Film(edited())
    after = Film(edited({"kind": "bar_one", "time_ms": 12_500, "start_ms": 12_000, "end_ms": 28_000}), before)
    made = {segment.scene_id for segment in diff(before.segments(), after.segments()).made}
    touched = {s.id for s in after.scenes if s.end > 12 * 24 and s.start < 28 * 24}
    assert made
    assert made <= touched
    kept = [s.id for s in before.scenes if s.end <= 11 * 24 or s.start >= 29 * 24]
    assert kept
    assert not made & set(kept)


def test_a_new_scene_is_given_a_part_of_its_setup_that_is_seen_least() -> None:
    before = Film(edited())
    after = Film(edited({"kind": "section", "index": 0, "energy": "high"}), before)
    fresh = {s.id for s in after.scenes} - {s.id for s in before.scenes}
    assert fresh
    entries = {entry.scene_id: entry for entry in after.cut.entries}
    assert all(entries[scene].take_id for scene in fresh)
    assert sum(segment.frames for segment in after.segments()) == 960


def jumps(film: Film) -> list[int]:
    """Between neighbours that show one clip: how many frames the picture leaps at the cut."""
    return [
        abs(after.in_point - before.in_point - scene.frames)
        for (before, after), scene in zip(pairwise(film.cut.entries), film.scenes, strict=False)
        if before.take_id == after.take_id
    ]


@pytest.mark.parametrize("setups", [1, 2])
def test_no_scene_begins_where_the_one_before_it_leaves_off_in_the_same_clip(setups: int) -> None:
    plan = plan_of(edited(), setups)
    film = Film(edited(), shots=plan)
    assert len(jumps(film)) == (len(film.scenes) - 1 if setups == 1 else 0)
    assert all(leap >= 12 for leap in jumps(film)), "half a second at least"
    after = Film(edited({"kind": "section", "index": 0, "energy": "high"}), film, plan)
    assert len(after.scenes) > len(film.scenes)
    assert len(jumps(after)) == len(after.scenes) - 1 or setups == 2
    assert all(leap >= 12 for leap in jumps(after))
    assert sum(segment.frames for segment in after.segments()) == 960


def test_what_somebody_split_in_two_goes_on_running() -> None:
    plan = plan_of(edited(), 1)
    film = Film(edited(), shots=plan)
    first, second = film.cut.entries[:2]
    on = replace(second, in_point=first.in_point + film.scenes[0].frames)
    film.cut = replace(film.cut, entries=(first, on, *film.cut.entries[2:]))
    again = Film(edited(), film, plan)
    assert again.cut.entries[:2] == (first, on)


@pytest.mark.parametrize(
    ("windows", "frames", "starts"),
    [
        ([48, 48, 48], 152, (4, 52, 100)),
        ([48, 48, 48], 104, (4, 28, 52)),
        ([48, 96], 104, (4, 4)),
        ([100], 100, (0,)),
        ([100], 104, (4,)),
    ],
)
def test_in_points_follow_one_another_or_overlap_evenly(
    windows: list[int], frames: int, starts: tuple[int, ...]
) -> None:
    found = in_points(windows, frames, 4)
    assert found == starts
    assert all(start + window <= frames for start, window in zip(found, windows, strict=True))


@pytest.mark.parametrize(
    ("windows", "engine", "frames"),
    [
        ([48, 48], "embedded", 96),
        ([240, 240], "ark", 240),
        ([300, 10], "ark", 300),
        ([400, 400], "embedded", 384 + 16),
    ],
)
def test_a_clip_is_as_long_as_its_scenes_as_far_as_the_engine_goes(
    windows: list[int], engine: str, frames: int
) -> None:
    assert clip_frames(windows, RATE, engine) == frames


def test_a_scene_is_named_by_its_cue() -> None:
    assert scene_id("c0") == scene_id("c0") != scene_id("c1")
    assert SceneExtras.from_json({"move": "hold", "accents": []}) == SceneExtras("hold", ())
