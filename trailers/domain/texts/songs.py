"""Songs."""

from __future__ import annotations

from collections.abc import Mapping

from ..message import Message

SONGS: Mapping[str, Message] = {
    "song.unsupported": Message(
        "{name} is not a song that Cuelock takes.", "{detail}", "Use MP3, M4A, WAV, AAC, OGG or FLAC."
    ),
    "song.too_short": Message(
        "{name} is too short for a film.",
        "It runs for {seconds} s; at least {least_s} s are needed.",
        "Use a longer song.",
    ),
    "song.silent": Message(
        "{name} is silent.", "Nothing in it is loud enough to be heard.", "Export it again with its sound."
    ),
    "song.incomplete": Message(
        "{name} is damaged.",
        "Only {seconds} of its {promised} s can be read.",
        "Export it again, or use another copy.",
    ),
    "song.too_few_scenes": Message(
        "{scenes} scenes are too few for this song.",
        "It needs at least {least}, since no scene may be longer than 8 s.",
        "Allow more scenes, or choose a shorter part of the song.",
    ),
    "song.cues_too_close": Message(
        "The cues are too close together.",
        "A scene lasts at least {shortest_ms} ms.",
        "Move the cue further from its neighbours.",
    ),
    "song.cues_too_far": Message(
        "The cues are too far apart.",
        "A scene lasts at most {longest_s} s.",
        "Move the cue closer to its neighbours.",
    ),
    "song.start_is_fixed": Message(
        "The first scene begins with the song.", "", "Choose another part of the song instead."
    ),
    "song.no_beats": Message("No beats were found there.", "", "Tap the tempo first."),
    "song.bad_part": Message(
        "That is no part of the song.",
        "A part lies inside the song and lasts at least {least_s} s.",
        "Choose another beginning or end.",
    ),
    "song.too_few_taps": Message(
        "The tempo cannot be told from so few taps.", "", "Tap at least {least} times, on the beat."
    ),
    "song.taps_uneven": Message(
        "The tempo cannot be told from these taps.",
        "They are too uneven, too fast or too slow.",
        "Tap along again, on every beat.",
    ),
    "song.bad_edit": Message(
        "That correction cannot be made.",
        "It names a section or a cue that is not there.",
        "Reload the page.",
    ),
    "song.too_many_edits": Message(
        "The song has been corrected {most} times.", "", "Take back what is no longer needed."
    ),
    "song.nothing_to_take_back": Message(
        "There is no correction to take back.", "", "Correct the song first."
    ),
    "song.no_time": Message(
        "'{text}' is no moment of a song.", "", "Give seconds, or minutes and seconds: 72.5 or 1:12.5."
    ),
    "concept.missing": Message(
        "What shall be seen?", "A music video grows from one line of concept.", "Give it with --concept."
    ),
    "concept.too_long": Message(
        "The concept has {characters} characters.", "{limit} are the most.", "Say it in a line or two."
    ),
    "treatment.invalid": Message(
        "The treatment cannot be filmed.", "{problems}", "Change it, or have it written again."
    ),
    "treatment.locked": Message(
        "The treatment is locked.", "It stays as it is until somebody unlocks it.", "Unlock it first."
    ),
    "treatment.nothing_to_take_back": Message(
        "There is no edit of the treatment to take back.", "", "Edit the treatment first."
    ),
    "shot_plan.invalid": Message(
        "The shot plan does not fit the song.", "{problems}", "Have it made again, or use another writer."
    ),
    "plan.outdated": Message(
        "It was edited meanwhile.",
        "The version is {current} now.",
        "Look at it, then make your change again.",
    ),
    "plan.unreadable": Message(
        "That is no such plan.", "{detail}", "Send what the API answers, with other words in it."
    ),
    "shot_plan.locked": Message(
        "The setup is locked.", "Its words stay as they are until somebody unlocks it.", "Unlock it first."
    ),
    "shot_plan.nothing_to_take_back": Message(
        "There is no edit of the shots to take back.", "", "Edit a setup or a scene first."
    ),
    "shot_plan.no_setup": Message(
        "The plan has no such setup.", "It was edited meanwhile, or planned anew.", "Reload the page."
    ),
    "shot_plan.no_scene": Message(
        "The plan has no such scene.", "Its cue {cue} was moved or taken out meanwhile.", "Reload the page."
    ),
    "shot_plan.no_purpose": Message("A scene cannot be there to {purpose}.", "", "Choose one of {purposes}."),
    "shot_plan.no_words": Message(
        "A setup needs an image prompt.", "Nothing is drawn without one.", "Say what is seen."
    ),
    "shot_plan.too_long": Message(
        "The prompt has {characters} characters.", "{limit} are the most.", "Say it shorter."
    ),
    "shot_plan.cut_to_itself": Message(
        "Scenes {before} and {after} would show one setup in a row.",
        "That is no cut.",
        "Choose another setup for one of them.",
    ),
    "money.invalid": Message("'{text}' is no sum of dollars.", "", "Give it like 4.50."),
    "budget.too_small": Message(
        "{budget} are too little for one setup.",
        "A film of one setup can cost {least} with these engines.",
        "Allow more, film a shorter part of the song, or choose other engines.",
    ),
    "source.not_a_song": Message(
        "{name} is no song.",
        "A music video is made from a song: MP3, M4A, WAV, AAC, OGG or FLAC.",
        "Order a trailer from it, or choose a song.",
    ),
    "source.is_song": Message(
        "{name} is a song.",
        "A trailer is made from a synopsis: PDF, DOCX, TXT or MD.",
        "Order a music video from it, or choose a synopsis.",
    ),
    "performance.not_heard": Message(
        "The song was not heard in {name} for certain.",
        "A clip is placed by its sound: the song must play in it, for four seconds at least.",
        "Use a clip that was filmed to the song, with its sound.",
    ),
    "performance.too_many": Message(
        "This film has enough clips of the artist.",
        "It may have {most}.",
        "Remove one, then send this one again.",
    ),
    "performance.unknown": Message("That clip is not there any more.", "", "Load the page again."),
    "performance.covers_nothing": Message(
        "The clip covers no scene of this film whole.",
        "Its part of the song is not in the film, or too short.",
        "Use a longer clip, or one of the part that the film shows.",
    ),
    "script.of_song": Message(
        "A music video has no script to edit.",
        "Its setups come from the shot plan.",
        "Put the song right on its page, or make a scene again from words of your own.",
    ),
    "lyrics.untimed": Message(
        "{name} does not say when its words are sung.",
        "Every line needs its time, like [01:23.45].",
        "Give the lyrics as an LRC file, or have an engine find their times on the page of the song.",
    ),
    "lyrics.nothing_to_take_back": Message(
        "There are no earlier words to take back to.", "", "Give the words first."
    ),
    "lyrics.too_long": Message(
        "The lyrics have {characters} characters.", "{limit} are the most.", "Leave out what is not sung."
    ),
}
