"""The words of a music video's song, asked for by a person: given as text, looked for by an engine, taken back."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from trailers.domain.errors import UserError
from trailers.domain.film import FilmSettings
from trailers.domain.sung_wish import WordsWish, wish_in, with_wish
from trailers.models import Project
from trailers.queue.events import record

from .advance import advance_locked, lock_project, order
from .engines import check_engine
from .song_words import SLOT


def ask_words(*, project: Project, text: str, by: str = "") -> None:
    """These words from now on. With an engine in `by` it is asked when they are sung, and without a text what is;
    it is paid once for the same words of the same song, whoever asks again. No scene is cut anew.

    UserErrors lyrics.too_long, engine.unavailable.
    """
    wish = WordsWish(text.strip(), by)
    if by:
        check_engine(wish.port, by, project.team_id)
    with transaction.atomic():
        locked = lock_project(project.pk)
        wishes = FilmSettings.from_json(locked.settings).words
        if wish != wish_in(locked.brief, wishes):
            _keep(locked, with_wish(wishes, wish), "words.asked", wish)
        else:
            _again(locked)


def take_back_words(*, project: Project) -> None:
    """The words as they were before the last wish. UserError lyrics.nothing_to_take_back."""
    with transaction.atomic():
        locked = lock_project(project.pk)
        wishes = [dict(wish) for wish in FilmSettings.from_json(locked.settings).words]
        if not wishes:
            raise UserError("lyrics.nothing_to_take_back")
        _keep(locked, wishes[:-1], "words.taken_back", wish_in(locked.brief, wishes[:-1]))


def _keep(project: Project, wishes: list[dict[str, Any]], kind: str, wish: WordsWish) -> None:
    """What was heard for another wish is no longer shown; it is kept, and found again for the same wish."""
    project.settings = {**project.settings, "words": wishes}
    project.slots = {slot: key for slot, key in project.slots.items() if slot != SLOT}
    project.save(update_fields=["settings", "slots"])
    record(project, kind, engine=wish.by, characters=len(wish.text))
    _again(project)


def _again(project: Project) -> None:
    """What is wanted is ordered; asking for what failed before is asking once more."""
    step = advance_locked(project).steps.get("words")
    if step is not None and step.state == "failed":
        project.epoch += 1
        project.save(update_fields=["epoch"])
        order(project, step)
