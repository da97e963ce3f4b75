"""One whole music video from a song by the real command, small, on the real engines; then nothing is made anew."""

from __future__ import annotations

import json
import wave
import zipfile
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from tests.e2e.studio import Said, Studio, ended, load
from tests.media.songs import play
from trailers.domain.clock import Rate, frame_at
from trailers.media.song.intake import import_song, pcm_of

pytestmark = pytest.mark.e2e

CONCEPT = "A woman walks along a stormy coast in a red coat until dawn"
FILES = {
    "film.mp4", "poster.jpg", "thumbnail.jpg", "cover.jpg", "script.json", "timeline.json", "receipt.json",
    "analysis.json", "treatment.json", "shot_plan.json", "package.zip",
}  # fmt: skip
PART = ("--start", "2", "--end", "17")


@dataclass(frozen=True)
class Made:
    studio: Studio
    song: Path
    said: Said

    def again(self) -> Said:
        return make(self.studio, self.song, *PART)


def make(studio: Studio, song: Path, *more: object) -> Said:
    args = (
        "make_film",
        "music-video",
        song,
        "--out",
        studio.out,
        "--size",
        "180x320",
        "--setups",
        "3",
        "--keep-concept",
        "--pcm",
    )
    return ended(studio.start(*args, "--concept", CONCEPT, *more))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    studio = Studio(tmp_path_factory.mktemp("studio"))
    song = studio.folder / "song.wav"
    with wave.open(str(song), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(44_100)
        sound = play(116, seconds=21, levels=(0.3, 1.0, 0.6)).sound
        file.writeframes((sound * 30_000).astype("<i2").tobytes())
    said = make(studio, song, *PART)
    assert said.code == 0, said.complaint
    return Made(studio, song, said)


def test_the_package_is_whole_and_alone_in_its_folder(made: Made) -> None:
    assert {path.name for path in made.studio.out.iterdir()} == FILES | {"stills", "song.wav"}
    with zipfile.ZipFile(made.studio.out / "package.zip") as bundle:
        assert bundle.testzip() is None


def test_every_cut_lies_within_half_a_frame_of_its_cue_and_the_song_begins_at_nought(made: Made) -> None:
    receipt = load(made.studio.out / "receipt.json")
    assert receipt["pass"], receipt["reasons"]
    assert receipt["max_error_frames"] <= 0.5
    assert receipt["audio_offset_samples"] == 0
    assert receipt["frames"] == 15 * 24


def test_the_pcm_is_the_part_of_the_song_sample_for_sample(made: Made, tmp_path: Path) -> None:
    import_song(made.song, tmp_path / "decoded.wav", scratch=tmp_path)
    decoded = pcm_of(tmp_path / "decoded.wav")[2 * 44_100 : 17 * 44_100]
    with wave.open(str(made.studio.out / "song.wav")) as file:
        assert (file.getframerate(), file.getnchannels(), file.getnframes()) == (44_100, 2, 15 * 44_100)
    master = pcm_of(made.studio.out / "song.wav")
    edge = 44_100 * 8 // 1000  # faded, so that a part does not click
    assert (master[edge:-edge] == decoded[edge:-edge]).all() and (master[0] == 0).all()


def test_scenes_begin_where_the_analysis_has_its_cues(made: Made) -> None:
    analysis, timeline = load(made.studio.out / "analysis.json"), load(made.studio.out / "timeline.json")
    cues = [round(cue * 1000) for cue in analysis["cues"]]
    assert [scene["cue_ms"] for scene in timeline["scenes"]] == cues
    assert [scene["start_frame"] for scene in timeline["scenes"]] == [frame_at(cue, Rate(24)) for cue in cues]
    assert timeline["scenes"][-1]["end_frame"] == timeline["frames"] == 360
    assert len(timeline["beats"]) == len(analysis["beats"])
    on_beat = [min(abs(cue - round(beat * 1000)) for beat in analysis["beats"]) for cue in cues[1:]]
    assert max(on_beat) == 0


def test_three_setups_are_shared_by_all_scenes_at_different_places(made: Made) -> None:
    plan, timeline = load(made.studio.out / "shot_plan.json"), load(made.studio.out / "timeline.json")
    assert len(plan["setups"]) == 3
    takes = [scene["take"] for scene in timeline["scenes"]]
    assert len(set(takes)) == 3 < len(takes)
    assert all(a != b for a, b in pairwise(takes))


def test_the_picture_is_upright_in_colour_and_never_blank(made: Made) -> None:
    import av

    with av.open(str(made.studio.out / "film.mp4")) as film:
        frames = [
            frame.to_ndarray(format="rgb24") for n, frame in enumerate(film.decode(video=0)) if n % 24 == 12
        ]
    assert {frame.shape for frame in frames} == {(320, 180, 3)}
    assert all(frame.std() > 5 for frame in frames)
    assert max(float(np.abs(f[..., 0].astype(int) - f[..., 2]).mean()) for f in frames) > 3


@pytest.mark.slow
def test_the_same_command_makes_nothing_anew(made: Made) -> None:
    before = made.studio.made()
    film = (made.studio.out / "film.mp4").read_bytes()
    again = made.again()
    assert (again.code, again.project) == (0, made.said.project)
    assert made.studio.made() == before
    assert (made.studio.out / "film.mp4").read_bytes() == film


@pytest.mark.slow
def test_a_file_that_is_no_song_is_told_by_name(tmp_path: Path) -> None:
    studio = Studio(tmp_path)
    story = studio.write("story.mp3", json.dumps("Once upon a time") * 200)
    said = make(studio, story)
    assert said.code == 1
    assert "song" in said.complaint
    assert "Traceback" not in said.complaint


MOVE_A_CUE = """
import json
from trailers.models import Project
from trailers.selectors.song import heard_song, song_panel
from trailers.services.music_videos import correct_song
from trailers.services.snapshot import plan_project
film = Project.objects.get(pk="{project}")
plan = plan_project(film)[1]
cue = song_panel(film, plan).cues[2]
edit = {{"kind": "move_cue", "cue": cue.id, "time_ms": cue.time_ms + 170}}
correct_song(project=film, heard=heard_song(film, plan), edit=edit)
"""


def test_a_moved_cue_makes_its_two_scenes_anew_and_leaves_the_others_to_the_byte(made: Made) -> None:
    before = load(made.studio.out / "timeline.json")["scenes"]
    moved = ended(made.studio.start("shell", "-c", MOVE_A_CUE.format(project=made.said.project)))
    assert moved.code == 0, moved.complaint
    again = made.again()
    assert again.code == 0, again.complaint
    after = load(made.studio.out / "timeline.json")["scenes"]
    assert after[2]["cue_ms"] == before[2]["cue_ms"] + 170
    pairs = zip(before, after, strict=True)
    changed = [a["number"] for a, b in pairs if a["segment_sha256"] != b["segment_sha256"]]
    assert changed == [2, 3]
    assert load(made.studio.out / "receipt.json")["pass"]
    kinds = dict(made.studio.rows("SELECT kind, COUNT(*) FROM trailers_job GROUP BY kind"))
    assert (kinds["clip"], kinds["image"], kinds["segment"]) == (3, 3, len(before) + 2)
    assert (kinds["song_sound"], kinds["analyse_song"]) == (1, 1)
