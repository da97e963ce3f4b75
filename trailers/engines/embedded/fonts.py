"""Which face can set a text: packaged faces first, then fonts of the system, else the text is written over.

Nothing is ever set in boxes. A face is asked for its own character map; when no face holds a text, its letters
are written in Latin ones, and what cannot be is left out, with a notice that says so.
"""

from __future__ import annotations

import struct
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

TITLE, TEXT, LIGHT = "title", "text", "light"
_PACKAGED = {
    TITLE: ("font_fjallaone", "FjallaOne-Regular.ttf"),
    TEXT: ("font_hanken_grotesk", "HankenGrotesk-Medium.otf"),
    LIGHT: ("font_hanken_grotesk", "HankenGrotesk-Light.otf"),
}
_FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "/Library/Fonts",
    "/System/Library/Fonts",
    "~/.fonts",
    "~/.local/share/fonts",
)
_LIKED = (
    "notosansdisplay-condensed",
    "notosanscjk-bold",
    "notosanscjk",
    "notosans",
    "notokufi",
    "notosanshebrew",
    "dejavusanscondensed-bold",
    "dejavusans-bold",
)
"""Name parts of system fonts in the order they are preferred; others come after, by name."""
_MOST_FONTS = 4_000


@dataclass(frozen=True, slots=True)
class Face:
    path: str
    index: int = 0


@dataclass(frozen=True, slots=True)
class Setting:
    """How a text will be set: the face, the text as it can be set, and what had to be given up."""

    face: Face
    text: str
    right_to_left: bool
    joined: bool
    """Letters of this script are joined or stacked: they take no tracking and no capitals."""
    notice: str = ""


def packaged(role: str) -> Face:
    package, name = _PACKAGED[role]
    return Face(str(resources.files(package) / "files" / name))


def choose(text: str, role: str = TITLE, folders: tuple[str, ...] = _FOLDERS) -> Setting:
    """The best face for `text`. Prefers the packaged one, then a system font that holds every letter."""
    text = " ".join(unicodedata.normalize("NFC", text).split())
    needed = frozenset(ord(c) for c in text if not c.isspace() and unicodedata.category(c) != "Cf")
    own = packaged(role)
    joined, rtl = _is_joined(text), _is_rtl(text)
    if needed <= coverage(own.path, own.index):
        return Setting(own, text, rtl, joined)
    for face in system_faces(folders):
        if needed <= coverage(face.path, face.index):
            return Setting(face, text, rtl, joined)
    plain = _settable(text, coverage(own.path, own.index))
    notice = f"No installed font holds every letter of “{text}”. Install Noto fonts to set it as written."
    return Setting(own, plain, False, False, notice)


@cache
def system_faces(folders: tuple[str, ...] = _FOLDERS) -> tuple[Face, ...]:
    """Fonts of this computer, the liked ones first. Sorted, so that the same computer always chooses the same."""
    found: list[Path] = []
    for folder in folders:
        root = Path(folder).expanduser()
        if root.is_dir():
            for path in sorted(root.rglob("*")):
                if path.suffix.lower() in (".ttf", ".otf", ".ttc") and len(found) < _MOST_FONTS:
                    found.append(path)

    def rank(path: Path) -> tuple[int, str]:
        name = path.name.lower()
        return next((k for k, part in enumerate(_LIKED) if part in name), len(_LIKED)), name

    return tuple(Face(str(path)) for path in sorted(found, key=rank))


# --- character maps ---------------------------------------------------------------------------------------


@cache
def coverage(path: str, index: int = 0) -> frozenset[int]:
    """Code points a font file has glyphs for; empty when the file cannot be read as a font."""
    try:
        data = Path(path).read_bytes()
        return frozenset(_characters(data, index))
    except (OSError, struct.error, ValueError, IndexError):
        return frozenset()


def _characters(data: bytes, index: int) -> Iterator[int]:
    start = struct.unpack_from(">I", data, 12 + 4 * index)[0] if data[:4] == b"ttcf" else 0
    count = struct.unpack_from(">H", data, start + 4)[0]
    for k in range(count):
        tag, _, offset, _ = struct.unpack_from(">4sIII", data, start + 12 + 16 * k)
        if tag == b"cmap":
            yield from _cmap(data, offset)
            return


def _cmap(data: bytes, base: int) -> Iterator[int]:
    """Every Unicode subtable of formats 4 and 12."""
    tables = struct.unpack_from(">H", data, base + 2)[0]
    for k in range(tables):
        platform, encoding, offset = struct.unpack_from(">HHI", data, base + 4 + 8 * k)
        if platform == 0 or (platform == 3 and encoding in (1, 10)):
            kind = struct.unpack_from(">H", data, base + offset)[0]
            if kind == 4:
                yield from _format4(data, base + offset)
            elif kind == 12:
                yield from _format12(data, base + offset)


def _format4(data: bytes, at: int) -> Iterator[int]:
    half = struct.unpack_from(">H", data, at + 6)[0] // 2
    ends = struct.unpack_from(f">{half}H", data, at + 14)
    starts = struct.unpack_from(f">{half}H", data, at + 16 + 2 * half)
    deltas = struct.unpack_from(f">{half}H", data, at + 16 + 4 * half)
    ranges = struct.unpack_from(f">{half}H", data, at + 16 + 6 * half)
    for k in range(half):
        for code in range(starts[k], ends[k] + 1):
            if code == 0xFFFF:
                continue
            if ranges[k] == 0:
                glyph = (code + deltas[k]) & 0xFFFF
            else:
                place = at + 16 + 6 * half + 2 * k + ranges[k] + 2 * (code - starts[k])
                glyph = struct.unpack_from(">H", data, place)[0]
            if glyph:
                yield code


def _format12(data: bytes, at: int) -> Iterator[int]:
    groups = struct.unpack_from(">I", data, at + 12)[0]
    if groups > 100_000:
        raise ValueError("not a character map")
    for k in range(groups):
        first, last, glyph = struct.unpack_from(">III", data, at + 16 + 12 * k)
        if last > 0x10FFFF or last - first > 0x10FFFF:
            raise ValueError("not a character map")
        yield from (code for code in range(first, last + 1) if glyph + code - first)


# --- scripts ----------------------------------------------------------------------------------------------


def _is_rtl(text: str) -> bool:
    strong = [unicodedata.bidirectional(c) for c in text]
    return sum(b in ("R", "AL") for b in strong) > sum(b == "L" for b in strong)


def _is_joined(text: str) -> bool:
    """Whether spacing letters out would tear the script (Arabic and the Indic family), or make no sense in it."""
    return any(0x0590 <= ord(c) <= 0x109F or 0x1780 <= ord(c) <= 0x18AF for c in text)


def _pairs(text: str) -> dict[str, str]:
    """'а=a ь=' as {'а': 'a', 'ь': ''}."""
    return {pair[0]: pair[2:] for pair in text.split()}


_CYRILLIC = _pairs(
    "а=a б=b в=v г=g д=d е=e ё=yo ж=zh з=z и=i й=y к=k л=l м=m н=n о=o п=p р=r с=s т=t у=u ф=f х=kh ц=ts ч=ch ш=sh "
    "щ=shch ъ= ы=y ь= э=e ю=yu я=ya є=ye і=i ї=yi ґ=g"
)
_GREEK = _pairs(
    "α=a β=v γ=g δ=d ε=e ζ=z η=i θ=th ι=i κ=k λ=l μ=m ν=n ξ=x ο=o π=p ρ=r σ=s ς=s τ=t υ=y φ=f χ=ch ψ=ps ω=o"
)
_ARABIC = _pairs(
    "ا=a ب=b ت=t ث=th ج=j ح=h خ=kh د=d ذ=dh ر=r ز=z س=s ش=sh ص=s ض=d ط=t ظ=z ع=a غ=gh ف=f ق=q ك=k ل=l م=m ن=n "
    "ه=h و=w ي=y ى=a ة=a أ=a إ=i آ=a ء= ئ=y ؤ=w"
)
_HEBREW = _pairs(
    "א=a ב=b ג=g ד=d ה=h ו=v ז=z ח=h ט=t י=y כ=k ל=l מ=m נ=n ס=s ע=a פ=p צ=ts ק=k ר=r ש=sh ת=t ך=kh ם=m ן=n ף=f ץ=ts"
)
_LETTERS = {
    **_CYRILLIC,
    **_GREEK,
    **_ARABIC,
    **_HEBREW,
    "ß": "ss",
    "æ": "ae",
    "ø": "o",
    "đ": "d",
    "ł": "l",
    "þ": "th",
    "ð": "d",
    "ı": "i",
    "œ": "oe",
}


def latin(text: str) -> str:
    """The text in plain Latin letters as far as rules go: alphabets, kana and hangul; ideographs are left out."""
    return " ".join("".join(_latin_of(text)).split())


def _latin_of(text: Iterable[str]) -> Iterator[str]:
    for char in text:
        low = char.lower()
        if ord(char) < 0x250 and low not in _LETTERS:
            yield "".join(c for c in unicodedata.normalize("NFKD", char) if not unicodedata.combining(c))
        elif low in _LETTERS:
            yield _LETTERS[low] if low == char else _LETTERS[low].capitalize()
        else:
            yield _by_name(char)


def _by_name(char: str) -> str:
    name = unicodedata.name(char, "")
    for prefix in ("HIRAGANA LETTER ", "KATAKANA LETTER ", "HANGUL SYLLABLE "):
        if name.startswith(prefix):
            return name.removeprefix(prefix).removeprefix("SMALL ").lower()
    decomposed = unicodedata.normalize("NFKD", char)
    base = "".join(c for c in decomposed if not unicodedata.combining(c))
    if base and base != char:
        return "".join(_latin_of(base))
    return " " if unicodedata.category(char)[0] in "ZLMN" else char


def _settable(text: str, held: frozenset[int]) -> str:
    written = latin(text)
    letters = sum(c.isalpha() for c in text)
    lost = sum(c.isalpha() and not latin(c) for c in text)
    if letters and lost * 4 > letters:
        return ""  # a torn rest would say something else than the title does
    return " ".join("".join(c if c.isspace() or ord(c) in held else " " for c in written).split())
