"""Stages of exports with small real media: captions that can be seen, timecodes that read back, whole packages."""

from __future__ import annotations

import hashlib
import itertools
import json
import zipfile
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from tests.media import barcode
from tests.stages.calls import as_frozen, stage_call
from trailers.domain.captions import Caption
from trailers.domain.clock import Rate
from trailers.domain.errors import FatalError
from trailers.domain.script import Item
from trailers.domain.segment import Format, TakeFacts, Window
from trailers.domain.soundtrack import Soundtrack, Voiced, lay
from trailers.domain.words import Word
from trailers.media.audio import write_wav
from trailers.stages.base import Cancelled
from trailers.stages.exports import burn_captions, draw_reference, lay_media, lay_stems, pack_for_editor
from trailers.stages.letters import Stamp, caption_overlay, captions_over

RATE, SIZE = Rate(24), (320, 180)
FORMAT = {"width": SIZE[0], "height": SIZE[1], "rate": "24/1"}
WORDS = (Word("Nobody", 0, 400), Word("leaves.", 450, 900))


def soundtrack() -> Soundtrack:
    items = [Item("a", "silence", duration_ms=1000), Item("b", "line", text="Nobody leaves.")]
    return lay(items, {"b": Voiced(48_000, WORDS)}, RATE)


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """48 grey frames with sound, as a render leaves them."""
    folder = tmp_path_factory.mktemp("film")
    picture = barcode.encode(
        folder / "film.mp4", (np.full(SIZE[::-1], 120, np.uint8) for _ in range(48)), size=SIZE
    )
    barcode.make_sound(folder / "mix.wav", folder / "mix.m4a", 48 * 2000)
    return {"film": picture, "audio": folder / "mix.m4a"}


def burn_call(folder: Path, film: dict[str, Path], **options: Any) -> Any:
    params = {"format": FORMAT, "frames": 48, "soundtrack": as_frozen(soundtrack().to_json()), "film": {}}
    return stage_call(folder, params, film, **options)


def lit(picture: Any, rows: slice) -> int:
    """How many pixels are white letters."""
    return int((picture[rows] > 165).sum())


class TestCaptionsInThePicture:
    def test_are_seen_while_the_words_are_spoken_and_not_before(
        self, film: dict[str, Path], tmp_path: Path
    ) -> None:
        (made,) = burn_captions(burn_call(tmp_path, film)).outputs
        assert (made.kind, made.media["frames"]) == ("film", 48)
        pictures = barcode.luma_of(made.path)
        assert len(pictures) == 48
        assert [lit(picture, slice(120, 180)) > 12 for picture in pictures] == [
            24 <= n < 46 for n in range(48)
        ]
        assert all(lit(picture, slice(0, 120)) == 0 for picture in pictures), (
            "the rest of the picture is free"
        )

    def test_keep_the_sound(self, film: dict[str, Path], tmp_path: Path) -> None:
        (made,) = burn_captions(burn_call(tmp_path, film)).outputs

        def packets(path: Path) -> list[bytes]:
            with av.open(str(path)) as container:
                return [bytes(packet) for packet in container.demux(audio=0) if packet.size]

        assert packets(made.path) == packets(film["audio"])

    def test_stop_when_asked(self, film: dict[str, Path], tmp_path: Path) -> None:
        with pytest.raises(Cancelled):
            burn_captions(burn_call(tmp_path, film, cancelled=lambda: True))

    def test_of_a_film_without_words_are_refused(self, film: dict[str, Path], tmp_path: Path) -> None:
        silent = lay([Item("a", "silence", duration_ms=2000)], {}, RATE)
        params = {"format": FORMAT, "frames": 48, "soundtrack": as_frozen(silent.to_json()), "film": {}}
        with pytest.raises(FatalError) as refusal:
            burn_captions(stage_call(tmp_path, params, film))
        assert refusal.value.code == "export.no_words"


@pytest.mark.parametrize("size", [(640, 360), (360, 640), (360, 360), (160, 90)], ids=str)
def test_letters_stay_inside_the_safe_part_of_every_shape(size: tuple[int, int]) -> None:
    long = ("Tonight one woman rows out to ask for it,", "because nobody ever gave anything back.")
    overlay = caption_overlay(long, Format(*size, RATE))
    assert overlay is not None
    height, width = overlay.luma.shape
    margin = 0.04
    assert overlay.x >= size[0] * margin and overlay.x + width <= size[0] * (1 - margin)
    assert overlay.y + height <= size[1] * (1 - margin)
    assert (overlay.luma > 100).sum() > 0.002 * size[0] * size[1]


@pytest.mark.parametrize(
    "text", ["Она ушла в море 🌊", "הים לוקח את שלו", "البحر يحفظ", "海は奪う", "été «œuvre»", "\u200f\u202e"]
)
def test_any_script_is_set_or_written_over_and_never_breaks_the_film(text: str) -> None:
    over = captions_over([Caption(0, 1000, (text,))], Format(*SIZE, RATE))
    for frame in (0, 23, 24):
        assert len(over(frame)) <= (frame < 24)


def test_a_running_timecode_stands_still() -> None:
    stamp = Stamp(Format(*SIZE, RATE), foot=True)
    places = {(o.x, o.y, o.luma.shape) for o in (stamp.over(f"01:00:00:{n:02}") for n in range(24))}
    assert len(places) == 1
    wide = stamp.over("W" * 200)
    assert wide.x >= 0 and wide.x + wide.luma.shape[1] <= SIZE[0]


def test_the_reference_movie_says_another_thing_on_every_frame(film: dict[str, Path], tmp_path: Path) -> None:
    shots = [
        {"start": 0, "name": "01 The sea", "reel": "CUE00001", "source": 172_800, "speed": [1, 1]},
        {"start": 24, "name": "Black", "reel": "", "source": 0, "speed": [1, 1]},
    ]
    params = {"format": FORMAT, "frames": 48, "shots": shots, "film": {}}
    (made,) = draw_reference(stage_call(tmp_path, params, film)).outputs
    assert made.kind == "editor_reference"
    pictures = [picture.astype(int) for picture in barcode.luma_of(made.path)]
    assert len(pictures) == 48
    for before, after in itertools.pairwise(pictures):
        assert np.abs(before[150:] - after[150:]).max() > 60, "the timecode below counts"
    assert lit(pictures[10], slice(0, 30)) > lit(pictures[30], slice(0, 30)) > 0


class TestThePackage:
    @pytest.fixture
    def made(self, film: dict[str, Path], tmp_path: Path) -> zipfile.ZipFile:
        take = barcode.make_clip(tmp_path / "t.mp4", 1, 20, size=SIZE)
        window = Window(
            "s1", TakeFacts("t1", "a1" * 32, "clip", 20, RATE), None, 8, 0, 8, "noir", (500, 500), "hold", 0
        )
        values = as_frozen(window.to_json()) | {
            "conform": {
                "in_point": 4,
                "use": 8,
                "play": 8,
                "freeze": 0,
                "frames": 8,
                "mode": "trim",
                "speed": "1/1",
            }
        }
        params = {
            "window": values, "format": FORMAT, "reel": "CUE00001", "timecode": "02:00:00:00", "frames": 32, "hold": 12,
        }  # fmt: skip
        (medium,) = lay_media(stage_call(tmp_path, params, {"take": take})).outputs
        files = {"media/CUE00001.mov": medium.path, "graded/001_scene001.mov": film["film"]}
        params = {
            "texts": {"README.txt": "Read me — ünï 🌊\n", "cut.edl": "TITLE: x\n"},
            "manifest": {"title": "../../etc/passwd\x00"},
            "timecodes": {"graded/001_scene001.mov": "01:00:00:00"},
            "rate": "24/1",
        }
        heard: list[tuple[int, int]] = []
        call = stage_call(tmp_path, params, files, progress=lambda a, b: heard.append((a, b)))
        (packed,) = pack_for_editor(call).outputs
        assert packed.kind == "editor_package" and packed.path.name == "package.zip"
        assert heard == [(n, 4) for n in range(1, 5)]
        return zipfile.ZipFile(packed.path)

    def test_holds_its_files_and_a_manifest_of_their_hashes(self, made: zipfile.ZipFile) -> None:
        assert made.testzip() is None
        assert sorted(made.namelist()) == [
            "README.txt", "cut.edl", "graded/001_scene001.mov", "manifest.json", "media/CUE00001.mov",
        ]  # fmt: skip
        manifest = json.loads(made.read("manifest.json"))
        assert set(manifest["files"]) == set(made.namelist()) - {"manifest.json"}
        for name, facts in manifest["files"].items():
            data = made.read(name)
            assert facts == {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
        assert manifest["title"] == "../../etc/passwd\x00", "a title is a value and names no file"

    def test_every_medium_carries_its_timecode(self, made: zipfile.ZipFile, tmp_path: Path) -> None:
        made.extractall(tmp_path / "x")
        for name, wanted in (
            ("media/CUE00001.mov", "02:00:00:00"),
            ("graded/001_scene001.mov", "01:00:00:00"),
        ):
            with av.open(str(tmp_path / "x" / name)) as container:
                (data,) = [stream for stream in container.streams if stream.type == "data"]
                assert data.metadata["timecode"] == wanted
        assert len(barcode.luma_of(tmp_path / "x" / "media" / "CUE00001.mov")) == 32

    def test_media_is_stored_and_text_is_deflated(self, made: zipfile.ZipFile) -> None:
        kinds = {info.filename: info.compress_type for info in made.infolist()}
        assert kinds["media/CUE00001.mov"] == zipfile.ZIP_STORED
        assert kinds["cut.edl"] == zipfile.ZIP_DEFLATED


def test_a_bundle_is_an_otioz_that_another_reader_opens(film: dict[str, Path], tmp_path: Path) -> None:
    import opentimelineio as otio

    from editor.exports.otio import bundle_texts
    from tests.editor.test_cut_lists import two_shots

    timeline = two_shots().timeline
    files = {reel.file: film["film"] for reel in timeline.reels}
    params = {"texts": bundle_texts(timeline), "manifest": None, "timecodes": {}, "rate": "24/1"}
    (packed,) = pack_for_editor(stage_call(tmp_path, params, files)).outputs
    assert packed.path.suffix == ".otioz"
    (tmp_path / "out").mkdir()
    read = otio.adapters.read_from_file(str(packed.path), extract_to_directory=str(tmp_path / "out"))
    assert [clip.media_reference.name for clip in read.find_clips()] == ["CUE00001", "CUE00002"]
    assert sorted(path.name for path in (tmp_path / "out").rglob("*.mov")) == ["CUE00001.mov", "CUE00002.mov"]


def test_stems_are_cut_by_the_plan_of_the_mix(tmp_path: Path) -> None:
    mono = tmp_path / "voice.wav"
    write_wav(mono, np.sin(np.arange(soundtrack().samples) / 30).astype(np.float32) / 4)
    params = {"soundtrack": as_frozen(soundtrack().to_json()), "duck_db": 14, "target_lufs_tenths": -140}
    outputs = lay_stems(stage_call(tmp_path, params, {"voice": mono})).outputs
    assert [(out.role, out.path.name, out.media["samples"]) for out in outputs] == [
        ("", "voice.wav", soundtrack().samples),
        ("music", "music.wav", soundtrack().samples),
        ("effects", "effects.wav", soundtrack().samples),
    ]
