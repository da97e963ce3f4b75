"""Edits of a script: identities, what a person may write, and what each change means for what was made."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.services import lab
from trailers.domain.errors import UserError
from trailers.domain.script import Visual
from trailers.domain.script_check import validate_script
from trailers.domain.script_edit import (
    MOST_LINE_CHARS,
    Row,
    added,
    changes_between,
    dropped,
    moved,
    problems_of,
    rewritten,
    rows_of,
)

OLD = lab.script("The sea keeps what it takes.", "Tonight one woman rows out to ask for it back.")
"""Rows: 0 opening, 1 and 2 lines, 3 black, 4 title, 5 end."""
ROWS = rows_of(OLD)


def with_row(index: int, **changes: object) -> tuple[Row, ...]:
    return tuple(replace(row, **changes) if n == index else row for n, row in enumerate(ROWS))  # type: ignore[arg-type]


def test_rows_unchanged_are_the_same_script() -> None:
    assert rewritten(OLD, ROWS) == OLD
    assert not changes_between(OLD, OLD).any


def test_a_line_keeps_its_identity_whatever_is_written_into_it() -> None:
    new = rewritten(OLD, with_row(1, text="  The sea   keeps nothing. "))
    assert new.items[1].text == "The sea keeps nothing."
    assert [item.id for item in new.items] == [item.id for item in OLD.items]
    assert new.items[1].visuals == OLD.items[1].visuals
    changes = changes_between(OLD, new)
    assert changes.spoken == (OLD.items[1].id,)
    assert changes.kept_voices == (OLD.items[2].id,)
    assert changes.touched == {OLD.items[1].id}
    assert changes.moves_clock


def test_blanks_alone_change_nothing() -> None:
    assert rewritten(OLD, with_row(1, text="The  sea keeps\nwhat it takes. ")) == OLD


def test_a_line_may_not_be_empty_or_too_long_and_says_which() -> None:
    cases = (
        (with_row(2, text=" \n "), "edit.line_empty", "Row 3 is a line without words."),
        (with_row(2, text="x" * (MOST_LINE_CHARS + 1)), "edit.line_long", "has 401 characters"),
        (with_row(4, text=""), "edit.card_empty", "Row 5"),
        (with_row(4, text="T" * 81), "edit.card_long", "Shorten it"),
        (with_row(3, duration_ms=199), "edit.length", "from 0.2 to 30 seconds"),
        (with_row(5, duration_ms=15_001), "edit.length", "from 0.5 to 15 seconds"),
        (with_row(1, pause_after_ms=5_001), "edit.pause", "up to 5 seconds"),
        (with_row(1, pictures=("p",) * 9), "edit.many_pictures", "more than 8"),
        (with_row(1, pictures=("p" * 2_001,)), "edit.picture_long", "2000"),
        (ROWS[:1], "edit.no_line", "no spoken line"),
        (ROWS * 40, "edit.too_many", "240 rows"),
        ((*ROWS, ROWS[1]), "edit.unknown", ""),
        ((replace(ROWS[1], id="nobody"), *ROWS[2:]), "edit.unknown", ""),
    )
    for rows, code, words in cases:
        with pytest.raises(UserError) as refused:
            rewritten(OLD, rows)
        assert refused.value.code == code
        assert words in str(refused.value)


def test_every_problem_is_found_at_once_with_its_row() -> None:
    rows = (*with_row(1, text="")[:4], replace(ROWS[4], text=""), ROWS[5])
    assert [(p.code, p.scene) for p in problems_of(rows)] == [("edit.line_empty", 2), ("edit.card_empty", 5)]


def test_what_is_exactly_at_the_limit_is_taken() -> None:
    assert problems_of(with_row(1, text="x" * MOST_LINE_CHARS)) == ()
    assert problems_of(with_row(3, duration_ms=200)) == problems_of(with_row(3, duration_ms=30_000)) == ()


def test_a_new_line_has_an_identity_of_its_own_and_a_picture() -> None:
    rows = added(ROWS, 1, "line")
    assert [row.id for row in rows if not row.id] == [""]
    rows = tuple(replace(row, text="Nobody answers.") if not row.id else row for row in rows)
    new = rewritten(OLD, rows)
    fresh = new.items[2]
    assert fresh.id not in {item.id for item in OLD.items}
    assert fresh.visuals == OLD.items[1].visuals[-1:], "seen where the film already is"
    assert fresh.pause_after_ms == 400
    assert rewritten(OLD, rows) == new, "the same edit is the same script"
    assert validate_script(new).ok
    changes = changes_between(OLD, new)
    assert (changes.new, changes.spoken) == ((fresh.id,), (fresh.id,))
    assert len(changes.kept_voices) == 2


def test_new_words_never_take_the_identity_of_a_line_that_is_still_there() -> None:
    """A line is named by its first words; writing those words again must not make two lines one."""
    first = rewritten(OLD, with_row(1, text="Other words."))
    rows = added(rows_of(first), 1, "line")
    rows = tuple(replace(row, text="The sea keeps what it takes.") if not row.id else row for row in rows)
    new = rewritten(first, rows)
    ids = [item.id for item in new.items]
    assert len(set(ids)) == len(ids) == 7


def test_a_dropped_line_that_comes_back_is_itself_again() -> None:
    without = rewritten(OLD, dropped(ROWS, 1))
    assert changes_between(OLD, without).dropped == (OLD.items[1].id,)
    rows = added(rows_of(without), 0, "line")
    rows = tuple(replace(row, text=OLD.items[1].text) if not row.id else row for row in rows)
    assert rewritten(without, rows).items[1].id == OLD.items[1].id


def test_moving_goes_no_further_than_the_ends() -> None:
    assert [row.id for row in moved(ROWS, 2, -1)] == [ROWS[n].id for n in (0, 2, 1, 3, 4, 5)]
    assert moved(ROWS, 2, -99)[0] == ROWS[2]
    assert moved(ROWS, 2, 99)[-1] == ROWS[2]
    new = rewritten(OLD, moved(ROWS, 2, -1))
    changes = changes_between(OLD, new)
    assert changes.reordered and changes.moves_clock
    assert (changes.spoken, changes.touched) == ((), frozenset()), "every voice and every take stays"


def test_pauses_and_lengths_are_a_change_of_time_alone() -> None:
    changes = changes_between(OLD, rewritten(OLD, with_row(1, pause_after_ms=900)))
    assert (changes.spoken, changes.retimed) == ((), (OLD.items[1].id,))
    changes = changes_between(OLD, rewritten(OLD, with_row(3, duration_ms=3_000)))
    assert changes.retimed == (OLD.items[3].id,)


def test_other_words_for_a_picture_keep_all_else_that_is_known_of_it() -> None:
    seen = Visual("A coast", setting="coast", time="dusk", characters=("Mara",))
    script = replace(OLD, items=(*OLD.items[:1], replace(OLD.items[1], visuals=(seen,)), *OLD.items[2:]))
    rows = rows_of(script)
    new = rewritten(script, (rows[0], replace(rows[1], pictures=("A harbour",)), *rows[2:]))
    assert new.items[1].visuals == (replace(seen, description="A harbour"),)
    changes = changes_between(script, new)
    assert changes.repictured == (script.items[1].id,) and not changes.moves_clock
    more = rewritten(script, (rows[0], replace(rows[1], pictures=("A lamp", "A coast", " ")), *rows[2:]))
    assert more.items[1].visuals == (replace(seen, description="A lamp"), seen)


def test_black_and_cards_have_no_pictures_to_write() -> None:
    assert rewritten(OLD, with_row(3, pictures=("A ghost",))) == OLD
    assert rewritten(OLD, with_row(4, pictures=("A ghost",))) == OLD


def test_a_card_with_other_words_is_lettered_anew_and_moves_nothing() -> None:
    changes = changes_between(OLD, rewritten(OLD, with_row(4, text="LOW WATER")))
    assert changes.lettered == (OLD.items[4].id,)
    assert not changes.moves_clock and changes.touched == {OLD.items[4].id}


@given(
    st.lists(st.tuples(st.sampled_from(["up", "down", "drop", "line", "card", "silence"]), st.integers(0, 9)))
)
def test_no_sequence_of_operations_makes_two_items_one(steps: list[tuple[str, int]]) -> None:
    rows: tuple[Row, ...] = ROWS
    for step, at in steps:
        index = at % max(1, len(rows))
        if step in ("up", "down") and rows:
            rows = moved(rows, index, -1 if step == "up" else 1)
        elif step == "drop":
            rows = dropped(rows, index)
        elif step in ("line", "card", "silence"):
            rows = added(rows, index, step)  # type: ignore[arg-type]
    rows = tuple(replace(row, text=row.text or "Words.") if row.kind != "silence" else row for row in rows)
    if not any(row.kind == "line" for row in rows):
        return
    new = rewritten(OLD, rows)
    ids = [item.id for item in new.items]
    assert len(set(ids)) == len(ids)
    kept = [row.id for row in rows if row.id]
    assert [item_id for item_id in ids if item_id in set(kept)] == kept
    assert validate_script(new).ok
