"""One whole film from a synopsis by the real command, small, on the real engines; then one scene of it, again."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from tests.e2e.studio import ROOT, Said, Studio, check_folder, ended, load
from tests.e2e.watch import Film, alike_neighbours, blank_frames
from trailers.domain.clock import Rate, frame_at

pytestmark = pytest.mark.e2e

SYNOPSIS = """The Last Ferry

On a storm-beaten island the ferry has stopped coming. Mara, a young lighthouse keeper, finds a letter
in a bottle that names her drowned brother.

She rows out at night to the wreck on the reef. The sea gives back a door with his name carved into it.

The village wants her silent. The harbour master burns the boats and says that nobody leaves.

Mara lights the lamp one last time and waits for whoever is still out there.
"""
STAGES = ("Reading", "Script", "Voice", "Storyboard", "Clips", "Edit", "Package")


@dataclass(frozen=True)
class Made:
    studio: Studio
    synopsis: Path
    said: Said
    timeline: dict[str, Any]

    @property
    def scenes(self) -> list[dict[str, Any]]:
        scenes: list[dict[str, Any]] = self.timeline["scenes"]
        return scenes


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    studio = Studio(tmp_path_factory.mktemp("studio"))
    synopsis = studio.write("ferry.txt", SYNOPSIS)
    said = studio.film(synopsis)
    assert said.code == 0, said.complaint
    return Made(studio, synopsis, said, load(studio.out / "timeline.json"))


@pytest.fixture(scope="module")
def film(made: Made) -> Film:
    return Film(made.studio.out / "film.mp4")


class TestThePackage:
    def test_is_whole_in_sync_and_alone_in_its_folder(self, made: Made) -> None:
        check_folder(made.studio.out)

    def test_has_a_still_of_every_scene_that_is_not_black(self, made: Made) -> None:
        wanted = {f"scene-{s['number']:02d}" for s in made.scenes if s["kind"] != "black"}
        assert {path.stem for path in (made.studio.out / "stills").iterdir()} == wanted

    def test_has_pictures_that_can_be_opened(self, made: Made) -> None:
        for name in ("poster.jpg", "thumbnail.jpg", "cover.jpg"):
            with Image.open(made.studio.out / name) as picture:
                assert picture.format == "JPEG"
                assert np.asarray(picture.convert("L")).std() > 8, name

    def test_has_captions_of_every_word(self, made: Made) -> None:
        spoken = " ".join(word["text"] for word in made.timeline["words"])
        rows = (made.studio.out / "captions.srt").read_text(encoding="utf-8").split("\n\n")
        shown = " ".join(" ".join(row.splitlines()[2:]) for row in rows)
        assert shown.split() == spoken.split()

    def test_was_announced_with_a_bar_for_every_stage_and_the_project_last(self, made: Made) -> None:
        assert made.said.project
        bars = [line for line in made.said.printed.splitlines() if line.startswith(STAGES)]
        assert [bar.split()[0] for bar in bars] == list(STAGES)
        for bar in bars:
            done, total = next(word for word in bar.split() if "/" in word).split("/")
            assert done == total, bar


class TestTheTimeline:
    def test_is_tiled_by_scenes_of_at_most_eight_seconds(self, made: Made) -> None:
        scenes, rate = made.scenes, Rate.parse(made.timeline["rate"])
        assert [scene["number"] for scene in scenes] == list(range(1, len(scenes) + 1))
        assert (scenes[0]["start_frame"], scenes[-1]["end_frame"]) == (0, made.timeline["frames"])
        assert all(before["end_frame"] == after["start_frame"] for before, after in pairwise(scenes))
        assert all(s["start_frame"] < s["end_frame"] <= s["start_frame"] + 8 * rate.exact for s in scenes)

    def test_has_every_cut_within_half_a_frame_of_its_cue(self, made: Made) -> None:
        rate = Rate.parse(made.timeline["rate"])
        for scene in made.scenes:
            assert scene["start_frame"] == frame_at(scene["cue_ms"], rate)
            error = Fraction(scene["cue_ms"]) * rate.exact / 1000 - scene["start_frame"]
            assert abs(error) <= Fraction(1, 2)

    def test_gives_every_word_to_one_scene_in_order(self, made: Made) -> None:
        runs = [(s["first_word"], s["last_word"]) for s in made.scenes if s["first_word"] is not None]
        assert [n for first, last in runs for n in range(first, last + 1)] == list(
            range(len(made.timeline["words"]))
        )
        assert all((s["first_word"] is None) == (s["last_word"] is None) for s in made.scenes)

    def test_speaks_the_lines_of_the_script(self, made: Made) -> None:
        items = load(made.studio.out / "script.json")["items"]
        lines = [item["text"] for item in items if item["kind"] == "line"]
        assert " ".join(word["text"] for word in made.timeline["words"]) == " ".join(lines)
        assert len(lines) >= 3

    def test_is_a_trailer(self, made: Made) -> None:
        """Opening and title carry no words; black comes before the title; the last scene is the end card."""
        kinds = [scene["kind"] for scene in made.scenes]
        title = len(kinds) - 2
        assert kinds[title - 1 :] == ["black", "card", "card"]
        assert made.scenes[0]["first_word"] is None


class TestTheFilm:
    def test_is_what_every_player_plays(self, film: Film) -> None:
        assert film.codecs == ("h264", "aac")
        assert film.pixels == ("yuv420p", 1), "1 is bt709"
        assert (film.size, film.audio_rate) == ((320, 180), 48_000)
        assert film.is_fast, "it must start before it is loaded whole"

    def test_has_exactly_the_frames_of_its_timeline_evenly_spaced(self, film: Film, made: Made) -> None:
        assert len(film.frames) == made.timeline["frames"]
        assert film.is_steady()

    def test_has_sound_to_the_last_frame(self, film: Film, made: Made) -> None:
        seconds = float(made.timeline["frames"] / Rate.parse(made.timeline["rate"]).exact)
        assert seconds - 1 / 24 < film.seconds_of_sound < seconds + 1 / 24

    def test_has_no_blank_frame(self, film: Film, made: Made) -> None:
        assert blank_frames(film, made.scenes) == []

    def test_has_no_two_neighbouring_shots_alike(self, film: Film, made: Made) -> None:
        assert alike_neighbours(film, made.scenes) == []

    def test_is_black_where_the_timeline_says_so(self, film: Film, made: Made) -> None:
        for scene in made.scenes:
            if scene["kind"] == "black":
                middle = (scene["start_frame"] + scene["end_frame"]) // 2
                assert film.frames[middle].max() <= 16


def test_the_same_again_makes_nothing_in_five_seconds_of_processor_time(made: Made) -> None:
    before = {path: path.read_bytes() for path in made.studio.out.rglob("*") if path.is_file()}
    jobs = made.studio.count("trailers_job")
    said, cpu_s = measured(made.studio.start_film(made.synopsis))
    assert said.project == made.said.project
    assert made.studio.count("trailers_job") == jobs
    assert cpu_s <= 5
    assert {path: path.read_bytes() for path in made.studio.out.rglob("*") if path.is_file()} == before


def measured(command: subprocess.Popen[str]) -> tuple[Said, float]:
    """What a command said, and the processor time that it and its children took."""
    assert command.stdout and command.stderr
    printed, complaint = command.stdout.read(), command.stderr.read()
    _, status, usage = os.wait4(command.pid, 0)
    code = command.returncode = os.waitstatus_to_exitcode(status)
    return Said(code, printed, complaint), usage.ru_utime + usage.ru_stime


@pytest.fixture
def copy(made: Made, tmp_path: Path) -> Iterator[Studio]:
    """The finished film on a machine of the test's own."""
    yield made.studio.copy(tmp_path)


def again(studio: Studio, made: Made, number: int, *args: object) -> Said:
    return ended(studio.start("regenerate_scene", made.said.project, number, "--out", studio.out, *args))


def kinds_made(studio: Studio, since: int) -> list[str]:
    rows = studio.rows("SELECT kind FROM trailers_artifact ORDER BY created_at, id LIMIT -1 OFFSET ?", since)
    return sorted(kind for (kind,) in rows)


def check_only(made: Made, out: Path, number: int) -> None:
    """Scene `number` has other bytes now, every other scene has the same, and the film is in sync."""
    check_folder(out)
    after = load(out / "timeline.json")["scenes"]
    changed = [
        old["number"]
        for old, new in zip(made.scenes, after, strict=True)
        if old["segment_sha256"] != new["segment_sha256"]
    ]
    assert changed == [number]
    assert [s["start_frame"] for s in after] == [s["start_frame"] for s in made.scenes]


class TestOneSceneAgain:
    def shot(self, made: Made) -> int:
        return next(int(s["number"]) for s in made.scenes if s["kind"] == "shot" and s["number"] > 2)

    def test_by_words_makes_one_image_one_clip_and_its_segments(self, copy: Studio, made: Made) -> None:
        number, before = self.shot(made), copy.count("trailers_artifact")
        said = again(copy, made, number, "--prompt", "A burning boat at dawn")
        assert (said.code, said.project) == (0, made.said.project), said.complaint
        check_only(made, copy.out, number)
        kinds = kinds_made(copy, before)
        segments = kinds.count("segment")
        assert 1 <= segments <= 3, "its body and at most two transitions"
        assert kinds == sorted(["clip", "film", "image", "package", "receipt", *["segment"] * segments])

    def test_by_an_own_picture_shows_that_picture(self, copy: Studio, made: Made) -> None:
        number = self.shot(made)
        picture = copy.folder / "own.PNG"
        Image.new("RGB", (640, 360), (230, 230, 230)).save(picture)
        said = again(copy, made, number, "--upload", picture)
        assert said.code == 0, said.complaint
        check_only(made, copy.out, number)
        scene = made.scenes[number - 1]
        middle = (scene["start_frame"] + scene["end_frame"]) // 2
        assert Film(copy.out / "film.mp4").frames[middle].mean() > 150, "a bright scene among noir ones"
        assert (copy.out / "stills" / f"scene-{number:02d}.png").read_bytes() == picture.read_bytes()

    def test_what_cannot_be_done_is_said_and_nothing_changes(self, copy: Studio, made: Made) -> None:
        number = self.shot(made)
        black = next(s["number"] for s in made.scenes if s["kind"] == "black")
        note, last = copy.write("note.mp4", "no film at all"), len(made.scenes)
        refusals = {
            "There is no scene 0.": again(copy, made, 0),
            f"There is no scene {last + 1}.": again(copy, made, last + 1),
            f"Scene {black} is black.": again(copy, made, black),
            "There is no file none.png.": again(copy, made, number, "--upload", copy.folder / "none.png"),
            "note.mp4 is in a format that Cuelock does not take.": again(
                copy, made, number, "--upload", note
            ),
        }
        for wanted, said in refusals.items():
            assert said.code == 1
            assert said.complaint.splitlines()[0] == f"CommandError: {wanted}", said.complaint
            assert not copy.out.exists()
        assert copy.count("trailers_take") == made.studio.count("trailers_take")
        assert copy.count("trailers_cut") == made.studio.count("trailers_cut")


def test_a_file_larger_than_may_be_written_leaves_nothing_half_done(copy: Studio, made: Made) -> None:
    """A full disk, played by a limit on the size of files."""
    command = ["sh", "-c", 'ulimit -f 200 && exec "$@"', "sh", sys.executable, "manage.py", "make_film"]
    command += ["trailer", str(made.synopsis), "--out", str(copy.out), "--size", "320x180"]
    said = subprocess.run(
        command, cwd=ROOT, env={**os.environ, "CUELOCK_VAR": str(copy.var)}, capture_output=True, text=True
    )
    assert said.returncode == 1
    assert said.stderr.splitlines()[-3] == "CommandError: The disk is full.", said.stderr
    assert list(copy.out.iterdir()) == []
    assert copy.film(made.synopsis).project == made.said.project
    check_folder(copy.out)
