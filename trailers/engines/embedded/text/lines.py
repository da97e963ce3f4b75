"""Spoken lines that a sentence can give: whole, or clauses of it that stand alone, with names for pronouns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from .lexicon import verb_forms, words
from .clauses import Clause, Part, clauses_of, joined, main_finite
from .people import PRONOUN_GENDER, Cast
from .story import Sentence, Story
from .tagging import FINITE
from .tokens import Token, capitalised, render, words_of
from .weights import is_meta, weight

MIN_WORDS, MAX_WORDS = 4, 16
_SHORTEST = 2
"""A sentence the author made this short may be said, beside another one."""
_CONNECTIVES = frozenset(
    "however meanwhile then soon eventually instead therefore thus also additionally furthermore moreover consequently "
    "so subsequently unfortunately initially afterwards afterward later suddenly now indeed still".split()
)
_KEPT_CONNECTIVES = frozenset({"now", "still", "then"})
_NOT_LAST = frozenset({"DT", "PO", "CC", "SB", "WH", "TO", "MD", "HV", "IN"})
_CONTEXT_WORDS = frozenset({"it", "this", "that", "these", "those", "they", "them", "their", "its", "both", "another"})
_CONTEXT_WORDS |= frozenset({"others", "such", "each", "one", "it's", "they're", "they've"})
_WHOEVER = frozenset({"who", "nobody", "everyone", "somebody", "someone", "everybody"})
_EMPTY_IT = re.compile(
    r"^(?:it|it's)\s+(?:is\s+|was\s+|has been\s+)?(?:the (?:only|first|last|kind)|too late|time|not enough|rain|snow|begin|start"
    r"|take|cost|only|already|never|all|over|dark|cold|winter|summer|night|dawn|december|\d)"
)
# Verbs that are not done with their first noun: give him *the key*, put the key *in the lock*.
_NEEDS_MORE = frozenset(
    "put puts place places placed set sets lay lays laid give gives gave bring brings brought send sends sent keep keeps "
    "kept make makes made turn turns turned lead leads led take takes took call calls called name names named tell tells "
    "told show shows showed find finds found leave leaves left force forces forced drive drives drove hand hands handed "
    "is are was were am has have had offer offers offered teach teaches taught grant grants granted".split()
)
NOUNY = words("nouny.txt")
_DIALOGUE = re.compile(r"[\"“]([^\"“”]+)[\"”]")


@dataclass(frozen=True, slots=True)
class Line:
    """A candidate for one spoken line."""

    sentence: int
    start: int
    """First token of the sentence that it uses."""
    end: int
    text: str
    score: float
    needs_before: bool = False
    """Only to be said right after a line of the sentence before (its 'they' or 'it' means something there)."""
    subject: int = -1
    """The person it is about, as an index into the cast; -1 when nobody."""
    opens_with_pronoun: bool = False
    plain: str = ""
    """The same line with the pronoun kept, for when the line before is about the same person."""

    @property
    def words(self) -> int:
        return words_of(self.text)


def lines_of(sentence: Sentence, story: Story, shortest: int = MIN_WORDS) -> list[Line]:
    """Every acceptable line of a sentence with at least `shortest` words, best first."""
    found: dict[str, Line] = {}
    for reading, lost, is_whole in _readings(sentence):
        tokens = _stripped(reading)
        line = _line(sentence, tokens, lost, is_whole, story, shortest)
        if line is not None and (line.text not in found or found[line.text].score < line.score):
            found[line.text] = line
    return sorted(found.values(), key=lambda line: (-line.score, line.start, line.text))


# --- readings -----------------------------------------------------------------------------------------


def _readings(sentence: Sentence) -> Iterator[tuple[tuple[Token, ...], int, bool]]:
    """Ways to say a sentence or part of it: tokens, how many were left out, whether it is whole."""
    yield sentence.tokens, 0, True
    if sentence.is_quote or _DIALOGUE.search(sentence.text):
        yield from _spoken(sentence)
        return
    if sentence.text.endswith("?"):
        yield from _asked(sentence)
        return
    yield from _commanded(sentence)
    clauses = [clause for clause in clauses_of(sentence.tokens) if clause.is_finite]
    total = len(sentence.tokens)
    for clause in clauses:
        for parts in clause.variants():
            tokens = _clause_tokens(clause, parts)
            if tokens:
                yield tokens, total - len(tokens), False
            if len(tokens) > MAX_WORDS:
                for shorter in _shortened(clause, parts):
                    yield shorter, total - len(shorter) + len(sentence.tokens) // 2, False
    mains = [clause for clause in clauses if not clause.promoted]
    for first, second in pairwise(mains):
        for tokens in _pairs(first, second):
            yield tokens, total - len(tokens), False


def _asked(sentence: Sentence) -> Iterator[tuple[tuple[Token, ...], int, bool]]:
    """The question at the end of '... the one thing nobody dares to ask: what if ...?'."""
    marks = [token.index for token in sentence.tokens if token.text in (":", "—", "–")]
    if marks and marks[-1] + 2 < len(sentence.tokens):
        tokens = sentence.tokens[marks[-1] + 1 : -1]
        if tokens and tokens[0].tag in ("WH", "MD", "DO", "BE", "HV"):
            yield tokens, 0, True


def _commanded(sentence: Sentence) -> Iterator[tuple[tuple[Token, ...], int, bool]]:
    """Commands behind a colon: 'The rules are simple: keep the lights low, and never answer the bell.'"""
    colon = next((token.index for token in sentence.tokens if token.text == ":"), None)
    if colon is None:
        return
    rest = [token for token in sentence.tokens[colon + 1 :] if token.text != "."]
    if not rest or not _is_command([token for token in rest if token.is_word] or rest[:1]):
        return
    yield tuple(rest), colon, True
    commas = [place for place, token in enumerate(rest) if token.text == ","]
    if commas:
        yield tuple(rest[: commas[-1]]), colon, True
        last = rest[commas[-1] + 1 :]
        last = last[1:] if last and last[0].tag == "CC" else last
        if last and _is_command([token for token in last if token.is_word] or last):
            yield tuple(last), colon, True


def _clause_tokens(clause: Clause, parts: Sequence[Part]) -> tuple[Token, ...]:
    """The tokens of one clause alone, with its subject lent from the clause before where it has none."""
    tokens = joined(parts)
    if clause.borrowed:
        if not clause.subject or len(clause.subject) > 6:
            return ()
        tokens = (*_known(clause.subject), *tokens)
    if clause.connector in ("but", "yet") and not clause.borrowed and tokens:
        word = clause.connector.capitalize()
        tokens = (Token(word, clause.connector, "CC", True, max(0, tokens[0].index - 1)), *tokens)
    return tokens


def _shortened(clause: Clause, parts: Sequence[Part]) -> Iterator[tuple[Token, ...]]:
    """A long clause ended earlier: before a late phrase that adds where, with what or with whom."""
    last = max((i for i, part in enumerate(parts) if part.kind == "core"), default=-1)
    if last < 0:
        return
    tokens = parts[last].tokens
    finite = 0 if clause.borrowed and tokens[0].tag in FINITE else main_finite(tokens)
    if finite is None:
        return
    complements = 0
    needed = 2 if tokens[finite].lower in _NEEDS_MORE else 1
    bare = _without_subject_phrase(tokens, finite)
    if bare:
        yield _clause_tokens(clause, (*parts[:last], replace(parts[last], tokens=bare), *parts[last + 1 :]))
    for position in range(finite + 1, len(tokens)):
        token, before = tokens[position], tokens[position - 1]
        if token.tag in ("WH", "SB") or not token.is_word:
            return
        if before.tag in ("NN", "NP", "PX", "VG") and complements >= needed and _can_end_before(tokens, position):
            short = replace(parts[last], tokens=tuple(tokens[:position]))
            yield _clause_tokens(clause, (*parts[:last], short))
        if token.tag in ("VB", "VF"):
            complements, needed = 0, 2 if token.lower in _NEEDS_MORE else 1
        complements += token.tag in ("NN", "NP", "PX", "VG") and not _noun_follows(tokens, position)


def _without_subject_phrase(tokens: tuple[Token, ...], finite: int) -> tuple[Token, ...]:
    """'the first car over the mountain carries' as 'the first car carries'; () when there is nothing to spare."""
    if tokens[0].tag not in ("DT", "PO", "NN", "NP", "JJ", "CD"):
        return ()
    for position in range(1, finite):
        if tokens[position].tag == "IN" and tokens[position].lower not in ("of", "like", "between"):
            return (*tokens[:position], *tokens[finite:]) if tokens[position - 1].tag in ("NN", "NP") else ()
        if tokens[position].tag in ("WH", "SB", "CC", "TO", "VG"):
            return ()
    return ()


def _noun_follows(tokens: Sequence[Token], position: int) -> bool:
    return position + 1 < len(tokens) and tokens[position + 1].tag in ("NN", "NP")


def _can_end_before(tokens: Sequence[Token], position: int) -> bool:
    """Whether a phrase that can be spared opens at `position`."""
    token = tokens[position]
    if token.tag == "IN":
        return token.lower not in ("of", "than", "as", "like", "between")
    return token.tag in ("VN", "VG") or (token.lower == "and" and _closes_pair(tokens, position))


def _closes_pair(tokens: Sequence[Token], position: int) -> bool:
    """'with a husband | and a canteen ...': an article behind 'and', none of a list before it."""
    return position + 1 < len(tokens) and tokens[position + 1].tag in ("DT", "PO") and not any(t.text == "," for t in tokens[:position])


def _known(subject: Sequence[Token]) -> tuple[Token, ...]:
    """'a keeper' is 'the keeper' when spoken of again."""
    if subject[0].lower in ("a", "an"):
        return (replace(subject[0], text="the", lower="the"), *subject[1:])
    return tuple(subject)


def _pairs(first: Clause, second: Clause) -> Iterator[tuple[Token, ...]]:
    """Two clauses said in one breath, as they were joined."""
    if first.borrowed and not first.subject:
        return
    joint = [] if second.borrowed and second.connector else [Token(",", ",", ",", False, -1)]
    if second.connector:
        joint.append(Token(second.connector, second.connector, "CC", True, -1))
    elif second.mark != "," or max(len(joined(first.parts)), len(joined(second.parts))) > 7:
        return
    for left in (first.parts, [p for p in first.parts if not p.optional]):
        for right in (second.parts, [p for p in second.parts if not p.optional]):
            if left and right and left[-1].kind in ("core", "lead pp", "lead sub") or (left and not left[-1].optional):
                yield (*_clause_tokens(replace_connector(first), left), *joint, *joined(right))


def replace_connector(clause: Clause) -> Clause:
    """The clause without 'but' in front when another clause is said with it."""
    return Clause(clause.parts, clause.subject, clause.borrowed, "" if clause.connector == "and" else clause.connector, clause.promoted, clause.is_finite)


def _stripped(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """Without a connective that points back ('Meanwhile, ...') and without the closing mark."""
    out = list(tokens)
    while out and out[-1].text in (".", "…", "...", ";", ",", ":"):
        out.pop()
    if len(out) > 2 and out[0].lower in _CONNECTIVES and (out[1].text == "," or out[0].lower not in _KEPT_CONNECTIVES):
        out = out[2:] if out[1].text == "," else out[1:]
    elif len(out) > 3 and out[0].lower == "and" and out[1].is_word:
        out = out[1:]
    return tuple(out)


def _spoken(sentence: Sentence) -> Iterator[tuple[tuple[Token, ...], int, bool]]:
    """What is said in quotation marks, without who says it, when it is a statement of its own."""
    quotes = [token.index for token in sentence.tokens if token.text in "\"“”"]
    if sentence.is_quote or not quotes or len(quotes) % 2:
        return
    spans = [sentence.tokens[a + 1 : b] for a, b in zip(quotes[::2], quotes[1::2], strict=True)]
    if not spans[0] or len(spans) > 2:
        return
    said = list(spans[0])
    closes = said[-1].text if said and not said[-1].is_word else ""
    if closes:
        said.pop()
    if len(spans) == 2 and spans[1] and spans[1][0].text[0].islower() and closes == ",":
        keeps_comma = spans[1][0].tag == "CC" and any(t.tag in FINITE for t in spans[1])
        said += [Token(",", ",", ",", False, -1)] if keeps_comma else []
        said += [t for t in spans[1] if t.text not in ".,"] if not keeps_comma else list(spans[1])
    yield tuple(said), len(sentence.tokens) - len(said), False


# --- one line -----------------------------------------------------------------------------------------


def _extent(tokens: Sequence[Token]) -> tuple[int, int]:
    """The stretch of the sentence that the tokens cover, from the end: a lent subject far before it is no part."""
    real = [token.index for token in tokens if token.index >= 0]
    start = real[-1]
    for before, index in zip(reversed(real[:-1]), reversed(real[1:]), strict=True):
        if index - before > 6 and before < 8:
            break
        start = before
    return start, real[-1] + 1


def _with_pronoun(tokens: Sequence[Token], sentence: Sentence, cast: Cast) -> tuple[Token, ...]:
    """The line with he or she for the name it opens with, when that name was lent from the clause before."""
    mention = next((m for m in cast.mentions[sentence.index] if m.start == tokens[0].index), None)
    if mention is None or not cast.people[mention.person].gender or tokens[0].tag == "PO":
        return ()
    rest = [token for token in tokens if token.index >= mention.end or token.index < 0]
    pronoun = cast.people[mention.person].gender
    return (replace(tokens[0], text=pronoun, lower=pronoun, tag="PR", index=-1), *rest)


def _line(
    sentence: Sentence, tokens: tuple[Token, ...], lost: int, is_whole: bool, story: Story, shortest: int
) -> Line | None:
    """The reading as a line with its score, or None when it cannot stand."""
    if not tokens or not _stands(tokens, sentence, is_whole):
        return None
    named = _named(tokens, sentence, story.cast)
    text, plain = _finish(named.tokens, sentence), _finish(tokens, sentence)
    if not (shortest <= words_of(text) <= MAX_WORDS) and not (is_whole and _SHORTEST <= words_of(text) <= MAX_WORDS):
        return None
    needs = named.unresolved or _needs_context(tokens, sentence)
    score = _score(tokens, sentence, lost, is_whole, needs, story)
    start, end = _extent(tokens)
    opens = named.opens
    if tokens[0].index >= 0 and tokens[0].index < start:  # a lent subject: the words begin behind it
        lent = _with_pronoun(tokens, sentence, story.cast)
        opens, plain = (True, _finish(lent, sentence)) if lent else (opens, plain)
    return Line(sentence.index, start, end, text, score, needs, named.subject, opens, plain)


def _stands(tokens: Sequence[Token], sentence: Sentence, is_whole: bool) -> bool:
    """Whether the words make a sentence: a verb, a proper beginning and end, nothing torn off."""
    words = [token for token in tokens if token.is_word]
    if not words or is_meta(words) or any(token.text in "*#|\\/[]{}<>" for token in tokens):
        return False
    if main_finite(tokens) is None and not _is_command(words):
        return is_whole and sentence.text[-1] in "!?" and len(words) >= _SHORTEST
    first, last = words[0], words[-1]
    if first.tag == "SB" and not (first.lower in ("when", "if", "until", "after", "before", "once", "while", "as", "because", "unless", "though", "although", "where", "whenever") and _has_main_after(tokens)):
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
    quotes = sum(token.text in "\"“”" for token in tokens)
    return quotes % 2 == 0 and not (quotes and not is_whole)


def _begins_torn(words: Sequence[Token]) -> bool:
    """Whether the first word is a verb that lost its subject, or an adjective that lost its article."""
    first, forms = words[0], verb_forms().get(words[0].lower, {})
    if first.tag == "NN" and ("s" in forms or "base" in forms) and forms.get("s", forms.get("base", "")) not in NOUNY:
        return True
    if first.tag == "JJ":
        head = words[: main_finite(words) or 1]
        return not any(t.tag == "NP" or (t.tag == "NN" and t.lower.endswith("s")) for t in head)
    return False


def _is_command(words: Sequence[Token]) -> bool:
    """'Keep the lights low', 'Never answer the bell'."""
    start = 1 if words[0].lower in ("never", "always", "only", "and", "do", "don't") and len(words) > 1 else 0
    is_base = "base" in verb_forms().get(words[start].lower, {})
    follows = words[start + 1].tag if start + 1 < len(words) else ""
    return is_base and follows in ("DT", "PO", "PX", "RB", "IN", "TO", "PR", "NP")


def _has_main_after(tokens: Sequence[Token]) -> bool:
    """Whether a comma and a clause follow the opening 'when ...'."""
    for position, token in enumerate(tokens):
        if token.text == "," and any(t.tag in FINITE for t in tokens[position:]):
            return True
    return False


@dataclass(frozen=True, slots=True)
class _Named:
    """Tokens after names took the place of pronouns."""

    tokens: tuple[Token, ...]
    subject: int
    """Whom the line is about."""
    opens: bool
    """Whether that person's first mention was a pronoun."""
    unresolved: bool
    """Whether a he or she is left whom the line does not name."""


def _named(tokens: Sequence[Token], sentence: Sentence, cast: Cast) -> _Named:
    """Put a name for each pronoun whose person the words before it do not name."""
    out: list[Token] = []
    present: set[int] = set()
    subject, opens, unresolved = -1, False, False
    references = cast.references[sentence.index]
    at = {m.start: m.person for m in cast.mentions[sentence.index]}
    for token in tokens:
        if token.index in at:
            present.add(at[token.index])
            subject = at[token.index] if subject < 0 else subject
        reference = references.get(token.index)
        if reference is not None and subject < 0 and token.tag == "PO" and _comes_later(tokens, token, reference.person, at):
            out.append(token)  # 'In the course of his mission, Anakin ...'
            continue
        is_gendered = token.lower.split("'")[0] in PRONOUN_GENDER and token.tag in ("PR", "PX", "PO", "PB")
        if reference is None or reference.person in present:
            unresolved |= is_gendered and reference is None and not _binds_itself(out)
            out.append(token)
            continue
        if subject < 0:
            subject, opens = reference.person, True
        if reference.certain:
            present.add(reference.person)
            out.extend(_as_name(token, cast.people[reference.person].short))
        else:
            unresolved |= not _binds_itself(out)
            out.append(token)
    return _Named(tuple(out), subject, opens, unresolved)


def _comes_later(tokens: Sequence[Token], pronoun: Token, person: int, at: Mapping[int, int]) -> bool:
    """Whether the line names the person soon after the pronoun, behind a comma."""
    later = tokens[tokens.index(pronoun) :]
    names = [i for i, token in enumerate(later) if at.get(token.index) == person]
    return bool(names) and any(token.text == "," for token in later[: names[0]])


def _binds_itself(earlier: Sequence[Token]) -> bool:
    """'a fisherman loses his boat': the pronoun may mean a noun of the line."""
    return any(t.tag in ("NN", "NP") or t.lower in _WHOEVER for t in earlier)


def _as_name(token: Token, name: str) -> list[Token]:
    """The name in the pronoun's place: she -> Nora, her -> Nora's, she's -> Nora is."""
    if token.tag == "PO":
        name += "’s" if "’" in token.text else "'s"
    first = replace(token, text=name, lower=name.lower())
    tail = token.lower.partition("'")[2]
    if token.tag == "PB" and tail in ("s", "d", "ll"):
        return [replace(first, text=name + token.text[-len(tail) - 1 :], lower=name.lower())]
    return [first]


def _finish(tokens: Sequence[Token], sentence: Sentence) -> str:
    """The line as text: first letter raised, one closing mark."""
    out = list(capitalised(tokens))
    while out and out[-1].text in (",", ";", ":", "—", "–", "."):
        out.pop()
    text = render(out)
    if text[-1:] in "?!…。！？؟।":
        return text
    mark = "?" if sentence.text.rstrip("\"”’'").endswith("?") and _is_question(out) else _full_stop(text)
    return text + mark


def _full_stop(text: str) -> str:
    return "。" if "\u3040" <= text[-1:] <= "\u9fff" else "."


def _is_question(tokens: Sequence[Token]) -> bool:
    return bool(tokens) and tokens[0].tag in ("WH", "MD", "DO", "BE", "HV", "CC", "SB", "IN")


def _needs_context(tokens: Sequence[Token], sentence: Sentence) -> bool:
    """Whether the line begins with a word that means something of the sentence before."""
    words = [token for token in tokens if token.is_word]
    head = [token for token in words[:3] if token.tag not in ("CC", "RB")] or words
    first = head[0]
    text = render(tokens).lower()
    if any(_points_back(words, place) for place in range(len(words))):
        return True
    if first.lower in ("it", "it's"):
        return not _EMPTY_IT.match(text.removeprefix("but ").removeprefix("and "))
    if first.lower in ("they", "this", "these", "those", "that", "both", "they're", "they've", "others", "each", "such", "them", "their"):
        return first.tag != "DT" or first.lower in ("this", "these", "those", "such", "both", "their") or (len(words) > 1 and words[1].tag in FINITE)
    return first.lower in ("its", "one") and len(words) > 1 and words[1].tag in FINITE


def _points_back(words: Sequence[Token], place: int) -> bool:
    """'a slice of one', 'pays for both': a number without its noun."""
    word, after = words[place].lower, words[place + 1].tag if place + 1 < len(words) else "."
    if word not in ("one", "both", "two", "three", "ones") or after in ("NN", "NP", "JJ", "CD", "IN", "PO", "VN"):
        return False
    before = words[place - 1].lower if place else ""
    return place > 0 and before in ("of", "for", "with", "to", "in", "at", "from", "by", "on", "than") and after != "VF"


def _score(
    tokens: Sequence[Token], sentence: Sentence, lost: int, is_whole: bool, needs: bool, story: Story
) -> float:
    words = [token for token in tokens if token.is_word]
    count = len(words)
    score = 1.0 + weight(words)
    score += 0.3 if is_whole else -0.25 * lost / max(1, len(sentence.tokens))
    score += {2: -0.3, 3: 0.0, 4: 0.15, 5: 0.25, 13: 0.15, 14: 0.0, 15: -0.2, 16: -0.4}.get(count, 0.4 if count <= 12 else -0.6)
    lower = [token.lower for token in words]
    if sentence.text.endswith("?"):
        score += 0.7
    if lower[0] in ("but", "if", "unless", "until"):
        score += 0.4
    if "but" in lower[1:]:
        score += 0.5
    if any(m.start in {t.index for t in tokens} and story.cast.people[m.person].is_named for m in story.cast.mentions[sentence.index]):
        score += 0.3
    if lower[0] in ("it", "there", "there's", "it's") and lower[1:2] and lower[1] in ("is", "are", "was", "were", "'s"):
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
    if sentence.is_quote or any(word in ("i", "me", "my", "you", "your", "we", "us", "our", "you've", "i'm", "we're") for word in lower):
        score -= 0.9 if _DIALOGUE.search(sentence.text) or sentence.is_quote else 0.0
    return round(score - (0.35 if needs else 0.0), 4)
