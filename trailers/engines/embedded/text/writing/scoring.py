"""How good a line is: what it weighs, how it is built, what it lost."""

from __future__ import annotations

from collections.abc import Sequence

from ..grammar.tokens import Token
from ..story.values import Sentence, Story
from .readings import DIALOGUE
from .weights import weight


def _breaks_routine(words: Sequence[str]) -> bool:
    """'One night', 'Then', 'Until': the story leaves its rails here."""
    first = tuple(words[:2])
    return first[0] in ("then", "until") or first in {
        ("one", w) for w in ("night", "day", "morning", "evening", "winter")
    }


def score_of(
    tokens: Sequence[Token], sentence: Sentence, lost: int, is_whole: bool, needs: bool, story: Story
) -> float:
    words = [token for token in tokens if token.is_word]
    count = len(words)
    score = 1.0 + weight(words)
    score += 0.3 if is_whole else -0.25 * lost / max(1, len(sentence.tokens))
    score += {2: -0.3, 3: 0.0, 4: 0.15, 5: 0.25, 13: 0.15, 14: 0.0, 15: -0.2, 16: -0.4}.get(
        count, 0.4 if count <= 12 else -0.6
    )
    lower = [token.lower for token in words]
    if sentence.text.endswith("?"):
        score += 0.7
    if lower[0] in ("but", "if", "unless", "until"):
        score += 0.4
    if "but" in lower[1:]:
        score += 0.5
    if _breaks_routine(lower):
        score += 0.3
    if any(
        m.start in {t.index for t in tokens} and story.cast.people[m.person].is_named
        for m in story.cast.mentions[sentence.index]
    ):
        score += 0.3
    if (
        lower[0] in ("it", "there", "there's", "it's")
        and lower[1:2]
        and lower[1] in ("is", "are", "was", "were", "'s")
    ):
        score -= 0.2
    if "it" in lower[1:] and not any(t.tag in ("NN", "NP") for t in words[: lower.index("it", 1)]):
        score -= 0.2
    if any(word in ("too", "also", "another", "others", "such", "same") for word in lower):
        score -= 0.25
    if any(word in ("says", "said", "admits", "explains", "tells", "adds", "replies") for word in lower):
        score -= 0.3
    if "had" in lower:
        score -= 0.2
    pronouns = {token.index for token in tokens if token.tag in ("PR", "PX", "PO", "PB")}
    unsure = [r for i, r in story.cast.references[sentence.index].items() if i in pronouns and not r.certain]
    score -= 0.25 * min(2, len(unsure))
    if sentence.is_quote or any(
        word in ("i", "me", "my", "you", "your", "we", "us", "our", "you've", "i'm", "we're")
        for word in lower
    ):
        score -= 0.9 if DIALOGUE.search(sentence.text) or sentence.is_quote else 0.0
    return round(score - (0.35 if needs else 0.0), 4)
