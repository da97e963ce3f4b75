"""Whether one synopsis is a new draft of another."""

from __future__ import annotations

from trailers.domain.drafts import is_draft_of, likeness

OLD = "A woman rows out at night to ask the sea for her brother back. Nobody in the harbour believes her."
NEW = "A young woman rows out at night to ask the sea for her brother back. The harbour sleeps."
OTHER = "A detective returns to the city that forgot her, and finds that the case was never closed."


def test_the_same_text_is_all_the_same_and_another_story_is_not() -> None:
    assert likeness(OLD, OLD) == 1000
    assert likeness(OLD, OLD.upper().replace(",", "")) == 1000
    assert likeness(OLD, OTHER) == 0 and not is_draft_of(OTHER, OLD)


def test_a_rewritten_text_is_a_draft_in_both_directions() -> None:
    assert is_draft_of(NEW, OLD) and is_draft_of(OLD, NEW)
    assert 500 <= likeness(NEW, OLD) == likeness(OLD, NEW) < 1000


def test_texts_of_a_few_words_are_drafts_of_nothing() -> None:
    assert likeness("The sea", "The sea") == 0
    assert likeness("", OLD) == 0
