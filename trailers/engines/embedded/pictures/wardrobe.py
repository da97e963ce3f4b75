"""From a character's description to the constants of their silhouette.

A word for a garment decides, then the work that somebody does, then the name: never whether it is a woman or a man.
The outermost garment counts, in the colour that is told before it; "without a hat" is no hat.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping, Sequence

from trailers.domain.script import Character
from trailers.domain.shots import seed_of

from .recipe import Wardrobe

_GARMENTS = {  # the outermost first
    "cloak": "cloak cape robe robes poncho habit cassock",
    "armour": "armour armor spacesuit chainmail",
    "coat": "coat overcoat trenchcoat trench raincoat parka greatcoat topcoat",
    "uniform": "uniform fatigues scrubs",
    "jacket": "jacket blazer anorak bomber hoodie sweater jumper cardigan pullover",
    "suit": "suit tuxedo tailcoat",
    "dress": "dress gown skirt sari kimono",
    "shirt": "shirt t-shirt tshirt tee blouse vest top jeans trousers overalls dungarees",
}
_WORK = {
    "cloak": "priest monk wizard witch nun",
    "armour": "knight astronaut cosmonaut",
    "coat": "detective inspector keeper",
    "uniform": "soldier officer captain policeman policewoman nurse pilot porter sergeant guard",
    "suit": "lawyer banker professor waiter butler businessman businesswoman agent",
    "jacket": "mechanic farmer fisherman fisherwoman worker sailor teenager courier rider biker miner",
    "dress": "queen bride princess ballerina",
}
_HATS = {
    "fedora": "fedora hat trilby detective gangster inspector",
    "brim": "cowboy sheriff ranger wide-brimmed brim sombrero gunslinger stetson straw",
    "cap": "cap beret beanie sailor captain officer fisherman porter policeman policewoman",
    "hood": "hood hooded monk cowl",
    "helmet": "helmet soldier knight astronaut cosmonaut pilot diver miner",
    "bonnet": "bonnet veil nun headscarf hijab kerchief",
}
_HAIRS = {
    "bald": "bald shaved shaven bald-headed",
    "bun": "bun chignon grandmother",
    "tail": "ponytail pony-tail braid braids plait plaits pigtails",
    "bob": "bob bobbed chin-length shoulder-length",
    "curls": "curls curly curly-haired afro frizzy",
    "short": "cropped crew-cut buzzcut pixie short-haired",
    "long": "long-haired flowing waist-length dreadlocks locks",
}
_HAIR_WORDS = frozenset(
    ["hair", "haired", "locks", "curls", "plait", "braid", "ponytail", "bob", "bun", "mane"]
)
_HAIR_TONES = {
    "grey": "grey gray greying graying silver",
    "white": "white snowy",
    "fair": "blonde blond fair golden platinum flaxen",
    "red": "red ginger auburn copper",
    "brown": "brown chestnut hazel",
    "black": "black dark raven jet",
}
_COLOURS = {
    "red": "red scarlet crimson ruby burgundy maroon",
    "orange": "orange amber rust copper",
    "yellow": "yellow gold golden mustard",
    "green": "green olive emerald khaki",
    "teal": "teal turquoise cyan",
    "blue": "blue azure denim indigo",
    "navy": "navy",
    "purple": "purple violet lilac plum",
    "pink": "pink rose magenta",
    "brown": "brown tan leather tweed",
    "sand": "beige sand cream ivory camel",
    "grey": "grey gray silver charcoal",
    "black": "black dark",
    "white": "white pale",
}
_UNTOLD = ("slate", "moss", "clay", "plum dusk", "ink blue", "umber")
_WORN_AT_THE_NECK = frozenset(
    ["scarf", "shawl", "tie", "sash", "ribbon", "collar", "bandana", "neckerchief", "necktie"]
)
_ACCENTS = {
    "warm": ("red", "orange", "yellow", "brown"),
    "cool": ("blue", "navy", "teal", "green", "purple"),
    "pale": ("white", "sand", "grey", "pink"),
}
_NOT = frozenset(("no", "without", "never"))
_REACH = 3
"""So many words before a garment may tell its colour: 'a long dark blue coat'."""


def wardrobe_of(name: str, description: str) -> Wardrobe:
    """Read the constants from the words; what they leave open is drawn from the name, the same every time."""
    told = _read(description)
    words = frozenset(told)
    dice = random.Random(seed_of("wardrobe", name.casefold()))
    child = bool(words & _set("child boy girl kid son daughter toddler")) and not words & {"grown", "adult"}
    old = bool(words & _set("old elderly aged grandmother grandfather ancient frail"))
    woman = bool(
        words & _set("woman girl she her mother sister daughter wife queen widow bride actress princess")
    )
    coat, at = _garment(told)
    hat, hat_at = _match(_HATS, told)
    broad = 140 * bool(words & _set("big broad heavy burly large stout tall"))
    slim = 110 * bool(words & _set("thin slim slender small gaunt frail young"))
    guess_hair = (
        ("long", "bun", "tail", "bob")
        if woman
        else ("short",)
        if old
        else ("short", "short", "short", "curls")
    )
    hair = _hair(told) or dice.choice(guess_hair)
    cloth = (_colour(told, at) if at is not None else "") or _said_of_no_garment(told, coat)
    return Wardrobe(
        coat=coat or _match(_WORK, told)[0] or dice.choice(("coat", "jacket", "shirt")),
        hat=hat,
        hair=hair,
        beard=bool(words & {"beard", "bearded", "whiskers"}) or (old and not woman and dice.random() < 0.5),
        build=1000 + broad - slim + dice.randrange(-60, 61) - 60 * woman,
        stature=640 + dice.randrange(60) if child else 985 + dice.randrange(-35, 36) - 40 * woman,
        stoop=(14 if old else 0) + dice.randrange(0, 4),
        accent=_accent(told) or dice.choice(("warm", "pale", "cool", "") if not cloth else ("", "", "pale")),
        cloth=cloth or dice.choice(_UNTOLD),
        hat_cloth=(_colour(told, hat_at) if hat_at is not None else "") or "black",
        hair_tone=_hair_tone(told)
        or ("grey" if old else dice.choice(("black", "black", "brown", "brown", "fair"))),
    )


def wardrobes(names: tuple[str, ...], characters: tuple[Character, ...]) -> tuple[Wardrobe, ...]:
    told = {c.name.casefold(): c.description for c in characters}
    return tuple(wardrobe_of(name, told.get(name.casefold(), "")) for name in names)


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


def _read(description: str) -> tuple[str, ...]:
    """Words in order; a hyphened one whole and then in its parts; ',' where a phrase ends."""
    out: list[str] = []
    for word in re.findall(r"[a-z][a-z-]*|[,.;:]", description.lower()):
        if not word[0].isalpha():
            out.append(",")
            continue
        parts = [part for part in word.split("-") if part]
        out += [word.strip("-"), *parts] if len(parts) > 1 else parts
    return tuple(out)


def _places(told: Sequence[str], wanted: frozenset[str]) -> Iterator[int]:
    """Where one of the words stands and is not denied just before."""
    for n, word in enumerate(told):
        if word in wanted and not _NOT & set(_before(told, n)):
            yield n


def _before(told: Sequence[str], n: int) -> list[str]:
    """The few words of the same phrase before word n, the nearest first."""
    out: list[str] = []
    for word in reversed(told[max(0, n - _REACH) : n]):
        if word in (",", "and", "with", "in", "under", "over"):
            break
        out.append(word)
    return out


def _match(table: Mapping[str, str], told: Sequence[str]) -> tuple[str, int | None]:
    for kind, keys in table.items():
        if (at := next(_places(told, _set(keys)), None)) is not None:
            return kind, at
    return "", None


def _garment(told: Sequence[str]) -> tuple[str, int | None]:
    """The outermost garment named; where a coat is a raincoat, that is the word."""
    return _match(_GARMENTS, told)


def _colour(told: Sequence[str], at: int) -> str:
    """The colour told of the garment at that place: before it, nearest first."""
    for word in (told[at], *_before(told, at)):
        for colour, keys in _COLOURS.items():
            if word in keys.split():
                return colour
    return ""


def _said_of_no_garment(told: Sequence[str], coat: str) -> str:
    """'dressed in red', 'all in white': a colour with nothing after it, where no garment is named."""
    if coat:
        return ""
    for n in _places(told, frozenset(("in", "wearing", "wears"))):
        for colour, keys in _COLOURS.items():
            if (
                n + 1 < len(told)
                and told[n + 1] in keys.split()
                and (n + 2 >= len(told) or told[n + 2] == ",")
            ):
                return colour
    return ""


def _hair(told: Sequence[str]) -> str:
    found, _ = _match(_HAIRS, told)
    if found:
        return found
    for n in _places(told, frozenset(("hair", "haired"))):
        near = _before(told, n)
        for kind in ("long", "short"):
            if kind in near:
                return kind
    return ""


def _hair_tone(told: Sequence[str]) -> str:
    for n in _places(told, _HAIR_WORDS | {"beard"}):
        for word in _before(told, n):
            for tone, keys in _HAIR_TONES.items():
                if word in keys.split():
                    return tone
    for tone, keys in (("fair", "blonde blond"), ("red", "redhead redheaded ginger"), ("brown", "brunette")):
        if next(_places(told, _set(keys)), None) is not None:
            return tone
    return ""


def _accent(told: Sequence[str]) -> str:
    """The family of what is worn at the neck; warm where its colour is not told."""
    for n in _places(told, _WORN_AT_THE_NECK):
        colour = _colour(told, n)
        return next((family for family, names in _ACCENTS.items() if colour in names), "warm")
    return ""
