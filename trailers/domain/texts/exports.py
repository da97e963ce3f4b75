"""Cut lists, renders in other formats, and packages for an editor."""

from __future__ import annotations

from collections.abc import Mapping

from ..message import Message

EXPORTS: Mapping[str, Message] = {
    "export.reels": Message(
        "This project has more media than one day of timecode can number.",
        "File {count} found no free place.",
        "Duplicate the project and export from the copy.",
    ),
    "export.edl_too_long": Message(
        "The cut has {events} events.",
        "A CMX 3600 list numbers at most {most}.",
        "Use OTIO or FCPXML instead.",
    ),
    "export.not_equal": Message(
        "{format} was written but did not read back as the cut.",
        "{detail}",
        "Nothing can be downloaded. This is a fault of ours: tell us which film it was.",
    ),
    "export.not_ready": Message(
        "There is nothing to export yet.",
        "{why}",
        "Come back when the film is finished.",
    ),
    "export.stopped": Message(
        "This film is stopped or archived, so nothing is made for it.",
        "",
        "Take it up again first.",
    ),
    "export.unknown": Message("There is no export called {name}.", "", "Choose one of the list."),
    "export.no_earlier": Message(
        "There is no earlier package that this one could update.",
        "",
        "Order a whole package first.",
    ),
    "export.unchanged": Message(
        "Nothing has changed since that package.",
        "It shows the same cut with the same media.",
        "Use the package you have.",
    ),
    "export.no_words": Message("Nobody speaks in this film.", "", "There is nothing to caption."),
}
