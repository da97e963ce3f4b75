"""A person's recording and score through their stages: read, aligned, cut, and compared with the script."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from trailers.domain.errors import UserError
from trailers.engines.embedded.voice import EmbeddedVoice
from trailers.engines.ports import SpeechRequest
from trailers.media.audio import read_wav, write_wav
from trailers.media.process import ffmpeg_binary
from trailers.stages.base import StageCall
from trailers.stages.own_sound import align, cut_voice, import_sound

LINES = ("For forty years the light has never failed.", "In the storm, nobody came home to the harbour.")
PAUSE = 48_000


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both lines with a second of near-silence around each, as somebody would record them."""
    folder = tmp_path_factory.mktemp("narration")
    said = [read_wav(EmbeddedVoice().speak(SpeechRequest(line), folder).path, channels=1) for line in LINES]
    noise = np.random.default_rng(7).normal(0, 1e-4, PAUSE).astype(np.float32)
    write_wav(folder / "narration.wav", np.concatenate([noise, said[0], noise, said[1], noise]))
    return folder / "narration.wav"


def call(folder: Path, name: str, params: dict[str, Any], media: Any = None, **files: Path) -> StageCall:
    scratch = folder / name
    scratch.mkdir()
    return StageCall(params=params, files=files, media=media or {}, scratch=scratch)


def lines(*texts: str) -> dict[str, Any]:
    return {"lines": [{"id": f"line {n}", "text": text} for n, text in enumerate(texts, 1)], "language": "en"}


def test_a_recording_is_cut_into_its_lines_with_their_words(recording: Path, tmp_path: Path) -> None:
    aligned = align(call(tmp_path, "align", lines(*LINES), recording=recording)).outputs[0]
    assert aligned.media["doubts"] == []
    heard = []
    for n, text in enumerate(LINES, start=1):
        one = call(
            tmp_path,
            f"cut{n}",
            {"line": f"line {n}"},
            {"aligned": aligned.media},
            recording=recording,
            aligned=aligned.path,
        )
        made = cut_voice(one).outputs[0]
        sound = read_wav(made.path, channels=1)
        heard.append(sound)
        assert len(sound) == made.media["samples"]
        assert [word["text"] for word in made.media["words"]] == text.split()
        assert made.media["words"][0]["start_ms"] == pytest.approx(60, abs=30)
        assert np.abs(sound[:480]).max() < 0.02, "it starts in the quiet before the word"
    whole = read_wav(recording, channels=1)
    assert PAUSE - 6_000 < len(whole) - sum(map(len, heard)) < 2 * PAUSE, "the pause between them is kept"


def test_lines_that_were_never_spoken_are_told(recording: Path, tmp_path: Path) -> None:
    wrong = (LINES[0], "Accountants quarterly reconcile twelve spreadsheets before breakfast meetings begin.")
    try:
        found = align(call(tmp_path, "wrong", lines(*wrong), recording=recording)).outputs[0].media["doubts"]
    except UserError as error:
        assert error.code == "narration.mismatch"
    else:
        assert found, "forced onto other words, it takes an unlikely time or is lost"


def test_speech_that_the_script_has_not_is_told_with_its_moment(recording: Path, tmp_path: Path) -> None:
    found = align(call(tmp_path, "less", lines(LINES[0]), recording=recording)).outputs[0].media["doubts"]
    assert {doubt["code"] for doubt in found} == {"narration.unscripted"}
    assert found[0]["at_ms"] > 2_000


def test_any_format_becomes_the_samples_that_the_film_counts_in(recording: Path, tmp_path: Path) -> None:
    mp3 = tmp_path / "n.mp3"
    subprocess.run([ffmpeg_binary(), "-v", "error", "-i", recording, "-ar", "44100", mp3], check=True)
    mono = import_sound(call(tmp_path, "mono", {"role": "narration", "channels": 1}, source=mp3)).outputs[0]
    stereo = import_sound(call(tmp_path, "two", {"role": "score", "channels": 2}, source=mp3)).outputs[0]
    assert (mono.kind, stereo.kind) == ("narration", "score")
    assert read_wav(stereo.path).shape == (stereo.media["samples"], 2)
    assert mono.media["samples"] == pytest.approx(len(read_wav(recording, channels=1)), abs=4_800)


def test_what_is_no_sound_is_refused(tmp_path: Path) -> None:
    text = tmp_path / "n.wav"
    text.write_text("not a sound")
    with pytest.raises(UserError) as refused:
        import_sound(call(tmp_path, "no", {"role": "score", "channels": 2}, source=text))
    assert refused.value.code.startswith("media.")
