"""Forms of films. They shape what was typed; services decide."""

from __future__ import annotations

from typing import Any

from django import forms

from trailers.domain.film import GATES, PORTS
from trailers.models import Source
from trailers.selectors.forecast import Choice
from trailers.services.projects import NewTrailer

RATES = [
    ("24/1", "24, cinema"),
    ("24000/1001", "23.976, cinema for television"),
    ("25/1", "25, Europe"),
    ("30000/1001", "29.97, America"),
    ("30/1", "30, web"),
]
SIZES = [
    ("1920x1080", "Wide 16:9, 1920 × 1080"),
    ("1280x720", "Wide 16:9, 1280 × 720"),
    ("1080x1920", "Tall 9:16, 1080 × 1920"),
    ("1080x1080", "Square 1:1, 1080 × 1080"),
]
LOOKS = [("noir", "Noir: silver, deep blacks"), ("colour", "Colour: two families and an accent")]
LENGTHS = [("45000", "About 45 seconds"), ("66000", "About 65 seconds"), ("90000", "About 90 seconds")]
SOUNDS = ".wav,.mp3,.flac,.m4a,.aac,.ogg,.opus"
_USUAL_LENGTH = "66000"
GATE_WORDS = {
    "script": ("Script", "before anything is spoken"),
    "voice": ("Voice and score", "before pictures are made"),
    "stills": ("Stills", "before they are set in motion"),
    "clips": ("Clips", "before the package is made"),
}
PORT_WORDS = {"text": "Writing", "voice": "Voice", "music": "Music", "image": "Pictures", "video": "Motion"}


class UploadForm(forms.Form):
    file = forms.FileField(
        label="Synopsis",
        max_length=200,
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,.docx,.txt,.md"}),
    )


class FilmForm(forms.Form):
    """The choices a film starts from."""

    title = forms.CharField(
        max_length=200, required=False, label="Title", help_text="Empty: the document’s own."
    )
    length = forms.ChoiceField(choices=LENGTHS, initial=_USUAL_LENGTH, label="Length")
    size = forms.ChoiceField(choices=SIZES, label="Picture")
    rate = forms.ChoiceField(choices=RATES, label="Frames per second")
    look = forms.ChoiceField(choices=LOOKS, label="Look")
    stops = forms.MultipleChoiceField(
        choices=[(gate, f"{name}, {when}") for gate, (name, when) in GATE_WORDS.items()],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label="Stop and ask me at",
    )
    lines = forms.CharField(
        required=False,
        label="Your own narration, word for word",
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="One line each. Empty: it is written from the synopsis.",
    )
    narration = forms.FileField(
        required=False,
        max_length=200,
        label="A recording that speaks these lines",
        help_text="WAV, MP3, FLAC, M4A or OGG. It becomes the clock: its words and pauses decide every cut.",
        widget=forms.FileInput(attrs={"accept": SOUNDS}),
    )
    score = forms.FileField(
        required=False,
        max_length=200,
        label="A score of your own",
        help_text="It is trimmed or looped to the film, and steps back under the voice.",
        widget=forms.FileInput(attrs={"accept": SOUNDS}),
    )

    def __init__(self, *args: Any, choices: dict[str, list[Choice]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for port in PORTS:
            free = [(c.name, f"{c.name}: {c.made_by}") for c in choices[port] if not c.missing]
            self.fields[f"engine_{port}"] = forms.ChoiceField(
                choices=free, label=PORT_WORDS[port], required=False
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("narration") and not (data.get("lines") or "").strip():
            self.add_error("lines", "A recording needs its words: write what it says, a line each.")
        return data

    def engines(self) -> dict[str, str]:
        """Only what differs from the free draft, so that the same wishes are the same film."""
        given = {port: self.cleaned_data.get(f"engine_{port}") or "embedded" for port in PORTS}
        return {port: name for port, name in given.items() if name != "embedded"}

    def target_ms(self) -> int:
        return int(self.cleaned_data.get("length") or _USUAL_LENGTH)

    def new_trailer(
        self, source: Source, *, narration: Source | None = None, score: Source | None = None
    ) -> NewTrailer:
        """The choices as a service takes them; the sounds are those that were kept from this form's files."""
        data = self.cleaned_data
        width, height = (int(side) for side in data["size"].split("x"))
        return NewTrailer(
            source=source,
            title=data["title"].strip(),
            rate=data["rate"],
            width=width,
            height=height,
            look=data["look"],
            verbatim=tuple(line.strip() for line in data["lines"].splitlines() if line.strip()),
            settings={} if data["length"] == _USUAL_LENGTH else {"target_ms": self.target_ms()},
            engines=self.engines(),
            gates={gate: "stop" if gate in data["stops"] else "auto" for gate in GATES},
            narration=narration.sha256 if narration else "",
            score=score.sha256 if score else "",
        )


class PromptForm(forms.Form):
    prompt = forms.CharField(
        max_length=2000,
        required=False,
        label="What should be seen",
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class TakeForm(forms.Form):
    file = forms.FileField(
        label="A picture or clip of your own",
        max_length=200,
        widget=forms.ClearableFileInput(
            attrs={"accept": "image/png,image/jpeg,image/webp,video/mp4,video/webm"}
        ),
    )


class PictureForm(forms.Form):
    file = forms.FileField(
        label="A picture of your own",
        max_length=200,
        widget=forms.ClearableFileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
    )


class TitleForm(forms.Form):
    title = forms.CharField(max_length=200, label="Title")
