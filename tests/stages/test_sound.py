"""voice, soundtrack, score and mix: measured words, exact places, exact lengths."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.ports.hosted import told
from tests.stages.calls import STYLE, as_frozen, stage_call
from tests.vendors.elevenlabs import KEY, ElevenLabs, too_many
from tests.vendors.server import DROPPED, Fault, refused
from trailers.domain.errors import FatalError, UserError
from trailers.domain.script import Item
from trailers.domain.soundtrack import Soundtrack
from trailers.domain.words import Word
from trailers.engines.ports import SpeechAnswer, SpeechRequest, Usage
from trailers.engines.registry import engine_info
from trailers.media.audio import read_wav, wav_facts, write_wav
from trailers.stages import sound
from trailers.stages.base import Output, StageResult

LINE = "The ferry has stopped coming."
ALIGNER_ASIDE = engine_info("aligner", "elevenlabs").price_microusd
SPOKEN = {"engine": "embedded", "voice": "", "speed_permille": 1000, "language": "en", "reading": 1}


def spoken(folder: Path, text: str = LINE, **other: Any) -> Output:
    (output,) = sound.speak(stage_call(folder, {**SPOKEN, "text": text, **other})).outputs
    return output


class TestAVoice:
    @pytest.fixture(scope="class")
    def line(self, tmp_path_factory: pytest.TempPathFactory) -> Output:
        return spoken(tmp_path_factory.mktemp("voice"))

    def test_is_a_mono_wav_of_the_length_it_says(self, line: Output) -> None:
        facts = wav_facts(line.path)
        assert (facts.channels, facts.samples) == (1, line.media["samples"])
        assert 48_000 < facts.samples < 5 * 48_000

    def test_has_the_time_of_every_word_of_the_line(self, line: Output) -> None:
        words = line.media["words"]
        assert [word["text"] for word in words] == LINE.split()
        edges = [edge for word in words for edge in (word["start_ms"], word["end_ms"])]
        assert edges == sorted(edges)
        assert edges[0] >= 0 and edges[-1] <= line.media["samples"] / 48

    def test_is_the_same_bytes_for_the_same_line_and_others_for_another_reading(
        self, line: Output, tmp_path: Path
    ) -> None:
        assert spoken(tmp_path).path.read_bytes() == line.path.read_bytes()
        assert spoken(tmp_path, reading=2).path.read_bytes() != line.path.read_bytes()

    def test_refuses_a_line_without_words(self, tmp_path: Path) -> None:
        with pytest.raises(UserError) as refusal:
            spoken(tmp_path, "...")
        assert refusal.value.code == "voice.nothing_to_say"

    def test_that_says_something_else_is_refused(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sound, "voice", lambda _: Parrot())
        with pytest.raises(FatalError) as refusal:
            spoken(tmp_path, "Mara rows out at night.")
        assert refusal.value.code == "voice.mismatch"


class Parrot:
    """A voice that always says the same."""

    def speak(self, request: SpeechRequest, scratch: Path) -> SpeechAnswer:
        path = scratch / "said.wav"
        write_wav(path, np.full(48_000, 0.1, np.float32))
        return SpeechAnswer(path, 48_000, (Word("Polly", 0, 400), Word("cracker", 450, 900)))


ITEMS = [
    Item("open", "silence", role="opening", duration_ms=1000),
    Item("one", "line", text="Nobody leaves.", pause_after_ms=500),
    Item("two", "line", text="Nobody."),
    Item("end", "card", text="THE END", role="end", duration_ms=1500),
]


def recorded(folder: Path, name: str, samples: int, level: float) -> Path:
    path = folder / f"{name}.wav"
    write_wav(path, np.full(samples, level, np.float32))
    return path


def laid(folder: Path) -> tuple[Output, Soundtrack]:
    keys = ("id", "kind", "role", "text", "duration_ms", "pause_after_ms")
    items = [{key: asdict(item)[key] for key in keys} for item in ITEMS]
    files = {
        "voice.one": recorded(folder, "one", 40_001, 0.25),
        "voice.two": recorded(folder, "two", 20_000, 0.5),
    }
    media = {
        "voice.one": {
            "samples": 40_001,
            "words": [asdict(Word("Nobody", 0, 400)), asdict(Word("leaves.", 420, 830))],
        },
        "voice.two": {"samples": 20_000, "words": [asdict(Word("Nobody.", 10, 400))]},
    }
    (output,) = sound.lay_soundtrack(
        stage_call(folder, {"items": items, "rate": "24/1"}, files, media)
    ).outputs
    return output, Soundtrack.from_json(as_frozen(output.media["soundtrack"]))


class TestTheSoundtrack:
    def test_puts_every_item_on_the_frame_grid(self, tmp_path: Path) -> None:
        _, clock = laid(tmp_path)
        assert [(span.item_id, span.start, span.end) for span in clock.spans] == [
            ("open", 0, 24),
            ("one", 24, 57),  # 40,001 samples and 24,000 of pause: 32.0005 frames
            ("two", 57, 67),
            ("end", 67, 103),
        ]
        assert [word.text for word in clock.words] == ["Nobody", "leaves.", "Nobody."]
        assert (clock.words[0].start_ms, clock.words[2].start_ms) == (1000, 2385)

    def test_has_each_voice_at_its_own_sample_and_silence_elsewhere(self, tmp_path: Path) -> None:
        output, clock = laid(tmp_path)
        stem = read_wav(output.path, channels=1).reshape(-1)
        assert len(stem) == clock.samples == 103 * 2000
        one, two = 24 * 2000, 57 * 2000
        assert np.abs(stem[one : one + 40_001] - 0.25).max() < 1e-4
        assert np.abs(stem[two : two + 20_000] - 0.5).max() < 1e-4
        quiet = np.concatenate([stem[:one], stem[one + 40_001 : two], stem[two + 20_000 :]])
        assert not quiet.any()


class TestTheScore:
    @pytest.fixture(scope="class")
    def score(self, tmp_path_factory: pytest.TempPathFactory) -> Output:
        return composed(tmp_path_factory.mktemp("score"))

    def test_has_exactly_the_samples_of_the_film(self, score: Output) -> None:
        facts = wav_facts(score.path)
        assert (facts.channels, facts.samples) == (2, 240 * 2002)

    def test_is_heard_and_does_not_clip(self, score: Output) -> None:
        heard = np.abs(read_wav(score.path))
        assert 0.05 < heard.max() < 1.0

    def test_is_the_same_bytes_for_the_same_wish(self, score: Output, tmp_path: Path) -> None:
        assert composed(tmp_path).path.read_bytes() == score.path.read_bytes()


def composed(folder: Path) -> Output:
    """Ten seconds at 23.976, where a frame has 2002 samples."""
    params = {
        "engine": "embedded",
        "frames": 240,
        "rate": "24000/1001",
        "style": STYLE,
        "hits": [{"start_frame": 180, "kind": "title"}],
        "seed": 7,
    }
    (output,) = sound.compose(stage_call(folder, params)).outputs
    assert output.kind == "score"
    return output


class TestTheMix:
    @pytest.mark.parametrize("with_score", [True, False])
    def test_is_exact_and_as_loud_as_wanted(self, with_score: bool, tmp_path: Path) -> None:
        voice, clock = laid(tmp_path)
        files = {"voice": voice.path}
        if with_score:
            files["score"] = noise(tmp_path, clock.samples)
        params = {
            "soundtrack": as_frozen(clock.to_json()),
            "duck_db": 14,
            "target_lufs_tenths": -140,
        }
        m4a, wav = sound.mix_sound(stage_call(tmp_path, params, files)).outputs
        assert [(out.kind, out.role) for out in (m4a, wav)] == [("mix", ""), ("mix_wav", "wav")]
        assert m4a.media == wav.media
        assert wav_facts(wav.path).samples == m4a.media["samples"] == clock.samples
        assert m4a.media["true_peak_db"] <= -1.5
        if with_score:
            assert m4a.media["lufs"] == pytest.approx(-14, abs=0.5)


def noise(folder: Path, samples: int) -> Path:
    path = folder / "score.wav"
    chance = np.random.default_rng(5)
    write_wav(path, (chance.standard_normal((samples, 2)) * 0.1).astype(np.float32))
    return path


class TestAHostedVoiceWithoutTimes:
    """Its words are measured: by our aligner where it knows the language, else by the vendor's, and paid."""

    @pytest.fixture
    def vendor(self) -> Iterator[ElevenLabs]:
        with told(ElevenLabs(clock="none"), keys={"elevenlabs": KEY}) as server:
            yield server.vendor("elevenlabs")

    def read(self, folder: Path, language: str) -> StageResult:
        wish = {**SPOKEN, "engine": "elevenlabs", "text": LINE, "language": language}
        return sound.speak(stage_call(folder, wish))

    def test_is_timed_by_our_own_aligner_in_english(self, vendor: ElevenLabs, tmp_path: Path) -> None:
        made = self.read(tmp_path, "en")
        assert [word["text"] for word in made.outputs[0].media["words"]] == LINE.split()
        assert made.usage.cost_microusd == 2_900
        assert vendor.asked("align") == []

    def test_is_timed_by_the_vendor_in_another_language(self, vendor: ElevenLabs, tmp_path: Path) -> None:
        made = self.read(tmp_path, "de")
        assert [word["text"] for word in made.outputs[0].media["words"]] == LINE.split()
        assert len(vendor.asked("align")) == 1
        assert dict(made.usage.units) == {"chars": 29, "audio_ms": 1_831}
        assert made.usage.cost_microusd == 2_900 + 306


class TestForcedAlignment:
    """A bought line is timed by its vendor's forced alignment, and is never lost for the want of it."""

    @pytest.fixture
    def vendor(self) -> Iterator[ElevenLabs]:
        with told(ElevenLabs(), keys={"elevenlabs": KEY}) as server:
            yield server.vendor("elevenlabs")

    def read(self, folder: Path) -> StageResult:
        wish = {**SPOKEN, "engine": "elevenlabs", "text": LINE, "language": "en", "aligner": "elevenlabs"}
        return sound.speak(stage_call(folder, wish))

    def check(self, made: StageResult) -> Any:
        return made.outputs[0].media["check"]

    def test_times_every_word_and_is_paid(self, vendor: ElevenLabs, tmp_path: Path) -> None:
        made = self.read(tmp_path)
        assert [word["text"] for word in made.outputs[0].media["words"]] == LINE.split()
        assert self.check(made) == {"by": "elevenlabs", "why": "", "missing": [], "extra": [], "other": []}
        assert (len(vendor.asked("speak")), len(vendor.asked("align"))) == (1, 1)
        assert made.usage.cost_microusd == 2_900 + 306

    def test_tells_the_words_that_were_hardly_heard(self, vendor: ElevenLabs, tmp_path: Path) -> None:
        vendor.losses = {"ferry": 3.5}
        assert self.check(self.read(tmp_path))["other"] == ["ferry"]

    def test_refuses_a_line_that_says_something_else_and_books_both_calls(
        self, vendor: ElevenLabs, tmp_path: Path
    ) -> None:
        vendor.loss = 5.0
        with pytest.raises(UserError) as refusal:
            self.read(tmp_path)
        assert refusal.value.code == "aligner.poor"
        assert refusal.value.params["cost_microusd"] == 2_900 + 306

    @pytest.mark.parametrize(
        ("fault", "why", "cost"),
        [
            (refused(401, {"detail": {"status": "quota_exceeded", "message": "0"}}), "provider.quota", 0),
            (too_many("9"), "provider.rate_limited", 0),
            (DROPPED, "provider.outcome_unknown", ALIGNER_ASIDE),
        ],
    )
    def test_without_it_the_voices_own_times_are_taken_and_the_reason_kept(
        self, vendor: ElevenLabs, tmp_path: Path, fault: Fault, why: str, cost: int
    ) -> None:
        vendor.fault("align", fault)
        made = self.read(tmp_path)
        assert (self.check(made)["by"], self.check(made)["why"]) == ("voice", why)
        assert [word["text"] for word in made.outputs[0].media["words"]] == LINE.split()
        assert (len(vendor.asked("speak")), len(vendor.asked("align"))) == (1, 1), (
            "and nothing is asked again"
        )
        assert made.usage.cost_microusd == 2_900 + cost

    def test_without_either_our_own_aligner_does_it(self, vendor: ElevenLabs, tmp_path: Path) -> None:
        vendor.clock = "none"
        vendor.fault("align", refused(503))
        assert self.check(self.read(tmp_path))["by"] == "embedded"


def test_a_line_that_was_paid_and_says_something_else_is_booked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Dear(Parrot):
        def speak(self, request: SpeechRequest, scratch: Path) -> SpeechAnswer:
            return replace(super().speak(request, scratch), usage=Usage({"chars": 5}, 700))

    monkeypatch.setattr(sound, "voice", lambda _: Dear())
    with pytest.raises(FatalError) as refusal:
        spoken(tmp_path, "Mara rows out at night.")
    assert (refusal.value.code, refusal.value.params["cost_microusd"]) == ("voice.mismatch", 700)
