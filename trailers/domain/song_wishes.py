"""What a person wants of a song: the part, the pace, and every correction made by ear, in order.

A correction is kept as what was asked for, never as its result, so the song as it was heard stays what it was and
any correction can be taken back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from .errors import UserError
from .song import ENERGIES, ROLES, Song
from .song_cues import CuePolicy, Pace, SongCue, choose_cues, recut
from .song_edit import bar_one_at, doubled, halved, move_cue, name_cue, tapped, with_section
from .song_window import part_of

MOST_EDITS = 500
PACES: tuple[Pace, ...] = ("calm", "even", "fast")


@dataclass(frozen=True, slots=True)
class SongWishes:
    """`end_ms` None is the song's end. Times are of the whole song; `edits` count from the start of the part."""

    start_ms: int = 0
    end_ms: int | None = None
    pace: Pace = "even"
    most_cuts: int | None = None
    most_setups: int = 0
    """0: the director decides."""
    budget_microusd: int = 0
    """What the film may cost at most, which `most_setups` was worked out from; 0: no limit."""
    accents: bool = True
    edits: tuple[Mapping[str, Any], ...] = field(default=())

    @property
    def is_whole(self) -> bool:
        return self.start_ms == 0 and self.end_ms is None

    def part_ms(self, duration_ms: int) -> int:
        """How much of a song of that length is filmed; all of it while the wish is no part of it."""
        end_ms = duration_ms if self.end_ms is None else min(self.end_ms, duration_ms)
        return end_ms - self.start_ms if self.start_ms < end_ms else duration_ms

    def to_json(self) -> dict[str, Any]:
        return {
            "start_ms": self.start_ms,
            "end_ms": self.end_ms,
            "pace": self.pace,
            "most_cuts": self.most_cuts,
            "most_setups": self.most_setups,
            "accents": self.accents,
            "edits": [dict(edit) for edit in self.edits],
            **({"budget_microusd": self.budget_microusd} if self.budget_microusd else {}),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> SongWishes:
        return cls(**{**data, "edits": tuple(data.get("edits", ()))})


@dataclass(frozen=True, slots=True)
class CutSong:
    """The part of the song that the film shows, corrected, with its cues. Both count from the film's start."""

    song: Song
    cues: tuple[SongCue, ...]

    def to_json(self) -> dict[str, Any]:
        return {"song": self.song.to_json(), "cues": [asdict(cue) for cue in self.cues]}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> CutSong:
        """ValueError unless it is what `to_json` wrote; other names are left alone."""
        cues = tuple(SongCue(**{**cue, "reasons": tuple(cue["reasons"])}) for cue in data["cues"])
        return cls(Song.from_json(data["song"]), cues)


def cut_song(heard: Song, wishes: SongWishes) -> CutSong:
    """The song as wanted. UserErrors of the edits, of `part_of` and of `choose_cues`."""
    end_ms = heard.duration_ms if wishes.end_ms is None else min(wishes.end_ms, heard.duration_ms)
    song = heard if wishes.is_whole else part_of(heard, wishes.start_ms, end_ms)
    policy = CuePolicy(wishes.pace, wishes.most_cuts)
    cut = CutSong(song, choose_cues(song, policy))
    for edit in wishes.edits:
        cut, policy = edited(cut, edit, policy), _paced(policy, edit)
    return cut


def pace_of(wishes: SongWishes) -> Pace:
    """The pace in force: the one it was made with, or the last that was chosen since."""
    policy = CuePolicy(wishes.pace)
    for edit in wishes.edits:
        policy = _paced(policy, edit)
    return policy.pace


def _paced(policy: CuePolicy, edit: Mapping[str, Any]) -> CuePolicy:
    return replace(policy, pace=edit["pace"]) if edit.get("kind") == "pace" else policy


def with_edit(heard: Song, wishes: SongWishes, edit: Mapping[str, Any]) -> SongWishes:
    """The wishes with one more correction, tried out first. UserError when it cannot be carried out."""
    if len(wishes.edits) >= MOST_EDITS:
        raise UserError("song.too_many_edits", most=MOST_EDITS)
    wanted = replace(wishes, edits=(*wishes.edits, dict(edit)))
    cut_song(heard, wanted)
    return wanted


def edited(cut: CutSong, edit: Mapping[str, Any], policy: CuePolicy) -> CutSong:
    """One correction. Only the cues of the stretch that it concerns are chosen anew. UserError song.bad_edit."""
    change = _EDITS.get(str(edit.get("kind")))
    if change is None:
        raise UserError("song.bad_edit", kind=edit.get("kind"))
    try:
        return change(cut, edit, policy)
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise UserError("song.bad_edit", kind=edit["kind"]) from error


def _anew(song: Song, old: Sequence[SongCue], policy: CuePolicy) -> CutSong:
    """Every cue chosen again but those that a person has set."""
    return CutSong(song, choose_cues(song, policy, [cue for cue in old if cue.locked]))


def _bar_one(cut: CutSong, edit: Mapping[str, Any], policy: CuePolicy) -> CutSong:
    start, end = int(edit.get("start_ms", 0)), edit.get("end_ms")
    until = cut.song.duration_ms if end is None else int(end)
    song = bar_one_at(cut.song, int(edit["time_ms"]), start, until)
    return CutSong(song, recut(song, cut.cues, start, until, policy))


def _section(cut: CutSong, edit: Mapping[str, Any], policy: CuePolicy) -> CutSong:
    index, role, energy = int(edit["index"]), edit.get("role"), edit.get("energy")
    if index < 0 or role not in (None, *ROLES) or energy not in (None, *ENERGIES):
        raise ValueError(index)
    song = with_section(cut.song, index, role=role, energy=energy)
    if song.sections[index].intensity == cut.song.sections[index].intensity and energy is None:
        return CutSong(song, cut.cues)
    section = song.sections[index]
    return CutSong(song, recut(song, cut.cues, section.start_ms, section.end_ms, policy))


def _move(cut: CutSong, edit: Mapping[str, Any], policy: CuePolicy) -> CutSong:
    moved = move_cue(cut.cues, str(edit["cue"]), int(edit["time_ms"]), cut.song.duration_ms)
    return CutSong(cut.song, moved)


def _pace(cut: CutSong, edit: Mapping[str, Any], policy: CuePolicy) -> CutSong:
    if edit["pace"] not in PACES:
        raise ValueError(edit["pace"])
    return _anew(cut.song, cut.cues, _paced(policy, edit))


def _name(cut: CutSong, edit: Mapping[str, Any], policy: CuePolicy) -> CutSong:
    return CutSong(cut.song, name_cue(cut.cues, str(edit["cue"]), str(edit["name"])[:80]))


_EDITS: Mapping[str, Callable[[CutSong, Mapping[str, Any], CuePolicy], CutSong]] = {
    "halve": lambda cut, edit, policy: _anew(halved(cut.song), cut.cues, policy),
    "double": lambda cut, edit, policy: _anew(doubled(cut.song), cut.cues, policy),
    "tap": lambda cut, edit, policy: _anew(
        tapped(cut.song, [int(tap) for tap in edit["taps_ms"]]), cut.cues, policy
    ),
    "bar_one": _bar_one,
    "section": _section,
    "move_cue": _move,
    "name_cue": _name,
    "pace": _pace,
}
EDIT_KINDS = tuple(_EDITS)
