"""The four ways a step can fail, and the words that a person reads about each.

A code is stable (API clients match on it); its text lives here and nowhere else.
"""

from __future__ import annotations

import errno
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Message:
    """What happened, why, and what to do next: one short sentence each."""

    what: str
    why: str
    do: str

    def __str__(self) -> str:
        return " ".join(part for part in (self.what, self.why, self.do) if part)


class CuelockError(Exception):
    """Base of every classified failure: a stable `code` and the values its text needs."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params = params

    @property
    def message(self) -> Message:
        return describe(self.code, **self.params)

    def __str__(self) -> str:
        return str(self.message)


class UserError(CuelockError):
    """The input must change; repeating the step cannot help. Never retried."""


class RetryableError(CuelockError):
    """A passing fault. `retry_after_s` is the provider's own wish, when it named one."""

    def __init__(self, code: str, *, retry_after_s: int | None = None, **params: Any) -> None:
        super().__init__(code, **params)
        self.retry_after_s = retry_after_s


class UncertainError(CuelockError):
    """The provider may have accepted (and charged): look up, else the price rule, else ask."""


class FatalError(CuelockError):
    """A fault of ours or of the set-up; somebody must look."""


class Cancelled(CuelockError):
    """Somebody asked for a stop: neither done nor failed, and nothing that was made is kept."""

    def __init__(self) -> None:
        super().__init__("job.cancelled")


TEXTS: dict[str, Message] = {
    "internal": Message(
        "Something went wrong inside Cuelock.", "{detail}", "Run it again; if it repeats, send us the log."
    ),
    # --- files, projects, command line ---
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
    # --- the API ---
    "api.not_signed_in": Message(
        "Nobody is signed in.",
        "The request has no token, or one that is unknown, revoked or expired.",
        "Send a token of the team page: Authorization: Bearer cue_…",
    ),
    "api.not_allowed": Message(
        "This is not allowed.",
        "The role in the team, the token's scope or a missing CSRF token forbids it.",
        "Use a token that may write, or ask an owner of the team.",
    ),
    "api.not_found": Message("There is no such thing.", "", "Check the address and the ids in it."),
    "api.no_such_method": Message("This address does not take that method.", "", "See /api/v1/docs."),
    "api.not_acceptable": Message("The API answers in JSON only.", "", "Accept application/json."),
    "api.media_type": Message("The body is in a form that is not taken here.", "", "See /api/v1/docs."),
    "api.throttled": Message("Too many requests.", "", "Wait {seconds} s, then go on."),
    "api.invalid": Message(
        "Some values cannot be used.", "They are listed in errors.", "Correct them and send it again."
    ),
    "api.unreadable": Message("The body cannot be read.", "{detail}", "Correct it and send it again."),
    "api.key_reused": Message(
        "This Idempotency-Key was used for another request.", "", "Use a new key for a new request."
    ),
    "api.key_busy": Message(
        "A request with this Idempotency-Key is being carried out.", "", "Wait a second and ask again."
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
    # --- scenes and takes ---
    "scene.unknown": Message(
        "There is no scene {number}.", "The film has scenes 1 to {last}.", "Name one of them."
    ),
    "scene.black": Message(
        "Scene {number} is black.", "There is no picture to make.", "Choose another scene."
    ),
    "scene.locked": Message("Scene {number} is locked.", "", "Unlock it first."),
    "scene.busy": Message(
        "Scene {number} is being made.", "A take is under way.", "Wait for it, or cancel it."
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
        "Somebody else saved version {current}.",
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
    # --- sound: voice, aligner, score, mix ---
    "voice.language": Message(
        "The built-in voice cannot read {language}.",
        "It speaks English only.",
        "Choose another voice engine.",
    ),
    "voice.unknown": Message("There is no built-in voice {voice}.", "", "Choose one of: {voices}."),
    "voice.too_long": Message(
        "A line is too long to be read at once.",
        "It has {characters} characters; {limit} are allowed.",
        "Part it into several lines.",
    ),
    "voice.script": Message(
        "The built-in voice cannot read {word}.",
        "Its script does not spell out how it sounds.",
        "Write it in Latin letters, or choose another voice engine.",
    ),
    "voice.nothing_to_say": Message(
        "There is nothing to say in this line: {text}",
        "It has no letter or number.",
        "Write words, or remove the line.",
    ),
    "voice.speed": Message(
        "The voice cannot read at {speed} times its pace.", "", "Use a speed from 0.5 to 2."
    ),
    "aligner.language": Message(
        "Words in {language} cannot be timed without a key.",
        "The built-in aligner knows English only.",
        "Choose another engine.",
    ),
    "aligner.script": Message(
        "The built-in aligner cannot time {word}.",
        "Its script does not spell out how it sounds.",
        "Write it in Latin letters.",
    ),
    "aligner.no_speech": Message(
        "No speech was found in {name}.", "It is silent.", "Use a recording of the text."
    ),
    "mix.voice_length": Message(
        "A voice file does not fit its place.",
        "It has {found} samples instead of {expected}.",
        "Read the line again.",
    ),
    "mix.wrong_samples": Message(
        "The sound came out too short or too long.",
        "It has {found} samples instead of {expected}.",
        "Mix it again.",
    ),
    "score.no_soundfont": Message(
        "The built-in score has no instruments.",
        "The package pretty_midi is not installed.",
        "Run the set-up again.",
    ),
    "audio.not_pcm16": Message("{name} is not a 16 bit WAV.", "{detail}", "Make that sound again."),
    "audio.wrong_form": Message(
        "{name} is not sound as Cuelock keeps it.", "It has {detail}.", "Make it again."
    ),
    # --- steps ---
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
    # --- documents (trailers/media/documents.py) ---
    "document.missing": Message(
        "There is no file {name}.",
        "Its path may be misspelt, or it was moved.",
        "Check the path and try again.",
    ),
    "document.folder": Message(
        "{name} is a folder.", "A synopsis is one file.", "Name the file inside it: a PDF, DOCX, TXT or MD."
    ),
    "document.unreadable": Message(
        "The file {name} cannot be opened.",
        "The system says: {detail}.",
        "Allow reading it, or copy it elsewhere, and try again.",
    ),
    "document.too_big": Message(
        "The file has {size}.",
        "A document may have at most {limit}.",
        "Export it without pictures, or paste the text into a TXT file.",
    ),
    "document.empty": Message(
        "The document is empty.", "There is not one word in it.", "Choose the file that holds the synopsis."
    ),
    "document.too_short": Message(
        "The document has only {words} words.",
        "A trailer needs at least one full sentence of story.",
        "Add what happens, to whom, and where.",
    ),
    "document.too_long": Message(
        "The document has {characters} characters.",
        "At most {limit} can be read as a synopsis.",
        "Upload the synopsis alone.",
    ),
    "document.too_many_pages": Message(
        "The PDF has {pages} pages.",
        "At most {limit} can be read as a synopsis.",
        "Upload the pages that hold the synopsis.",
    ),
    "document.encrypted": Message(
        "The document is protected by a password.",
        "Its text cannot be read without it.",
        "Save a copy without a password and upload that.",
    ),
    "document.damaged": Message(
        "The document is damaged or incomplete.",
        "{detail}",
        "Open it in its own program, export it again, and upload the new file.",
    ),
    "document.scanned": Message(
        "The document holds pictures of pages, not text.",
        "It looks like a scan.",
        "Run text recognition (OCR) on it, or paste the text into a TXT file.",
    ),
    "document.no_letters": Message(
        "The PDF's text cannot be turned into letters.",
        "Its fonts carry no character map.",
        "Export it again, run text recognition (OCR), or paste the text into a TXT file.",
    ),
    "document.bomb": Message(
        "The document unpacks to {size} in {parts} parts.",
        "No synopsis needs that; such files are made to exhaust a machine.",
        "Paste the text into a new document and upload that.",
    ),
    "document.wrong_extension": Message(
        "The file {name} is {actual}, but its name says {claimed}.",
        "Guessing which is right could misread it.",
        "Rename it to end in {suggested}, or choose another file.",
    ),
    "document.unsupported": Message(
        "The file {name} is {actual}.",
        "A synopsis is read from PDF, DOCX, TXT or MD.",
        "Save the text in one of these and upload that.",
    ),
    "document.timeout": Message(
        "Reading the document took longer than {seconds} s and was stopped.",
        "Something in it is far too heavy for a synopsis.",
        "Paste the text into a TXT file and upload that.",
    ),
    "document.too_heavy": Message(
        "Reading the document needed more memory than is allowed, or broke the reader.",
        "Something in it is damaged or far too heavy for a synopsis.",
        "Paste the text into a TXT file and upload that.",
    ),
    "document.reader": Message(
        "The document reader could not run.", "{detail}", "Run it again; if it repeats, send us the log."
    ),
    # --- the cut, its segments, prices and the receipt ---
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
    # --- edits of the picture ---
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
    # --- the split: script, soundtrack and scenes against each other ---
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
    # --- jobs, money and storage ---
    "job.worker_lost": Message(
        "A worker stopped in the middle of this step.",
        "It was tried {attempts} times.",
        "Try again; if it repeats, see the log.",
    ),
    "job.outcome_unknown": Message(
        "Nobody can say whether {provider} took this order.",
        "The worker was lost between the order and its answer.",
        "Look at the provider's bill, then order it again or give it up.",
    ),
    "job.deadline": Message("{provider} was late.", "It kept the order beyond its deadline.", "Try again."),
    "spending.stopped": Message(
        "Spending is stopped.", "An operator closed it for everybody.", "Use a free engine, or ask."
    ),
    "spending.project_cap": Message(
        "The project's budget does not cover this step.",
        "",
        "Raise the project's budget, then retry what failed.",
    ),
    "spending.team_cap": Message(
        "The team's spending cap does not cover this step.",
        "",
        "Ask an owner to raise the cap, then retry what failed.",
    ),
    "storage.missing": Message("A stored file is gone.", "{name}", "Retry; it is made again if it can be."),
    "storage.failed": Message(
        "The storage does not answer.", "{name}: {detail}", "It is tried again by itself."
    ),
    "storage.damaged": Message("A stored file arrived damaged.", "{name}", "It is fetched again by itself."),
}


def is_full_disk(error: BaseException) -> bool:
    """Whether there was no room left to write: as the system says it, or as SQLite does."""
    full = isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)
    return full or "disk is full" in str(error)


def describe(code: str, **params: Any) -> Message:
    """The text for `code` with `params` filled in; an unknown code is said as itself."""
    text = TEXTS.get(code)
    if text is None:
        return Message(f"Failed ({code}).", str(params.get("detail", "")), "")
    values = _Missing(params)
    return Message(*(part.format_map(values) for part in (text.what, text.why, text.do)))


class _Missing(dict[str, Any]):
    """Leaves a placeholder empty when the raiser gave no value for it."""

    def __missing__(self, key: str) -> str:
        return ""
