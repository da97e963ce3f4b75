"""The players: layers of a small soundfont, of our own ensemble sounds and of struck things, each with its
tone.

The soundfont alone sounds like a keyboard. So its instruments are doubled out of tune and apart, darkened,
laid over synthesised ensembles (`pads`) that carry the body, and the drums are synthesised altogether
(`shots`).
"""

from __future__ import annotations

from dataclasses import dataclass

from trailers.media.filters import Section, bell, high_pass, high_shelf, low_pass, low_shelf


@dataclass(frozen=True, slots=True)
class Font:
    """One soundfont program: how loud (share of velocity), how far out of tune, where from left -1 to right
    1."""

    program: int
    level: float = 1.0
    cents: float = 0.0
    pan: float = 0.0
    octave: int = 0


@dataclass(frozen=True, slots=True)
class Voice:
    """A playable sound. Any of its three sources may be empty; `send` is its share in the reverb."""

    fonts: tuple[Font, ...] = ()
    pad: str = ""
    pad_share: float = 0.6
    """Of the ensemble in the whole, the soundfont has the rest."""
    shot: str = ""
    attack_ms: int = 90
    release_ms: int = 350
    tone: tuple[Section, ...] = ()
    send: float = 0.35
    late_ms: int = 0
    """Slow speakers begin this much early to be heard on the beat."""


def _pair(program: int, cents: float = 6.0, pan: float = 0.35, level: float = 1.0) -> tuple[Font, Font]:
    """Two desks of the same instrument, apart and slightly out of tune with each other."""
    return Font(program, level, -cents, -pan), Font(program, level * 0.92, cents, pan)


VOICES: dict[str, Voice] = {
    # --- strings ---
    "low_strings": Voice(
        (Font(42, 0.8, -4, 0.25), Font(43, 0.7, 3, -0.2)),
        "strings",
        0.6,
        attack_ms=220,
        release_ms=600,
        tone=(high_pass(38), low_shelf(180, 2.0), low_pass(2600)),
        send=0.35,
        late_ms=60,
    ),
    "strings": Voice(
        (Font(49, 1.0, -4, 0.0),),
        "strings",
        0.65,
        attack_ms=320,
        release_ms=800,
        tone=(high_pass(110), bell(2800, -2.5, 0.8), low_pass(5200)),
        send=0.45,
        late_ms=90,
    ),
    "high_strings": Voice(
        (Font(49, 1.0, -6, 0.15), Font(40, 0.35, 5, -0.3)),
        "strings",
        0.65,
        attack_ms=380,
        release_ms=900,
        tone=(high_pass(260), bell(3200, -3.0, 0.8), low_pass(7000)),
        send=0.55,
        late_ms=110,
    ),
    "trem_strings": Voice(
        _pair(44, 8, 0.5),
        "shiver",
        0.5,
        attack_ms=500,
        release_ms=700,
        tone=(high_pass(200), low_pass(5500)),
        send=0.55,
    ),
    "spiccato": Voice(
        (Font(42, 0.9, -4, 0.3), Font(40, 0.5, 5, -0.35), Font(45, 0.7, 2, 0.05)),
        tone=(high_pass(75), bell(900, 1.5, 0.8), low_pass(5200)),
        send=0.25,
    ),
    "cello": Voice(
        (Font(42, 1.0, -5, -0.12), Font(42, 0.75, 5, 0.16)),
        "strings",
        0.3,
        attack_ms=160,
        release_ms=450,
        tone=(high_pass(60), bell(260, 1.5), low_pass(3600)),
        send=0.45,
        late_ms=50,
    ),
    "violin": Voice(
        (Font(40, 0.9, -6, -0.2), Font(40, 0.7, 6, 0.1), Font(110, 0.25, 0, 0.0)),
        "strings",
        0.3,
        attack_ms=180,
        release_ms=450,
        tone=(high_pass(190), bell(3000, -3.0, 0.7), low_pass(6000)),
        send=0.55,
        late_ms=50,
    ),
    "pizzicato": Voice((*_pair(45, 4, 0.3), Font(46, 0.35)), tone=(high_pass(80), low_pass(6500)), send=0.25),
    "harp": Voice(_pair(46, 3, 0.25), tone=(high_pass(70), low_pass(6500)), send=0.4),
    # --- brass and wood ---
    "horns": Voice(
        (Font(60, 0.9, -4, -0.2), Font(57, 0.45, 4, 0.2)),
        "brass",
        0.45,
        attack_ms=120,
        release_ms=450,
        tone=(high_pass(70), low_pass(3000)),
        send=0.5,
        late_ms=40,
    ),
    "low_brass": Voice(
        (Font(57, 0.9, -4, -0.2), Font(58, 0.7, 4, 0.15), Font(60, 0.6, 2, 0.3)),
        "brass",
        0.5,
        attack_ms=70,
        release_ms=500,
        tone=(high_pass(36), low_shelf(120, 2.0), low_pass(2400)),
        send=0.4,
    ),
    "trumpet": Voice(
        (Font(56, 0.9, -4, 0.1), Font(60, 0.5, 4, -0.15)),
        attack_ms=60,
        tone=(high_pass(160), bell(2600, -3.0, 0.8), low_pass(4800)),
        send=0.6,
    ),
    "muted_trumpet": Voice(
        (Font(59, 0.8, -3, 0.12), Font(56, 0.35, 4, 0.05)),
        tone=(high_pass(220), bell(1500, 1.5, 0.8), low_pass(3800)),
        send=0.55,
    ),
    "clarinet": Voice((Font(71, 1.0, 0, -0.2),), tone=(high_pass(120), low_pass(5000)), send=0.3),
    "bassoon": Voice((Font(70, 1.0, 0, 0.2),), tone=(high_pass(50), low_pass(3500)), send=0.25),
    "flute": Voice(
        (Font(73, 1.0, 0, -0.1), Font(75, 0.3, 4, 0.1)), tone=(high_pass(200), low_pass(6500)), send=0.5
    ),
    "whistle": Voice(
        (Font(79, 1.0, -2, 0.05), Font(75, 0.25, 3)), tone=(high_pass(300), low_pass(5500)), send=0.65
    ),
    "harmonica": Voice(
        (Font(22, 0.9, -5, 0.15), Font(22, 0.5, 6, -0.05)), tone=(high_pass(220), low_pass(3600)), send=0.5
    ),
    "accordion": Voice((Font(21, 0.8, 0, 0.1),), tone=(high_pass(140), low_pass(4200)), send=0.25),
    # --- voices, air and light ---
    "choir": Voice(
        (Font(52, 0.9, -5, -0.2), Font(53, 0.5, 5, 0.2)),
        "choir",
        0.65,
        attack_ms=420,
        release_ms=1000,
        tone=(high_pass(110), low_pass(4200)),
        send=0.6,
        late_ms=120,
    ),
    "men": Voice(
        (Font(53, 0.8, -6, -0.2), Font(52, 0.6, 6, 0.2)),
        "men",
        0.7,
        attack_ms=300,
        release_ms=800,
        tone=(high_pass(60), low_pass(2200)),
        send=0.6,
        late_ms=90,
    ),
    "air": Voice(pad="air", attack_ms=900, release_ms=1500, tone=(high_pass(250), low_pass(6000)), send=0.5),
    "warm_pad": Voice(
        pad="warm", attack_ms=600, release_ms=1200, tone=(high_pass(60), low_pass(2600)), send=0.4
    ),
    "organ": Voice(
        (Font(19, 0.5, 0, 0.0),),
        "organ",
        0.8,
        attack_ms=120,
        release_ms=500,
        tone=(high_pass(45), low_pass(3400)),
        send=0.6,
    ),
    "glass": Voice(pad="glass", attack_ms=700, release_ms=1600, tone=(high_pass(300),), send=0.7),
    "drone": Voice(
        (Font(43, 0.5, -5, -0.1),),
        "drone",
        0.85,
        attack_ms=900,
        release_ms=1200,
        tone=(high_pass(26), low_pass(700)),
        send=0.12,
    ),
    "cold_drone": Voice(
        pad="metal", attack_ms=1200, release_ms=1600, tone=(high_pass(26), low_pass(1400)), send=0.3
    ),
    # --- struck and plucked ---
    "felt_piano": Voice(
        (Font(0, 0.62, -3, -0.15), Font(1, 0.3, 3, 0.15)),
        tone=(high_pass(45), low_shelf(220, 2.0), low_pass(2100), high_shelf(4000, -6.0)),
        send=0.45,
    ),
    "piano": Voice(
        (Font(0, 0.9, -2, -0.2), Font(0, 0.4, 3, 0.2)), tone=(high_pass(40), low_pass(6000)), send=0.35
    ),
    "low_piano": Voice(
        (Font(0, 1.0, -2, -0.1), Font(0, 0.7, 2, 0.1, -1)),
        tone=(low_shelf(120, 3.0), low_pass(1600)),
        send=0.5,
    ),
    "vibes": Voice(
        (Font(11, 0.8, -3, -0.25), Font(4, 0.4, 3, 0.25)), tone=(high_pass(120), low_pass(4500)), send=0.5
    ),
    "music_box": Voice(
        (Font(10, 0.7, -14, -0.1), Font(8, 0.4, 11, 0.2)), tone=(high_pass(300), low_pass(7000)), send=0.7
    ),
    "celesta": Voice((Font(8, 0.8, -3, -0.2), Font(9, 0.25, 3, 0.2)), tone=(high_pass(250),), send=0.5),
    "marimba": Voice(
        (Font(12, 0.9, 0, -0.25), Font(12, 0.6, 4, 0.3)), tone=(high_pass(80), low_pass(5500)), send=0.3
    ),
    "bells": Voice(
        (Font(14, 0.8, -4, 0.15), Font(14, 0.4, 4, -0.2)), tone=(high_pass(160), low_pass(5000)), send=0.7
    ),
    "upright": Voice((Font(32, 1.0),), tone=(high_pass(38), low_shelf(110, 2.0), low_pass(2200)), send=0.12),
    "guitar": Voice(
        (Font(25, 0.9, -3, -0.3), Font(24, 0.7, 3, 0.3)), tone=(high_pass(75), low_pass(5200)), send=0.3
    ),
    "twang": Voice(
        (Font(27, 0.8, -4, 0.2), Font(26, 0.8, 4, 0.05)),
        tone=(high_pass(70), bell(1800, 2.0), low_pass(4200)),
        send=0.6,
    ),
    "pulse": Voice(shot="pulse", tone=(high_pass(36), low_pass(3200)), send=0.15),
    "pluck": Voice(shot="pluck", tone=(high_pass(120), low_pass(7000)), send=0.4),
    # --- drums: synthesised ---
    "taiko": Voice(shot="taiko", tone=(high_pass(32),), send=0.3),
    "toms": Voice(shot="tom", tone=(high_pass(45),), send=0.3),
    "snare": Voice(shot="snare", tone=(high_pass(120),), send=0.4),
    "timpani": Voice(
        (Font(47, 1.0, 0, 0.15),), shot="timpani", tone=(high_pass(38), low_pass(2200)), send=0.5
    ),
    "tick": Voice(shot="tick", tone=(high_pass(900),), send=0.2),
    "shaker": Voice(shot="shaker", tone=(high_pass(2500),), send=0.15),
    "brush": Voice(shot="brush", tone=(high_pass(600), low_pass(7500)), send=0.2),
    "heart": Voice(shot="heart", tone=(low_pass(260),), send=0.1),
    "clop": Voice(shot="clop", tone=(high_pass(300), low_pass(4500)), send=0.3),
    "clap": Voice(shot="clap", tone=(high_pass(500),), send=0.35),
}
