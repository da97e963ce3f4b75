"""Files, projects and the command line."""

from __future__ import annotations

from collections.abc import Mapping

from ..message import Message

FILES: Mapping[str, Message] = {
    "file.missing": Message("There is no file {name}.", "", "Check the path."),
    "file.not_a_file": Message(
        "{name} is not a file.", "It is a folder or a device.", "Name a single document."
    ),
    "file.empty": Message(
        "{name} is empty.", "The file has no bytes.", "Export the document again and use that file."
    ),
    "file.too_big": Message(
        "{name} is too big.",
        "The limit is {limit_mb} MB.",
        "Remove pictures from the document, or send its text.",
    ),
    "file.unreadable": Message("{name} cannot be read.", "{detail}", "Check the file's permissions."),
    "team.full": Message(
        "There is no room for {name}.",
        "The team has used {used_mb} of {quota_mb} MB.",
        "Delete films that are no longer needed, or ask an operator for more room.",
    ),
    "upload.missing": Message(
        "{name} has not arrived.",
        "Nothing was sent to its address yet.",
        "Send the file first, then confirm it.",
    ),
    "upload.wrong_size": Message(
        "The upload has {found} bytes instead of {expected}.", "", "Ask for an upload of the file's own size."
    ),
    "upload.used": Message(
        "This upload was used before.", "An upload becomes one thing, once.", "Upload the file again."
    ),
    "lines.unreadable": Message(
        "{name} cannot be read as text.", "{detail}", "Save it as UTF-8 text, a line each."
    ),
    "lines.too_long": Message(
        "{name} is too long to be spoken.",
        "The limit is {limit_kb} kB.",
        "Keep the lines of the trailer only.",
    ),
    "lines.empty": Message("{name} has no lines.", "", "Write one spoken line a row."),
    "picture.size": Message(
        "A picture of {width}x{height} cannot be drawn.",
        "Sides go from 16 to 4096 points.",
        "Use a size such as 2560x1440.",
    ),
    "motion.size": Message(
        "A clip of {width}x{height} cannot be made.",
        "Sides go from 16 to 4096 points in steps of four.",
        "Use a size such as 1920x1080.",
    ),
    "motion.frames": Message(
        "A clip of {frames} frames cannot be made.",
        "It may have from 1 to {most}.",
        "Ask for another length.",
    ),
    "motion.unknown_move": Message(
        "{move} is not a camera move.", "", "Use one of the moves that are offered."
    ),
    "motion.unreadable_picture": Message(
        "{name} cannot be moved.", "It could not be read as a picture.", "Use another take or draw it again."
    ),
    "motion.blocking": Message(
        "The embedded engine has no jobs to ask about.", "It renders at once.", "Call render instead."
    ),
    "size.invalid": Message(
        "{size} is not a picture size.",
        "Sides are even, from 64 to 4096, and a picture has at most 4096x2304 points.",
        "Use a size such as 1920x1080.",
    ),
    "title.too_long": Message(
        "The title has {characters} characters.", "At most {limit} fit on a card.", "Give a shorter --title."
    ),
    "rate.invalid": Message("{rate} is not a frame rate.", "", "Use 23.976, 24, 25, 29.97 or 30 (10 to 60)."),
    "project.unknown": Message(
        "There is no project {id}.", "", "Use the number that make_film printed last."
    ),
    "out.unwritable": Message("Nothing can be written to {folder}.", "{detail}", "Choose another folder."),
    "film.not_ready": Message(
        "The film has no edit yet.", "Its script or voice is not finished.", "Finish it first."
    ),
    "film.unfinished": Message(
        "The film is not finished.", "A step is still missing.", "Run the same command again."
    ),
    "film.out_of_sync": Message(
        "The film was written, but it is out of sync.",
        "{reasons}",
        "Look at receipt.json; if it is so again after another run, send us that file.",
    ),
    "film.stopped": Message(
        "Stopped.", "What is finished is kept.", "Run the same command again to go on from here."
    ),
    "database.failed": Message(
        "The database cannot be used.",
        "{detail}",
        "Make sure that its disk has room and can be written to, then run the same command again.",
    ),
    "database.outdated": Message(
        "The database is older than this program.", "", "Run manage.py migrate, then the same command again."
    ),
    "gate.unknown": Message("There is no gate {gate}.", "", "Use script, voice, stills or clips."),
}
