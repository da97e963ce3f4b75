"""What the API takes. Forms of values only: what they mean is decided by the domain and the services."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers as s

from trailers.domain.errors import CuelockError
from trailers.domain.film import GATE_STATES, GATES, PORTS, FilmSettings
from trailers.domain.lyrics import MOST_CHARS
from trailers.domain.script_edit import Row as EditRow
from trailers.domain.song import ENERGIES, ROLES
from trailers.domain.song_wishes import EDIT_KINDS, PACES, SongWishes
from trailers.forms import LOOKS
from trailers.management.wishes import parse_rate, parse_size
from trailers.models import Source
from trailers.selectors.cards import SORTS
from trailers.services.engines import check_engine
from trailers.services.music_videos import MOST_CONCEPT, NewMusicVideo
from trailers.services.projects import NewTrailer
from trailers.services.scenes import MOST_TAKES

_USUAL_MS = FilmSettings().target_ms
_MOST_LINES = 120


class Page(s.Serializer):
    page = s.IntegerField(min_value=1, max_value=1_000_000, default=1)


class ProjectFilter(Page):
    q = s.CharField(
        max_length=100, default="", allow_blank=True, help_text="Words of the title or file name."
    )
    sort = s.ChoiceField(choices=list(SORTS), default="newest")
    archived = s.BooleanField(default=False)


class After(s.Serializer):
    after = s.IntegerField(min_value=0, max_value=2**62, default=0)


class NewUpload(s.Serializer):
    name = s.CharField(max_length=200)
    size = s.IntegerField(min_value=1, max_value=2**40, help_text="Bytes, exactly.")
    media_type = s.RegexField(r"^[a-z0-9.+-]{1,40}/[a-z0-9.+-]{1,58}$", default="application/octet-stream")


class NewSource(s.Serializer):
    file = s.FileField(max_length=200, allow_empty_file=True)


class EngineWishes(s.Serializer):
    text = s.CharField(max_length=40, required=False)
    voice = s.CharField(max_length=40, required=False)
    music = s.CharField(max_length=40, required=False)
    image = s.CharField(max_length=40, required=False)
    video = s.CharField(max_length=40, required=False)

    def validate(self, given: dict[str, str]) -> dict[str, str]:
        """UserError engine.unavailable for one that this installation cannot use."""
        for port, name in given.items():
            check_engine(port, name, self.context.get("team_id"))
        return given


class StandIns(s.Serializer):
    image = s.CharField(max_length=40, required=False, allow_blank=True, help_text="Empty: none.")
    video = s.CharField(max_length=40, required=False, allow_blank=True, help_text="Empty: none.")


class VoiceSearch(s.Serializer):
    q = s.CharField(max_length=80, default="", allow_blank=True, help_text="Part of a name.")


class VoiceWish(s.Serializer):
    speaker = s.CharField(
        max_length=200,
        default="",
        allow_blank=True,
        help_text="Empty: everybody without a voice of their own.",
    )
    voice = s.CharField(
        max_length=200, default="", allow_blank=True, help_text="Empty: takes the choice back."
    )


class Wishes(EngineWishes):
    """The query of an estimate. Of a music video: its song by `source`, or by `duration_ms` alone."""

    kind = s.ChoiceField(choices=["trailer", "music_video"], default="trailer")
    target_ms = s.IntegerField(
        min_value=15_000, max_value=180_000, default=_USUAL_MS, help_text="Of a trailer."
    )
    source = s.UUIDField(required=False, help_text="A song that was uploaded.")  # type: ignore[assignment]
    duration_ms = s.IntegerField(min_value=1_000, max_value=600_000, required=False)
    start_ms = s.IntegerField(min_value=0, max_value=600_000, default=0)
    end_ms = s.IntegerField(min_value=1, max_value=600_000, required=False)
    pace = s.ChoiceField(choices=PACES, default="even")
    setups = s.IntegerField(min_value=2, max_value=200, required=False, help_text="At most so many.")
    budget_microusd = s.IntegerField(min_value=0, max_value=10**11, default=0)
    rate = s.CharField(max_length=20, default="24/1")
    words_by = s.CharField(
        max_length=40, default="", allow_blank=True, help_text="The engine that listens for a song's words."
    )

    def validate_rate(self, text: str) -> str:
        return str(_told(parse_rate, text))

    def validate_words_by(self, name: str) -> str:
        """UserError engine.unavailable."""
        if name:
            check_engine("aligner", name, self.context.get("team_id"))
        return name

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        engines = super().validate({port: given[port] for port in PORTS if port in given})
        if given["kind"] == "music_video" and ("source" in given) == ("duration_ms" in given):
            raise s.ValidationError({"source": "A music video needs its song, or duration_ms: one of them."})
        wishes = SongWishes(
            start_ms=given["start_ms"],
            end_ms=given.get("end_ms"),
            pace=given["pace"],
            most_setups=given.get("setups", 0),
            budget_microusd=given["budget_microusd"],
        )
        return {**given, "engines": engines, "wishes": wishes}


class GateWishes(s.Serializer):
    script = s.ChoiceField(choices=["stop", "auto"], default="auto")
    voice = s.ChoiceField(choices=["stop", "auto"], default="auto")
    stills = s.ChoiceField(choices=["stop", "auto"], default="auto")
    clips = s.ChoiceField(choices=["stop", "auto"], default="auto")


class SongWish(s.Serializer):
    """Times are of the whole song."""

    concept = s.CharField(max_length=MOST_CONCEPT)
    freedom = s.ChoiceField(choices=["expand", "keep"], default="expand")
    start_ms = s.IntegerField(min_value=0, max_value=600_000, default=0)
    end_ms = s.IntegerField(min_value=1, max_value=600_000, default=None, allow_null=True)
    pace = s.ChoiceField(choices=["calm", "even", "fast"], default="even")
    setups = s.IntegerField(
        min_value=2, max_value=200, default=None, allow_null=True, help_text="At most so many."
    )
    budget_microusd = s.IntegerField(
        min_value=0, max_value=10**11, default=0, help_text="As many setups as that allows; 0: no limit."
    )
    accents = s.BooleanField(default=True)
    lyrics = s.CharField(
        max_length=MOST_CHARS, default="", allow_blank=True, help_text="As LRC; without times see words_by."
    )
    words_by = s.CharField(
        max_length=40,
        default="",
        allow_blank=True,
        help_text="The engine that finds when the lyrics are sung, or writes down what is. Empty: nobody.",
    )

    def validate_words_by(self, name: str) -> str:
        """UserError engine.unavailable."""
        if name:
            check_engine("aligner", name, self.context.get("team_id"))
        return name


class WordsAsked(s.Serializer):
    text = s.CharField(
        max_length=MOST_CHARS, default="", allow_blank=True, help_text="As LRC, or without times."
    )
    by = s.CharField(
        max_length=40,
        default="",
        allow_blank=True,
        help_text="The engine that finds when they are sung; without a text, what is. Empty: nobody.",
    )


class Correction(s.Serializer):
    """Which values count depends on `kind`. Times count from the film's first frame."""

    kind = s.ChoiceField(choices=EDIT_KINDS)
    cue = s.CharField(max_length=40, required=False)
    name = s.CharField(max_length=80, required=False)
    time_ms = s.IntegerField(min_value=0, max_value=600_000, required=False)
    start_ms = s.IntegerField(min_value=0, max_value=600_000, required=False)
    end_ms = s.IntegerField(min_value=0, max_value=600_000, required=False)
    index = s.IntegerField(min_value=0, max_value=200, required=False, help_text="Of a section, from 0.")
    role = s.ChoiceField(choices=ROLES, required=False)
    energy = s.ChoiceField(choices=ENERGIES, required=False)
    pace = s.ChoiceField(choices=PACES, required=False)
    taps_ms = s.ListField(
        child=s.IntegerField(min_value=0, max_value=600_000), max_length=400, required=False
    )


class NewProject(s.Serializer):
    source = s.UUIDField()  # type: ignore[assignment]
    title = s.CharField(max_length=200, default="", allow_blank=True)
    target_ms = s.IntegerField(min_value=15_000, max_value=180_000, default=_USUAL_MS)
    kind = s.ChoiceField(choices=["trailer", "music_video"], default="trailer")
    size = s.CharField(
        max_length=20,
        required=False,
        help_text="Even sides from 64 to 4096. 1920x1080; of a music video 1080x1920.",
    )
    rate = s.CharField(max_length=20, default="24/1", help_text="24/1, 24000/1001, 25/1, …")
    look = s.ChoiceField(choices=LOOKS, required=False, help_text="noir; of a music video colour.")
    lines = s.ListField(
        child=s.CharField(max_length=400), max_length=_MOST_LINES, default=list,
        help_text="Narration to be spoken word for word.",
    )  # fmt: skip
    song = SongWish(required=False, help_text="What a music video needs.")
    engines = EngineWishes(required=False)
    gates = GateWishes(required=False, help_text="stop: the film waits there for a person.")

    def validate_size(self, text: str) -> tuple[int, int]:
        return _told(parse_size, text)

    def validate_rate(self, text: str) -> str:
        return str(_told(parse_rate, text))

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        if (given["kind"] == "music_video") != ("song" in given):
            raise s.ValidationError({"song": "A music video needs it, and nothing else has it."})
        return given


def new_music_video(source: Source, given: dict[str, Any]) -> NewMusicVideo:
    song = given["song"]
    width, height = given.get("size", (1080, 1920))
    return NewMusicVideo(
        source=source,
        concept=song["concept"],
        title=" ".join(given["title"].split()),
        rate=given["rate"],
        width=width,
        height=height,
        look=given.get("look", "colour"),
        freedom=song["freedom"],
        lyrics=song["lyrics"],
        words_by=song["words_by"],
        wishes=SongWishes(
            start_ms=song["start_ms"],
            end_ms=song["end_ms"],
            pace=song["pace"],
            most_setups=song["setups"] or 0,
            budget_microusd=song["budget_microusd"],
            accents=song["accents"],
        ),
        engines={port: name for port, name in given.get("engines", {}).items() if name != "embedded"},
        gates={gate: given.get("gates", {}).get(gate, "auto") for gate in GATES},
    )


def new_trailer(source: Source, given: dict[str, Any]) -> NewTrailer:
    width, height = given.get("size", (1920, 1080))
    return NewTrailer(
        source=source,
        title=given["title"].strip(),
        rate=given["rate"],
        width=width,
        height=height,
        look=given.get("look", "noir"),
        verbatim=tuple(given["lines"]),
        settings={} if given["target_ms"] == _USUAL_MS else {"target_ms": given["target_ms"]},
        # only what differs from the free draft, so that the same wishes are the same film
        engines={port: name for port, name in given.get("engines", {}).items() if name != "embedded"},
        gates={gate: given.get("gates", {}).get(gate, "auto") for gate in GATES},
    )


class Title(s.Serializer):
    title = s.CharField(max_length=200)


class GateWish(s.Serializer):
    state = s.ChoiceField(choices=GATE_STATES)


class Prompt(s.Serializer):
    prompt = s.CharField(max_length=2_000, default="", allow_blank=True, help_text="Empty: the script's own.")
    engine = s.CharField(max_length=40, default="", allow_blank=True, help_text="Empty: the film's own.")
    takes = s.IntegerField(
        min_value=1, max_value=MOST_TAKES, default=1, help_text="The first is shown; the others stay stills."
    )
    keep_framing = s.BooleanField(
        default=False, help_text="The still shown now goes along, to an engine that looks at pictures."
    )


class SheetWish(s.Serializer):
    use = s.ChoiceField(choices=["again", "drawn", "none"], default="drawn")
    reference = s.UUIDField(required=False, help_text="A picture of the team's library.")
    upload = s.UUIDField(required=False, help_text="A picture that was uploaded, see /uploads.")


class LadderWish(s.Serializer):
    rung = s.ChoiceField(choices=["stills", "clips"])
    engine = s.CharField(max_length=40)

    def validate(self, data: dict[str, Any]) -> dict[str, Any]:
        """UserError engine.unavailable."""
        port = "image" if data["rung"] == "stills" else "video"
        check_engine(port, data["engine"], self.context.get("team_id"))
        return data


class Instead(s.Serializer):
    prompt = s.CharField(
        max_length=2_000, default="", allow_blank=True, help_text="Empty: the words as they were."
    )
    engine = s.CharField(
        max_length=40,
        default="",
        allow_blank=True,
        help_text="Empty: the same. `embedded` moves a clip's still.",
    )


class OfEngine(s.Serializer):
    engine = s.CharField(max_length=40, default="", allow_blank=True, help_text="Empty: the film's own.")
    takes = s.IntegerField(min_value=1, max_value=MOST_TAKES, default=1)


class Row(s.Serializer):
    kind = s.ChoiceField(choices=["line", "card", "silence"])
    id = s.CharField(max_length=64, default="", allow_blank=True, help_text="Empty for a new row.")
    role = s.ChoiceField(choices=["", "act", "title", "end", "opening", "black", "breath"], default="")
    text = s.CharField(max_length=2_000, default="", allow_blank=True)
    duration_ms = s.IntegerField(min_value=0, max_value=60_000, default=0)
    pause_after_ms = s.IntegerField(min_value=0, max_value=60_000, default=0)
    pictures = s.ListField(child=s.CharField(max_length=2_000, allow_blank=True), max_length=20, default=list)


class Rows(s.Serializer):
    rows = Row(many=True)

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        rows = [EditRow(**{**row, "pictures": tuple(row["pictures"])}) for row in given["rows"]]
        return {**given, "rows": rows}


class ScriptEdit(Rows):
    base = s.IntegerField(min_value=1, max_value=2**31 - 1, help_text="The version that was edited.")


class Reading(s.Serializer):
    reading = s.IntegerField(
        min_value=1, max_value=1_000, default=None, allow_null=True, help_text="Empty: another one."
    )


class Slot(s.Serializer):
    slot = s.CharField(max_length=100)


class Decision(s.Serializer):
    act = s.ChoiceField(choices=["repeat", "charged", "free"])


class UseUpload(s.Serializer):
    upload = s.UUIDField()


class Lock(s.Serializer):
    locked = s.BooleanField()


def _told(parse: Any, text: str) -> Any:
    try:
        return parse(text)
    except CuelockError as error:
        raise s.ValidationError(str(error)) from error
