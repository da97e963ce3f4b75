"""The paragraphs of a synopsis sorted: title, headings, labels, lists of characters, and the story itself."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ..grammar.tagging import tag
from ..grammar.tagset import FINITE
from ..grammar.tokens import tokenize
from ..lexicon import wordset

_MAX_HEADING_WORDS = 10


PARENTHESIS = re.compile(r"\s*[(\[][^()\[\]]{0,200}[)\]]")


_LABEL = re.compile(
    r"^(?P<label>(?:film\s+|working\s+)?title|genre|logline|log line|tagline|tag line|premise|synopsis|short synopsis|"
    r"plot|story|summary|setting|tone|themes?|format|running time|runtime|length|written by|author|director|by|"
    r"characters?|cast|comparables?|comps|audience|status|draft|date|contact|note|notes|language|country|year)"
    r"\s*[:–—-]\s*(?P<rest>.*)$",
    re.IGNORECASE | re.DOTALL,
)


_SKIPPED_LABELS = re.compile(
    r"^(genre|tone|theme|format|running time|runtime|length|written by|author|director|by|comparable|comps|audience|"
    r"status|draft|date|contact|note|language|country|year|title|film title|working title)", re.IGNORECASE
)  # fmt: skip


_CAST_HEADING = re.compile(r"\b(characters?|cast|dramatis person\w*)\b", re.IGNORECASE)


_LOGLINE_HEADING = re.compile(
    r"\b(log ?line|tag ?line|premise|in one sentence|elevator pitch)\b", re.IGNORECASE
)


_SKIPPED_HEADING = re.compile(
    r"\b(themes?|tone|genre|notes?|format|comparables?|comps|audience|director'?s? statement|about the|production|"
    r"budget|contact|biograph\w+|credits|style|why now|target|copyright|visual approach|references)\b",
    re.IGNORECASE,
)


_CREDIT = re.compile(
    r"^(?:a |an )?(?:[\w-]+ ){0,4}(?:film|movie|synopsis|treatment|screenplay|drama|thriller|comedy|feature|"
    r"documentary|romance|western|horror|short|original)(?: (?:by|in|,).{0,40})?$",
    re.IGNORECASE,
)
_KIND = re.compile(
    r"\b(film|movie|documentary|feature|minutes|drama|thriller|comedy|western|horror|noir|romance|science fiction|"
    r"sci-fi|mystery|fantasy|adventure|war story)\b",
    re.IGNORECASE,
)
_CHARACTER = re.compile(
    r"^(?P<name>[^\W\d_][^:–—(]{1,40}?)\s*(?:\([^)]*\)\s*)?(?:[,]\s*\d+\s*)?\s*[:–—]\s*(?P<text>.{8,})$",
    re.DOTALL,
)


@dataclass(slots=True)
class _Draft:
    title: str = ""
    paragraphs: list[str] = field(default_factory=list)
    headings: list[tuple[str, int]] = field(default_factory=list)
    people: dict[str, str] = field(default_factory=dict)
    logline: str = ""
    labels: dict[str, str] = field(default_factory=dict)
    section: str = "story"


def sections_of(document: str) -> _Draft:
    """Sort the paragraphs: title, headings, lists of characters, labels, and the story itself."""
    paragraphs = [" ".join(p.split()) for p in re.split(r"\n\s*\n", document) if p.strip()]
    draft = _Draft()
    is_list = sum(1 for p in paragraphs if p[-1:] not in '.!?…"”’。！？؟') * 2 > len(paragraphs)
    for number, paragraph in enumerate(paragraphs):
        text = re.sub(r"(?<!\w)[*_]{1,2}(?=\S)|(?<=\S)[*_]{1,2}(?!\w)|^#+\s*", "", paragraph).strip()
        if text:
            _place(draft, text, number, len(paragraphs), is_list)
    told = " ".join(draft.paragraphs)
    draft.people = {_as_told(name, told): text for name, text in draft.people.items()}
    if not draft.paragraphs and draft.logline:
        draft.paragraphs.append(draft.logline)
    if not draft.paragraphs and draft.headings:  # one short line, or a list of phrases: better than nothing
        draft.paragraphs = [text for text, _ in draft.headings]
        draft.headings = []
    return draft


def _place(draft: _Draft, text: str, number: int, total: int, is_list: bool) -> None:
    label = _LABEL.match(text)
    if label and label["rest"]:
        _place_label(draft, label["label"].lower(), label["rest"].strip())
    elif _is_heading(text, is_list):
        _place_heading(draft, text, number, total)
    elif draft.section == "cast" or _describes_person(text):
        _place_person(draft, text)
    elif draft.section == "logline":
        draft.logline = draft.logline or text
    elif draft.section != "skip" and not re.match(
        r"^(?:©|copyright|fade (?:in|out)|the end\b|page \d)", text, re.IGNORECASE
    ):
        draft.paragraphs.append(text)


def _place_label(draft: _Draft, label: str, rest: str) -> None:
    if label.endswith("title"):
        draft.title = rest.strip(" \"“”'*.")
    elif _LOGLINE_HEADING.match(label):
        draft.logline = draft.logline or rest
    elif label.startswith(("character", "cast")):
        _place_person(draft, rest)
    elif _SKIPPED_LABELS.match(label):
        draft.labels[label] = rest
    else:  # synopsis, plot, setting
        draft.section = "story"
        draft.paragraphs.append(rest)


def _place_heading(draft: _Draft, text: str, number: int, total: int) -> None:
    clean = text.rstrip(":").strip()
    if _CAST_HEADING.search(clean):
        draft.section = "cast"
    elif _LOGLINE_HEADING.search(clean):
        draft.section = "logline"
    elif _SKIPPED_HEADING.search(clean):
        draft.section = "skip"
    elif (
        number == 0
        and total > 1
        and not re.fullmatch(r"(?:the )?(?:synopsis|story|plot|treatment)", clean, re.IGNORECASE)
    ):
        draft.title = draft.title or _display_title(clean)
    elif _CREDIT.match(clean) or (not draft.paragraphs and _KIND.search(clean)):
        draft.labels.setdefault("kind", clean)
    elif re.match(r"^(?:written )?by\b|^draft\b|^\d", clean, re.IGNORECASE):
        draft.labels.setdefault("credit", clean)
    else:
        draft.section = "story"
        draft.headings.append((clean, len(draft.paragraphs)))


def _place_person(draft: _Draft, text: str) -> None:
    match = _CHARACTER.match(PARENTHESIS.sub("", text))
    if match and len(match["name"].split()) <= 4:
        words = match["name"].split()
        shouted = len(words) > 1 and match["name"].isupper()
        name = " ".join(w.capitalize() if shouted or (w.isupper() and len(words) > 1) else w for w in words)
        draft.people.setdefault(name.strip(" ,*"), match["text"].strip())
    elif draft.section != "cast":
        draft.paragraphs.append(text)


def _as_told(name: str, story: str) -> str:
    """A name from a list in the spelling of the story: ZOE is Zoe there, SABLE stays SABLE."""
    capitalised = name.capitalize()
    return capitalised if name.isupper() and re.search(rf"\b{re.escape(capitalised)}\b", story) else name


def _describes_person(text: str) -> bool:
    """'Elena Vargas (34): a marine biologist' - a name, a mark, and a phrase that is no sentence."""
    match = _CHARACTER.match(PARENTHESIS.sub("", text))
    if not match or len(match["name"].split()) > 4:
        return False
    words = match["name"].split()
    if not all(word[0].isupper() or word in ("of", "the", "de", "van", "von") for word in words):
        return False
    first = match["text"].split()[0].lower()
    return first in ("a", "an", "the", "his", "her", "their") or match["text"][0].islower()


def _is_heading(text: str, is_list: bool) -> bool:
    if len(text.split()) > _MAX_HEADING_WORDS or text[-1] in '.!?…"”,;。！？؟':
        return False
    letters = [word for word in text.split() if word[0].isalpha()]
    if text.endswith(":") or text.isupper() or all(word[0].isupper() for word in letters):
        return True
    if _CREDIT.match(text) or _CAST_HEADING.search(text) or _LOGLINE_HEADING.search(text):
        return True
    return not (is_list and any(token.tag in FINITE for token in tag(tokenize(text))))


def _display_title(text: str) -> str:
    text = text.strip(" \"“”'*_#.")
    if text.isupper() and (" " in text or len(text) > 4):
        small = wordset("a an and as at but by for from in into nor of on or over the to with")
        words = text.lower().split()
        return " ".join(w if i and w in small else w[:1].upper() + w[1:] for i, w in enumerate(words))
    return text
