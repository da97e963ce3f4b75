"""What the API takes of treatments and shot plans: the same JSON that it answers and that lies in the package."""

from __future__ import annotations

from rest_framework import serializers as s

_BASE = "The version that was read and edited."


class TreatmentWish(s.Serializer):
    treatment = s.DictField(help_text="As GET answers it.")


class TreatmentEdit(TreatmentWish):
    base = s.CharField(max_length=16, help_text=_BASE)


class ShotPlanWish(s.Serializer):
    plan = s.DictField(help_text="As GET answers it: setups, and a shot for each cue in order.")


class ShotPlanEdit(ShotPlanWish):
    base = s.CharField(max_length=16, help_text=_BASE)
