"""Twelve ways to score a film: key colour, pace, players, when each enters and what they play.

A layer enters once the heat of its section (0 cool, 1 hot) reaches `enters`. Patterns are read from left to
right over one bar; several, parted by '|', are for rising heat. `level` is the loudness in LUFS that the
layer has at full heat: the mixer measures and sets it, so no instrument is too loud by accident of its
samples.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from trailers.domain.script import Style


@dataclass(frozen=True, slots=True)
class Layer:
    part: str
    """drone, pad, bass, ostinato, arp, melody, counter, chords or drum (see writing)."""
    voice: str
    enters: float
    level: float
    low: int = 48
    high: int = 72
    pattern: str = ""
    leaves: float = 9.0


@dataclass(frozen=True, slots=True)
class Character:
    name: str
    tonics: tuple[int, ...]
    """Pitch classes that the key may have."""
    scale: str
    bpm: tuple[int, int]
    opening: tuple[str, ...]
    build: tuple[str, ...]
    climax: tuple[str, ...]
    turn: str
    """The chord that is left hanging before the breath."""
    last: str
    """The chord of the title."""
    layers: tuple[Layer, ...]
    rhythm: str
    """Of the motif."""
    solo: str
    """Who says the motif once more after the title."""
    blow: tuple[str, ...]
    """What strikes on the title."""
    lift: int = 0
    """Semitones up for the last stretch before the breath."""
    room_s: float = 2.4
    slow_chords: int = 2
    """Bars per chord in the opening."""
    breathes_in: bool = True
    """A reversed swell at the end of the breath."""
    risers: bool = True
    brightness_db: float = 0.0


_ORCHESTRA = ("boom", "drums", "brass", "strings", "choir")

CHARACTERS: dict[str, Character] = {
    "thriller": Character(
        "thriller", (2, 1, 0), "harmonic", (96, 112),
        ("0m", "0m", "8M", "0m"), ("0m", "8M", "5m", "0m"), ("0m", "8M", "1M", "7M"), "7sus4", "05",
        (
            Layer("drone", "drone", 0.0, -35, 26, 37),
            Layer("pad", "air", 0.0, -37, 62, 79),
            Layer("melody", "felt_piano", 0.0, -28, 62, 79, "sparse", leaves=0.62),
            Layer("drum", "tick", 0.1, -37, pattern="x...x...x...x...|x.x.x.x.x.x.x.x.|x.xxx.x.x.xxx.xx"),
            Layer("pad", "low_strings", 0.2, -28, 43, 60),
            Layer("ostinato", "spiccato", 0.32, -27, 45, 64,
                  "0.0.2.0.0.0.3.0.|0.0.2.0.3.0.2.0.|0020302003203020"),
            Layer("bass", "pulse", 0.4, -29, 26, 38, "r...r...|r.r.r.r.|rrrrrrrr"),
            Layer("drum", "taiko", 0.45, -24, pattern="X...............|X.....x...x.....|X..x..x.X..x.xx."),
            Layer("counter", "high_strings", 0.55, -28, 67, 86),
            Layer("chords", "low_brass", 0.66, -25, 36, 55, "X.......|X.....x."),
            Layer("melody", "horns", 0.78, -25, 53, 70, "sparse"),
        ),
        "slow", "felt_piano", ("boom", "metal", "drums", "brass", "strings"), room_s=2.6,
    ),
    "noir": Character(
        "noir", (0, 5, 7), "dorian", (60, 72),
        ("0m9", "5m9", "0mM7", "77b9"), ("0m9", "8M7", "2dim", "77b9"), ("0m6", "5m9", "8M7", "77b9"),
        "77b9", "0mM7", (
            Layer("pad", "warm_pad", 0.0, -33, 50, 67),
            Layer("bass", "upright", 0.0, -27, 31, 47, "r.....5.|r...5...|w"),
            Layer("drum", "brush", 0.08, -36, pattern="s...x...s...x.s.|s.s.x.s.s.s.x.ss"),
            Layer("melody", "muted_trumpet", 0.0, -25, 60, 77, "sparse"),
            Layer("chords", "vibes", 0.15, -31, 58, 74, "...x....|..x...x."),
            Layer("pad", "strings", 0.4, -29, 52, 72),
            Layer("arp", "felt_piano", 0.45, -30, 55, 79, "roll"),
            Layer("counter", "high_strings", 0.6, -29, 67, 84),
            Layer("pad", "low_strings", 0.55, -28, 40, 57),
            Layer("drum", "timpani", 0.7, -27, pattern="X...............|X.......x..xxxxx"),
            Layer("melody", "cello", 0.75, -26, 48, 64, "all"),
        ),
        "singing", "muted_trumpet", ("boom", "timpani", "strings", "brass"), room_s=2.0, slow_chords=1,
        risers=False, brightness_db=-1.5,
    ),
    "horror": Character(
        "horror", (1, 3, 6), "octatonic", (52, 62),
        ("0m", "0cluster", "0m", "6dim"), ("0cluster", "1M", "0m", "6cluster"), ("0cluster", "3dim", "6dim",
        "9dim"), "6cluster", "0cluster",
        (
            Layer("drone", "cold_drone", 0.0, -35, 25, 36),
            Layer("melody", "music_box", 0.0, -29, 72, 89, "sparse", leaves=0.6),
            Layer("pad", "glass", 0.1, -36, 70, 88),
            Layer("drum", "heart", 0.2, -27, pattern="X.x.............|X.x.....X.x.....|X.x.X.x.X.x.X.x."),
            Layer("pad", "trem_strings", 0.35, -29, 60, 80),
            Layer("pad", "men", 0.45, -30, 42, 58),
            Layer("bass", "low_piano", 0.5, -28, 25, 37, "r.......|r...r...|r.r.r.r."),
            Layer("counter", "high_strings", 0.62, -27, 76, 96),
            Layer("pad", "low_brass", 0.7, -26, 31, 52),
            Layer("drum", "taiko", 0.75, -25, pattern="X.......X.......|X.X.X.X.XXXXXXXX"),
        ),
        "slow", "music_box", ("boom", "metal", "shriek", "brass", "strings"), room_s=3.6, slow_chords=1,
        brightness_db=-0.5,
    ),
    "science_fiction": Character(
        "science_fiction", (9, 4, 2), "minor", (84, 98),
        ("0madd9", "8M7", "0madd9", "3M"), ("0m", "8M", "3M", "10sus2"), ("8M", "10M", "0m", "3M"),
        "10sus4", "0sus2", (
            Layer("drone", "drone", 0.0, -35, 28, 39),
            Layer("pad", "warm_pad", 0.0, -30, 50, 68),
            Layer("pad", "glass", 0.05, -36, 72, 90),
            Layer("arp", "pluck", 0.12, -30, 57, 81, "up8|wave16|wave16"),
            Layer("pad", "organ", 0.3, -28, 45, 69),
            Layer("bass", "pulse", 0.36, -29, 28, 40, "r.......|r.r.r.r.|rrrrrrrr"),
            Layer("drum", "tick", 0.3, -38, pattern="x...x...x...x...|x.x.x.x.x.x.x.x."),
            Layer("melody", "strings", 0.42, -26, 60, 79, "all"),
            Layer("drum", "taiko", 0.52, -25, pattern="X...............|X.......X.......|X...x...X..xx.x."),
            Layer("pad", "choir", 0.6, -27, 57, 76),
            Layer("chords", "low_brass", 0.7, -25, 36, 57, "X......."),
            Layer("counter", "high_strings", 0.7, -27, 69, 88),
        ),
        "slow", "pluck", ("boom", "metal", "brass", "choir", "strings"), room_s=3.4, brightness_db=0.5,
    ),
    "fantasy": Character(
        "fantasy", (2, 4, 7), "dorian", (72, 84),
        ("0m", "10M", "0m", "5M"), ("0m", "10M", "3M", "5M"), ("8M", "10M", "0m", "5M"), "10sus4", "0M",
        (
            Layer("drone", "drone", 0.0, -38, 26, 38, "fifth"),
            Layer("arp", "harp", 0.0, -28, 50, 79, "wave12"),
            Layer("melody", "flute", 0.0, -27, 67, 84, "all", leaves=0.58),
            Layer("pad", "strings", 0.15, -29, 52, 72),
            Layer("pad", "choir", 0.35, -27, 57, 76),
            Layer("ostinato", "spiccato", 0.42, -28, 50, 69, "0.20.20.30.2|023023023032"),
            Layer("drum", "taiko", 0.4, -25, pattern="X.....x.....|X..x..X..x.x|X.xx.xX.xxxx"),
            Layer("melody", "horns", 0.5, -25, 55, 74, "all"),
            Layer("bass", "low_strings", 0.45, -27, 33, 48, "r.......|r...r...|r.r.r.r."),
            Layer("counter", "high_strings", 0.66, -27, 69, 88),
            Layer("chords", "low_brass", 0.72, -25, 38, 57, "X...|X.x."),
            Layer("drum", "timpani", 0.7, -28, pattern="X.....x.....|X..x..X..xxx"),
        ),
        "singing", "flute", _ORCHESTRA, lift=2, room_s=3.0,
    ),
    "adventure": Character(
        "adventure", (0, 2, 7), "mixolydian", (118, 134),
        ("0M", "10M", "5M", "0M"), ("0M", "10M", "5M", "7M"), ("0M", "8M", "10M", "0M"), "7sus4", "0M",
        (
            Layer("pad", "strings", 0.0, -30, 55, 74),
            Layer("ostinato", "pizzicato", 0.0, -30, 52, 71, "0.2.3.2.0.2.3.2.", leaves=0.5),
            Layer("melody", "horns", 0.05, -26, 55, 74, "all", leaves=0.78),
            Layer("bass", "low_strings", 0.2, -28, 36, 50, "r...r...|r.r.r.r."),
            Layer("ostinato", "spiccato", 0.3, -27, 55, 74, "0.230.230.230.23|0232023202320232"),
            Layer("drum", "snare", 0.42, -32, pattern="x..xx..xx..xx.xx|X.xxX.xxX.xxxxxx"),
            Layer("drum", "taiko", 0.36, -25, pattern="X.......X.......|X.....x.X...x...|X..x..x.X..x.xx."),
            Layer("counter", "high_strings", 0.55, -27, 69, 88),
            Layer("chords", "low_brass", 0.6, -25, 40, 60, "X..X..X.|X.XX.XX."),
            Layer("pad", "choir", 0.75, -28, 57, 76),
            Layer("melody", "trumpet", 0.75, -25, 62, 81, "all"),
            Layer("drum", "timpani", 0.6, -28, pattern="X.......X.......|X...x...X...xxxx"),
        ),
        "heroic", "horns", _ORCHESTRA, lift=2, room_s=2.4, slow_chords=1, brightness_db=0.8,
    ),
    "romance": Character(
        "romance", (5, 3, 10), "major", (66, 76),
        ("0add9", "9m7", "5add9", "7sus4"), ("0add9", "4m7", "9m7", "5M7"), ("5M7", "7M", "9m7", "0M"),
        "7sus4", "0add9", (
            Layer("arp", "felt_piano", 0.0, -26, 53, 79, "wave8"),
            Layer("pad", "air", 0.0, -38, 65, 82),
            Layer("pad", "strings", 0.2, -28, 53, 74),
            Layer("melody", "cello", 0.22, -26, 50, 69, "all", leaves=0.85),
            Layer("bass", "low_strings", 0.3, -30, 34, 48, "r......."),
            Layer("arp", "harp", 0.5, -30, 58, 84, "roll"),
            Layer("melody", "violin", 0.58, -26, 65, 86, "all"),
            Layer("pad", "choir", 0.72, -32, 60, 77),
            Layer("pad", "horns", 0.7, -29, 50, 67),
            Layer("drum", "timpani", 0.82, -30, pattern="X...............|X.........xxxxxx"),
        ),
        "singing", "felt_piano", ("soft_boom", "strings", "choir", "cymbal"), lift=2, room_s=2.6,
        slow_chords=1, breathes_in=False, risers=False,
    ),
    "drama": Character(
        "drama", (9, 4, 0), "minor", (64, 76),
        ("0madd9", "8M7", "3M", "10sus2"), ("0m", "8M7", "3M", "10M"), ("8M", "10M", "0m", "3M"), "7sus4",
        "0madd9", (
            Layer("melody", "felt_piano", 0.0, -26, 60, 79, "all", leaves=0.66),
            Layer("pad", "warm_pad", 0.0, -34, 48, 65),
            Layer("pad", "low_strings", 0.14, -28, 41, 58),
            Layer("arp", "felt_piano", 0.24, -29, 52, 74, "wave8"),
            Layer("pad", "strings", 0.35, -27, 55, 74),
            Layer("bass", "low_strings", 0.42, -29, 33, 47, "r.......|r...r..."),
            Layer("melody", "cello", 0.5, -26, 50, 69, "all"),
            Layer("drum", "taiko", 0.62, -27, pattern="X...............|X.......x.......|X.....x.X...x.x."),
            Layer("counter", "high_strings", 0.62, -27, 69, 88),
            Layer("pad", "horns", 0.74, -28, 50, 67),
        ),
        "singing", "felt_piano", ("soft_boom", "drums", "strings", "brass"), room_s=2.6, slow_chords=1,
    ),
    "comedy": Character(
        "comedy", (0, 7, 5), "major", (112, 126),
        ("0M", "9m", "2m7", "77"), ("0M", "97", "2m7", "77"), ("5M", "6dim", "0M", "97"), "77", "0M",
        (
            Layer("ostinato", "pizzicato", 0.0, -27, 48, 67, "0...2...0...2...|0.2.1.2.0.2.1.2."),
            Layer("bass", "bassoon", 0.05, -29, 36, 52, "r...5..."),
            Layer("melody", "clarinet", 0.0, -26, 62, 81, "all", leaves=0.75),
            Layer("drum", "shaker", 0.2, -38, pattern="x.x.x.x.x.x.x.x.|xxXxxxXxxxXxxxXx"),
            Layer("chords", "marimba", 0.28, -30, 60, 77, "..x...x.|..x..xx."),
            Layer("drum", "clap", 0.5, -33, pattern="....x.......x...|....x..x....x.xx"),
            Layer("melody", "celesta", 0.5, -29, 72, 93, "all"),
            Layer("pad", "strings", 0.55, -31, 57, 74),
            Layer("chords", "accordion", 0.6, -31, 55, 72, "..x...x."),
            Layer("melody", "trumpet", 0.75, -27, 62, 81, "all"),
            Layer("drum", "timpani", 0.7, -30, pattern="X.......X.......|X...x...X...x.xx"),
        ),
        "lively", "clarinet", ("button", "timpani", "brass", "cymbal"), lift=2, room_s=1.3, slow_chords=1,
        breathes_in=False, risers=False, brightness_db=1.0,
    ),
    "war": Character(
        "war", (7, 2, 0), "minor", (70, 82),
        ("0m", "0m", "8M", "10M"), ("0m", "3M", "8M", "7M"), ("0m", "8M", "3M", "10M"), "7sus4", "0m",
        (
            Layer("drone", "drone", 0.0, -36, 31, 42, "fifth"),
            Layer("melody", "trumpet", 0.0, -26, 60, 77, "sparse"),
            Layer("drum", "snare", 0.1, -36, pattern="x.......x.x.x...|x..xx..xx..xxxxx|x.xxX.xxx.xxXxxx"),
            Layer("pad", "low_strings", 0.15, -28, 43, 60),
            Layer("pad", "men", 0.3, -28, 45, 62),
            Layer("chords", "low_brass", 0.45, -26, 38, 57, "X...|X.x."),
            Layer("drum", "toms", 0.5, -26, pattern="X.......x.......|X..x..X.x..x..xx"),
            Layer("pad", "strings", 0.5, -28, 55, 74),
            Layer("bass", "low_piano", 0.42, -30, 28, 41, "r.......|r...r..."),
            Layer("melody", "horns", 0.62, -26, 53, 70, "all"),
            Layer("counter", "high_strings", 0.68, -28, 69, 86),
            Layer("drum", "timpani", 0.7, -27, pattern="X...............|X.......X.xxxxxx"),
        ),
        "heroic", "trumpet", ("boom", "drums", "brass", "men", "strings"), room_s=3.0, brightness_db=-0.5,
    ),
    "western": Character(
        "western", (4, 9, 2), "minor", (88, 102),
        ("0m", "0m", "10M", "0m"), ("0m", "10M", "8M", "7M"), ("0m", "3M", "10M", "7M"), "7M", "0m",
        (
            Layer("drone", "drone", 0.0, -39, 28, 40),
            Layer("melody", "whistle", 0.0, -27, 69, 86, "sparse"),
            Layer("arp", "guitar", 0.05, -28, 45, 67, "wave8"),
            Layer("drum", "clop", 0.15, -33, pattern="x..xx..xx..xx..x"),
            Layer("chords", "twang", 0.25, -28, 40, 59, "X.......|X..X..X."),
            Layer("drum", "toms", 0.4, -27, pattern="X.......X.......|X..xX..xX..xX.xx"),
            Layer("bass", "upright", 0.3, -27, 28, 45, "r...5...|r..rr.5."),
            Layer("pad", "men", 0.5, -29, 45, 62),
            Layer("melody", "harmonica", 0.4, -28, 62, 79, "sparse", leaves=0.72),
            Layer("bass", "bells", 0.5, -32, 62, 74, "r......."),
            Layer("melody", "trumpet", 0.7, -25, 62, 81, "all"),
            Layer("pad", "strings", 0.6, -28, 57, 76),
        ),
        "heroic", "whistle", ("boom", "bell", "brass", "men", "strings"), room_s=2.6, risers=False,
    ),
    "documentary": Character(
        "documentary", (2, 7, 9), "lydian", (88, 102),
        ("0add9", "0add9", "9m7", "9m7"), ("0add9", "7sus2", "9m7", "5M7"), ("5M7", "7sus2", "9m7",
        "0add9"), "7sus4", "0add9",
        (
            Layer("ostinato", "marimba", 0.0, -28, 57, 76, "0..2..3.0..2..3.|0.320.320.320.32"),
            Layer("pad", "warm_pad", 0.0, -31, 50, 67),
            Layer("melody", "felt_piano", 0.1, -28, 62, 81, "sparse"),
            Layer("bass", "pulse", 0.25, -29, 38, 50, "r.......|r...r...|r.r.r.r."),
            Layer("pad", "strings", 0.3, -28, 55, 74),
            Layer("drum", "shaker", 0.4, -39, pattern="x.x.x.x.x.x.x.x.|xxXxxxXxxxXxxxXx"),
            Layer("arp", "pluck", 0.45, -31, 62, 84, "wave16"),
            Layer("melody", "cello", 0.5, -27, 50, 69, "all"),
            Layer("drum", "taiko", 0.6, -28, pattern="X.......X.......|X.....x.X..x...."),
            Layer("counter", "high_strings", 0.65, -28, 69, 86),
            Layer("pad", "horns", 0.72, -29, 50, 69),
        ),
        "singing", "felt_piano", ("soft_boom", "strings", "brass", "cymbal"), lift=2, room_s=2.2,
        slow_chords=1, breathes_in=False, brightness_db=0.5,
    ),
}  # fmt: skip

_SLOWER = {"melancholy", "melancholic", "sad", "elegiac", "slow", "sombre", "somber", "quiet", "intimate",
           "tender", "haunting", "contemplative"}  # fmt: skip
_FASTER = {"urgent", "frantic", "energetic", "fast", "relentless", "tense", "explosive", "playful", "epic"}
_DARKER = {"dark", "bleak", "sombre", "somber", "grim", "menacing", "brooding", "ominous"}
_BRIGHTER = {"bright", "hopeful", "warm", "light", "uplifting", "joyful", "playful", "whimsical"}


def character_of(style: Style) -> Character:
    """The character of a genre (drama for one that is not known), bent by the words of its tone."""
    base = CHARACTERS.get(style.genre, CHARACTERS["drama"])
    words = {word for phrase in style.tone for word in phrase.lower().replace("-", " ").split()}
    pace = 1.0 + 0.05 * bool(words & _FASTER) - 0.06 * bool(words & _SLOWER)
    light = base.brightness_db + 1.0 * bool(words & _BRIGHTER) - 1.2 * bool(words & _DARKER)
    low, high = base.bpm
    return replace(base, bpm=(round(low * pace), round(high * pace)), brightness_db=light)
