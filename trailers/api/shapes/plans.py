"""Treatments and shot plans of music videos."""

from __future__ import annotations

from rest_framework import serializers as s

from .sources import EstimateShape


class TreatmentShape(s.Serializer):
    version = s.CharField(help_text="Of its contents: what an edit gives as `base`.")
    locked = s.BooleanField()
    edits = s.IntegerField(help_text="How many can be taken back.")
    treatment = s.DictField()


class SetupShape(s.Serializer):
    id = s.CharField(help_text="Follows from what its picture shows.")
    state = s.ChoiceField(choices=["done", "working", "waiting", "unseen"])
    scenes = s.ListField(child=s.IntegerField())
    made_ms = s.IntegerField(help_text="Of its clips.")
    used_ms = s.IntegerField(help_text="Of those, what the film shows.")
    bought_s = s.IntegerField(help_text="Where clips are paid by their length; else 0.")
    spent_microusd = s.IntegerField()
    again_microusd = s.IntegerField(help_text="Of one more picture and clip.")
    locked = s.BooleanField()


class ShotPlanShape(s.Serializer):
    version = s.CharField(help_text="Of its contents: what an edit gives as `base`.")
    plan = s.DictField(help_text="setups with their prompts, and a shot for each cue.")
    own = s.BooleanField(help_text="Whether a person's own plan is followed.")
    edits = s.IntegerField(help_text="How many can be taken back.")
    stale = s.BooleanField(help_text="Planned for an earlier song or treatment.")
    new = s.ListField(child=s.CharField(), help_text="Cues that the plan did not know.")
    moved = s.ListField(
        child=s.CharField(),
        help_text="Cues whose shot would have been cut to itself, and shows another setup.",
    )
    gone = s.ListField(child=s.CharField(), help_text="Cues of the plan that are no more.")
    setups = SetupShape(many=True)


class SongEstimateShape(EstimateShape):
    """Of a music video: its price follows the setups, and its length the song."""

    setups_low = s.IntegerField()
    setups_high = s.IntegerField()
    bought_s_low = s.IntegerField(help_text="Of clip; 0 where it is not paid by its length.")
    bought_s_high = s.IntegerField()
    shown_s = s.IntegerField(help_text="Of the film.")
    at_most_microusd = s.IntegerField(
        allow_null=True, help_text="Whatever lengths the scenes get, within the budget; null without one."
    )
    one_more_microusd = s.IntegerField(
        allow_null=True, help_text="Of the film with one more setup; 0 when no more are wanted."
    )
