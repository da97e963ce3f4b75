"""Motion prompts: the camera move that they name, the words that go out, and the mark of the clip."""

from __future__ import annotations

import pytest

from trailers.domain.motion import MOST_WORDS, clip_words, motion_mark, motion_words, move_said
from trailers.domain.script import Style, Visual
from trailers.domain.shots import move_words
from trailers.domain.vocabulary import MOVES
from trailers.engines.embedded.text.music.director import _HOW, _MOTIONS


@pytest.mark.parametrize("move", MOVES)
def test_every_sentence_that_we_write_ourselves_is_read_as_its_own_move(move: str) -> None:
    assert move_said(move_words(move)) == move
    for how in _HOW.values():
        told = _MOTIONS[move].format(how=how)
        for before in ("", "Kira: hold. ", "Kira and Bo: look up. Rain falls. ", "Fog drifts through. "):
            assert move_said(before + told) == move, told


@pytest.mark.parametrize(
    ("words", "move"),
    [
        ("Slow push in on her face", "push_in"),
        ("Camera slowly dollies in", "push_in"),
        ("Static shot", "hold"),
        ("locked-off camera, rain falls", "hold"),
        ("A fast pan left", "pan_left"),
        ("Whip pan to the right", "pan_right"),
        ("She runs while the camera pans to the right", "pan_right"),
        ("handheld, uneasy", "handheld"),
        ("Tilt down to her hands", "tilt_down"),
        ("The camera cranes up over the roofs", "tilt_up"),
        ("Zoom out", "pull_out"),
        ("Tracking shot along the wall", "drift"),
        ("The camera follows her", "drift"),
        ("She pushes the door open and walks in", ""),
        ("He holds the letter still", ""),
        ("Fog drifts through", ""),
        ("", ""),
    ],
)
def test_a_move_is_read_off_the_words_about_the_camera_alone(words: str, move: str) -> None:
    assert move_said(words) == move


def test_words_without_a_camera_get_its_sentence_and_others_are_left_alone() -> None:
    assert motion_words("She  dances", "handheld") == "She dances. The camera is handheld and uneasy."
    assert motion_words("She dances. Pan left.", "handheld") == "She dances. Pan left."
    assert motion_words("", "hold") == "The camera holds still."
    assert motion_words(motion_words("She dances", "hold"), "hold") == motion_words("She dances", "hold")


def test_a_clip_is_told_picture_motion_and_mood_as_far_as_there_is_room() -> None:
    visual, style = Visual("A pier at dusk."), Style(tone=("tense", "cold"))
    assert clip_words(visual, style, "Pan left.") == "A pier at dusk. Pan left. Mood: tense, cold."
    long = "x" * (MOST_WORDS - 20)
    assert clip_words(visual, style, long) == f"A pier at dusk. {long}"
    assert clip_words(visual, style, "x" * (MOST_WORDS - 5)) == "x" * (MOST_WORDS - 5)


def test_a_motion_has_a_mark_of_its_own_and_no_words_have_none() -> None:
    assert motion_mark("") == ""
    assert len(motion_mark("Pan left.")) == 16
    assert motion_mark("Pan left.") != motion_mark("Pan right.")
