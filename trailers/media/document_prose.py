"""From raw lines to clean paragraphs: joining, de-hyphenating, normalising, finding the title."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

MAX_TITLE_WORDS = 12


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
_SPACES = re.compile(r"[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
# Marks that only change how text is laid out. Joiners (ZWJ, ZWNJ) stay: some scripts spell with them.
_INVISIBLE = re.compile(
    r"[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufff9-\ufffb]"
)
_SOFT_HYPHEN = "\u00ad"
_LINE_HYPHEN = re.compile(r"([^\W\d_]{2,})[-\u2010]$")
_FIRST_WORD = re.compile(r"^[^\W\d_]+")
_TITLE_LABEL = re.compile(r"^(?:film\s+|working\s+)?title\s*[:–—-]\s*", re.IGNORECASE)
_KEEPS_HYPHEN = _words(
    "all anti co cross ex far fog full half high ill late life long low mid multi near never non old one "
    "once out post pre re salt sea self semi short so storm ten two three four five six seven eight nine "
    "twenty thirty forty fifty sixty seventy eighty ninety under well white world"
)
_SMALL = _words("a an and as at but by for from in into nor of on or over the to with")


def clean_line(text: str) -> str:
    """One line in NFC without control or layout characters, ligatures spelled out, single spaces."""
    text = unicodedata.normalize("NFC", text.translate(_LIGATURES))
    text = _INVISIBLE.sub("", text.replace("\n", " "))
    text = "".join(
        char for char in text if char == "\t" or unicodedata.category(char) not in ("Cc", "Cs", "Co", "Cn")
    )
    return _SPACES.sub(" ", text).strip()


def join_lines(lines: Sequence[str], compounds: frozenset[str] = frozenset()) -> str:
    """The lines of one paragraph as running text. `compounds` are words the document spells with a hyphen."""
    text = ""
    for raw in lines:
        soft = text.endswith(_SOFT_HYPHEN)
        text = text.rstrip(_SOFT_HYPHEN)
        line = raw.strip(" \t")
        text = _joined(text, line, soft, compounds) if text else line
    return clean_line(text)


def _joined(text: str, line: str, soft: bool, compounds: frozenset[str]) -> str:
    head, tail = _LINE_HYPHEN.search(text), _FIRST_WORD.match(line)
    if soft and tail:
        return text.rstrip("-\u2010") + line
    if not head or not tail or not tail.group()[0].islower():
        glue = "" if re.search(r"\S[-\u2010—]$", text) or _both_cjk(text[-1], line[:1]) else " "
        return text + glue + line
    compound = f"{head.group(1)}-{tail.group()}".lower()
    keep = compound in compounds or head.group(1).lower() in _KEEPS_HYPHEN
    return text + line if keep else text[:-1] + line


def _both_cjk(*chars: str) -> bool:
    return all("\u3000" <= char <= "\u9fff" or "\uff00" <= char <= "\uffef" for char in chars)


def hyphenated(lines: Iterable[str]) -> frozenset[str]:
    """Every word that the document spells with a hyphen inside a line."""
    return frozenset(word.lower() for line in lines for word in re.findall(r"[^\W\d_]+-[^\W\d_]+", line))


def clean_paragraphs(raw: Iterable[Sequence[str]]) -> tuple[str, ...]:
    """Paragraphs of running text; those without a letter or digit (rules, ornaments) are dropped."""
    kept = [list(lines) for lines in raw]
    compounds = hyphenated(line for lines in kept for line in lines)
    joined = (join_lines(lines, compounds) for lines in kept)
    return tuple(text for text in joined if any(char.isalnum() for char in text))


def title_of(paragraphs: Sequence[str], marked: str = "") -> str:
    """The film's title: `marked` by its style, else labelled 'Title:', else a short first line."""
    if marked:
        return _title(marked)
    for text in paragraphs[:5]:
        if _TITLE_LABEL.match(text) and len(text.split()) <= MAX_TITLE_WORDS + 2:
            return _title(text)
    if len(paragraphs) > 1 and is_heading(paragraphs[0]):
        return _title(paragraphs[0])
    return ""


def is_heading(text: str) -> bool:
    """Short, and not a sentence."""
    return len(text.split()) <= MAX_TITLE_WORDS and len(text) <= 90 and text[-1:] not in ".!?…:;,。！？؟"


def _title(text: str) -> str:
    text = _TITLE_LABEL.sub("", text).strip(" \"“”'‘’*_#.")
    return _title_case(text) if text.isupper() and (" " in text or len(text) > 4) else text


def _title_case(text: str) -> str:
    """THE HOUSE OF SALT as The House of Salt."""
    words = text.lower().split()
    return " ".join(w if i and w in _SMALL else w[:1].upper() + w[1:] for i, w in enumerate(words))
