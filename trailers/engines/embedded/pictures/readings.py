"""What the words of a scene say about its picture: what is a thing and what a deed, what carries whom, what can
stand where. Pure, standard library only."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from trailers.domain.script import Style, Visual
from trailers.domain.vocabulary import OBJECTS


def _terms(text: str) -> frozenset[str]:
    return frozenset(text.split())


_DETERMINERS = _terms(
    "a an the his her its their our my your one two three some every each this that these those no"
)
_AFTER_VERB = _DETERMINERS | _terms("into through over across out up down away him them it")
_DEEDS = _terms("bed book bridge cross fence fire flag house key lamp machine map mirror phone plane rope "
                   "screen ship table tent train tower well")  # fmt: skip
"""Objects whose names are verbs or adverbs too: 'they cross the desert' shows no cross."""

_HORSE = _terms("horse horses horseback mare stallion pony mule saddle gallop gallops galloping reins rider "
                   "riders cavalry stagecoach wagon camel")  # fmt: skip
_MOTOR = _terms("car cars truck van taxi cab bus motor motorway highway freeway motorcycle engine headlights "
                   "jeep limousine ambulance")  # fmt: skip
_RIDE = _terms("ride rides riding rode ridden")
_SADDLE_GENRES = ("western", "fantasy")

_OUTDOORS = _terms("boat bridge car fence grave horse house lighthouse plane planet rocket ship tent tower train "
                      "tree well")  # fmt: skip
_INDOORS = _terms("bed door machine mirror piano screen stairs window")
_AFLOAT = _terms("boat ship lighthouse bird plane planet bridge")
_ABSENT: dict[str, frozenset[str]] = {
    "interior": _OUTDOORS,
    "underground": _terms("house lighthouse tower plane tree tent rocket planet piano"),
    "space": _terms("bed bird boat bridge car fence grave horse house lighthouse piano plane ship tower train tree "
                       "well window"),
    "industrial": _INDOORS - {"machine", "stairs"},
    "ruins": _INDOORS - {"stairs", "door"},
}  # fmt: skip
"""What cannot stand in a place and be believed. Anything may be the subject of an insert."""
_SHORE = _terms("coast shore beach lighthouse harbour harbor pier quay island cliff")


def words_of(visual: Visual) -> list[str]:
    return re.findall(r"[a-z]+", visual.description.lower())


def things_in(visual: Visual) -> list[str]:
    """Objects that the description names as things, in the vocabulary's order."""
    words = words_of(visual)
    padded = ["", *words, ""]
    named = {
        word
        for before, word, after in zip(padded, words, padded[2:], strict=False)
        if word not in _DEEDS or before in _DETERMINERS or not (after in _AFTER_VERB or not before)
    }
    return [name for name in OBJECTS if name in named]


def named_in(visual: Visual) -> list[str]:
    """Objects given with the scene, less those that its description knows as deeds only, then those it adds."""
    said, words = things_in(visual), set(words_of(visual))
    given = [name for name in visual.objects if name in OBJECTS and (name not in words or name in said)]
    return list(dict.fromkeys(name for name in (*given, *said) if name != "child"))


def mount_of(visual: Visual, style: Style) -> str:
    """What carries somebody who drives or rides: horse, boat, or car. '' when nobody does.

    The words decide, then the things of the scene, then the genre: nobody in a western rides in a car.
    """
    words = set(words_of(visual))
    if visual.action != "drive":
        afoot = visual.action in ("", "walk", "run", "stand")
        rider = words & {"rider", "riders", "horseback", "gallop", "gallops"} or (
            words & _RIDE and "horse" in visual.objects
        )
        return "horse" if afoot and rider and not words & _MOTOR else ""
    if words & _MOTOR or ("car" in visual.objects and "horse" not in visual.objects):
        return "car"
    if words & _HORSE or "horse" in visual.objects or style.genre in _SADDLE_GENRES:
        return "horse"
    if visual.setting == "sea" or ("boat" in visual.objects and visual.setting in ("coast", "river")):
        return "boat"
    return "car"


def fitting(names: Iterable[str], visual: Visual, setting: str, shot: str) -> list[str]:
    """Those of the objects that can stand in the place."""
    if shot == "insert":
        return list(names)
    hospital = set(words_of(visual)) & {"hospital", "ward", "clinic", "patient", "infirmary"}
    out = []
    for name in names:
        if setting == "sea" and name not in _AFLOAT:
            continue
        if name in _ABSENT.get(setting, _INDOORS):
            continue
        if name == "machine" and setting == "interior" and hospital:
            continue
        out.append(name)
    return out


def placed(visual: Visual, setting: str, mount: str) -> str:
    """The setting in which the scene can be seen: cars keep to streets, and nobody walks on water."""
    if setting == "city" and (mount in ("car", "horse") or "car" in visual.objects):
        return "street"
    if setting != "sea" or not visual.characters or visual.shot_size in ("close", "insert"):
        return setting
    where = set(re.findall(r"[a-z]+", f"{visual.place} {visual.description}".lower()))
    return "coast" if where & _SHORE and visual.action != "row" and mount != "boat" else setting


def seated(visual: Visual, setting: str, mount: str) -> Visual:
    """The scene with the deed that its picture shows: riders ride, and whoever is out at sea sits in a boat."""
    if mount == "horse":
        return replace(visual, action="ride", objects=_with(visual.objects, "horse", without="car"))
    if mount == "boat" or (setting == "sea" and visual.characters and visual.action != "row"):
        afloat = visual.shot_size not in ("close", "insert")
        action = "sit" if mount == "boat" or (afloat and "ship" not in visual.objects) else visual.action
        add = "boat" if afloat and "ship" not in visual.objects else ""
        return replace(visual, action=action, objects=_with(visual.objects, add))
    return replace(visual, objects=_with(visual.objects, "car")) if mount == "car" else visual


def _with(objects: tuple[str, ...], first: str, without: str = "") -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in (first, *objects) if name and name != without))
