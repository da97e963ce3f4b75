"""Whether words can stand as a line, and whether they need the line before them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .. import lexicon
from ..grammar.spans import main_finite
from ..grammar.tagset import FINITE
from ..grammar.tokens import Token, render
from ..story.values import Sentence
from .line import SHORTEST
from .weights import is_meta

_NOT_LAST = frozenset({"DT", "PO", "CC", "SB", "WH", "TO", "MD", "HV", "IN"})


_BEFORE_POINTERS = lexicon.wordset("of for with to in at from by on than been be is was")
_ALWAYS_POINTERS = lexicon.wordset("this these those such both their")
_POINTERS = _ALWAYS_POINTERS | lexicon.wordset("they that they're they've others each them")
_EMPTY_IT = re.compile(
    r"^(?:it|it's)\s+(?:is\s+|was\s+|has been\s+)?(?:the (?:only|first|last|kind)|too late|time|not enough|rain"
    r"|snow|begin|start|take|cost|only|already|never|all|over|dark|cold|winter|summer|night|dawn|december|\d)"
)


_NOUNY = lexicon.words("nouny.txt")


def stands_alone(tokens: Sequence[Token], sentence: Sentence, is_whole: bool) -> bool:
    """Whether the words make a sentence: a verb, a proper beginning and end, nothing torn off."""
    words = [token for token in tokens if token.is_word]
    if not words or is_meta(words) or any(token.text in "*#|\\/[]{}<>" for token in tokens):
        return False
    if main_finite(tokens) is None and not is_command(words):
        return is_whole and sentence.text[-1] in "!?" and len(words) >= SHORTEST
    first, last = words[0], words[-1]
    if first.tag == "SB" and not (
        first.lower
        in (
            "when",
            "if",
            "until",
            "after",
            "before",
            "once",
            "while",
            "as",
            "because",
            "unless",
            "though",
            "although",
            "where",
            "whenever",
        )
        and _has_main_after(tokens)
    ):
        return False
    if first.tag == "WH" and not sentence.text.endswith("?") and first.lower not in ("what", "whoever"):
        return False
    if first.tag in ("VF", "BE", "HV", "DO", "MD", "VB", "VN", "VG") and not is_whole:
        return False
    if first.index != sentence.tokens[0].index and not is_whole and _begins_torn(words):
        return False
    if last.tag == "MD" and not is_whole:
        return False
    ends = {token.index for token in sentence.tokens if token.is_word}
    if last.tag in _NOT_LAST and last.index != max(ends):
        return False
    quotes = sum(token.text in '"“”' for token in tokens)
    return quotes % 2 == 0 and not (quotes and not is_whole)


def _begins_torn(words: Sequence[Token]) -> bool:
    """Whether the first word is a verb that lost its subject, or an adjective that lost its article."""
    first, forms = words[0], lexicon.verb_forms().get(words[0].lower, {})
    if (
        first.tag == "NN"
        and ("s" in forms or "base" in forms)
        and forms.get("s", forms.get("base", "")) not in _NOUNY
    ):
        return True
    if first.tag == "JJ":
        head = words[: main_finite(words) or 1]
        return not any(t.tag == "NP" or (t.tag == "NN" and t.lower.endswith("s")) for t in head)
    return False


def is_command(words: Sequence[Token]) -> bool:
    """'Keep the lights low', 'Never answer the bell'."""
    start = 1 if words[0].lower in ("never", "always", "only", "and", "do", "don't") and len(words) > 1 else 0
    is_base = "base" in lexicon.verb_forms().get(words[start].lower, {})
    follows = words[start + 1].tag if start + 1 < len(words) else ""
    return is_base and follows in ("DT", "PO", "PX", "RB", "IN", "TO", "PR", "NP")


def _has_main_after(tokens: Sequence[Token]) -> bool:
    """Whether a comma and a clause follow the opening 'when ...'."""
    for position, token in enumerate(tokens):
        if token.text == "," and any(t.tag in FINITE for t in tokens[position:]):
            return True
    return False


def needs_context(tokens: Sequence[Token], sentence: Sentence) -> bool:
    """Whether the line begins with a word that means something of the sentence before."""
    words = [token for token in tokens if token.is_word]
    head = [token for token in words[:3] if token.tag not in ("CC", "RB")] or words
    first = head[0]
    opens_bare = first.tag == "IN" and not any(word.tag in ("NN", "NP") for word in words[:3])
    if opens_bare and any(word.lower in ("it", "them") for word in words[1:3]):  # 'Inside it ...'
        return True
    if any(_points_back(words, place) for place in range(len(words))):
        return True
    if first.lower in ("it", "it's"):
        text = render(tokens).lower()
        return not _EMPTY_IT.match(text.removeprefix("but ").removeprefix("and "))
    has_verb_next = len(words) > 1 and words[1].tag in FINITE
    if len(words) > 1 and words[1].lower in ("who", "whose", "that"):  # 'those who stay'
        return False
    if first.lower in _POINTERS:
        return first.tag != "DT" or first.lower in _ALWAYS_POINTERS or has_verb_next
    return first.lower in ("its", "one") and has_verb_next


def _points_back(words: Sequence[Token], place: int) -> bool:
    """'a slice of one', 'pays for both': a number without its noun."""
    if not place or words[place].lower not in ("one", "both", "two", "three", "ones"):
        return False
    after = words[place + 1].tag if place + 1 < len(words) else "."
    of = place + 1 < len(words) and words[place + 1].lower == "of"
    if of or after in ("NN", "NP", "JJ", "CD", "PO", "VN", "VF"):
        return False
    return words[place - 1].lower in _BEFORE_POINTERS
