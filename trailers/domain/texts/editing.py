"""Undo, versions, and two people at one timeline."""

from __future__ import annotations

from collections.abc import Mapping

from ..message import Message

EDITING: Mapping[str, Message] = {
    "edit.nothing_to_undo": Message("There is nothing to undo.", "", "Change something first."),
    "edit.nothing_to_redo": Message("There is nothing to do again.", "", "Undo something first."),
    "editor.moved_on": Message(
        "The edit has changed meanwhile.",
        "{by} did this {ago}: {what}.",
        "Look at it, then make your change again.",
    ),
    "editor.held": Message("{by} is editing this film.", "", "Take over, if you have agreed on it."),
    "editor.no_version": Message("There is no such version.", "", "Look again."),
    "editor.no_name": Message("A version needs a name.", "", "Give it one."),
    "op.unreadable": Message(
        "The edit cannot be read.", "{place} should be {wanted}.", "Reload the page and try again."
    ),
    "op.no_words": Message("There are no such words.", "The sound has {count}.", "Choose other words."),
    "op.words_at_once": Message(
        "The words lie in a scene at the end of which nothing follows.", "", "Choose words further ahead."
    ),
    "op.no_line": Message("There is no such line.", "The script has changed.", "Look again."),
    "op.first_line": Message(
        "Nothing comes before this line.",
        "The film begins with it.",
        "Put a silence before it in the script.",
    ),
    "op.no_score": Message("There is no such score.", "", "Choose one of this film's scores."),
}
