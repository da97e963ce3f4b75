"""Script, soundtrack and scenes against each other."""

from __future__ import annotations

from collections.abc import Mapping

from ..message import Message

SPLIT: Mapping[str, Message] = {
    "split.limits": Message(
        "Scenes cannot be planned with these limits.",
        "The longest ({longest_ms} ms) must last at least twice the shortest ({shortest} frames).",
        "Raise the longest scene in the project's settings.",
    ),
    "split.no_items": Message("The script is empty.", "It has no line, card or silence.", "Write a line."),
    "split.same_id": Message(
        "{count} parts of the script share one identity.",
        "It is “{item}”.",
        "Remove the double and add it anew.",
    ),
    "split.empty_line": Message(
        "Line {number} says nothing.", "Its text is empty.", "Write it or remove it."
    ),
    "split.empty_card": Message(
        "A card of role “{role}” shows nothing.", "Its text is empty.", "Write it or remove it."
    ),
    "split.no_length": Message("No time is set for {item}.", "It would not be seen.", "Give it a length."),
    "split.negative_pause": Message("The pause after {item} is below zero.", "", "Set it to 0 or more."),
    "split.no_picture": Message(
        "Nothing is seen during {item}.", "It has no picture.", "Describe what is seen."
    ),
    "split.empty_picture": Message(
        "Picture {number} of {item} is not described.", "Its text is empty.", "Describe it or remove it."
    ),
    "split.unknown_item": Message(
        "The soundtrack holds something that the script does not.",
        "It is “{item}”.",
        "Make the soundtrack again.",
    ),
    "split.not_on_soundtrack": Message("The soundtrack lacks {item}.", "", "Make the soundtrack again."),
    "split.items_disordered": Message(
        "The soundtrack has another order than the script.", "", "Make the soundtrack again."
    ),
    "split.words_differ": Message(
        "The voice does not say {item} as written.",
        "{written} words are written; {said} were placed.",
        "Voice the line again.",
    ),
    "split.no_scenes": Message("The film has no scenes.", "", "Plan them again."),
    "split.misnumbered": Message("Scene {place} bears the number {number}.", "", "Plan the scenes again."),
    "split.gap": Message(
        "Nothing is shown before scene {number}.",
        "{frames} frames from frame {at} on.",
        "Plan the scenes again.",
    ),
    "split.overlap": Message(
        "Scene {number} starts too early.", "By {frames} frames, before frame {at}.", "Plan the scenes again."
    ),
    "split.no_frames": Message("Scene {number} has no frames.", "", "Remove it."),
    "split.wrong_end": Message(
        "The pictures end at frame {end}, the sound at frame {frames}.", "", "Plan the scenes again."
    ),
    "split.unknown_cue": Message(
        "Scene {number} hangs on a moment that does not exist.", "It is “{cue}”.", "Plan the scenes again."
    ),
    "split.off_cue": Message(
        "Scene {number} is not cut on its cue.",
        "“{cue}” is frame {wanted}, the scene has frame {frame}.",
        "Plan the scenes again.",
    ),
    "split.two_cues": Message(
        "Scene {number} does not begin where the one before ends.",
        "“{cue}” is not “{other}”.",
        "Plan the scenes again.",
    ),
    "split.word_unseen": Message(
        "No scene shows the word “{word}”.", "It is word {nth}, at {seconds} s.", "Plan the scenes again."
    ),
    "split.word_twice": Message(
        "{count} scenes show the word “{word}”.",
        "It is word {nth}, at {seconds} s.",
        "Plan the scenes again.",
    ),
    "split.long_scene": Message(
        "Scene {number} lasts {seconds} s.", "The limit is {limit} s.", "Divide it or raise the limit."
    ),
    "split.short_scene": Message(
        "Scene {number} lasts only {seconds} s.", "It may be too short to be seen.", "Lengthen or remove it."
    ),
    "split.pictures_left_out": Message(
        "{count} of the {all} pictures of {item} are left out.",
        "There is no time for them.",
        "Lengthen the line.",
    ),
    "split.black_with_pictures": Message(
        "The pictures of {item} are not shown.", "It is black.", "Make it a breath."
    ),
    "split.unknown_character": Message(
        "{person} is seen during {item} but is not described.", "", "Add them to the characters."
    ),
    "score.too_short": Message(
        "The music is too short for the film.",
        "It lasts {ms} ms; at least {least_ms} ms are needed to loop it.",
        "Use a longer piece.",
    ),
    "voice.no_sound": Message(
        "A line has not been spoken: {line}", "There is no recording of it.", "Voice it again."
    ),
    "voice.times_disordered": Message(
        "The words of a line are not in the order of time: {line}",
        "The voice engine measured them so.",
        "Voice it again.",
    ),
}
