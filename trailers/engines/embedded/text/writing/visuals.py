"""What is seen under each line: one to three pictures from the scene it speaks of, no two alike in a row."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from trailers.domain import vocabulary
from trailers.domain.script import Character, Visual
from trailers.domain.shots import seed_of

from ..lexicon import wordset
from ..story.world import Beat, narrowed

LONG_S, LONGER_S = 5.0, 8.0


_TIMES = {"dawn": "at dawn", "day": "in daylight", "dusk": "at dusk", "night": "at night"}


_WEATHERS = {
    "clear": "under a clear sky",
    "rain": "in the rain",
    "snow": "in falling snow",
    "fog": "in fog",
    "storm": "in a storm",
    "wind": "in a hard wind",
    "dust": "in blowing dust",
}


SETTINGS_IN_WORDS = {
    "city": "a city skyline",
    "street": "an empty street",
    "interior": "a dim room",
    "forest": "a deep forest",
    "mountain": "a mountain pass",
    "coast": "a rocky coast",
    "sea": "the open sea",
    "desert": "a bare desert",
    "field": "open fields",
    "village": "a small village",
    "space": "the dark between the stars",
    "underground": "a passage underground",
    "industrial": "an old factory",
    "road": "a lonely road",
    "river": "a riverbank",
    "ruins": "ruins",
}


_DEEDS = {
    "stand": "stands", "walk": "walks", "run": "runs", "sit": "sits", "kneel": "kneels", "reach": "reaches out",
    "fall": "falls", "hold": "holds on", "look_up": "looks up", "turn_away": "turns away", "climb": "climbs",
    "lie": "lies still", "fight": "fights", "embrace": "embraces somebody", "drive": "rides on", "row": "rows",
    "read": "reads", "dance": "dances",
}  # fmt: skip


_USUAL_TIMES = {
    "noir": ("night", "dusk"), "horror": ("night", "dusk"), "thriller": ("dusk", "night", "dawn"),
    "science_fiction": ("night", "dawn"), "comedy": ("day", "dusk"), "romance": ("dusk", "day"),
    "western": ("day", "dusk"), "war": ("dawn", "dusk"),
}  # fmt: skip


_USUAL_SETTINGS = {
    "western": "desert", "science_fiction": "space", "war": "ruins", "noir": "street", "horror": "interior",
    "adventure": "forest", "fantasy": "mountain", "romance": "city", "comedy": "street", "thriller": "city",
    "documentary": "village", "drama": "village",
}  # fmt: skip


_UNSEEN_DEEDS = wordset("never not no will would must may might could can cannot But Her His She He")


_ON = wordset(
    "moon planet deck island road street mountain pass sea ocean field fields beach shore coast bridge "
    "floor roof porch cliff cliffs riverbank bed causeway ship boat ferry train stairs rooftop plain "
    "plains flats square pier dock reef highway hill ridge "
)


_AT = wordset("well harbour harbor inn station lighthouse point church school hospital palace pass border")


_SMALL = frozenset(
    {
        "letter",
        "key",
        "gun",
        "knife",
        "phone",
        "book",
        "map",
        "clock",
        "photograph",
        "lamp",
        "door",
        "window",
        "fire",
        "bird",
    }
    | {
        "cross",
        "mirror",
        "rope",
        "flag",
        "bed",
        "chair",
        "table",
        "piano",
        "screen",
        "machine",
        "grave",
        "boat",
    }
)


# Kinds of picture -> sizes it can be taken in, the best first.
_SIZES = {
    "place": ("extreme_wide", "wide"),
    "deed": ("medium", "wide", "close"),
    "face": ("close", "medium"),
    "thing": ("insert", "close"),
}


@dataclass(frozen=True, slots=True)
class Scene:
    """A beat with everything filled in that the story left open."""

    beat: Beat
    setting: str
    time: str
    place: str


class Pictures:
    """Gives visuals in the film's order; remembers the last one so that neighbours differ."""

    def __init__(self, genre: str, characters: Sequence[Character]) -> None:
        self._genre = genre
        self._names = [character.name for character in characters]
        self._last: Visual | None = None
        self._recent: list[str] = []

    def for_line(self, text: str, beat: Beat, seconds: float, max_scene_s: float = 8.0) -> tuple[Visual, ...]:
        """One picture, two beyond five seconds, three beyond eight."""
        count = 1 + (seconds > LONG_S) + (seconds > LONGER_S)
        while count < 3 and seconds / count > max_scene_s:
            count += 1
        scene = self._filled(narrowed(beat, text) if text else beat)
        kinds = self._kinds(scene, text, count)
        return tuple(self._taken(kind, scene, text) for kind in kinds)

    def establishing(self, beat: Beat) -> Visual:
        """The place alone, wide: for silences."""
        return self._taken("place", self._filled(beat), "")

    def _filled(self, beat: Beat) -> Scene:
        """Setting and time where the story named none: its genre's usual ones, the same for a whole paragraph."""
        setting = beat.setting or _USUAL_SETTINGS.get(self._genre, "village")
        times = _USUAL_TIMES.get(self._genre, ("dusk", "day", "night"))
        time = beat.time or times[beat.paragraph % len(times)]
        return Scene(beat, setting, time, beat.place or SETTINGS_IN_WORDS[setting])

    def _kinds(self, scene: Scene, text: str, count: int) -> tuple[str, ...]:
        """Which kinds of picture tell this line, the telling one first, all different."""
        beat = scene.beat
        people = self._people(beat)
        order: list[str] = []
        if people and (beat.action or not _handy(beat.objects)):
            order.append("deed")
        if _handy(beat.objects):
            order.append("thing")
        if people:
            order += ["face", "deed"]
        order.append("place")
        if not people and seed_of("angle", text) % 2:  # an empty scene may open on its place or on its thing
            order.reverse()
        distinct = list(dict.fromkeys(order))
        while len(distinct) < count:
            distinct.append(distinct[0] if len(distinct) % 2 else "place")
        kinds = distinct[:count]
        if self._last is not None and len(distinct) > count and self._repeats(kinds[0], scene):
            kinds[0] = next((k for k in distinct[count:] if not self._repeats(k, scene)), kinds[0])
        return tuple(kinds)

    def _repeats(self, kind: str, scene: Scene) -> bool:
        """Whether this kind would give the picture just seen, at another size."""
        if self._last is None:
            return False
        seen = self._draft(kind, scene, _SIZES[kind][0], "")
        same_people = seen.characters == self._last.characters and seen.objects == self._last.objects
        return same_people and seen.place == self._last.place and seen.action == self._last.action

    def _taken(self, kind: str, scene: Scene, text: str) -> Visual:
        """The visual in the first size that differs from the last picture's."""
        before = self._last.shot_size if self._last else ""
        sizes = [size for size in _SIZES[kind] if size != before]
        others = [
            size for size in vocabulary.SHOT_SIZES if size != before and (size != "insert" or kind == "thing")
        ]
        visual = self._draft(kind, scene, (sizes or others)[0], text)
        if visual.description in self._recent:
            for size in (*sizes, *others):
                other = self._draft(kind, scene, size, "")
                if other.description not in self._recent:
                    visual = other
                    break
        self._last = visual
        self._recent = [*self._recent[-3:], visual.description]
        return visual

    def _people(self, beat: Beat) -> tuple[str, ...]:
        return tuple(name for name in beat.who if name in self._names)[:2]

    def _draft(self, kind: str, scene: Scene, size: str, text: str) -> Visual:
        beat = scene.beat
        people = self._people(beat) if kind in ("deed", "face") else ()
        people = people[:1] if kind == "face" else people
        objects = {"deed": beat.objects, "place": beat.objects[:2], "thing": _handy(beat.objects)[:1]}.get(
            kind, ()
        )
        visual = Visual(
            description="",
            place=scene.place,
            setting=scene.setting,
            time=scene.time,
            weather=beat.weather,
            shot_size=size,
            action=(beat.action or "stand")
            if kind == "deed"
            else ("look_up" if kind == "face" and beat.action == "look_up" else ""),
            characters=people,
            objects=objects,
            mood=beat.mood,
        )
        return replace(visual, description=described(visual, kind, text))


def _handy(objects: Sequence[str]) -> tuple[str, ...]:
    """Things that can fill a frame by themselves."""
    return tuple(name for name in objects if name in _SMALL)


def described(visual: Visual, kind: str, text: str = "") -> str:
    """The picture in words: its size, what is in it, where and when. `kind` is place, thing, face or deed."""
    when = ", ".join(part for part in (_TIMES[visual.time], _WEATHERS.get(visual.weather, "")) if part)
    size = _size(visual.shot_size)
    if kind == "place":
        things = f", with {_listed(visual.objects)}" if visual.objects else ""
        return f"{size} of {visual.place}{things}, {when}."
    if kind == "thing":
        return f"{size} of {_a(visual.objects[0])}, {_at(visual)}, {when}."
    who = _listed_names(visual.characters)
    if kind == "face" or not visual.action:
        return f"{size} of {who}, {_at(visual)}, {when}."
    told = _told_deed(text, visual)
    if told:
        shown = _shows_place(told, visual)
        return f"{size}: {told}, {when}." if shown else f"{size}: {told}, {_at(visual)}, {when}."
    deed = _DEEDS.get(visual.action, "stands")
    return f"{size}: {who} {_plural(deed) if len(visual.characters) > 1 else deed} {_at(visual)}, {when}."


def _told_deed(text: str, visual: Visual) -> str:
    """The line itself when it says what somebody in the picture does, else ''."""
    line = re.sub(r"[\"“”]", "", text).rstrip(".!?")
    names = {part for name in visual.characters for part in name.split()}
    words = set(re.findall(r"[\w']+", line))
    is_deed = visual.action not in ("", "stand") and bool(names & words) and not words & _UNSEEN_DEEDS
    return line if is_deed and len(line.split()) <= 14 else ""


def _shows_place(text: str, visual: Visual) -> bool:
    """Whether the words already say where it is."""
    return visual.place.split()[-1].lower() in text.lower() or bool(
        re.search(r"\b(?:in|on|at|into|from|through) the\b", text)
    )


def _plural(deed: str) -> str:
    verb, _, rest = deed.partition(" ")
    base = verb[:-2] if verb.endswith(("shes", "ches")) else verb[:-1]
    return f"{base} {rest}".strip()


def _size(size: str) -> str:
    return {
        "extreme_wide": "A vast view",
        "wide": "A wide view",
        "medium": "A medium shot",
        "close": "A close shot",
        "insert": "A detail",
    }[size]


def _at(visual: Visual) -> str:
    """'in the lamp room', 'on the moon', 'at the well'."""
    head = visual.place.split()[-1].lower()
    if head in _ON:
        return f"on {visual.place}"
    if head in _AT or (visual.setting in ("coast", "river") and head[0].isupper()):
        return f"at {visual.place}"
    return f"in {visual.place}"


def _a(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def _listed(nouns: Sequence[str]) -> str:
    words = [_a(noun) for noun in nouns]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _listed_names(names: Sequence[str]) -> str:
    return " and ".join(names) if names else "a lone figure"
