"""One whole film from the command line, small, on the real embedded engines; then one scene of it, again."""

from __future__ import annotations

import hashlib
import json
import re
import resource
import zipfile
from collections.abc import Iterator
from fractions import Fraction
from io import StringIO
from pathlib import Path
from typing import Any

import av
import pytest
from django.core.management import CommandError, call_command

from trailers.domain.clock import Rate, frame_at
from trailers.models import Artifact, Job, Project

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

SYNOPSIS = """The Last Ferry

On a storm-beaten island the ferry has stopped coming. Mara, a young lighthouse keeper, finds a letter
in a bottle that names her drowned brother.

She rows out at night to the wreck on the reef. The sea gives back a door with his name carved into it.

The village wants her silent. The harbour master burns the boats and says that nobody leaves.

Mara lights the lamp one last time and waits for whoever is still out there.
"""
NAMES = {
    "film.mp4", "poster.jpg", "thumbnail.jpg", "cover.jpg", "captions.srt", "captions.vtt", "script.json",
    "timeline.json", "receipt.json", "package.zip",
}  # fmt: skip


@pytest.fixture(scope="module")
def synopsis(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("in") / "ferry.txt"
    path.write_text(SYNOPSIS, encoding="utf-8")
    return path


@pytest.fixture()
def media_root(tmp_path: Path, settings: Any) -> Iterator[Path]:
    settings.MEDIA_ROOT = tmp_path / "media"
    yield tmp_path / "media"


def make(synopsis: Path, out: Path, *args: str) -> str:
    said = StringIO()
    call_command("make_film", "trailer", str(synopsis), "--out", str(out), "--size", "480x270", *args, stdout=said)
    match = re.fullmatch(r"project ([0-9a-f-]{36})", said.getvalue().strip().splitlines()[-1])
    assert match, said.getvalue()
    return match[1]


def load(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def shas(out: Path) -> list[str]:
    return [scene["segment_sha256"] for scene in load(out / "timeline.json")["scenes"]]


def test_a_synopsis_becomes_a_synced_package_and_one_scene_can_be_made_again(
    synopsis: Path, tmp_path: Path, media_root: Path
) -> None:
    out = tmp_path / "out"
    project_id = make(synopsis, out)
    check_package(out)
    check_timeline(out)
    check_film(out)
    before = {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()}

    jobs = Job.objects.count()
    cpu = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
    assert make(synopsis, out) == project_id
    assert Job.objects.count() == jobs, "the same file and settings make nothing again"
    assert sum(resource.getrusage(resource.RUSAGE_SELF)[:2]) - cpu <= 5
    assert {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()} == before

    check_one_scene(project_id, out)


def check_package(out: Path) -> None:
    assert NAMES <= {path.name for path in out.iterdir()}
    with zipfile.ZipFile(out / "package.zip") as bundle:
        assert bundle.testzip() is None
        for name in bundle.namelist():
            assert bundle.read(name) == (out / name).read_bytes(), name
    assert not [path for path in out.iterdir() if path.name.startswith(".")], "no scratch is left behind"
    assert len(list((out / "stills").iterdir())) == sum(
        scene["kind"] != "black" for scene in load(out / "timeline.json")["scenes"]
    )


def check_timeline(out: Path) -> None:
    timeline = load(out / "timeline.json")
    rate = Rate.parse(timeline["rate"])
    scenes = timeline["scenes"]
    assert [scene["number"] for scene in scenes] == list(range(1, len(scenes) + 1))
    assert scenes[0]["start_frame"] == 0 and scenes[-1]["end_frame"] == timeline["frames"]
    for before, after in zip(scenes, scenes[1:], strict=False):
        assert before["end_frame"] == after["start_frame"]
    for scene in scenes:
        error = abs(Fraction(scene["cue_ms"]) * rate.exact / 1000 - scene["start_frame"])
        assert error <= Fraction(1, 2)
        assert scene["start_frame"] == frame_at(scene["cue_ms"], rate)
        assert scene["end_frame"] - scene["start_frame"] <= 8 * rate.exact
    spoken = [w for s in scenes if s["first_word"] is not None for w in range(s["first_word"], s["last_word"] + 1)]
    assert spoken == list(range(len(timeline["words"])))


def check_film(out: Path) -> None:
    timeline, receipt = load(out / "timeline.json"), load(out / "receipt.json")
    assert receipt["pass"] is True
    assert receipt["max_error_frames"] <= 0.5
    assert receipt["audio_offset_samples"] == 0
    with av.open(str(out / "film.mp4")) as film:
        video = film.streams.video[0]
        stamps = sorted(packet.pts for packet in film.demux(video) if packet.pts is not None)
    assert len(stamps) == timeline["frames"]
    assert len({b - a for a, b in zip(stamps, stamps[1:], strict=False)}) == 1


def check_one_scene(project_id: str, out: Path) -> None:
    scenes = load(out / "timeline.json")["scenes"]
    number = next(s["number"] for s in scenes if s["kind"] == "shot" and s["number"] > 2)
    before, makers = shas(out), Artifact.objects.count()
    call_command(
        "regenerate_scene", project_id, str(number), "--out", str(out), "--prompt", "A burning boat at dawn",
        stdout=StringIO(),
    )  # fmt: skip
    after = shas(out)
    changed = [i + 1 for i, (old, new) in enumerate(zip(before, after, strict=True)) if old != new]
    assert changed == [number]
    kinds = Artifact.objects.order_by("created_at").values_list("kind", flat=True)[makers:]
    assert list(kinds).count("segment") <= 3, "its body and at most two transitions"
    assert sorted(k for k in kinds if k in ("image", "clip", "voice", "score", "soundtrack")) == ["clip", "image"]
    check_film(out)
    project = Project.objects.get(pk=project_id)
    assert project.current_cut is not None and project.current_cut.parent is not None


def test_a_missing_file_is_said_and_leaves_nothing(tmp_path: Path, media_root: Path) -> None:
    with pytest.raises(CommandError, match="There is no file none.pdf"):
        make(tmp_path / "none.pdf", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
