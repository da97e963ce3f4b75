"""The edit as it begins, and as it is carried over to a new clock."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from trailers.domain.clock import Rate
from trailers.domain.cues import cues_for
from trailers.domain.cut import Cut, grid
from trailers.domain.cut_check import problems_of
from trailers.domain.first_cut import DISSOLVE_FRAMES, FADE_FRAMES, first_cut, recut, with_take
from trailers.domain.scenes import PlannedScene, plan_scenes
from trailers.domain.script import Item, Script, Visual, with_identities
from trailers.domain.soundtrack import Soundtrack, Voiced, lay
from trailers.domain.words import Word

SHA = "5" * 64


def film(
    lines: tuple[int, ...], *, card_ms: int = 1500
) -> tuple[Script, Soundtrack, tuple[PlannedScene, ...]]:
    """An opening, lines of so many words with an act card after the first, black, title."""
    items = [Item("", "silence", role="opening", duration_ms=2000, visuals=(Visual("A coast"),))]
    voiced = {}
    for n, count in enumerate(lines):
        items.append(Item(f"line{n}", "line", text=" ".join(["word"] * count), visuals=(Visual(f"P{n}"),)))
        words = tuple(Word("word", k * 400, k * 400 + 250) for k in range(count))
        voiced[f"line{n}"] = Voiced(count * 400 * 48, words)
        if n == 0:
            items.append(Item("", "card", text="NO WAY BACK", role="act", duration_ms=card_ms))
    items.append(Item("", "silence", role="black", duration_ms=2000))
    items.append(Item("", "card", text="TITLE", role="title", duration_ms=3000))
    script = Script("T", with_identities(tuple(items)))
    soundtrack = lay(script.items, voiced, Rate(24))
    return script, soundtrack, plan_scenes(script, soundtrack)


def problems(cut: Cut, soundtrack: Soundtrack) -> list[str]:
    """Everything wrong with a cut whose takes have not been made yet."""
    cues = cues_for(soundtrack, [entry.start.cue_id for entry in cut.entries])
    filled = replace(
        cut, entries=tuple(replace(e, take_id="t" if e.kind != "black" else None) for e in cut.entries)
    )
    return [problem.code for problem in problems_of(filled, cues, {"t"})]


def test_the_first_cut_has_an_entry_for_each_scene_without_pictures() -> None:
    _, soundtrack, scenes = film((8, 6))
    cut = first_cut(scenes, SHA, dissolves=True, look="noir")
    assert [entry.scene_id for entry in cut.entries] == [scene.id for scene in scenes]
    assert {entry.take_id for entry in cut.entries} == {None}
    assert {entry.look for entry in cut.entries} == {"noir"}
    bounds = grid(cut, cues_for(soundtrack, [entry.start.cue_id for entry in cut.entries]))
    assert bounds == (*(scene.start for scene in scenes), soundtrack.frames)


def test_the_way_out_of_silence_is_soft_and_the_blows_are_hard() -> None:
    _, _, scenes = film((8, 6))
    entries = first_cut(scenes, SHA, dissolves=True, look="noir").entries
    assert [(e.kind, e.transition, e.transition_frames) for e in entries] == [
        ("shot", "hard", 0),
        ("shot", "dissolve", DISSOLVE_FRAMES),
        ("card", "hard", 0),
        ("shot", "fade", FADE_FRAMES),
        ("black", "hard", 0),
        ("card", "hard", 0),
    ]


def test_without_dissolves_every_cut_is_hard() -> None:
    _, _, scenes = film((8, 6))
    assert {e.transition for e in first_cut(scenes, SHA, dissolves=False, look="noir").entries} == {"hard"}


@given(lines=st.lists(st.integers(1, 24), min_size=1, max_size=6).map(tuple), card_ms=st.integers(80, 3000))
def test_the_first_cut_is_always_a_valid_one(lines: tuple[int, ...], card_ms: int) -> None:
    _, soundtrack, scenes = film(lines, card_ms=card_ms)
    assert problems(first_cut(scenes, SHA, dissolves=True, look="noir"), soundtrack) == []


def test_a_new_clock_keeps_what_was_chosen_for_scenes_that_stay() -> None:
    _, _, scenes = film((8, 6))
    cut = first_cut(scenes, SHA, dissolves=True, look="noir")
    cut = with_take(cut, scenes[1].id, "take-1", handle_frames=4)
    cut = replace(cut, entries=tuple(replace(e, locked=e.scene_id == scenes[1].id) for e in cut.entries))
    _, longer, again = film((11, 6))
    kept = recut(cut, again, "6" * 64, dissolves=True, look="colour")
    entry = kept.entry(scenes[1].id)
    assert (entry.take_id, entry.in_point, entry.speed, entry.locked, entry.look) == (
        "take-1",
        4,
        "1/1",
        True,
        "noir",
    )
    assert kept.soundtrack_sha == "6" * 64
    assert problems(kept, longer) == []


def test_a_scene_that_is_new_starts_empty() -> None:
    _, _, scenes = film((8,))
    cut = with_take(first_cut(scenes, SHA, dissolves=True, look="noir"), scenes[0].id, "take-1")
    _, _, more = film((8, 6))
    kept = recut(cut, more, SHA, dissolves=True, look="noir")
    assert [entry.take_id for entry in kept.entries] == ["take-1", None, None, None, None, None]


def test_a_take_is_shown_from_its_beginning_unless_it_has_handles() -> None:
    _, _, scenes = film((8,))
    cut = first_cut(scenes, SHA, dissolves=True, look="noir")
    plain = with_take(with_take(cut, scenes[0].id, "a", handle_frames=4), scenes[0].id, "b").entry(
        scenes[0].id
    )
    assert (plain.take_id, plain.in_point, plain.speed) == ("b", 0, None)
