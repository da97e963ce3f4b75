"""Edits of the sound as values: what each makes of the script and its settings, and what it refuses."""

from __future__ import annotations

import pytest

from editor.sound import (
    AddLine,
    DropLine,
    MoveLine,
    MuteLine,
    PauseBefore,
    RevoiceLine,
    SetLevel,
    Sound,
    SoundOp,
    UseScore,
    apply,
)
from tests.services import lab
from trailers.domain.errors import UserError

SCRIPT = lab.script("First line here.", "Second line here.", "Third line here.")
ONE, TWO, THREE = (item.id for item in SCRIPT.lines)
SOUND = Sound(SCRIPT, score="key")
SCENES = frozenset({"s1", "s2"})
SCORES = {"other": "other-key"}


def after(op: SoundOp, sound: Sound = SOUND) -> Sound:
    return apply(op, sound, scenes=SCENES, scores=SCORES)


def lines(sound: Sound) -> list[str]:
    return [item.text.split()[0] for item in sound.script.lines]


def refused(op: SoundOp) -> str:
    with pytest.raises(UserError) as caught:
        after(op)
    assert "{" not in str(caught.value)
    return caught.value.code


def test_a_pause_belongs_to_what_comes_before_the_line() -> None:
    longer = after(PauseBefore(TWO, 900))
    assert [item.pause_after_ms for item in longer.script.lines] == [900, 400, 400]
    opening = after(PauseBefore(ONE, 3100))
    assert opening.script.items[0].duration_ms == 3100
    assert [item.pause_after_ms for item in opening.script.lines] == [400, 400, 400]
    assert refused(PauseBefore(TWO, 60_000)) == "edit.pause"


def test_lines_come_go_and_change_places() -> None:
    assert lines(after(AddLine(ONE, "New words."))) == ["First", "New", "Second", "Third"]
    assert lines(after(AddLine(None, "New words."))) == ["New", "First", "Second", "Third"]
    assert lines(after(DropLine(TWO))) == ["First", "Third"]
    assert lines(after(MoveLine(THREE, 1))) == ["Third", "First", "Second"]
    assert lines(after(MoveLine(ONE, 2))) == ["Second", "First", "Third"]
    assert lines(after(MoveLine(ONE, 99))) == ["Second", "Third", "First"]
    assert after(MoveLine(TWO, 2)) == SOUND
    kinds = [item.kind for item in after(MoveLine(ONE, 3)).script.items]
    assert kinds == [item.kind for item in SCRIPT.items], "silences and cards stay where they are"


def test_a_line_keeps_its_identity_whatever_it_says() -> None:
    said = after(RevoiceLine(TWO, "Other words entirely."))
    assert [item.id for item in said.script.lines] == [ONE, TWO, THREE]
    assert said.script.lines[1].text == "Other words entirely."
    assert after(RevoiceLine(TWO)).readings == {TWO: 2}
    assert after(RevoiceLine(TWO), after(RevoiceLine(TWO))).readings == {TWO: 3}


def test_mutes_and_levels_come_and_go_without_a_trace() -> None:
    muted = after(MuteLine(TWO, True))
    assert muted.muted == (TWO,) and after(MuteLine(TWO, True), muted) == muted
    assert after(MuteLine(TWO, False), muted) == SOUND
    levelled = after(SetLevel(scene="s1", score_tenths=-60))
    assert levelled.levels == {"scene:s1": (0, -60)}
    assert after(SetLevel(scene="s1", voice_tenths=15), levelled).levels == {"scene:s1": (15, -60)}
    assert after(SetLevel(scene="s1", score_tenths=0), levelled) == SOUND
    assert after(SetLevel(line=TWO, voice_tenths=30)).levels == {f"line:{TWO}": (30, 0)}
    assert after(UseScore("other")).score == "other-key"


@pytest.mark.parametrize(
    ("op", "code"),
    [
        (DropLine("nobody"), "op.no_line"),
        (AddLine("nobody", "x"), "op.no_line"),
        (AddLine(ONE, "  "), "edit.line_empty"),
        (RevoiceLine(ONE, "x" * 401), "edit.line_long"),
        (SetLevel(scene="gone", voice_tenths=1), "op.no_scene"),
        (SetLevel(voice_tenths=1), "op.unreadable"),
        (SetLevel(scene="s1", line=ONE, voice_tenths=1), "op.unreadable"),
        (UseScore("unknown"), "op.no_score"),
    ],
)
def test_refusals(op: SoundOp, code: str) -> None:
    assert refused(op) == code
