"""Steps that measure, draw and encode."""

from __future__ import annotations

from collections.abc import Mapping

from ..message import Message

MEDIA: Mapping[str, Message] = {
    "job.cancelled": Message(
        "Cancelled.", "Somebody asked for a stop.", "Start it again to go on from here."
    ),
    # media
    "disk.full": Message(
        "The disk is full.", "Nothing was left half-written. {detail}", "Free some space and run it again."
    ),
    "media.unreadable": Message(
        "{name} cannot be read as a {wanted}.", "{detail}", "Export it again, or use another file."
    ),
    "media.unsupported": Message(
        "{name} is in a format that Cuelock does not take.",
        "{detail}",
        "Use MP4 or WebM video, PNG, JPEG or WebP pictures.",
    ),
    "media.too_big": Message(
        "{name} is too big.", "It has {mb} MB; {limit_mb} MB are allowed.", "Export a smaller file."
    ),
    "media.too_many_pixels": Message(
        "The picture of {name} is too large.",
        "It has {width}x{height}; {limit} are allowed.",
        "Scale it down.",
    ),
    "media.too_small": Message(
        "The picture of {name} is too small.",
        "It has {width}x{height}; at least {limit} are needed.",
        "Use a larger one.",
    ),
    "media.too_long": Message(
        "{name} is too long.",
        "It runs for {seconds} s; {limit_s} s are allowed.",
        "Cut it shorter and upload it again.",
    ),
    "media.no_video": Message(
        "{name} has no picture.", "There is no video stream in it.", "Use another file."
    ),
    "media.several_videos": Message(
        "{name} has several pictures.", "It holds {count} video streams.", "Export it with one video stream."
    ),
    "media.no_audio": Message("{name} has no sound.", "There is no audio stream in it.", "Use another file."),
    "media.too_slow": Message(
        "{name} takes too long to read.",
        "It was stopped after {seconds} s.",
        "Export it as plain H.264 video.",
    ),
    "media.timeout": Message(
        "Making the picture took too long.",
        "{program} was stopped after {seconds} s.",
        "Run it again when the machine is less busy.",
    ),
    "media.child_failed": Message(
        "{program} failed.", "{detail}", "Run it again; if it repeats, send us the log."
    ),
    "media.missing_source": Message("The file of take {take} is missing.", "", "Make the take again."),
    "segment.wrong_frames": Message(
        "A scene came out with the wrong length.",
        "It has {made} frames instead of {wanted}.",
        "Make its take again.",
    ),
    "film.no_frame": Message(
        "The film has no frame {number}.", "It has {frames} frames.", "Make the film again."
    ),
    "film.sound_short": Message(
        "The sound ends before the picture.", "The film has {frames} frames.", "Mix the sound again."
    ),
    "film.mismatch": Message(
        "The scenes of the film do not fit together.",
        "Segment {number} {detail}.",
        "Make the film again from its scenes.",
    ),
    "stage.unknown": Message(
        "Cuelock does not know the step {kind}.", "", "Update every worker to the same version."
    ),
    "engine.unknown": Message("There is no {port} engine called {name}.", "", "Choose another engine."),
    "script.empty": Message(
        "The script has no spoken line.", "The synopsis gave none.", "Add a line or use more text."
    ),
    "script.no_lines": Message(
        "No line could be made from this synopsis.",
        "It holds no words that can be spoken.",
        "Tell what happens, to whom, and where, in full sentences.",
    ),
    "script.nothing_spoken": Message(
        "The given script has no spoken line.",
        "Every line of it is blank, in [brackets] or in capitals, which makes it a silence or a card.",
        "Add at least one line in ordinary letters.",
    ),
    "script.cut_short": Message(
        "{provider} did not come to the end of the script.",
        "The model {model} stopped in the middle, twice.",
        "Use a shorter synopsis or another model, then retry.",
    ),
    "script.unusable": Message(
        "The script that {provider} wrote cannot be used.",
        "The model {model} was asked to correct it once. {problems}",
        "Retry, use another model, or let the built-in writer do it.",
    ),
    "shot.cut_short": Message(
        "{provider} did not come to the end of a clip's description.",
        "The model {model} stopped in the middle, twice.",
        "Retry, or use another model for texts.",
    ),
    "shot.unusable": Message(
        "What {provider} wrote about a picture cannot be used for its clip.",
        "The model {model} was asked to correct it once. {problems}",
        "Retry, or let the built-in writer do it.",
    ),
    "script.unknown_pass": Message(
        "The script writer was asked for a pass that it does not have.",
        "The pass is called {name}.",
        "Send us the log.",
    ),
    "voice.mismatch": Message(
        "The voice did not say this line: {text}", "Not heard: {missing}", "Reword the line."
    ),
    "split.invalid": Message(
        "The scenes do not fit the script.", "{problems}", "Edit the script and try again."
    ),
}
