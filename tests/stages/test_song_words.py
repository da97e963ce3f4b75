"""Words of a song at a vendor's protocol, by its real SDK: what is sent, what is believed, what it costs."""

from __future__ import annotations

import io
import json
import wave
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.domain.song_makers import make_song
from tests.ports.hosted import lands, told
from tests.stages.calls import stage_call
from tests.vendors.elevenlabs import KEY, ElevenLabs, too_many, voiced
from tests.vendors.server import DROPPED
from trailers.domain.errors import CuelockError, FatalError
from trailers.domain.song_cues import choose_cues
from trailers.domain.song_wishes import CutSong
from trailers.media.song.sound import write_voices
from trailers.stages.base import Cancelled, StageResult
from trailers.stages.song_words import hear_words, report

LINES = [["Down", "by", "the", "sea"], ["we", "wait"]]
SUNG = "Down by the sea we wait"
BEFORE_S, LONG_S = 5, 12
PART = [4_000, 10_000]
"""Ms of the song that the film shows: 6 s, in which the singing begins after 1.2 s."""


def song_wav(path: Path, long_s: int = LONG_S) -> Path:
    """44.1 kHz stereo: quiet for 5 s, then the words, louder on the left."""
    both = np.zeros((long_s * 44_100, 2), np.int16)
    sound = voiced(SUNG, 44_100)[0].astype(np.int16)
    both[BEFORE_S * 44_100 : BEFORE_S * 44_100 + len(sound)] = np.stack([sound, sound // 2], axis=1)
    with wave.open(str(path), "wb") as out:
        out.setnchannels(2)
        out.setsampwidth(2)
        out.setframerate(44_100)
        out.writeframes(both.tobytes())
    return path


@pytest.fixture(scope="module")
def song(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return song_wav(tmp_path_factory.mktemp("song") / "song.wav")


@pytest.fixture
def vendor() -> Iterator[ElevenLabs]:
    with told(ElevenLabs(), keys={"elevenlabs": KEY}) as server:
        yield server.vendor("elevenlabs")


def hear(folder: Path, song: Path, *, port: str = "aligner", **options: Any) -> StageResult:
    lines = LINES if port == "aligner" else []
    params = {"engine": "elevenlabs", "port": port, "lines": lines, "part": PART}
    return hear_words(stage_call(folder, params, {"song": song}, **options))


class TestKnownWords:
    def test_are_found_in_exactly_the_part_that_is_filmed(
        self, vendor: ElevenLabs, song: Path, tmp_path: Path
    ) -> None:
        result = hear(tmp_path, song)
        (sent,) = vendor.asked("align")
        assert sent.form()["text"].split() == SUNG.split()
        with wave.open(io.BytesIO(sent.form()["file"])) as file:
            assert (file.getframerate(), file.getnchannels(), file.getnframes()) == (44_100, 1, 6 * 44_100)
        (made,) = result.outputs
        assert made.media["words"] == [
            ["Down", 1_197, 1_448], ["by", 1_524, 1_654], ["the", 1_731, 1_927], ["sea", 2_003, 2_199],
            ["we", 2_275, 2_405], ["wait", 2_482, 2_732],
        ]  # fmt: skip
        assert (made.media["lines"], made.media["asked"], made.media["placed"]) == ([0, 4], 6, 6)
        assert (made.media["by"], made.media["port"]) == ("elevenlabs", "aligner")
        assert json.loads(made.path.read_text()) == made.media

    def test_cost_what_the_length_of_the_part_costs(
        self, vendor: ElevenLabs, song: Path, tmp_path: Path
    ) -> None:
        usage = hear(tmp_path, song).usage
        assert (usage.units, usage.cost_microusd) == ({"audio_ms": 6_000}, 1_000)
        assert usage.request_id == ""

    def test_words_that_were_hardly_heard_are_laid_between_the_others(
        self, vendor: ElevenLabs, song: Path, tmp_path: Path
    ) -> None:
        vendor.losses = {"by": 3.0}
        (made,) = hear(tmp_path, song).outputs
        assert made.media["placed"] == 5
        assert made.media["words"][1] == ["by", 1_448, 1_731]

    @pytest.mark.parametrize("poor", [{"by": 3.0, "the": 3.0, "sea": 3.0}, dict.fromkeys(SUNG.split(), 3.0)])
    def test_an_answer_with_too_few_is_kept_as_refused_and_was_paid(
        self, vendor: ElevenLabs, song: Path, tmp_path: Path, poor: dict[str, float]
    ) -> None:
        vendor.losses = poor
        result = hear(tmp_path, song)
        (made,) = result.outputs
        assert (made.media["words"], made.media["asked"], made.media["placed"]) == ([], 6, 6 - len(poor))
        assert result.usage.cost_microusd == 1_000 and vendor.accepted("align").popitem()[1] == 1


class TestUnknownWords:
    def test_are_written_down_in_lines(self, vendor: ElevenLabs, song: Path, tmp_path: Path) -> None:
        result = hear(tmp_path, song, port="transcriber")
        (made,) = result.outputs
        assert [word for word, _, _ in made.media["words"]] == [f"word{n}" for n in range(6)]
        assert (made.media["lines"], made.media["asked"], made.media["placed"]) == ([0], 6, 6)
        assert result.usage.cost_microusd == 1_000 and vendor.asked("align") == []


@pytest.mark.parametrize(
    ("fault", "landed"),
    [
        (too_many(), ("RetryableError", "provider.rate_limited")),
        (DROPPED, ("UncertainError", "provider.outcome_unknown")),
    ],
)
def test_a_fault_of_the_vendor_is_told_as_it_is_and_costs_nothing_that_is_known(
    vendor: ElevenLabs, song: Path, tmp_path: Path, fault: Any, landed: tuple[str, str]
) -> None:
    vendor.fault("align", fault)
    with pytest.raises(CuelockError) as found:
        hear(tmp_path, song)
    assert lands(found.value) == landed and not found.value.params.get("cost_microusd")


def test_a_part_that_the_song_does_not_have_is_not_sent(
    vendor: ElevenLabs, song: Path, tmp_path: Path
) -> None:
    with pytest.raises(FatalError) as found:
        write_voices(song, (0, LONG_S * 44_100 + 1), tmp_path / "part.wav")
    assert (found.value.code, found.value.params["found"]) == ("mix.wrong_samples", LONG_S * 44_100)


def test_a_stop_comes_before_anything_is_bought(vendor: ElevenLabs, song: Path, tmp_path: Path) -> None:
    with pytest.raises(Cancelled):
        hear(tmp_path, song, cancelled=lambda: True)
    assert vendor.calls == []


def test_the_analysis_says_where_somebody_sings_and_is_else_the_same(tmp_path: Path) -> None:
    song = make_song(20_000)
    cut = CutSong(song, choose_cues(song))
    clock = tmp_path / "clock.json"
    clock.write_text(json.dumps({"soundtrack": {}, **cut.to_json()}))
    (made,) = report(stage_call(tmp_path, {"vocals": [[1_200, 2_750]]}, {"clock": clock})).outputs
    (plain,) = report(stage_call(tmp_path, {"vocals": []}, {"clock": clock})).outputs
    told, bare = json.loads(made.path.read_text()), json.loads(plain.path.read_text())
    assert told.pop("vocals") == [[1.2, 2.75]] and bare.pop("vocals") == []
    assert told == bare and told["cues"] == [cue.time_ms / 1000 for cue in cut.cues]
