"""The tags of words, and which of them make a verb finite.

DT determiner, PO possessive, PR pronoun (subject), PX pronoun (object), PB pronoun + is, IN preposition, SB
subordinator, WH relative or question word, CC and/or/but, MD modal, BE HV DO finite auxiliaries, VF finite verb,
VB infinitive, VG -ing form, VN participle, TO, NN noun, NP name, JJ adjective, RB adverb, CD number. While a
sentence is being tagged, words that neighbours must decide carry several kinds joined by '|'.
"""

from __future__ import annotations

FINITE = frozenset({"VF", "MD", "BE", "HV", "DO", "PB"})


NOMINAL = frozenset({"NN", "NP", "PR", "PX", "CD"})
