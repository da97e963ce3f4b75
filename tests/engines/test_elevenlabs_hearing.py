"""Alignment and transcription: what is sent, what is made of it, and when it is not believed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.ports.hosted import lands, told
from tests.vendors.elevenlabs import KEY, ElevenLabs, too_many, voiced
from tests.vendors.server import DROPPED, GARBLED, Fault, broken_after
from trailers.domain.errors import CuelockError
from trailers.engines.elevenlabs.hearing import ElevenLabsAligner, ElevenLabsTranscriber
from trailers.media.audio import write_wav

TEXT = "The ferry has stopped coming."


@pytest.fixture
def vendor() -> Iterator[ElevenLabs]:
    with told(ElevenLabs(), keys={"elevenlabs": KEY}) as server:
        yield server.vendor("elevenlabs")


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    path = tmp_path / "line.wav"
    write_wav(path, (voiced(TEXT, 48_000)[0] / 32768).astype(np.float32))
    return path


class TestAligning:
    def test_finds_every_word_where_it_sounds(
        self, vendor: ElevenLabs, recording: Path, tmp_path: Path
    ) -> None:
        heard = ElevenLabsAligner().listen(recording, TEXT, tmp_path)
        assert [word.text for word in heard.words] == TEXT.split()
        assert [word.start_ms for word in heard.words] == [200, 470, 860, 1130, 1640]
        assert (heard.placed, heard.doubtful) == (5, ())
        assert heard.usage.units == {"audio_ms": 2_290}
        assert heard.usage.cost_microusd == 382

    def test_sends_the_recording_and_only_what_is_heard(
        self, vendor: ElevenLabs, recording: Path, tmp_path: Path
    ) -> None:
        words = ElevenLabsAligner().align(recording, "[sighs] The ferry has stopped <b>coming.</b>", tmp_path)
        (sent,) = vendor.asked("align")
        assert sent.form() == {"text": TEXT, "file": recording.read_bytes()}
        assert len(words) == 6  # one per written word, the direction among them

    def test_of_another_recording_is_refused(
        self, vendor: ElevenLabs, recording: Path, tmp_path: Path
    ) -> None:
        vendor.loss = 4.5
        with pytest.raises(CuelockError) as found:
            ElevenLabsAligner().align(recording, TEXT, tmp_path)
        assert lands(found.value) == ("UserError", "aligner.poor")
        assert "5 of 5 words" in str(found.value)
        assert found.value.params["cost_microusd"] == 382  # it was bought all the same

    def test_names_the_words_that_were_hardly_heard(
        self, vendor: ElevenLabs, recording: Path, tmp_path: Path
    ) -> None:
        vendor.losses = {"has": 3.0, "coming.": 2.5}
        heard = ElevenLabsAligner().listen(recording, TEXT, tmp_path)
        assert (heard.placed, heard.doubtful) == (4, ("has", "coming."))
        assert len(heard.words) == 5

    def test_of_nothing_spoken_is_not_ordered(
        self, vendor: ElevenLabs, recording: Path, tmp_path: Path
    ) -> None:
        with pytest.raises(CuelockError) as found:
            ElevenLabsAligner().align(recording, "… [sighs]", tmp_path)
        assert found.value.code == "aligner.no_speech"
        assert vendor.calls == []


class TestTranscribing:
    def test_gives_words_without_blanks(self, vendor: ElevenLabs, recording: Path, tmp_path: Path) -> None:
        found = ElevenLabsTranscriber().transcribe(recording, tmp_path, "en-GB")
        assert [word.text for word in found.words] == [f"word{n}" for n in range(5)]
        assert [word.start_ms for word in found.words] == [200, 470, 860, 1130, 1640]
        assert found.language == "eng"
        assert found.usage.cost_microusd == 382
        (sent,) = vendor.asked("transcribe")
        assert {name: value for name, value in sent.form().items() if name != "file" and value != "null"} == {
            "model_id": "scribe_v2",
            "tag_audio_events": "false",
            "timestamps_granularity": "word",
            "language_code": "en",
        }


@pytest.mark.parametrize("name", ["align", "transcribe"])
@pytest.mark.parametrize(
    ("fault", "landed", "charged"),
    [
        (too_many("5"), ("RetryableError", "provider.rate_limited"), 0),
        (broken_after(500), ("UncertainError", "provider.outcome_unknown"), 1),
        (DROPPED, ("UncertainError", "provider.outcome_unknown"), 1),
        (GARBLED, ("UncertainError", "provider.bad_answer"), 1),
    ],
)
def test_a_fault_lands_where_the_table_says_and_nothing_is_sent_twice(
    vendor: ElevenLabs,
    recording: Path,
    tmp_path: Path,
    name: str,
    fault: Fault,
    landed: tuple[str, str],
    charged: int,
) -> None:
    vendor.fault(name, fault)
    with pytest.raises(CuelockError) as found:
        if name == "align":
            ElevenLabsAligner().align(recording, TEXT, tmp_path)
        else:
            ElevenLabsTranscriber().transcribe(recording, tmp_path)
    assert lands(found.value) == landed
    assert len(vendor.asked(name)) == 1
    assert list(vendor.accepted(name).values()) == [1] * charged
