"""Caption files read back: what each form can carry comes back, and what was changed by a hair is refused."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from editor.exports.caption_check import FORMS, proved
from tests.domain.tracks import SEEDS, random_track, rates
from trailers.domain.captions import spoken_captions, to_srt, to_vtt
from trailers.domain.clock import Rate
from trailers.domain.errors import FatalError
from trailers.domain.karaoke import to_ass
from trailers.domain.script import Item
from trailers.domain.soundtrack import Soundtrack, Voiced, lay
from trailers.domain.words import Word

HOSTILE = ("<i>", "-->", "{\\an8}", "a&b", "&lt;", '"so"', "שלום", "🎬", "C:\\n", "}", "1")


def said(*texts: str) -> Soundtrack:
    words = tuple(Word(text, 333 * n, 333 * n + 251) for n, text in enumerate(texts))
    voiced = Voiced(48 * 333 * (len(texts) + 1), words)
    return lay([Item("a", "line", text=" ".join(texts))], {"a": voiced}, Rate(24))


def files_of(track: Soundtrack) -> tuple[list, dict[str, str]]:
    spoken = spoken_captions(track)
    captions = [caption for caption, _ in spoken]
    return captions, {
        "captions.srt": to_srt(captions),
        "captions.vtt": to_vtt(captions),
        "captions.ass": to_ass(spoken, width=1280, height=720, title="A film"),
    }


@settings(max_examples=25, deadline=None)
@given(SEEDS, rates)
def test_every_caption_of_any_film_comes_back(seed: int, rate: Rate) -> None:
    captions, files = files_of(random_track(seed, rate, items=5)[2])
    for name, text in files.items():
        unit = FORMS[name].unit
        told = f"parsed back: {len(captions)} of {len(captions)} captions equal, to the {unit}"
        assert proved(captions, name, text) == told


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(HOSTILE), min_size=1, max_size=14))
def test_marks_that_mean_something_to_a_player_come_back_as_text(texts: list[str]) -> None:
    captions, files = files_of(said(*texts))
    for name, text in files.items():
        assert proved(captions, name, text).endswith(FORMS[name].unit)


@pytest.mark.parametrize(
    ("name", "was", "now"),
    [
        ("captions.srt", "00:00:00,000 -->", "00:00:00,001 -->"),
        ("captions.srt", "harbour", "harbor"),
        ("captions.srt", "\n1\n", "\n7\n"),
        ("captions.vtt", "00:00:00.000 -->", "0:00.000 -->"),
        ("captions.vtt", "dark", ""),
        ("captions.ass", "0:00:00.00,", "0:00:00.01,"),
        ("captions.ass", "harbour", "harbour\\Nat night"),
        ("captions.ass", "Dialogue: 0,", "Comment: 0,"),
    ],
)
def test_what_was_changed_in_a_file_is_noticed(name: str, was: str, now: str) -> None:
    captions, files = files_of(said("dark", "harbour", "tonight"))
    text = "\n" + files[name]
    assert was in text
    with pytest.raises(FatalError) as refusal:
        proved(captions, name, text.replace(was, now, 1).removeprefix("\n"))
    assert refusal.value.code == "export.not_equal"
    assert refusal.value.params["format"] == FORMS[name].title


@pytest.mark.parametrize("name", FORMS)
def test_one_that_is_missing_or_one_too_many_is_noticed(name: str) -> None:
    captions, files = files_of(said(*(f"word{n}" for n in range(30))))
    assert len(captions) > 2
    for wrong in (captions[:-1], [*captions, captions[-1]]):
        with pytest.raises(FatalError) as refusal:
            proved(wrong, name, files[name])
        assert refusal.value.params["detail"].endswith(f"of {len(wrong)} captions equal.")
