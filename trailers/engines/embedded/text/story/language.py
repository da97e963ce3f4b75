"""Which language a text is in, told by its script and its small words."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

_SMALL_WORDS = {
    "en": "the of and to in is his her with that who a for on he she they it from as by when are has",
    "fr": "le la les des et est un une dans qui que pour avec sur son sa ses elle il au du ne pas par",
    "de": "der die das und ist ein eine in den von zu mit dem sie er sich auf nicht als ihr sein im",
    "es": "el la los las de y en un una que es con su por para del se no al ella lo como más",
    "it": "il la di e che un una in è per con del della non si al lei suo sua come da gli le",
    "pt": "o a os as de e em um uma que é com seu sua por para do da não se ao ela ele no na",
    "nl": "de het een en van in is dat op te met zijn haar voor niet aan er om hij zij als naar",
    "pl": "i w na się z nie do jest że to jej jego o po przez od który która",
    "sv": "och i att det som en på är av för med den till inte hon han ett om sig",
}


_SCRIPTS = {
    "CYRILLIC": "ru",
    "ARABIC": "ar",
    "HEBREW": "he",
    "GREEK": "el",
    "DEVANAGARI": "hi",
    "HANGUL": "ko",
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "CJK": "zh",
    "THAI": "th",
}


NAMES = {
    "fr": "French",
    "de": "German",
    "es": "Spanish",
    "it": "Italian",
    "pt": "Portuguese",
    "nl": "Dutch",
    "pl": "Polish",
    "sv": "Swedish",
    "ru": "Russian",
    "ar": "Arabic",
    "he": "Hebrew",
    "el": "Greek",
    "hi": "Hindi",
    "ko": "Korean",
    "ja": "Japanese",
    "zh": "Chinese",
    "th": "Thai",
}


def detect(text: str) -> str:
    """A language code; 'en' when nothing else is clear."""
    sample = text[:20_000]
    scripts = Counter(script for char in sample if char.isalpha() for script in [_script(char)])
    total = sum(scripts.values())
    if total and scripts["LATIN"] * 2 < total:
        if scripts["HIRAGANA"] + scripts["KATAKANA"] > total // 20:
            return "ja"
        found = max((s for s in scripts if s != "LATIN"), key=lambda s: scripts[s])
        return _SCRIPTS.get(found, "und")
    words = Counter(re.findall(r"[^\W\d_]+", sample.lower()))
    counts = {code: sum(words[w] for w in small.split()) for code, small in _SMALL_WORDS.items()}
    best = max(counts, key=lambda code: (counts[code], code == "en"))
    return best if counts[best] > 1.25 * counts["en"] and counts[best] >= 3 else "en"


def _script(char: str) -> str:
    if char.isascii():
        return "LATIN"
    return unicodedata.name(char, "LATIN").split()[0].split("-")[0]
