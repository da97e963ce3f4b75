"""The promises of the ports of sound, kept by every engine behind them: built in and hosted alike."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.ports.hosted import lands
from tests.vendors.server import Server
from trailers.domain.errors import UserError
from trailers.domain.script import Style
from trailers.engines.ports import Hit, ScoreRequest, SpeechAnswer, SpeechRequest
from trailers.engines.registry import ENGINES, aligner, engine_info, music_model, transcriber, voice, voices
from trailers.media.audio import read_wav, wav_facts

LINE = SpeechRequest("Nobody on the island has seen the keeper.", seed=3)
WISH = ScoreRequest(6_000, 6 * 48_000, Style("noir", ("cold",)), (Hit(3_000, "act"),), seed=4)


def behind(port: str) -> list[str]:
    return [name for known, name in ENGINES if known == port]


def test_every_port_of_sound_has_its_engines() -> None:
    assert behind("voice") == behind("aligner") == behind("music") == ["embedded", "elevenlabs"]
    assert behind("transcriber") == ["elevenlabs"]


def edges_ms(path: Path) -> tuple[float, float]:
    """Silence at the start and at the end."""
    sound = np.abs(read_wav(path, channels=1))
    loud = np.flatnonzero(sound > 0.003)
    return loud[0] / 48, (len(sound) - 1 - loud[-1]) / 48


@pytest.mark.parametrize("name", behind("voice"), scope="class")
class TestAVoice:
    @pytest.fixture(scope="class")
    def spoken(self, name: str, vendors: Server, tmp_path_factory: pytest.TempPathFactory) -> SpeechAnswer:
        return voice(name).speak(LINE, tmp_path_factory.mktemp(name))

    def test_gives_a_mono_wav_of_the_samples_it_says(self, spoken: SpeechAnswer, name: str) -> None:
        facts = wav_facts(spoken.path)
        assert (facts.channels, facts.sample_rate, facts.samples) == (1, 48_000, spoken.samples)

    def test_leaves_no_silence_around_it(self, spoken: SpeechAnswer, name: str) -> None:
        assert max(edges_ms(spoken.path)) <= 20

    def test_times_every_word_of_the_line_inside_the_sound(self, spoken: SpeechAnswer, name: str) -> None:
        words = spoken.words
        assert words is not None and [word.text for word in words] == LINE.text.split()
        edges = [edge for word in words for edge in (word.start_ms, word.end_ms)]
        assert edges == sorted(edges) and edges[-1] <= -(-spoken.samples // 48)

    def test_is_paid_by_what_it_says_it_used(self, spoken: SpeechAnswer, name: str) -> None:
        price = spoken.usage.cost_microusd
        assert price == (0 if name == "embedded" else 4_100)
        assert price <= engine_info("voice", name).price_microusd

    @pytest.mark.parametrize("text", ["…", "  "])
    def test_refuses_a_line_without_a_word(
        self, name: str, vendors: Server, tmp_path: Path, text: str
    ) -> None:
        with pytest.raises(UserError) as refusal:
            voice(name).speak(replace(LINE, text=text), tmp_path)
        assert lands(refusal.value) == ("UserError", "voice.nothing_to_say")

    def test_says_who_may_read(self, name: str, vendors: Server) -> None:
        found = voices(name).voices(most=2)
        assert 1 <= len(found) <= 2 and all(offer.id and offer.name for offer in found)
        assert voices(name).voices("nobody of that name") == ()

    def test_can_read_as_any_of_them(self, name: str, vendors: Server, tmp_path: Path) -> None:
        first = voices(name).voices(most=1)[0]
        assert voice(name).speak(replace(LINE, voice=first.id, text="Go."), tmp_path).samples > 4_800


@pytest.mark.parametrize("name", behind("aligner"), scope="class")
class TestAnAligner:
    @pytest.fixture(scope="class")
    def recording(self, vendors: Server, tmp_path_factory: pytest.TempPathFactory) -> Path:
        return voice("embedded").speak(LINE, tmp_path_factory.mktemp("said")).path

    def test_times_every_written_word_in_order(
        self, name: str, recording: Path, vendors: Server, tmp_path: Path
    ) -> None:
        heard = aligner(name).listen(recording, LINE.text, tmp_path)
        assert [word.text for word in heard.words] == LINE.text.split()
        starts = [word.start_ms for word in heard.words]
        assert starts == sorted(starts)
        assert heard.words[-1].end_ms <= wav_facts(recording).samples // 48 + 1
        assert (heard.placed, heard.doubtful) == (8, ())
        assert aligner(name).align(recording, LINE.text, tmp_path) == heard.words

    def test_refuses_a_text_without_a_word(
        self, name: str, recording: Path, vendors: Server, tmp_path: Path
    ) -> None:
        with pytest.raises(UserError) as refusal:
            aligner(name).align(recording, "… —", tmp_path)
        assert lands(refusal.value) == ("UserError", "aligner.no_speech")


@pytest.mark.parametrize("name", behind("transcriber"))
def test_a_transcriber_gives_words_in_order(name: str, vendors: Server, tmp_path: Path) -> None:
    said = voice("elevenlabs").speak(LINE, tmp_path)
    found = transcriber(name).transcribe(said.path, tmp_path)
    starts = [word.start_ms for word in found.words]
    assert len(starts) == 8 and starts == sorted(starts)
    assert found.language and found.usage.units == {"audio_ms": said.samples // 48}


@pytest.mark.parametrize("name", behind("music"))
def test_a_score_is_stereo_and_as_long_as_asked_for(name: str, vendors: Server, tmp_path: Path) -> None:
    answer = music_model(name).compose(WISH, tmp_path)
    facts = wav_facts(answer.path)
    assert (facts.channels, facts.sample_rate) == (2, 48_000)
    least = WISH.samples if name == "embedded" else WISH.samples - 2_400
    assert least <= facts.samples <= WISH.samples
    assert np.abs(read_wav(answer.path)).max() > 0.01
    assert answer.usage.cost_microusd == (0 if name == "embedded" else 75_000)
    assert answer.usage.cost_microusd <= engine_info("music", name).call_price().of(6)  # type: ignore[arg-type]
