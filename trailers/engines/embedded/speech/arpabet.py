"""espeak's IPA in the 39 sounds that the aligner's acoustic model knows."""

from __future__ import annotations

_TABLE = {
    "aɪ": "AY", "aʊ": "AW", "ɔɪ": "OY", "eɪ": "EY", "oʊ": "OW", "tʃ": "CH", "dʒ": "JH", "ɜː": "ER",
    "ɑː": "AA", "ɔː": "AO", "oː": "AO", "iː": "IY", "uː": "UW", "iə": "IY AH", "əl": "AH L", "n̩": "AH N",
    "l̩": "AH L", "ɚ": "ER", "ɝ": "ER", "ɜ": "ER", "ɑ": "AA", "a": "AA", "ɔ": "AO", "o": "OW", "i": "IY",
    "u": "UW", "ʊ": "UH", "ɪ": "IH", "ᵻ": "IH", "ɨ": "IH", "ə": "AH", "ɐ": "AH", "ʌ": "AH", "ɛ": "EH",
    "e": "EY", "æ": "AE", "ɒ": "AA", "y": "UW", "ø": "ER", "œ": "ER",
    "b": "B", "d": "D", "ð": "DH", "f": "F", "ɡ": "G", "g": "G", "h": "HH", "j": "Y", "k": "K", "l": "L",
    "ɫ": "L", "ɬ": "L", "m": "M", "n": "N", "ɲ": "N Y", "ŋ": "NG", "p": "P", "ɹ": "R", "r": "R", "ɾ": "D",
    "s": "S", "ʃ": "SH", "t": "T", "ʔ": "T", "θ": "TH", "v": "V", "w": "W", "x": "K", "ç": "HH", "z": "Z",
    "ʒ": "ZH",
}  # fmt: skip
_LONGEST = max(map(len, _TABLE))


def arpabet(ipa: str) -> str:
    """'vˈɑːɹɡəz' -> 'V AA R G AH Z'. What has no near sound (stress, length, clicks) is left out."""
    bare = ipa.replace("ˈ", "").replace("ˌ", "").replace("ʲ", "")
    out: list[str] = []
    at = 0
    while at < len(bare):
        for size in range(_LONGEST, 0, -1):
            if bare[at : at + size] in _TABLE:
                out.append(_TABLE[bare[at : at + size]])
                at += size
                break
        else:
            at += 1
    return " ".join(out)


def syllables(phones: str) -> int:
    """Vowels of an ARPAbet word, at least one."""
    return max(1, sum(phone[0] in "AEIOU" for phone in phones.split()))
