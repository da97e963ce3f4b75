"""What each word does in its sentence, by lists, endings and neighbours. English; errs towards 'noun'."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from .. import lexicon
from ..lexicon import wordset
from .small_words import settle_small_word
from .tag_context import is_nominal_ahead, left_of, starts_phrase
from .tokens import CONTRACTED_IS, Token
from .verb_tags import VERB_RULES

_NUMBERS = wordset(
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million dozen"
)


_CLASS_TAGS = (
    ("modal", "MD"),
    ("be", "BE"),
    ("have", "HV"),
    ("do", "DO"),
    ("possessive", "PO"),
    ("relative", "WH"),
    ("subject_pronoun", "PR"),
    ("object_pronoun", "PX"),
    ("conjunction", "CC"),
    ("determiner", "DT"),
    ("subordinator", "SB"),
    ("preposition", "IN"),
    ("adverb", "RB"),
)


# Words in several classes that are nearly always the one given here.
_FIXED = {
    "her": "PO",
    "his": "PO",
    "that": "WH",
    "this": "DT",
    "these": "DT",
    "those": "DT",
    "one": "CD",
    "what": "WH",
    "to": "TO",
    "no": "DT",
    "so": "RB",
    "then": "RB",
    "all": "DT",
    "both": "DT",
    "there": "PR",
    "yet": "RB",
    "outside": "IN",
    "inside": "IN",
    "still": "RB",
    "even": "RB",
    "only": "RB",
    "just": "RB",
    "more": "RB",
    "most": "RB",
    "less": "RB",
    "last": "JJ",
    "next": "JJ",
    "first": "JJ",
    "own": "JJ",
    "such": "DT",
    "how": "WH",
    "why": "WH",
    "whether": "SB",
    "being": "VG",
    "been": "VN",
    "be": "VB",
    "having": "VG",
    "doing": "VG",
    "done": "VN",
    "going": "VG",
    "let's": "VF",
    "like": "IN",
    "past": "IN",
    "down": "IN",
    "will": "MD",
    "may": "MD",
    "might": "MD",
    "can": "MD",
    "need": "NN",
    "is": "BE",
    "once": "RB",
    "where": "WH",
    "worth": "IN",
    "alike": "RB",
    "than": "SB",
}


_NOUN_ENDINGS = (
    "tion",
    "sion",
    "ment",
    "ness",
    "ship",
    "hood",
    "ity",
    "ance",
    "ence",
    "ism",
    "ist",
    "dom",
    "ure",
)


_ADJECTIVE_ENDINGS = (
    "ous",
    "ful",
    "less",
    "ive",
    "able",
    "ible",
    "ical",
    "ish",
    "ary",
    "ian",
    "esque",
    "like",
    "some",
    "ic",
    "al",
    "cular",
    "iliar",
    "gular",
)


_ADVERBS_NOT = wordset(
    "family fly reply ally jelly belly bully rally assembly italy sally supply emily lily july"
)


_PRONOUNS_THAT_CONTRACT = wordset("i you he she it we they who there that this what where here how")


_NOUNS_IN_ING = wordset(
    "morning evening ceiling king ring thing string spring wing sling lightning sibling darling offspring clothing "
    "earring wedding building painting meaning warning beginning ending hearing blessing longing string pudding "
    "viking shilling sterling duckling gosling herring awning railing dwelling shipping anything nothing"
)


_NOT_PARTICIPLES = wordset("hundred kindred hatred infrared shred biped thoroughbred newlywed")


_LY_ADJECTIVES = wordset(
    "lonely deadly friendly elderly ghostly early ugly holy lively lovely likely unlikely only"
)


@cache
def _classes() -> dict[str, str]:
    out: dict[str, str] = {}
    for heading, tag in reversed(_CLASS_TAGS):
        for word in lexicon.words("classes.txt", heading):
            out[word] = tag
    return {**out, **_FIXED, **dict.fromkeys(CONTRACTED_IS, "PB"), **dict.fromkeys(_NUMBERS, "CD")}


@cache
def _adjectives() -> frozenset[str]:
    return lexicon.words("classes.txt", "adjective")


def tag(
    tokens: Sequence[Token], names: frozenset[str] = frozenset(), *, past: bool = False
) -> tuple[Token, ...]:
    """The tokens with their tags. `names` are known name words; `past` says the story is told in the past."""
    tags = [_first_guess(token, index, tokens, names) for index, token in enumerate(tokens)]
    for index, token in enumerate(tokens):
        if "|" in tags[index] or tags[index] in ("WH", "SB", "IN", "PO", "RB", "JJ", "DT", "NN", "CD"):
            tags[index] = _settle(tokens, tags, index, token.lower, past)
    return tuple(replace(token, tag=found) for token, found in zip(tokens, tags, strict=True))


def _first_guess(token: Token, index: int, tokens: Sequence[Token], names: frozenset[str]) -> str:
    """A tag, or several joined by '|' when neighbours must decide."""
    word = token.lower
    if not token.is_word:
        return token.text
    starts = index == 0 or tokens[index - 1].text in '.!?:"“‘('
    if token.text[0].isupper() and (not starts or token.text in names) and word not in _classes():
        return "PO" if token.is_possessive else "NP"
    if token.text in names:
        return "NP"
    if token.is_possessive and word not in _classes():
        return "PO"
    if word in _classes():
        return _classes()[word]
    if "'" in word and word.split("'")[0] in _PRONOUNS_THAT_CONTRACT:
        return "PB"
    if word[0].isdigit():
        return "CD"
    if not word.isascii() and not word[0].isalpha():
        return "NP"
    return _open_class(word)


def _open_class(word: str) -> str:
    if word in _NOUNS_IN_ING:
        return "NN"
    forms = lexicon.verb_forms().get(word, {})
    kinds = []
    if "base" in forms:
        kinds.append("base")
    if "s" in forms:
        kinds.append("s")
    if "past" in forms or "participle" in forms:
        kinds.append("past" if "participle" not in forms else ("ed" if "past" in forms else "participle"))
    if "ing" in forms:
        kinds.append("ing")
    if word in _adjectives():
        kinds.append("JJ")
    if kinds:
        return "|".join(kinds) + "|"
    return _by_ending(word)


def _by_ending(word: str) -> str:
    if word.endswith("ly") and len(word) > 4 and word not in _ADVERBS_NOT:
        return "JJ" if word in _LY_ADJECTIVES else "RB"
    if "-" in word and word.split("-")[-1] in lexicon.verb_forms() and not word.endswith(("ed", "ing")):
        return _open_class(word.split("-")[-1])
    if "-" in word:
        return (
            "JJ"
            if not word.endswith(_NOUN_ENDINGS) and word.split("-")[-1] not in ("law", "off", "up")
            else "NN"
        )
    if word.endswith(_NOUN_ENDINGS):
        return "NN"
    if (
        word.endswith(_ADJECTIVE_ENDINGS)
        and len(word) > 5
        and word not in lexicon.words("classes.txt", "noun_like_adjective")
    ):
        return "JJ"
    if word.endswith("ing") and len(word) > 5:
        return "ing|"
    if word.endswith("ed") and not word.endswith("eed") and len(word) > 4 and word not in _NOT_PARTICIPLES:
        return "ed|"
    return "NN|s?|" if word.endswith("s") and not word.endswith(("ss", "us", "is")) else "NN"


def _settle(tokens: Sequence[Token], tags: list[str], index: int, word: str, past: bool) -> str:
    """Decide the tag at `index`; everything to the left is decided already."""
    kinds = tags[index]
    left = left_of(tags, index)
    before = tags[left] if left >= 0 else ""
    before_word = tokens[left].lower if left >= 0 else ""
    after = tags[index + 1] if index + 1 < len(tags) else "."
    if (
        kinds == "PO"
        and tokens[index].is_possessive
        and not is_nominal_ahead(after)
        and after not in ("RB", "VN", "VG")
    ):
        return "NP" if tokens[index].text[0].isupper() else "PO"
    if "|" not in kinds:
        return settle_small_word(tokens, tags, index, word, kinds, before, after)
    kind_set = set(kinds.split("|")) - {""}
    if "ing" in kind_set:
        if before in ("DT", "PO", "JJ") and not starts_phrase(after):
            return "NN" if not is_nominal_ahead(after) else "JJ"
        return "VG"
    for kind in ("base", "s", "ed", "past", "participle", "s?"):
        if kind in kind_set:
            found = VERB_RULES[kind](tokens, tags, index, before, before_word, after, past)
            if found:
                return found
    if "JJ" in kind_set and after == "," and index + 2 < len(tags) and "JJ" in tags[index + 2].split("|"):
        return "JJ"
    return (
        "JJ"
        if "JJ" in kind_set and (is_nominal_ahead(after) or before not in ("DT", "PO"))
        else _noun_or_adjective(kind_set, before)
    )


def _noun_or_adjective(kinds: set[str], before: str) -> str:
    if "JJ" in kinds and not kinds & {"base", "s"} and before not in ("DT", "PO", "JJ"):
        return "JJ"
    if kinds & {"ed", "participle"} and not kinds & {"base", "s"}:
        return "VN"
    return "NN"
