"""What the sound of a film is made from, kept with every cut, so that going back brings the exact sound back."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from trailers.models import Cut, Project, Script, Soundtrack

SETTINGS = ("revoiced", "muted", "levels", "narration", "score")
_SLOTS = ("voice:", "score", "split")


def sound_of(project: Project) -> dict[str, Any]:
    """The script, the slots and the settings that the sound follows from, as JSON."""
    return {
        "script": str(project.script_id) if project.script_id else None,
        "slots": {slot: key for slot, key in project.slots.items() if slot.startswith(_SLOTS)},
        "settings": {name: project.settings[name] for name in SETTINGS if name in project.settings},
    }


def put_sound(project: Project, sound: Mapping[str, Any], clock: Soundtrack) -> None:
    """Set the project's sound as it was; the caller saves what `SOUND_FIELDS` names."""
    other = {slot: key for slot, key in project.slots.items() if not slot.startswith(_SLOTS)}
    plain = {name: value for name, value in project.settings.items() if name not in SETTINGS}
    project.soundtrack = clock
    project.slots = {**other, **sound["slots"]}
    project.settings = {**plain, **sound["settings"]}
    project.script = Script.objects.filter(pk=sound["script"], project=project).first()


SOUND_FIELDS = ("script", "soundtrack", "slots", "settings")


def as_of(project: Project, cut: Cut) -> Project:
    """The project as it would be with another cut, to plan from. Never saved."""
    then = copy.copy(project)
    then.current_cut = cut
    if cut.pk != project.current_cut_id:
        if cut.sound:
            put_sound(then, cut.sound, cut.soundtrack)
        else:
            then.soundtrack = cut.soundtrack
    return then
