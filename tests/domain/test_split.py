"""The split's check: a sound plan passes, and each thing that can be wrong is named in plain words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.domain.tracks import visual
from trailers.domain.clock import Rate
from trailers.domain.errors import TEXTS
from trailers.domain.scenes import (
    PlannedScene,
    Problem,
    SplitReport,
    plan_scenes,
    validate_script,
    validate_split,
)
from trailers.domain.script import Character, Item, Script, Visual
from trailers.domain.soundtrack import Soundtrack, Voiced, lay
from trailers.domain.words import Word

R24 = Rate(24)
ITEMS = (
    Item("o", "silence", role="opening", duration_ms=1_000, visuals=(visual("sea"),)),
    Item("a", "line", "The light went out.", pause_after_ms=500, visuals=(visual("lamp"), visual("dark"))),
    Item("k", "card", "ONE NIGHT", "act", 1_500),
    Item("b", "line", "Nobody came.", visuals=(visual("door"),)),
)
SCRIPT = Script("T", ITEMS)
VOICES = {
    "a": Voiced(96_000, tuple(Word(w, 500 * n, 500 * n + 300) for n, w in enumerate(ITEMS[1].text.split()))),
    "b": Voiced(48_000, (Word("Nobody", 0, 400), Word("came.", 500, 900))),
}
TRACK = lay(ITEMS, VOICES, R24)
SCENES = plan_scenes(SCRIPT, TRACK)


def codes(report: SplitReport) -> tuple[str, ...]:
    return tuple(problem.code for problem in report.problems)


def check(
    scenes: tuple[PlannedScene, ...] = SCENES, *, script: Script = SCRIPT, track: Soundtrack = TRACK
) -> SplitReport:
    return validate_split(script, track, scenes)


def with_item(n: int, **changes: object) -> Script:
    items = list(ITEMS)
    items[n] = replace(items[n], **changes)  # type: ignore[arg-type]
    return replace(SCRIPT, items=tuple(items))


def with_scene(n: int, **changes: object) -> tuple[PlannedScene, ...]:
    scenes = list(SCENES)
    scenes[n] = replace(scenes[n], **changes)  # type: ignore[arg-type]
    return tuple(scenes)


def test_a_sound_plan_has_nothing_to_report() -> None:
    report = check()
    assert report == SplitReport(()) and report.ok
    assert str(report) == "Every word is seen once, in order, and the scenes fill the film."
    # 1 s; 2.5 s cut at 1.4 s (pause 1300 to 1500, its middle): 33.6 -> 34; 1.5 s; 1 s
    assert [(s.start, s.end) for s in SCENES] == [(0, 24), (24, 58), (58, 84), (84, 120), (120, 144)]


def test_a_report_reads_as_sentences() -> None:
    report = check(with_scene(2, start=60), script=with_item(2, text=" "))
    assert str(report).splitlines() == [
        "Problem: A card of role “act” shows nothing. Its text is empty. Write it or remove it.",
        "Problem: Nothing is shown before scene 3. 2 frames from frame 58 on. Plan the scenes again.",
        "Problem: Scene 3 is not cut on its cue. “a:3” is frame 58, the scene has frame 60."
        " Plan the scenes again.",
    ]


@pytest.mark.parametrize(
    ("script", "code"),
    [
        (Script("T", ()), "split.no_items"),
        (with_item(1, text="  "), "split.empty_line"),
        (with_item(2, text=""), "split.empty_card"),
        (with_item(2, duration_ms=0), "split.no_length"),
        (with_item(0, duration_ms=-5), "split.no_length"),
        (with_item(1, pause_after_ms=-1), "split.negative_pause"),
        (with_item(3, visuals=()), "split.no_picture"),
        (with_item(3, visuals=(Visual("  "),)), "split.empty_picture"),
        (with_item(3, id="a"), "split.same_id"),
        (with_item(3, id=""), "split.same_id"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_wrong_with_a_script_is_known_before_a_word_is_spoken(script: Script, code: str) -> None:
    assert codes(validate_script(script)) == (code,)


def test_a_good_script_without_any_line_is_still_a_script() -> None:
    assert validate_script(replace(SCRIPT, items=ITEMS[2:3])).ok


def test_what_only_deserves_a_note() -> None:
    black = Item("z", "silence", role="black", duration_ms=500, visuals=(visual("x"),))
    person = replace(ITEMS[3], visuals=(replace(visual("door"), characters=("Ewan",)),))
    script = Script("T", (*ITEMS[:3], person, black))
    report = validate_script(script)
    assert report.ok and [n.code for n in report.notices] == [
        "split.unknown_character",
        "split.black_with_pictures",
    ]
    assert str(report.notices[0]).startswith("Ewan is seen during “Nobody came.” but is not described.")
    known = validate_script(replace(script, characters=(Character("Ewan"),)))
    assert [n.code for n in known.notices] == ["split.black_with_pictures"]


def test_a_soundtrack_of_another_script() -> None:
    other = replace(SCRIPT, items=(*ITEMS[:3], replace(ITEMS[3], id="new")))
    report = check(script=other)
    assert codes(report) == ("split.unknown_item", "split.not_on_soundtrack", "split.unknown_item")
    swapped = replace(SCRIPT, items=(ITEMS[1], ITEMS[0], *ITEMS[2:]))
    assert codes(check(script=swapped)) == ("split.items_disordered",)


def test_words_that_are_not_those_of_the_line() -> None:
    (problem,) = check(script=with_item(3, text="Nobody ever came.")).problems
    assert (problem.code, problem.item_id) == ("split.words_differ", "b")
    assert "“Nobody ever came.”" in str(problem) and "3 words are written; 2 were placed" in str(problem)


@pytest.mark.parametrize(
    ("scenes", "expected"),
    [
        ((), ("split.no_scenes", *["split.word_unseen"] * 6)),
        (with_scene(1, number=9), ("split.misnumbered",)),
        (with_scene(4, end=143), ("split.wrong_end", "split.off_cue")),
        (with_scene(3, start=80), ("split.overlap", "split.off_cue")),
        (with_scene(3, start=120), ("split.gap", "split.no_frames", "split.off_cue")),
        (with_scene(3, id=SCENES[0].id), ("split.same_id",)),
        (with_scene(2, end_cue="b:1"), ("split.off_cue", "split.two_cues", "split.word_twice")),
        (
            with_scene(4, start_cue="nowhere:3"),
            ("split.unknown_cue", "split.two_cues", *["split.word_unseen"] * 2),
        ),
        (with_scene(2, visual=None), ("split.no_picture",)),
        (with_scene(0, item_id="ghost"), ("split.unknown_item",)),
    ],
)
def test_what_is_wrong_with_a_plan(scenes: tuple[PlannedScene, ...], expected: tuple[str, ...]) -> None:
    assert codes(check(scenes)) == expected


def test_a_scene_left_out_is_a_gap_and_its_words_are_named() -> None:
    report = check((*SCENES[:2], *(replace(s, number=s.number - 1) for s in SCENES[3:])))
    assert codes(report) == ("split.gap", "split.two_cues", "split.word_unseen")
    wanted = "No scene shows the word “out.”. It is word 4, at 2.50 s. Plan the scenes again."
    assert str(report.problems[2]) == wanted


def test_scenes_that_last_too_long_or_hardly_at_all() -> None:
    report = validate_split(SCRIPT, TRACK, SCENES, max_scene_ms=1_400, min_scene_frames=25)
    assert [(p.code, p.scene) for p in report.problems] == [("split.long_scene", 2), ("split.long_scene", 4)]
    assert [(n.code, n.scene) for n in report.notices] == [("split.short_scene", 1), ("split.short_scene", 5)]
    assert (
        str(report.problems[0]) == "Scene 2 lasts 1.42 s. The limit is 1.4 s. Divide it or raise the limit."
    )


def test_pictures_that_found_no_time_are_counted() -> None:
    script = with_item(3, visuals=(visual("door"), visual("hand"), visual("key")))
    report = check(plan_scenes(script, TRACK), script=script)
    assert report.ok
    (notice,) = report.notices
    assert (notice.code, notice.params["count"], notice.item_id) == ("split.pictures_left_out", 1, "b")


def test_frame_cues_of_long_quiet_are_known() -> None:
    items = (Item("s", "silence", role="opening", duration_ms=20_000, visuals=(visual("sea"),)),)
    script, track = Script("T", items), lay(items, {}, R24)
    scenes = plan_scenes(script, track)
    assert [s.start_cue for s in scenes] == ["start", "s:f160", "s:f320"]
    assert validate_split(script, track, scenes).ok


def _everything_that_is_reported() -> set[str]:
    import re
    from pathlib import Path

    import trailers.domain

    folder = Path(trailers.domain.__file__).parent
    sources = (
        (folder / name).read_text(encoding="utf-8")
        for name in ("split.py", "script_check.py", "scenes.py", "stretches.py")
    )
    return {code for source in sources for code in re.findall(r'"(split\.\w+)"', source)}


def test_every_code_has_a_text_that_says_what_to_do() -> None:
    reported = _everything_that_is_reported()
    assert len(reported) >= 25 and reported <= set(TEXTS)
    for code in reported:
        assert TEXTS[code].what.endswith(".") and TEXTS[code].do.endswith(".")


def test_a_long_line_is_quoted_short() -> None:
    text = "word " * 40
    (problem,) = validate_script(with_item(1, text=text, visuals=())).problems
    quoted = str(problem).split("“")[1].split("”")[0]
    assert len(quoted) <= 60 and quoted.endswith("…")
    assert str(Problem("split.no_picture", {"item": "the opening silence"})).startswith(
        "Nothing is seen during the opening"
    )
