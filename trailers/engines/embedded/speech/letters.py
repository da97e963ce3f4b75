"""Names in other alphabets, written with the letters that an English voice can read.

Cyrillic and Greek by the usual romanisation; kana and Hangul by the sound that Unicode names them with;
Latin letters beyond French and German lose their marks. Scripts whose letters do not spell out a sound
(Han, Arabic, Hebrew, Indic and others) are not guessed.
"""

from __future__ import annotations

import unicodedata

_CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "yo", "ж": "zh", "з": "z", "и": "i",
    "й": "y", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t",
    "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "ь": "",
    "э": "e", "ю": "yu", "я": "ya", "і": "i", "ї": "yi", "є": "ye", "ґ": "g", "ђ": "dj", "ј": "y",
    "љ": "ly", "њ": "ny", "ћ": "ch", "џ": "dzh", "ў": "w",
}  # fmt: skip
_GREEK = {
    "α": "a", "β": "v", "γ": "g", "δ": "d", "ε": "e", "ζ": "z", "η": "i", "θ": "th", "ι": "i", "κ": "k",
    "λ": "l", "μ": "m", "ν": "n", "ξ": "x", "ο": "o", "π": "p", "ρ": "r", "σ": "s", "ς": "s", "τ": "t",
    "υ": "y", "φ": "f", "χ": "ch", "ψ": "ps", "ω": "o",
}  # fmt: skip
_LATIN = {
    "ł": "w",
    "đ": "d",
    "ø": "o",
    "ß": "ss",
    "æ": "ae",
    "œ": "oe",
    "ı": "i",
    "þ": "th",
    "ð": "th",
    "ŋ": "ng",
}
_TABLE = _CYRILLIC | _GREEK | _LATIN
_SOUND_NAMED = ("HIRAGANA LETTER ", "KATAKANA LETTER ", "HANGUL SYLLABLE ")


def is_word(text: str) -> bool:
    """True when there is a letter or digit in it: something that a reader would say."""
    return any(unicodedata.category(char)[0] in "LN" for char in text)


def spell(text: str) -> str | None:
    """`text` with every letter turned to plain Latin (accents of Western Europe stay); None when one cannot
    be."""
    out = []
    for char in unicodedata.normalize("NFC", text):
        spelled = _spell_letter(char)
        if spelled is None:
            return None
        out.append(spelled)
    return "".join(out)


def _spell_letter(char: str) -> str | None:
    if char.isascii() or ("À" <= char <= "ÿ" and char.lower() not in _LATIN):
        return char
    if char.lower() in _TABLE:
        spelled = _TABLE[char.lower()]
        return spelled.capitalize() if char.isupper() else spelled
    if unicodedata.category(char) == "Nd":
        return str(unicodedata.digit(char))
    if (sound := _sound_by_name(char)) is not None:
        return sound
    plain = unicodedata.normalize("NFKD", char).replace("\N{FRACTION SLASH}", "/")
    base = "".join(c for c in plain if not unicodedata.combining(c))
    if base and base != char:
        parts = [_spell_letter(part) for part in base]
        return None if None in parts else "".join(filter(None, parts))
    return None if unicodedata.category(char) in ("Lo", "Lu", "Ll", "Lt", "Nl", "No") else ""


def _sound_by_name(char: str) -> str | None:
    """The sound in the Unicode name of a kana or Hangul letter: 'HIRAGANA LETTER GA' -> 'ga'."""
    name = unicodedata.name(char, "")
    for prefix in _SOUND_NAMED:
        if name.startswith(prefix):
            sound = name.removeprefix(prefix)
            return "" if sound == "SMALL TU" else sound.removeprefix("SMALL ").lower()
    return None
