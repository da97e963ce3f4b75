"""README.txt of a package: everything an editor has to know, and nothing of how we work."""

from __future__ import annotations

from collections.abc import Sequence

from trailers.domain.segment import Window
from trailers.domain.timecode import base_of, timecode

from .model import HOLD, Event, Timeline, handles_of

_PROGRAMS = """\
IMPORT

  DaVinci Resolve   File > Import > Timeline, choose cut.otio (or cut.fcpxml). Set the project's frame rate first.
                    If media is offline: right-click the clips, Relink, choose this folder.
  Premiere Pro      File > Import, cut.otio (from version 25.6). Older versions: cut.edl, then relink by reel name.
  Final Cut Pro     File > Import > XML, cut.fcpxml. If media is offline: File > Relink Files, choose media/.
  Avid and others   cut.edl: one picture track, no titles, no mix. Relink by reel name and timecode.
"""
_NO_EDL = "There is no cut.edl here: an EDL numbers at most 999 events, and this cut has more."
_LOOKS = """\
THE LOOK

  media/ has no look. graded/ has it, as the film shows it.
  "noir" is local contrast, computed for each take from its own picture. It is no table of colours: there is no LUT
  that would give it back. To keep it, use graded/; to grade anew, use media/.
"""
_SOUND = """\
SOUND

  stems/voice.wav, stems/music.wav, stems/effects.wav: 24 bit, 48 kHz, as long as the film, starting with its first
  frame. Levels, muted lines and the limiter of the mix are in them: laid on each other they are the mix.
  {effects}
"""

_SONG = """\
SOUND

  stems/song.wav: the song as the film plays it, starting with its first frame.
"""


def readme(
    timeline: Timeline,
    windows: Sequence[Window],
    *,
    stems: bool,
    spoken: bool,
    listed: bool,
    changed: Sequence[str] | None,
) -> str:
    """The whole text. `listed`: the cut fits an EDL. `changed`: for an update, what is different from the package
    before."""
    events = timeline.track
    retimed = sum(1 for event in events if event.speed != 1)
    parts = [
        f"{timeline.title or 'Untitled'}\n{'=' * min(78, max(8, len(timeline.title)))}\n",
        f"{timeline.width} x {timeline.height}, {_rate_words(timeline)}, {timeline.frames} frames, "
        f"{len(events)} shots.\nThe film starts at 01:00:00:00. All timecode is non-drop.\n",
    ]
    if changed is not None:
        parts.append("CHANGED SINCE THE LAST PACKAGE\n\n" + _indented(changed or ["Only the sound."]))
        parts.append(
            "This is an update: copy it over the folder that you have. What is not here has not changed.\n"
        )
    parts += [
        _PROGRAMS if listed else f"{_PROGRAMS}\n  {_NO_EDL}\n",
        _folders(stems, spoken, listed),
        _LOOKS,
        _SOUND.format(effects="This film has no effects: that stem is silence.") if stems else _SONG,
        "MEDIA\n\n"
        f"  Each take is in media/ as a whole, every frame of it once, at {_rate_words(timeline)}.\n"
        "  Its reel is its file name. No two files share a timecode, here or in any later package of this film.\n"
        f"  The last {HOLD} frames of each file hold the take's last picture; a scene that ends in a freeze plays\n"
        "  into them.\n"
        "  A take that was made at another frame rate has every frame here too; the cut gives its speed.\n"
        + (
            f"  {retimed} shots are retimed. Inside them programs may choose a neighbouring frame.\n"
            if retimed
            else ""
        ),
        "WITHOUT HANDLES\n\n"
        + _indented(_without_handles(timeline, windows) or ["None: every shot has handles."]),
    ]
    return "\n".join(part for part in parts if part)


def _rate_words(timeline: Timeline) -> str:
    exact = timeline.rate.exact
    return f"{float(exact):.3f}".rstrip("0").rstrip(".") + " fps"


def _folders(stems: bool, spoken: bool, listed: bool) -> str:
    return (
        "WHAT IS HERE\n\n"
        f"  {'cut.otio, cut.fcpxml, cut.edl' if listed else 'cut.otio, cut.fcpxml':<30}  "
        "the same cut; each was read back and compared with the film\n"
        "  media/                          whole takes without a look, with handles\n"
        "  graded/                         the film in pieces, with its look and its transitions; end to end they are\n"
        "                                  the film, and each has its place as timecode\n"
        "  reference.mp4                   the film with timecodes in the picture: film below, reel and source above\n"
        f"  stems/                          {'voice, music and effects' if stems else 'the song'}\n"
        + ("  captions/                       SRT, WebVTT and ASS\n" if spoken else "")
        + "  manifest.json                   every file with its hash; where each take is from, and what it cost\n"
    )


def _without_handles(timeline: Timeline, windows: Sequence[Window]) -> list[str]:
    """The shots that use all of their take at one end, or whose still has a baked camera move."""
    lines = []
    for number, (event, window) in enumerate(zip(timeline.track, windows, strict=True), start=1):
        if event.reel is not None and (why := _why(window)):
            lines.append(f"{number:03}  {_place(event, timeline)}  {event.reel}  {why}")
    return lines


def _why(window: Window) -> str:
    if window.conform is None:
        return f"a still with its camera move; {HOLD} held frames at both ends"
    left = handles_of(window)
    ends = [name for name, frames in (("head", left.head), ("tail", left.tail)) if not frames]
    return f"no {' and no '.join(ends)}" if ends else ""


def _place(event: Event, timeline: Timeline) -> str:
    return timecode(3600 * base_of(timeline.rate) + event.record_in, timeline.rate)


def _indented(lines: Sequence[str]) -> str:
    return "".join(f"  {line}\n" for line in lines)
