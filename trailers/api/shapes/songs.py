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


class SongCueShape(s.Serializer):
    id = s.CharField()
    time_ms = s.IntegerField()
    reasons = s.ListField(child=s.CharField())
    strength = s.IntegerField()
    name = s.CharField(allow_blank=True)
    locked = s.BooleanField(help_text="Set by a person: it is never chosen anew.")


class SungWordShape(s.Serializer):
    text = s.CharField()
    start_ms = s.IntegerField()
    end_ms = s.IntegerField()


class StretchShape(s.Serializer):
    start_ms = s.IntegerField()
    end_ms = s.IntegerField()


class WordsOfferShape(s.Serializer):
    port = s.CharField(help_text="aligner: finds known words; transcriber: writes down what is sung.")
    engine = s.CharField()
    made_by = s.CharField()
    price_microusd = s.IntegerField(help_text="For the part of the song that the film shows.")
    missing = s.ListField(child=s.CharField(), help_text="Settings that it lacks.")


class SongWordsShape(s.Serializer):
    """The words of the song on the film's clock."""

    state = s.CharField(
        help_text="none, untimed, timed (by the text), waiting, working, heard (by an engine), poor, failed."
    )
    text = s.CharField(allow_blank=True)
    by = s.CharField(allow_blank=True, help_text="The engine that was asked; empty for nobody.")
    asked = s.IntegerField(help_text="Words that the engine was to find.")
    placed = s.IntegerField(help_text="Of those, how many it found where they can be sung.")
    words = SungWordShape(many=True)
    line_starts = s.ListField(child=s.IntegerField(), help_text="Index of the first word of each line.")
    vocals = StretchShape(many=True, allow_null=True, help_text="Null where nobody knows.")
    entrances_ms = s.ListField(child=s.IntegerField(), help_text="Where a voice comes in after 4 s without.")
    wishes = s.IntegerField(help_text="How many can be taken back.")
    problem = s.SerializerMethodField()
    offers = WordsOfferShape(many=True)

    def get_problem(self, panel: object) -> str | None:
        problem = getattr(panel, "problem", None)
        return str(problem) if problem else None


class SongShape(s.Serializer):
    """The part of the song that the film shows, corrected."""

    duration_ms = s.IntegerField(source="song.duration_ms")
    tempo_mbpm = s.IntegerField(source="song.tempo_mbpm", help_text="Thousandths of a beat a minute.")
    metre = s.IntegerField(source="song.metre")
    confidence = s.IntegerField(source="song.confidence", help_text="Of the pulse, per mille.")
    beats = SongBeatShape(source="song.beats", many=True)
    sections = SectionShape(source="song.sections", many=True)
    cues = SongCueShape(many=True)
    edits = s.ListField(child=s.DictField(), help_text="Corrections in force, oldest first.")
