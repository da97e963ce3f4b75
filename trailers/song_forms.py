"""Forms of music videos. They shape what was typed; services decide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from trailers.domain.errors import UserError
from trailers.domain.film import GATES, PORTS
from trailers.domain.lyrics import MOST_CHARS
from trailers.domain.song import ENERGIES, ROLES
from trailers.domain.song_wishes import EDIT_KINDS, SongWishes
from trailers.domain.treatment import MOST_TEXT, Treatment, reworded
from trailers.forms import GATE_WORDS, PORT_WORDS, RATES
from trailers.management.wishes import parse_moment
from trailers.models import Source
from trailers.selectors.forecast import Choice
from trailers.selectors.song_words import WordsOffer
from trailers.services.music_videos import MOST_CONCEPT, NewMusicVideo

SONG_FILES = ".mp3,.m4a,.wav,.aac,.ogg,.flac"
ASPECTS = [
    ("1080x1920", "Tall 9:16, 1080 × 1920"),
    ("1920x1080", "Wide 16:9, 1920 × 1080"),
    ("1080x1080", "Square 1:1, 1080 × 1080"),
    ("720x1280", "Tall 9:16, 720 × 1280"),
]
PACES = [("calm", "Calm"), ("even", "With the song"), ("fast", "Fast")]
FREEDOMS = [
    ("expand", "Think it further: add places and hours that belong to it"),
    ("keep", "Keep to what it says"),
]
GATES_OF_SONGS = tuple(gate for gate in GATES if gate != "voice")


class SongForm(forms.Form):
    file = forms.FileField(
        label="Song", max_length=200, widget=forms.ClearableFileInput(attrs={"accept": SONG_FILES})
    )


class MusicVideoForm(forms.Form):
    """The choices a music video starts from."""

    concept = forms.CharField(
        label="What shall be seen, in a line",
        max_length=MOST_CONCEPT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Who, where, when, and what happens. Clothes and colours named here stay the same throughout.",
    )
    freedom = forms.ChoiceField(choices=FREEDOMS, label="The concept")
    title = forms.CharField(max_length=200, required=False, label="Title")
    size = forms.ChoiceField(choices=ASPECTS, label="Picture")
    rate = forms.ChoiceField(choices=RATES, label="Frames per second")
    pace = forms.ChoiceField(choices=PACES, initial="even", label="Pace of cuts")
    start = forms.CharField(
        max_length=12, required=False, label="From", help_text="Like 0:42.5. Empty: the start."
    )
    end = forms.CharField(max_length=12, required=False, label="To", help_text="Empty: the end.")
    setups = forms.IntegerField(
        min_value=2, max_value=200, required=False, label="At most so many setups",
        help_text="A setup is one picture and its clip, which several scenes can share. Empty: the director decides.",
    )  # fmt: skip
    budget = forms.DecimalField(
        min_value=0, max_value=100_000, decimal_places=2, required=False, label="At most so many dollars",
        help_text="As many setups as that allows, whatever lengths the scenes get. Empty: no limit.",
    )  # fmt: skip
    accents = forms.BooleanField(required=False, initial=True, label="Flashes and pushes on strong beats")
    stops = forms.MultipleChoiceField(
        choices=[(gate, f"{GATE_WORDS[gate][0]}, {GATE_WORDS[gate][1]}") for gate in GATES_OF_SONGS],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label="Stop and ask me at",
    )
    lyrics = forms.CharField(
        required=False,
        max_length=MOST_CHARS,
        widget=forms.Textarea(attrs={"rows": 4}),
        label="Lyrics",
        help_text="As LRC, each line with its time: [01:23.45] words. They become captions. Without times they stay "
        "out of the picture, unless an engine finds out when they are sung.",
    )
    words_by = forms.ChoiceField(required=False, label="When they are sung")

    def __init__(
        self,
        *args: Any,
        choices: Mapping[str, Sequence[Choice]],
        listeners: Sequence[WordsOffer] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._ports = [port for port in PORTS if port in ("text", "image", "video")]
        for port in self._ports:
            options = [(c.name, c.name) for c in choices[port] if not c.missing]
            field = forms.ChoiceField(choices=options, required=False, label=PORT_WORDS[port])
            self.fields[f"engine_{port}"] = field
        self.fields["words_by"].choices = words_choices(listeners)  # type: ignore[attr-defined]

    def clean_start(self) -> int | None:
        return _moment(self.cleaned_data["start"])

    def clean_end(self) -> int | None:
        return _moment(self.cleaned_data["end"])

    def _said(self) -> dict[str, Any]:
        """What was chosen so far; what is wrong is left out."""
        return self.cleaned_data if self.errors or self.is_bound else {}

    def engines(self) -> dict[str, str]:
        data = self._said()
        told = {port: data.get(f"engine_{port}") or "embedded" for port in self._ports}
        return {port: name for port, name in told.items() if name != "embedded"}

    def film_rate(self) -> str:
        return str(self._said().get("rate") or "24/1")

    def listener(self) -> str:
        return str(self._said().get("words_by") or "")

    def wishes(self) -> SongWishes:
        """What was asked so far; what is missing or wrong counts as not said."""
        data = self._said()
        return SongWishes(
            start_ms=data.get("start") or 0,
            end_ms=data.get("end"),
            pace=data.get("pace") or "even",
            most_setups=data.get("setups") or 0,
            budget_microusd=int((data.get("budget") or 0) * 1_000_000),
            accents=data.get("accents", True),
        )

    def new_music_video(self, source: Source) -> NewMusicVideo:
        """Of a valid form."""
        data = self.cleaned_data
        width, height = (int(side) for side in data["size"].split("x"))
        return NewMusicVideo(
            source=source,
            concept=data["concept"],
            title=" ".join(data["title"].split()),
            rate=data["rate"],
            width=width,
            height=height,
            freedom=data["freedom"],
            lyrics=data["lyrics"],
            words_by=data["words_by"],
            wishes=self.wishes(),
            engines=self.engines(),
            gates={gate: "stop" if gate in data["stops"] else "auto" for gate in GATES},
        )


def words_choices(offers: Sequence[WordsOffer]) -> list[tuple[str, str]]:
    """Nobody, or an engine that can be asked; without lyrics it writes down what it hears."""
    able = {offer.engine: offer.made_by for offer in offers if offer.port == "aligner" and not offer.missing}
    return [
        ("", "As the lyrics say; without times they are not shown"),
        *(
            (name, f"{made_by} listens, and writes them down if there are none")
            for name, made_by in able.items()
        ),
    ]


class WordsForm(forms.Form):
    """The words of a song: typed, or as a file, which counts where there is one."""

    text = forms.CharField(max_length=MOST_CHARS, required=False, strip=True)
    file = forms.FileField(required=False, max_length=200)
    by = forms.CharField(max_length=40, required=False)
    write_down = forms.BooleanField(required=False)

    def clean_file(self) -> str:
        """The text of the file."""
        file = self.cleaned_data["file"]
        if file is None:
            return ""
        data: bytes = file.read(4 * MOST_CHARS + 1)
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise forms.ValidationError("It is not UTF-8 text.") from error
        if len(data) > 4 * MOST_CHARS or "\0" in text:
            raise forms.ValidationError("It is too long, or no text.")
        return text

    def words(self) -> str:
        """Of a valid form; '' where an engine is to write them down."""
        data = self.cleaned_data
        return "" if data["write_down"] else str(data["file"] or data["text"])


def _moment(text: str) -> int | None:
    if not text.strip():
        return None
    try:
        return parse_moment(text)
    except UserError as error:
        raise forms.ValidationError(str(error)) from error


class TreatmentForm(forms.Form):
    """The words of a treatment. Who is in it and where it plays stay; how they are described is edited."""

    theme = forms.CharField(max_length=MOST_TEXT, widget=forms.Textarea(attrs={"rows": 2}), label="Theme")
    arc = forms.CharField(
        max_length=4 * MOST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
        label="Arc",
        help_text="A sentence a line.",
    )
    palette = forms.CharField(max_length=MOST_TEXT, label="Palette")
    lighting = forms.CharField(max_length=MOST_TEXT, label="Light")
    camera = forms.CharField(max_length=MOST_TEXT, label="Camera")
    ending = forms.CharField(max_length=MOST_TEXT, widget=forms.Textarea(attrs={"rows": 2}), label="Ending")

    def __init__(self, treatment: Treatment, data: Mapping[str, Any] | None = None) -> None:
        self._now = treatment
        words = {name: getattr(treatment, name) for name in ("theme", "lighting", "camera", "ending")}
        initial = words | {"arc": "\n".join(treatment.arc), "palette": treatment.style.palette}
        super().__init__(data, initial=initial)
        rows = forms.Textarea(attrs={"rows": 2})
        for n, person in enumerate(treatment.characters):
            self.fields[f"person_{n}"] = forms.CharField(
                max_length=MOST_TEXT, widget=rows, label=person.name, initial=person.description,
                help_text="Physique, wardrobe and features: what stays the same in every picture.",
            )  # fmt: skip
        for n, place in enumerate(treatment.places):
            self.fields[f"place_{n}"] = forms.CharField(
                max_length=MOST_TEXT, widget=rows, required=False, label=place.name, initial=place.description
            )

    def treatment(self) -> Treatment:
        """Of a valid form."""
        data, now = self.cleaned_data, self._now
        words = {name: data[name] for name in ("theme", "arc", "palette", "lighting", "camera", "ending")}
        return reworded(
            now,
            words,
            people={person.name: data[f"person_{n}"] for n, person in enumerate(now.characters)},
            places={place.name: data[f"place_{n}"] for n, place in enumerate(now.places)},
        )


class CorrectionForm(forms.Form):
    """One correction by ear: which fields count depends on its kind. Times are seconds from the film's start."""

    kind = forms.ChoiceField(choices=[(kind, kind) for kind in EDIT_KINDS])
    cue = forms.CharField(max_length=40, required=False)
    name = forms.CharField(max_length=80, required=False)
    time = forms.DecimalField(min_value=0, max_value=600, decimal_places=3, required=False)
    start = forms.DecimalField(min_value=0, max_value=600, decimal_places=3, required=False)
    end = forms.DecimalField(min_value=0, max_value=600, decimal_places=3, required=False)
    index = forms.IntegerField(min_value=0, max_value=200, required=False)
    role = forms.ChoiceField(choices=[(role, role) for role in ROLES], required=False)
    energy = forms.ChoiceField(choices=[(energy, energy) for energy in ENERGIES], required=False)
    pace = forms.ChoiceField(choices=PACES, required=False)
    taps = forms.RegexField(r"\s*(\d+(\.\d+)?[\s,;]*)*", max_length=2_000, required=False)

    def edit(self) -> dict[str, Any]:
        """Of a valid form: as `song_wishes` carries it out."""
        data = self.cleaned_data
        found: dict[str, Any] = {"kind": data["kind"]}
        for name, field in (("time_ms", "time"), ("start_ms", "start"), ("end_ms", "end")):
            if data[field] is not None:
                found[name] = int(data[field] * 1000)
        found |= {name: data[name] for name in ("cue", "name", "role", "energy", "pace") if data[name]}
        if data["index"] is not None:
            found["index"] = data["index"]
        if data["kind"] == "tap":
            taps = str(data["taps"]).replace(",", " ").replace(";", " ").split()
            found["taps_ms"] = [round(float(tap) * 1000) for tap in taps]
        return found
