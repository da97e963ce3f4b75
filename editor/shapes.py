"""The timeline as the API describes it: every field of `manifest.manifest`, for the schema and its reader."""

from __future__ import annotations

from rest_framework import serializers as s

_FRAME = "A frame of the film, from 0."
_END = "The first frame outside."
_DB = "Decibels that a person added, in tenths."


class WordShape(s.Serializer):
    text = s.CharField()
    start_ms = s.IntegerField()
    end_ms = s.IntegerField()
    frame = s.IntegerField(help_text=_FRAME)
    line = s.CharField(help_text="The line, or the part of the song, that it belongs to.")


class SpanShape(s.Serializer):
    """A stretch of the sound: a line, a card, a silence, or a section of a song. They tile the film."""

    id = s.CharField()
    kind = s.CharField()
    role = s.CharField(allow_blank=True)
    start = s.IntegerField(help_text=_FRAME)
    end = s.IntegerField(help_text=_END)
    text = s.CharField(allow_blank=True)
    line = s.CharField(allow_null=True, help_text="Of a line, its id, for the edits of sound.")
    pause_ms = s.IntegerField()


class LineShape(s.Serializer):
    id = s.CharField()
    text = s.CharField()
    muted = s.BooleanField()
    voice_db = s.FloatField(help_text=_DB)
    score_db = s.FloatField(help_text=_DB)
    pause_after_ms = s.IntegerField()
    reading = s.IntegerField(help_text="1 is the first.")


class SnapShape(s.Serializer):
    frame = s.IntegerField(help_text=_FRAME)
    kind = s.CharField(help_text="pause, word, downbeat or beat.")
    label = s.CharField(help_text="What is there, in words.")  # type: ignore[assignment]


class PeaksShape(s.Serializer):
    per_second = s.IntegerField()
    url = s.CharField(help_text="Pairs of signed bytes: lowest, highest.")


class SectionMarkShape(s.Serializer):
    start = s.IntegerField(help_text=_FRAME)
    end = s.IntegerField(help_text=_END)
    label = s.CharField()  # type: ignore[assignment]


class CueShape(s.Serializer):
    id = s.CharField()
    frame = s.IntegerField(help_text=_FRAME)
    kind = s.CharField()


class ScoreShape(s.Serializer):
    artifact = s.CharField(help_text="For the edit use_score.")
    label = s.CharField()  # type: ignore[assignment]
    url = s.CharField()
    used = s.BooleanField()


class SoundShape(s.Serializer):
    url = s.CharField(allow_null=True, help_text="The mix as a stream; null until it is made.")
    peaks = PeaksShape(many=True)
    spans = SpanShape(many=True)
    words = WordShape(many=True)
    lines = LineShape(many=True, help_text="Of a trailer, in order.")
    snaps = SnapShape(many=True, help_text="Places worth cutting at.")
    song = s.DictField(
        required=False,
        allow_null=True,
        help_text="Of a music video: tempo, bars, sections with energy, cues.",
    )
    sections = SectionMarkShape(many=True, help_text="Of a music video.")
    cues = CueShape(many=True, help_text="What boundaries are told by.")
    scores = ScoreShape(many=True)
    new = s.BooleanField(help_text="The sound was changed and is being made anew.")


class PlaysShape(s.Serializer):
    """The frames [in_point, in_point + use) of the clip over `play` frames, then its last one for `freeze`."""

    use = s.IntegerField()
    play = s.IntegerField()
    freeze = s.IntegerField()
    speed = s.CharField(help_text="A ratio: 11/10.")


class FitShape(s.Serializer):
    kind = s.CharField(help_text="trim, speed, freeze, still or misfit.")
    text = s.CharField()


class CueLabelShape(s.Serializer):
    label = s.CharField(help_text="Where the scene begins, in words.")  # type: ignore[assignment]


class TimelineSceneShape(s.Serializer):
    id = s.CharField()
    number = s.IntegerField(help_text="From 1, in the order of the film.")
    start = s.IntegerField(help_text=_FRAME)
    end = s.IntegerField(help_text=_END)
    kind = s.CharField(help_text="shot, card or black.")
    text = s.CharField(allow_blank=True, help_text="What is spoken while it is seen.")
    state = s.CharField(help_text="ready, stale, failed, held, locked, working or missing.")
    locked = s.BooleanField()
    take = s.CharField(allow_null=True, help_text="One of `takes`; null for black.")
    in_point = s.IntegerField(help_text="First frame of the clip that is used.")
    speed = s.CharField(allow_null=True, help_text="As set; null lets the take be fitted.")
    plays = PlaysShape(allow_null=True, help_text="Of a clip that fits.")
    fit = FitShape()
    transition = s.CharField(help_text="Into the scene: hard, dissolve or fade.")
    transition_frames = s.IntegerField()
    look = s.CharField()
    focus = s.ListField(child=s.IntegerField(), help_text="Per mille from the left and the top.")
    move = s.CharField(help_text="Of the camera, over a still.")
    cue = CueLabelShape()
    voice_db = s.FloatField(help_text=_DB)
    score_db = s.FloatField(help_text=_DB)
    thumb = s.CharField(allow_null=True)
    takes = s.ListField(child=s.CharField(), help_text="Takes made for it, and those of the take it shows.")
    url = s.CharField(help_text="Its page.")


class TimelineTakeShape(s.Serializer):
    number = s.IntegerField()
    kind = s.CharField(help_text="image or clip.")
    scene = s.CharField(help_text="The scene it was made for.")
    frames = s.IntegerField(help_text="At its own rate; 0 for an image.")
    rate = s.CharField(allow_null=True)
    engine = s.CharField(allow_blank=True)
    origin = s.CharField()
    parent = s.CharField(allow_null=True, help_text="The image that a clip grew from.")  # type: ignore[assignment]
    prompt = s.CharField(allow_blank=True)
    price_microusd = s.IntegerField()
    thumb = s.CharField(allow_null=True)
    proxy = s.CharField(allow_null=True, help_text="All of it at the film's rate, every frame a key frame.")
    proxy_frames = s.IntegerField(allow_null=True)
    short_by = s.IntegerField(help_text="Frames that it lacks to fill its own scene.")


class CaptionShape(s.Serializer):
    start = s.IntegerField(help_text=_FRAME)
    end = s.IntegerField(help_text=_END)
    text = s.CharField(help_text="One or two rows.")


class StepShape(s.Serializer):
    label = s.CharField(allow_blank=True)  # type: ignore[assignment]


class VersionShape(s.Serializer):
    cut = s.CharField(help_text="For timeline/versions/<cut>/restore.")
    name = s.CharField()
    by = s.CharField(allow_blank=True)
    at = s.CharField()


class HolderShape(s.Serializer):
    name = s.CharField()
    mine = s.BooleanField()
    until = s.CharField()


class LastRenderShape(s.Serializer):
    url = s.CharField()
    stale = s.BooleanField(help_text="It shows an earlier cut.")
    made_ms = s.IntegerField(allow_null=True, help_text="Measured work of the newest making.")
    whole_ms = s.IntegerField(allow_null=True, help_text="Of the film's first making.")
    kept = s.IntegerField(allow_null=True, help_text="Scenes that were not made anew.")
    scenes = s.IntegerField(allow_null=True)


class SaidShape(s.Serializer):
    message = s.CharField()
    changed = s.ListField(child=s.CharField(), help_text="Ids of scenes that come out different.")
    kept = s.IntegerField(help_text="Scenes that stay as they are, to the byte.")


class TimelineShape(s.Serializer):
    """The timeline of a film."""

    revision = s.IntegerField(help_text="For `?since=`.")
    cut = s.CharField(help_text="The `base` of edits.")
    project = s.CharField()
    title = s.CharField(allow_blank=True)
    kind = s.CharField()
    rate = s.CharField(help_text="Frames a second, as a ratio: 24000/1001.")
    frames = s.IntegerField(help_text="Length of the film.")
    width = s.IntegerField()
    height = s.IntegerField()
    can_edit = s.BooleanField()
    saved_at = s.CharField(allow_null=True)
    sound = SoundShape()
    scenes = TimelineSceneShape(many=True)
    takes = s.DictField(child=TimelineTakeShape(), help_text="By id; every finished take of the film.")
    captions = CaptionShape(many=True)
    looks = s.ListField(child=s.CharField())
    transitions = s.ListField(child=s.CharField())
    moves = s.ListField(child=s.CharField())
    speed = s.ListField(child=s.CharField(), help_text="The slowest and the fastest.")
    shortest = s.IntegerField(help_text="Frames of a scene, at least.")
    longest = s.IntegerField()
    undo = StepShape(allow_null=True)
    redo = StepShape(allow_null=True)
    versions = VersionShape(many=True)
    holder = HolderShape(allow_null=True, help_text="Who is editing.")
    render = LastRenderShape(allow_null=True)
    others = s.ListField(child=s.DictField(), help_text="Always empty; kept for older programs.")
    said = SaidShape(required=False, help_text="After an edit: what it did.")
