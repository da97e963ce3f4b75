"""What each word does in its sentence, by lists, endings and neighbours. English; errs towards 'noun'.

Tags: DT determiner, PO possessive, PR pronoun (subject), PX pronoun (object), PB pronoun + is, IN preposition,
SB subordinator, WH relative or question word, CC and/or/but, MD modal, BE HV DO finite auxiliaries, VF finite
verb, VB infinitive, VG -ing form, VN participle, TO, NN noun, NP name, JJ adjective, RB adverb, CD number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from . import lexicon
from .tokens import CONTRACTED_IS, Token

FINITE = frozenset({"VF", "MD", "BE", "HV", "DO", "PB"})
NOMINAL = frozenset({"NN", "NP", "PR", "PX", "CD"})
_NUMBERS = frozenset(
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million dozen".split()
)
_SINGULAR_SUBJECTS = frozenset(
    "he she it who which that this one nobody everybody somebody anybody everyone someone anyone everything "
    "something anything nothing what".split()
)
_PLURAL_SUBJECTS = frozenset("i you we they these those people men women children police both all some many few".split())
_AMBIGUOUS_S = frozenset("before after since until till as once where like".split())
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
_NOUN_ENDINGS = ("tion", "sion", "ment", "ness", "ship", "hood", "ity", "ance", "ence", "ism", "ist", "dom", "ure")
_ADJECTIVE_ENDINGS = ("ous", "ful", "less", "ive", "able", "ible", "ical", "ish", "ary", "ian", "esque", "like", "some", "ic", "al", "cular", "iliar", "gular")
_NOT_ADJECTIVES = frozenset(
    "music magic clinic critic mechanic public traffic fabric topic logic panic attic comic relic epic picnic cleric "
    "lyric military library diary secretary dictionary sanctuary mercenary missionary january february canary "
    "boundary adversary anniversary commentary documentary summary salary vocabulary guardian librarian musician "
    "politician physician magician vegetable table constable motive detective captive native executive relative "
    "locomotive archive olive business animal hospital arrival signal rival festival trial funeral metal capital criminal "
    "journal general cathedral canal terminal mineral arsenal ritual proposal refusal betrayal survival revival rehearsal "
    "burial denial admiral medal sandal scandal vandal individual professional official potential material memorial "
    "tutorial editorial manual jackal crystal pedal portal total appeal reveal steal carnival interval corporal "
    "intellectual renewal withdrawal approval removal disposal rental cannibal".split()
)
_ADVERBS_NOT = frozenset("family fly reply ally jelly belly bully rally assembly italy sally supply emily lily july".split())
_PRONOUNS_THAT_CONTRACT = frozenset("i you he she it we they who there that this what where here how".split())
_NOUNS_IN_ING = frozenset(
    "morning evening ceiling king ring thing string spring wing sling lightning sibling darling offspring clothing "
    "earring wedding building painting meaning warning beginning ending hearing blessing longing string pudding "
    "viking shilling sterling duckling gosling herring awning railing dwelling shipping anything nothing".split()
)
_NOT_PARTICIPLES = frozenset("hundred kindred hatred infrared shred biped thoroughbred newlywed".split())
_NAMING = frozenset({"named", "called", "nicknamed", "known", "dubbed", "titled"})
_LY_ADJECTIVES = frozenset("lonely deadly friendly elderly ghostly early ugly holy lively lovely likely unlikely only".split())


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


@cache
def _nouny() -> frozenset[str]:
    roles = (lexicon.words("roles.txt", gender) for gender in ("female", "male", "neutral"))
    return lexicon.words("nouny.txt").union(*roles)


def tag(tokens: Sequence[Token], names: frozenset[str] = frozenset(), *, past: bool = False) -> tuple[Token, ...]:
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
    starts = index == 0 or tokens[index - 1].text in ".!?:\"“‘("
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
    if "-" in word:
        return "JJ" if not word.endswith(_NOUN_ENDINGS) and word.split("-")[-1] not in ("law", "off", "up") else "NN"
    if word.endswith(_NOUN_ENDINGS):
        return "NN"
    if word.endswith(_ADJECTIVE_ENDINGS) and len(word) > 5 and word not in _NOT_ADJECTIVES:
        return "JJ"
    if word.endswith("ing") and len(word) > 5:
        return "ing|"
    if word.endswith("ed") and not word.endswith("eed") and len(word) > 4 and word not in _NOT_PARTICIPLES:
        return "ed|"
    return "NN|s?|" if word.endswith("s") and not word.endswith(("ss", "us", "is")) else "NN"


def _settle(tokens: Sequence[Token], tags: list[str], index: int, word: str, past: bool) -> str:
    """Decide the tag at `index`; everything to the left is decided already."""
    kinds = tags[index]
    left = _left(tags, index)
    before = tags[left] if left >= 0 else ""
    before_word = tokens[left].lower if left >= 0 else ""
    after = tags[index + 1] if index + 1 < len(tags) else "."
    if kinds == "PO" and tokens[index].is_possessive and not _is_nominal_ahead(after) and after not in ("RB", "VN", "VG"):
        return "NP" if tokens[index].text[0].isupper() else "PO"
    if "|" not in kinds:
        return _settle_closed(tokens, tags, index, word, kinds, before, after)
    kind_set = set(kinds.split("|")) - {""}
    if "ing" in kind_set:
        if before in ("DT", "PO", "JJ") and not _starts_phrase(after):
            return "NN" if not _is_nominal_ahead(after) else "JJ"
        return "VG"
    for kind in ("base", "s", "ed", "past", "participle", "s?"):
        if kind in kind_set:
            found = _VERB_RULES[kind](tokens, tags, index, before, before_word, after, past)
            if found:
                return found
    if "JJ" in kind_set and after == "," and index + 2 < len(tags) and "JJ" in tags[index + 2].split("|"):
        return "JJ"
    return "JJ" if "JJ" in kind_set and (_is_nominal_ahead(after) or before not in ("DT", "PO")) else _noun_or_adjective(kind_set, before)


def _noun_or_adjective(kinds: set[str], before: str) -> str:
    if "JJ" in kinds and not kinds & {"base", "s"} and before not in ("DT", "PO", "JJ"):
        return "JJ"
    if kinds & {"ed", "participle"} and not kinds & {"base", "s"}:
        return "VN"
    return "NN"


def _left(tags: Sequence[str], index: int) -> int:
    """The nearest token to the left that is no adverb."""
    index -= 1
    while index >= 0 and tags[index] == "RB":
        index -= 1
    return index


def _starts_phrase(tag: str) -> bool:
    """Whether a tag can follow a verb as its object, complement or adverb, but hardly a noun."""
    return tag.split("|")[0] in ("DT", "PO", "PR", "PX", "NP", "TO", "RB", "WH", "SB", "CD", "PB")


def _is_nominal_ahead(tag: str) -> bool:
    kinds = set(tag.split("|"))
    return bool(kinds & {"NN", "NP", "base", "s", "s?", "ing", "JJ", "CD"})


# --- verbs --------------------------------------------------------------------------------------------


def _base(
    tokens: Sequence[Token], tags: list[str], index: int, before: str, word: str, after: str, past: bool
) -> str:
    """A base form: infinitive after to, modal or do; finite after a plural subject; else a noun."""
    if before in ("TO", "MD", "DO"):
        return "VB"
    if before == "PR" and word in _PLURAL_SUBJECTS:
        return "VF"
    if before == "WH" and word in ("who", "that", "which") and _plural_before(tokens, tags, index):
        return "VF"
    if before in ("PX",) and _earlier_word(tokens, index, ("let", "lets", "make", "makes", "help", "helps", "watch", "watches", "see", "sees", "hear", "hears", "made", "helped", "watched")):
        return "VB"
    if before in ("CC", ",") and _verb_before(tags, index) in ("VB",) and (_starts_phrase(after) or after in ("IN", ".", ",", "CC")):
        return "VB"
    if before == "NN" and _is_plural(tokens, tags, index) and (_starts_phrase(after) or after in ("IN", "JJ", ".", ",")):
        return "VF" if not _finite_since_break(tags, index) else ""
    if before in ("CC", ",") and _verb_before(tags, index) == "VF" and _plural_subject(tokens, tags, index):
        return "VF" if _starts_phrase(after) or after == "IN" else ""
    if word in ("both", "all") and before in ("DT", "PR") and (after in ("IN", "RB") or _starts_phrase(after)):
        return "VF"
    if (tokens[index].lower not in _nouny() or after == "TO") and _plural_evidence(tokens, tags, index, before):
        return "VF" if _starts_phrase(after) or after in ("IN", "JJ", ".", ",", "CC", "VG") or "|" in after else ""
    if before == "" and (after in ("DT", "PO", "PX") or (after == "IN" and index == 0 and len(tags) < 6)):
        return "VF"
    if "past" in _forms(tokens[index].lower) and before in ("PR", "NP", "WH", "CC", "NN", ",") and _starts_phrase(after):
        return _ed(tokens, tags, index, before, word, after, past)
    if before in ("BE", "HV", "PB") and "participle" in _forms(tokens[index].lower):
        return "VN"
    return ""


def _s(
    tokens: Sequence[Token], tags: list[str], index: int, before: str, word: str, after: str, past: bool
) -> str:
    """Third person singular, or the plural of a noun."""
    follows = _starts_phrase(after) or after in ("IN", ".", ",", "CC", "VG", "?", "!", ";", ":", "—", "JJ") or "|" in after
    if before == "PR" or (before in ("WH", "CD", "DT") and word in _SINGULAR_SUBJECTS):
        return "VF" if before != "DT" and before != "CD" or _starts_phrase(after) or after == "IN" else ""
    if before == "NP":
        return "VF"
    if before in ("NN", "PX") and not _is_plural(tokens, tags, index):
        if _finite_since_break(tags, index) or not follows:
            return ""
        return "" if after.split("|")[0] in FINITE else "VF"
    if before in ("CC", ",", "—", ";") and _verb_before(tags, index) in ("VF", "BE", "HV", "MD", "PB"):
        if _starts_phrase(after) or after in ("IN", "TO", "JJ", "VG"):
            return "VF"
        if after == "." and before == "CC" and tags[_left(tags, _left(tags, index))] == "VF":
            return "VF"
        if "|" in after and before == "CC" and not _list_before(tags, index):
            return "VF"
    if before == "," and tags[index - 1] == "," and not _finite_since_comma(tags, index):
        if after.split("|")[0] in ("DT", "PO", "PX", "NP", "TO", "PR", "RB") or (after == "IN" and not _is_plural(tokens, tags, index - 1)):
            return "VF"
    if before == "JJ" and not _finite_since_break(tags, index) and _starts_phrase(after) and after != "TO":
        return "VF"  # the dead walk..., the old lie...
    return ""


def _unknown_s(
    tokens: Sequence[Token], tags: list[str], index: int, before: str, word: str, after: str, past: bool
) -> str:
    """A word in -s that no list knows: a verb only right behind a clear subject."""
    if before == "PR" and word in _SINGULAR_SUBJECTS:
        return "VF"
    if before == "NP" and (_starts_phrase(after) or after == "IN") and not _finite_since_break(tags, index):
        return "VF"
    return ""


def _ed(
    tokens: Sequence[Token], tags: list[str], index: int, before: str, word: str, after: str, past: bool
) -> str:
    """Past tense or participle."""
    if tokens[index].lower in _NAMING and before in ("NN", "NP", "CD", "PR", ",") and after.split("|")[0] in ("NP", "DT", "JJ", "IN"):
        return "VN" if before != "PR" or word in ("someone", "somebody", "one") else "VF"
    if before in ("BE", "HV", "PB", "VG") or word in ("been", "be", "get", "gets", "got", "getting", "become", "becomes"):
        return "VN"
    if before in ("DT", "PO", "JJ", "CD") and not (before in ("DT", "CD") and word in _SINGULAR_SUBJECTS):
        return "VN" if _is_nominal_ahead(after) else "NN" if before == "DT" else "VN"
    if before == "PR" or (before == "WH" and word != "how"):
        return "VF"
    if before == "MD":
        return "VN"
    if before in ("NP", "NN", "PX"):
        if _finite_since_break(tags, index) or _finite_ahead(tokens, tags, index):
            return "VN"
        return "VF" if past or before == "NP" or after not in ("IN",) else "VF" if _only_chance(tags, index) else "VN"
    if before in ("CC", ",") and _verb_before(tags, index) == "VF" and _past_before(tokens, tags, index):
        if before == "," and after == ",":
            return "VN"
        return "VF" if _starts_phrase(after) or after in ("IN", ".", ",") else "VN"
    return "VN"


def _past(
    tokens: Sequence[Token], tags: list[str], index: int, before: str, word: str, after: str, past: bool
) -> str:
    """A form that is only ever the past tense ('knew'), unless it is a noun here ('a saw')."""
    if before in ("DT", "PO", "JJ", "IN") and tokens[index].lower in ("saw", "shot", "fell", "wound", "ground", "wove"):
        return "NN"
    return "VF"


def _participle(
    tokens: Sequence[Token], tags: list[str], index: int, before: str, word: str, after: str, past: bool
) -> str:
    return "VN"


_VERB_RULES = {"base": _base, "s": _s, "s?": _unknown_s, "ed": _ed, "past": _past, "participle": _participle}


# --- closed classes that depend on what follows -------------------------------------------------------


def _settle_closed(
    tokens: Sequence[Token], tags: list[str], index: int, word: str, tag: str, before: str, after: str
) -> str:
    if word == "her" or word == "his":
        object_like = after.split("|")[0] in ("IN", "TO", "DT", "PO", "PR", "CC", "RB", "WH", "SB", ".", ",", ";", ":", "?", "!", "—", "BE")
        return "PX" if object_like and word == "her" else "PO"
    if word == "that":
        return _that(tags, index, before, after)
    if word in ("this", "these", "those", "all", "both", "some", "each", "neither", "either", "many", "few") and not _is_nominal_ahead(after):
        return "PR" if after.split("|")[0] in FINITE or "s" in after.split("|") or before in ("", ",", "SB") else "DT"
    if word in ("before", "after", "since", "until", "till", "as"):
        if index + 1 < len(tokens) and tokens[index + 1].lower in ("then", "ever"):
            return "IN"
        if word != "as" and after in (",", ".", ";", "?", "!", ":", "—"):
            return "RB"
        return "SB" if _clause_follows(tokens, tags, index) else "IN"
    if word in ("once", "like", "where") and word != "like":
        return "SB" if word == "once" and _clause_follows(tokens, tags, index) and before in ("", ",", "NN", "NP") else tag
    if word in ("down", "past", "outside", "inside", "off", "up", "over", "out", "by", "around", "along", "in", "on"):
        return "RB" if after in (".", ",", "CC", ";", ":", "?", "!", "—", "SB", "IN", "TO") and word != "by" else "IN"
    if word == "well" and (before in ("DT", "PO", "JJ") or (before == "CD" and after in (",", ".", "CC"))):
        return "NN"
    if word in ("north", "south", "east", "west"):
        return "NN" if before in ("DT", "IN", "PO") or tokens[index - 1].lower == "the" else "RB"
    if word in ("need", "dare") and before in ("PR", "NP", "NN") and after == "TO":
        return "VF"
    return tag


def _that(tags: list[str], index: int, before: str, after: str) -> str:
    """Determiner ('that night'), relative ('the man that'), or opener of a reported clause."""
    first = after.split("|")[0]
    if before in ("NN", "NP") and (first in FINITE or "s" in after.split("|") or "past" in after.split("|")):
        return "WH"
    if first == "NN" or (_is_nominal_ahead(after) and first not in ("NP", "CD") and before in ("", "IN", "CC", ",")):
        return "DT"
    if before in ("", ",", "CC") and first in FINITE:
        return "PR"
    return "WH"


def _clause_follows(tokens: Sequence[Token], tags: Sequence[str], index: int) -> bool:
    """Whether a subject and a finite verb come before the next mark or conjunction of clauses."""
    subject = False
    for position in range(index + 1, min(index + 14, len(tags))):
        kinds = set(tags[position].split("|"))
        if tags[position] in (",", ";", ".", ":", "—", "?", "!", "SB") or tokens[position].lower in ("who", "which"):
            return False
        if kinds & {"PB"} or (subject and kinds & (FINITE | {"past"})):
            return True
        if subject and kinds & {"s", "ed"} and position > index + 1:
            before = set(tags[position - 1].split("|"))
            if before & {"NN", "NP", "PR", "base"} and not before & {"DT", "PO", "JJ", "IN"}:
                return True
        if subject and "base" in kinds and _looks_plural(tokens[position - 1].lower):
            return True
        if kinds & {"TO", "ing"} and not subject:
            return False
        subject = subject or bool(kinds & {"NN", "NP", "PR", "base", "s", "WH", "CD", "s?"})
    return False


# --- looking around -----------------------------------------------------------------------------------


def _forms(word: str) -> dict[str, str]:
    return lexicon.verb_forms().get(word, {})


def _earlier_word(tokens: Sequence[Token], index: int, words: tuple[str, ...]) -> bool:
    return any(token.lower in words for token in tokens[max(0, index - 5) : index])


def _verb_before(tags: Sequence[str], index: int) -> str:
    """The tag of the nearest verb to the left."""
    return next((t for t in reversed(tags[:index]) if t in FINITE or t in ("VB", "VN", "VG")), "")


def _past_before(tokens: Sequence[Token], tags: Sequence[str], index: int) -> bool:
    """Whether the nearest finite verb to the left is in the past tense."""
    for position in range(index - 1, -1, -1):
        if tags[position] == "VF":
            return "past" in _forms(tokens[position].lower) or tokens[position].lower.endswith("ed")
        if tags[position] in ("BE", "HV"):
            return tokens[position].lower in ("was", "were", "had")
    return False


def _finite_since_break(tags: Sequence[str], index: int) -> bool:
    """Whether a finite verb stands between the last clause boundary and `index`."""
    for position in range(index - 1, -1, -1):
        if tags[position] in (",", ";", ":", "—", "–", "SB", "WH", "CC", ".", "(", '"'):
            return False
        if tags[position] in FINITE:
            return True
    return False


def _finite_since_comma(tags: Sequence[str], index: int) -> bool:
    """Whether the words before `index` are a list of nouns, which a word in -s after a comma may continue."""
    left = _left(tags, index) - 1
    return left < 0 or (tags[left] in ("NN", "JJ", "CD") and left >= 1 and tags[left - 1] in (",", "CC"))


def _finite_ahead(tokens: Sequence[Token], tags: Sequence[str], index: int) -> bool:
    """Whether a clear finite verb follows in the same clause, so that the word here is a participle."""
    for position in range(index + 1, len(tags)):
        kinds = set(tags[position].split("|"))
        if tags[position] in (",", ";", ":", "—", "SB", "WH", "CC", ".", "TO"):
            return False
        if kinds & (FINITE - {"VF"}):
            return True
        if "s" in kinds and position > index + 1:
            after = tags[position + 1] if position + 1 < len(tags) else "."
            before = set(tags[position - 1].split("|"))
            if before & {"NN", "NP"} and (_starts_phrase(after) or after == "IN"):
                return True
    return False


def _only_chance(tags: Sequence[str], index: int) -> bool:
    """Whether nothing else in the sentence could be its finite verb."""
    return not any(set(t.split("|")) & (FINITE | {"s", "past"}) for i, t in enumerate(tags) if i != index)


def _looks_plural(word: str) -> bool:
    return word in _PLURAL_SUBJECTS or (word.endswith("s") and not word.endswith(("ss", "us", "is", "'s")))


def _is_plural(tokens: Sequence[Token], tags: Sequence[str], index: int) -> bool:
    """Whether the noun just before `index` is a plural."""
    left = _left(tags, index)
    return _looks_plural(tokens[left].lower)


def _plural_evidence(tokens: Sequence[Token], tags: Sequence[str], index: int, before: str) -> bool:
    """Whether a plural subject without a verb yet leads up to `index`."""
    if before not in ("NN", "NP", "PX", "PR") or _finite_since_break(tags, index):
        return False
    for position in range(index - 1, max(-1, index - 9), -1):
        word = tokens[position].lower
        if tags[position] in (",", ";", ":", "SB") or word in ("a", "an", "that", "who", "which"):
            return False
        if tags[position] in ("CC", "CD") and word != "one" or word in _PLURAL_SUBJECTS | {"group", "pair", "couple", "band"}:
            return True
        if tags[position] == "NN" and word.endswith("s") and not word.endswith(("ss", "us", "is")):
            return True
    return False


def _plural_before(tokens: Sequence[Token], tags: Sequence[str], index: int) -> bool:
    """Whether the antecedent of a relative pronoun just before `index` is a plural."""
    left = _left(tags, index) - 1
    while left >= 0 and tags[left] in ("RB", ",", "IN"):
        left -= 1
    return left >= 0 and _looks_plural(tokens[left].lower)


def _plural_subject(tokens: Sequence[Token], tags: Sequence[str], index: int) -> bool:
    """Whether the nearest finite verb to the left is a base form, so that its subject is a plural."""
    for position in range(index - 1, -1, -1):
        if tags[position] == "VF":
            return "base" in _forms(tokens[position].lower)
    return False


def _list_before(tags: Sequence[str], index: int) -> bool:
    """Whether a list of nouns leads up to `index` ('rings, watches, and papers')."""
    left = _left(tags, index)
    return left >= 2 and tags[left] == "CC" and tags[left - 1] in (",",) and tags[left - 2] in ("NN", "NP")
