"""Forms of a music video's shots. They shape what was typed; services decide."""

from __future__ import annotations

from django import forms

from trailers.domain.motion import MOST_MOTION
from trailers.domain.shot_edit import MOST_PICTURE


class SetupForm(forms.Form):
    """The prompts of one setup. `base` is the version of the plan that was read."""

    setup = forms.CharField(max_length=80)
    base = forms.CharField(max_length=16)
    picture = forms.CharField(max_length=4 * MOST_PICTURE)
    motion = forms.CharField(max_length=4 * MOST_MOTION, required=False)


class ScenesForm(forms.Form):
    """What scenes are there for and show: purpose:<cue> and setup:<cue> of each that is meant."""

    base = forms.CharField(max_length=16)

    def wanted(self) -> dict[str, tuple[str, str]]:
        """Cue -> (purpose, setup)."""
        cues = [name.partition(":")[2] for name in self.data if name.startswith("purpose:")]
        return {cue: (self.data[f"purpose:{cue}"], self.data.get(f"setup:{cue}", "")) for cue in cues}
