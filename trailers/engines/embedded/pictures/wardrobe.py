"""From a character's description to the constants of their silhouette."""

from __future__ import annotations

import random
import re

from trailers.domain.script import Character
from trailers.domain.shots import seed_of

from .recipe import Wardrobe

_COATS = {
    "cloak": "cloak cape robe robes shawl veil priest monk wizard witch nun",
    "dress": "dress gown skirt woman girl mother queen wife daughter sister widow her she bride actress nurse",
    "armour": "armour armor knight suit-of-armour astronaut spacesuit cosmonaut soldier uniform officer captain",
    "jacket": "jacket sweater hoodie mechanic boy child son worker farmer fisherman teenager sailor jeans",
    "suit": "suit tie lawyer banker doctor professor waiter",
    "coat": "coat overcoat trench detective inspector keeper raincoat parka",
}
_HATS = {
    "fedora": "fedora hat detective gangster inspector trilby",
    "brim": "cowboy sheriff ranger wide-brimmed brim sombrero gunslinger stetson",
    "cap": "cap sailor captain officer beanie fisherman porter policeman",
    "hood": "hood hooded hoodie monk raincoat parka cowl",
    "helmet": "helmet soldier knight astronaut cosmonaut pilot diver miner",
    "bonnet": "bonnet veil nun headscarf scarf-over",
}
_HAIRS = {
    "bald": "bald shaved shaven",
    "bun": "bun grandmother widow chignon",
    "tail": "ponytail braid plait girl",
    "bob": "bob cropped",
    "long": "long-haired woman mother wife queen sister daughter dark-haired red-haired flowing curls her she",
    "short": "short man father boy he his",
}
_WARM = "red scarlet crimson amber orange yellow gold rust brown"
_COOL = "blue navy teal green violet purple grey gray"
_PALE = "white pale cream silver blonde ivory"


def wardrobe_of(name: str, description: str) -> Wardrobe:
    """Read the constants from the words; what they leave open is drawn from the name, the same every time."""
    words = set(re.findall(r"[a-z][a-z-]*", description.lower()))
    words |= {part for word in words for part in word.split("-")}
    dice = random.Random(seed_of("wardrobe", name.casefold()))
    child = (
        bool(words & {"child", "boy", "girl", "kid", "son", "daughter", "toddler"}) and "grown" not in words
    )
    old = bool(words & {"old", "elderly", "aged", "grandmother", "grandfather", "ancient", "frail"})
    woman = bool(
        words & {"woman", "girl", "she", "her", "mother", "sister", "daughter", "wife", "queen", "widow"}
    )
    guess_coats = ("coat", "coat", "jacket", "dress" if woman else "coat")
    guess_hair = ("long", "bun", "tail", "bob") if woman else ("short", "short", "short", "bob")
    broad = 140 * bool(words & {"big", "broad", "heavy", "burly", "large", "stout", "tall"})
    slim = 110 * bool(words & {"thin", "slim", "slender", "small", "gaunt", "frail", "young"})
    return Wardrobe(
        coat=_match(_COATS, words) or dice.choice(guess_coats),
        hat=_match(_HATS, words) or dice.choice(("", "", "", "cap" if not woman else "")),
        hair=_match(_HAIRS, words) or dice.choice(guess_hair),
        beard=bool(words & {"beard", "bearded", "whiskers"}) or (old and not woman and dice.random() < 0.5),
        build=1000 + broad - slim + dice.randrange(-60, 61) - 60 * woman,
        stature=640 + dice.randrange(60) if child else 985 + dice.randrange(-35, 36) - 40 * woman,
        stoop=(14 if old else 0) + dice.randrange(0, 4),
        accent=_accent(words) or dice.choice(("warm", "pale", "cool", "")),
    )


def wardrobes(names: tuple[str, ...], characters: tuple[Character, ...]) -> tuple[Wardrobe, ...]:
    told = {c.name.casefold(): c.description for c in characters}
    return tuple(wardrobe_of(name, told.get(name.casefold(), "")) for name in names)


def _match(table: dict[str, str], words: set[str]) -> str:
    return next((kind for kind, keys in table.items() if words & set(keys.split())), "")


def _accent(words: set[str]) -> str:
    for tint, keys in (("warm", _WARM), ("cool", _COOL), ("pale", _PALE)):
        if words & set(keys.split()):
            return tint
    return ""
