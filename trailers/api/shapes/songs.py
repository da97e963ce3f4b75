"""Songs of music videos. Times count from the film's first frame."""

from __future__ import annotations

from rest_framework import serializers as s

from .sources import SourceShape


class SongSourceShape(SourceShape):
    duration_ms = s.IntegerField()


class SongBeatShape(s.Serializer):
    time_ms = s.IntegerField()
    place = s.IntegerField(help_text="In its bar; 0 is the first.")


class SectionShape(s.Serializer):
    start_ms = s.IntegerField()
    end_ms = s.IntegerField()
    role = s.CharField()
    role_confidence = s.IntegerField(help_text="Per mille.")
    energy = s.CharField()
    energy_confidence = s.IntegerField(help_text="Per mille.")


class CueShape(s.Serializer):
    id = s.CharField()
    time_ms = s.IntegerField()
    reasons = s.ListField(child=s.CharField())
    strength = s.IntegerField()
    name = s.CharField(allow_blank=True)
    locked = s.BooleanField(help_text="Set by a person: it is never chosen anew.")


class SongShape(s.Serializer):
    """The part of the song that the film shows, corrected."""

    duration_ms = s.IntegerField(source="song.duration_ms")
    tempo_mbpm = s.IntegerField(source="song.tempo_mbpm", help_text="Thousandths of a beat a minute.")
    metre = s.IntegerField(source="song.metre")
    confidence = s.IntegerField(source="song.confidence", help_text="Of the pulse, per mille.")
    beats = SongBeatShape(source="song.beats", many=True)
    sections = SectionShape(source="song.sections", many=True)
    cues = CueShape(many=True)
    edits = s.ListField(child=s.DictField(), help_text="Corrections in force, oldest first.")
