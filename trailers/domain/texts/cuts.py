"""The cut, edits of it, its segments, prices and the receipt."""

from __future__ import annotations

from collections.abc import Mapping

from ..message import Message

CUTS: Mapping[str, Message] = {
    "cut.version": Message(
        "This edit was saved in form {version}.",
        "This program reads form {known}.",
        "Update every host to one version.",
    ),
    "cut.unreadable": Message(
        "The edit cannot be read at {place}.", "Wanted: {wanted}.", "Correct it and send it again."
    ),
    "cut.empty": Message("The edit has no scene.", "", "Add a scene, or go back to an earlier version."),
    "cut.bad_value": Message(
        "Scene {scene} has a wrong {name}.", "Wanted: {wanted}.", "Choose another value."
    ),
    "cut.scene_twice": Message(
        "Scene {scene} is in the edit twice.", "Its id was used before.", "Remove one of the two."
    ),
    "cut.no_take": Message(
        "Scene {scene} has no picture.", "No take was chosen for it.", "Choose, make or upload one."
    ),
    "cut.unknown_take": Message(
        "Scene {scene} shows a take that is not there.",
        "Take {take} is not of this project.",
        "Choose another take.",
    ),
    "cut.unknown_cue": Message(
        "Scene {scene} starts at a cue that is not there.",
        "This soundtrack has no cue {cue}.",
        "Choose another place for its start.",
    ),
    "cut.late_start": Message(
        "The first scene does not start the film.", "It starts at frame {frame}.", "Let it start at frame 0."
    ),
    "cut.order": Message(
        "Scene {scene} has no length.",
        "It starts at frame {start} and ends at {end}.",
        "Move one of its two ends.",
    ),
    "cut.dissolve_first": Message(
        "The film cannot begin with a dissolve.",
        "There is no picture before it.",
        "Begin with a cut or a fade.",
    ),
    "cut.transition_long": Message(
        "The transitions of scene {scene} are too long.",
        "The scene has {frames} frames, and they leave none to its own picture.",
        "Take at least {excess} frames off them.",
    ),
    "cut.unplayable": Message(
        "Some scenes cannot be shown.", "{why}", "Use other takes, or move the cut points."
    ),
    "pricing.unknown_unit": Message(
        "The price of this step is not known.",
        "{engine} {model} has no price for {unit}.",
        "Add it to the settings.",
    ),
    "receipt.frames": Message("The film has {found} frames instead of {expected}.", "", "Assemble it again."),
    "receipt.unsteady": Message("The frames are not evenly spaced.", "", "Assemble the film again."),
    "receipt.segment": Message(
        "Segment {number} has {found} frames instead of {expected}.", "", "Render this segment again."
    ),
    "receipt.cut_missing": Message("The cut to scene {number} was not found.", "", "Render the scene again."),
    "receipt.cut_moved": Message(
        "Scene {number} starts at frame {found} instead of {expected}.", "", "Assemble the film again."
    ),
    "receipt.cut_off_cue": Message(
        "Scene {number} starts {error} frames from its cue.",
        "Half a frame is allowed.",
        "Make a new soundtrack.",
    ),
    "receipt.audio_length": Message(
        "The sound has {found} samples instead of {expected}.", "", "Mix it again."
    ),
    "receipt.audio_unknown": Message("The sound could not be compared with the mix.", "", "Mix it again."),
    "receipt.audio_offset": Message(
        "The sound lies {samples} samples off the mix.", "", "Assemble the film again."
    ),
    "receipt.audio_residual": Message(
        "The sound differs from the mix by {found} dB.",
        "At most {limit} dB is allowed.",
        "Assemble the film again.",
    ),
    "op.no_scene": Message(
        "The scene is not in this edit.",
        "It was merged, or somebody else has changed the edit.",
        "Look again.",
    ),
    "op.no_take": Message("There is no such take.", "", "Choose one of the project's takes."),
    "op.no_cue": Message("This sound has no such moment.", "It was changed.", "Look again."),
    "op.no_next": Message("Scene {number} is the last one.", "", "Merge the scene before it instead."),
    "op.first_boundary": Message(
        "The first scene begins where the film does.", "", "Move one of the other boundaries."
    ),
    "op.outside": Message(
        "Frame {frame} is not possible.", "It must lie between {start} and {end}.", "Choose another frame."
    ),
    "op.scene_twice": Message("The new scene is there already.", "The edit was sent twice.", "Look again."),
    "op.still": Message(
        "Scene {number} shows a still.", "Speed and slip need a clip.", "Choose a clip, or set a camera move."
    ),
    "op.locked": Message(
        "Scene {number} is locked.", "The edit would change what it shows.", "Unlock it first."
    ),
    "op.short": Message(
        "Scene {number} would have {frames} frames.",
        "A scene has at least {least}.",
        "Move the boundary less far.",
    ),
    "op.long": Message(
        "Scene {number} would have {frames} frames.",
        "The longest scene of this film is {most}.",
        "Split it, or move the boundary less far.",
    ),
    "op.misfit": Message("The take does not fill scene {number}.", "{why}", "{advice}"),
}
