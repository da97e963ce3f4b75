"""Scenes, takes, engines and edits of the script."""

from __future__ import annotations

from collections.abc import Mapping

from ..message import Message

SCENES: Mapping[str, Message] = {
    "refusal.settled": Message(
        "Nothing is refused there any more.",
        "Something else stands in for it by now.",
        "Look at the scene as it is.",
    ),
    "refusal.unchanged": Message(
        "It would be refused again.", "The words and the engine are the same.", "Change one of them."
    ),
    "scene.unknown": Message(
        "There is no scene {number}.", "The film has scenes 1 to {last}.", "Name one of them."
    ),
    "scene.black": Message(
        "Scene {number} is black.", "There is no picture to make.", "Choose another scene."
    ),
    "scene.locked": Message("Scene {number} is locked.", "{why}", "Unlock it first."),
    "scene.busy": Message(
        "Scene {number} is being made.", "A take is under way.", "Wait for it, or cancel it."
    ),
    "scene.takes": Message(
        "One order makes 1 to {most} takes.", "", "Choose a number of them; order more afterwards."
    ),
    "ladder.nothing": Message(
        "There is nothing of that kind to buy.",
        "Every scene has it from this engine already, or is locked.",
        "Choose another engine, or unlock a scene.",
    ),
    "reference.unknown": Message(
        "The script names nobody and no place of that kind.",
        "It may have been edited.",
        "Load the page again.",
    ),
    "reference.no_picture": Message(
        "A reference must be a picture.", "The file is something else.", "Choose a PNG, JPEG or WebP file."
    ),
    "engine.unavailable": Message(
        "{name} cannot be used for {port}.", "Here {needs}.", "Choose another engine, or ask an operator."
    ),
    "narration.not_found": Message(
        "Line {number} was not found in the recording: “{line}”.",
        "Its place was guessed from what is left after {at}.",
        "Listen there, then correct the line or the recording.",
    ),
    "narration.unlikely": Message(
        "Line {number} can hardly be said as fast or slowly as the recording has it: “{line}”.",
        "It is heard at {at}.",
        "Listen there, then correct the line or the recording.",
    ),
    "narration.unscripted": Message(
        "At {at} somebody speaks for {seconds} s, and the script has no words there.",
        "",
        "Add the line, or cut it from the recording.",
    ),
    "narration.mismatch": Message(
        "The recording does not speak this script.",
        "{lost} of {lines} lines were not found in it.",
        "Bring the recording of these lines, or the lines of this recording.",
    ),
    "narration.no_lines": Message(
        "A recording needs its words.", "They tell where its lines are.", "Write what it says, a line each."
    ),
    "share.days": Message("A link cannot live that long.", "It lives {days} days.", "Choose one of these."),
    "share.too_many": Message(
        "This film has {limit} links already.", "", "End one that is not needed any more."
    ),
    "edit.no_line": Message(
        "The script has no spoken line.", "", "Add one, or keep one of those there were."
    ),
    "edit.too_many": Message(
        "The script has {count} rows.", "The limit is {limit}.", "Drop some, or make a second film of them."
    ),
    "edit.line_empty": Message(
        "Row {number} is a line without words.", "", "Write what is said, or drop it."
    ),
    "edit.line_long": Message(
        "The line in row {number} has {characters} characters.",
        "The limit is {limit}: a longer line cannot be cut well.",
        "Make two lines of it.",
    ),
    "edit.card_empty": Message(
        "Row {number} is a card without words.", "", "Write what it shows, or drop it."
    ),
    "edit.card_long": Message(
        "The card in row {number} has {characters} characters.",
        "The limit is {limit}: more cannot be read in its time.",
        "Shorten it, or say it as a line.",
    ),
    "edit.length": Message(
        "The length in row {number} is out of range.",
        "It may last from {shortest} to {longest} seconds.",
        "Choose a length between them.",
    ),
    "edit.pause": Message(
        "The pause after row {number} is out of range.",
        "It may last up to {longest} seconds.",
        "Choose a shorter one, or add a silence.",
    ),
    "edit.many_pictures": Message(
        "Row {number} has more than {limit} pictures.", "", "Drop some, or make two lines of it."
    ),
    "edit.picture_long": Message(
        "A picture in row {number} is described in more than {limit} characters.", "", "Shorten it."
    ),
    "edit.unknown": Message(
        "A row names something this script does not hold.",
        "It was dropped or changed meanwhile.",
        "Load the page again and repeat the change.",
    ),
    "edit.outdated": Message(
        "The script has changed since this page was opened.",
        "{by} made version {current} the script {ago}.",
        "Look at it, then make your change again.",
    ),
    "edit.nothing_stale": Message(
        "Nothing there is out of date.", "It would come out the same.", "Change something first."
    ),
    "edit.no_version": Message("There is no version {number} of this script.", "", "Choose one of the list."),
    "take.too_short": Message(
        "This clip is {short_frames} frames too short for scene {number}.",
        "Even slowed to 0.85x and held for 12 frames it does not cover the scene.",
        "Use a longer clip.",
    ),
}
