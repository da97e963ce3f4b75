"""What every hosted picture engine needs: the order in words, and pictures as text."""

from __future__ import annotations

import base64
import binascii
from pathlib import Path

from trailers.domain.errors import FatalError, UserError
from trailers.media.probe import probe_image

from .ports import ImageRequest

MAX_REFERENCE_BYTES = 30_000_000
_SIZES = {
    "extreme_wide": "Extreme wide shot.",
    "wide": "Wide shot.",
    "medium": "Medium shot.",
    "close": "Close-up.",
    "insert": "Insert shot of a detail.",
}
_NO_TEXT = "No text, no caption, no watermark, no border."
_SHEETS = {
    "character": (
        "Character reference sheet: one person three times side by side.",
        "Full figure from the front, full figure from behind, and the head close, all in the same clothes.",
        "Plain grey background, even light, nobody else.",
    ),
    "location": ("Establishing shot of a place, wide, in even light.", "Nobody is there."),
}
_SHOWN = {
    "character": "Picture {n} shows {name}: the same face, hair and clothes.",
    "location": "Picture {n} shows the place, {name}.",
    "composition": "Picture {n} gives the framing: keep where everything stands, not how it is drawn.",
}
_MIME = {"png": "image/png", "jpeg": "image/jpeg", "webp": "image/webp"}


def picture_words(request: ImageRequest) -> str:
    """The whole order as a prompt: what is seen, who, where, in which light and manner."""
    if request.sheet:
        return _sheet_words(request)
    visual, style = request.visual, request.style
    scene = [visual.time, visual.weather if visual.weather != "clear" else ""]
    manner = [style.genre.replace("_", " "), *style.tone, visual.mood, style.palette]
    parts = [
        _SIZES.get(visual.shot_size, ""),
        _sentence(request.prompt or visual.description),
        _sentence(visual.place) if visual.place and visual.place not in request.prompt else "",
        *(_sentence(f"{p.name}: {p.description}") for p in request.characters if p.description),
        _sentence(", ".join(word for word in scene if word).capitalize()),
        _sentence(f"Film still, {', '.join(dict.fromkeys(word for word in manner if word))}"),
        _references_words(request),
        _NO_TEXT,
    ]
    return " ".join(part for part in parts if part)


def _sheet_words(request: ImageRequest) -> str:
    """A reference of one person or place: neutral, so that nothing of it is mistaken for a scene."""
    style = request.style
    parts = [*_SHEETS[request.sheet], _sentence(request.prompt)]
    manner = [style.genre.replace("_", " "), style.palette]
    parts += [_sentence(f"Film still, {', '.join(word for word in manner if word)}"), _NO_TEXT]
    return " ".join(part for part in parts if part)


def _references_words(request: ImageRequest) -> str:
    """Which of the pictures is to be used for what."""
    if not request.references:
        return ""
    if len(request.shows) != len(request.references):
        return "The pictures given show how people and places look."
    said = [_SHOWN[kind].format(name=name, n=n) for n, (kind, name) in enumerate(request.shows, start=1)]
    return " ".join(said)


def _sentence(words: str) -> str:
    words = words.strip()
    return f"{words}." if words and words[-1] not in ".!?" else words


def check_references(request: ImageRequest, engine: str, limit: int) -> None:
    """UserError engine.too_many_references, before any of them is read."""
    if len(request.references) > limit:
        count = len(request.references)
        raise UserError("engine.too_many_references", engine=engine, limit=limit, count=count)


def data_uri(path: Path) -> str:
    """A picture as text. Errors as of `as_text`."""
    return as_text(path)[0]


def as_text(path: Path) -> tuple[str, int, int]:
    """The untouched bytes of a picture with the type they really are, and its width and height.

    UserError engine.picture_unfit: too many bytes. UserErrors of probe_image for what is no picture.
    """
    width, height, kind = probe_image(path)
    if path.stat().st_size >= MAX_REFERENCE_BYTES:
        raise UserError("engine.picture_unfit", engine="this engine", detail="It has more than 30 MB.")
    return f"data:{_MIME[kind]};base64,{base64.b64encode(path.read_bytes()).decode()}", width, height


def keep_base64(text: object, folder: Path, provider: str, name: str = "picture") -> Path:
    """A picture that came as text, as a file. FatalError provider.bad_answer for anything else."""
    try:
        data = base64.b64decode(str(text or ""), validate=True)
    except (binascii.Error, ValueError):
        data = b""
    suffix = suffix_of(data)
    if not suffix:
        raise FatalError("provider.bad_answer", provider=provider, detail="It holds no picture.")
    path = folder / f"{name}{suffix}"
    path.write_bytes(data)
    return path


def suffix_of(data: bytes) -> str:
    """By the first bytes; '' for no kind of picture that we take."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return ".png"
    if data.startswith(b"\xff\xd8\xff"):
        return ".jpg"
    return ".webp" if data[:4] == b"RIFF" and data[8:12] == b"WEBP" else ""
