"""What a sentence can give to a narrator: each kind of reading, what is refused, and names for pronouns."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engines.synopses import NAMES, document, story
from trailers.engines.embedded.text.story.values import Story
from trailers.engines.embedded.text.writing.cards import cards_of, choose_card
from trailers.engines.embedded.text.writing.line import MAX_WORDS, MIN_WORDS, Line
from trailers.engines.embedded.text.writing.lines import lines_of
from trailers.engines.embedded.text.writing.pieces import length_of, plain_lines, spread
from trailers.engines.embedded.text.writing.weights import is_meta, weight


def lines(text: str, sentence: int = -1) -> list[str]:
    """The lines of one sentence of a text, best first."""
    found = story(text)
    return [line.text for line in lines_of(found.sentences[sentence], found)]


def best(text: str, sentence: int = -1) -> Line | None:
    found = story(text)
    return next(iter(lines_of(found.sentences[sentence], found)), None)


# --- readings: (text, a line that must be offered) ----------------------------------------------------

OFFERED = [
    # whole sentences, without what points back
    ("Nobody dares to stop the keeper.", "Nobody dares to stop the keeper."),
    ("Meanwhile, the keeper waits in the tower.", "The keeper waits in the tower."),
    ("However, Nora refuses to listen.", "Nora refuses to listen."),
    ("So Kaya cuts off her braids.", "Kaya cuts off her braids."),
    ("Nora initially refuses to listen.", "Nora refuses to listen."),
    # clauses that stand alone
    (
        "When a waterlogged music box washes ashore on the anniversary, Marcus is drawn back into the investigation.",
        "A waterlogged music box washes ashore on the anniversary.",
    ),
    (
        "When a waterlogged music box washes ashore on the anniversary, Marcus is drawn back into the investigation.",
        "Marcus is drawn back into the investigation.",
    ),
    (
        "Imani steals a suit meant for a world they have not reached, cuts her tether, and crosses the open dark.",
        "Imani crosses the open dark.",
    ),
    (
        "Once the rain stops, the whole village walks down to the harbour in silence and finds the boat of the keeper.",
        "The whole village finds the boat of the keeper.",
    ),
    # parts that can be spared
    (
        "One night, in the dead hour between shifts, a signal reaches the ship from a dark moon that is on no chart.",
        "One night, a signal reaches the ship from a dark moon.",
    ),
    (
        "Night nurse Helen Marsh takes the job at the hospital because it is the only place that will still have her.",
        "Night nurse Helen Marsh takes the job at the hospital.",
    ),
    (
        "Two years ago her fiancé left Josie at the altar with three hundred guests, a quartet and a lemon sponge.",
        "Two years ago her fiancé left Josie at the altar.",
    ),
    (
        "The first car over the mountain carries the one guest whom Josie never wanted to see again.",
        "The first car carries the one guest whom Josie never wanted to see again.",
    ),
    (
        "Ruth Calloway rides in from the salt flats with a dead husband across her second horse and a dry canteen.",
        "Ruth Calloway rides in from the salt flats.",
    ),
    # what is said, asked, known and commanded
    (
        '"A widow with nothing left to bury," the barber says, "is the most dangerous thing in the territory."',
        "A widow with nothing left to bury is the most dangerous thing in the territory.",
    ),
    (
        "And it asks the one question that nobody on the living ship has dared to ask: what if there was no planet?",
        "What if there was no planet?",
    ),
    (
        "An old woman named Morag warns Elena that the sea only returns what it has been paid for.",
        "The sea only returns what it has been paid for.",
    ),
    (
        "The rules are simple: keep the lights low, keep your voice down, and never answer the bell in room nineteen.",
        "Never answer the bell in room nineteen.",
    ),
    (
        "The rules are simple: keep the lights low, keep your voice down, and never answer the bell in room nineteen.",
        "Keep the lights low, keep your voice down.",
    ),
    (
        "Sergeant Pavel Horak, who has not spoken about Vessa since the war, opens the door.",
        "Sergeant Pavel Horak has not spoken about Vessa since the war.",
    ),
    (
        'The film "Code" follows Maya Chen, a programmer at a startup, who accidentally creates a machine that lies.',
        "Maya Chen accidentally creates a machine that lies.",
    ),
    # two clauses in one breath
    ("Crane sends five men to bring him the paper, and five horses come back.", "Crane sends five men to bring him "
     "the paper, and five horses come back."),
    (
        "Josie takes the bed, Theo takes the bath, and by midnight they have argued about everything that two "
        "strangers can argue about.",
        "Josie takes the bed, Theo takes the bath.",
    ),
    ("She tries to leave, but the lift opens on the seventh floor, and every door is locked from the other side.",
     "She tries to leave, but the lift opens on the seventh floor."),
]  # fmt: skip


@pytest.mark.parametrize(("text", "line"), OFFERED, ids=[line for _, line in OFFERED])
def test_offered(text: str, line: str) -> None:
    assert line in lines(text)


# --- what must never be said: (text, a pattern that no line may match) --------------------------------

REFUSED = [
    ("The film follows Nora as she comes home to the harbour.", r"film|follows"),
    ("Private Tom Eddowes, who remembers everything and trusts none of it", r"^Private"),
    ("Although the keeper knows, nobody dares to ask.", r"^Although the keeper knows\.$"),
    ("If Helen answers it, she may never come off shift.", r"^(She|Helen) may never"),
    ("Perseus will only survive if he accepts his power.", r"only survive\.$"),
    ("He is the one guest whom she never wanted to see.", r"the one guest\.$"),
    ("She knows that the tower is empty and cold tonight.", r"^She knows\.?$"),
    ("Ruth has one well, one church and one law.", r"has one well\.$"),
    ("Larry must help his living, breathing friends out of a pickle.", r"his living\.$"),
    ("They challenge her more than any arena she faced before.", r"more\.$"),
    ("The tale of two brothers, a sea and a promise.", r"."),
    ("How do a lion, a zebra, four penguins and two monkeys cross Europe?", r"monkeys\?$|^How do a lion\?"),
    (
        "On the third night the man in room nine, who has not spoken in a year, opens his eyes.",
        r"in a year\.$",
    ),
    ("By any means they can, the people try to get in.", r"^By any means they can\."),
]


@pytest.mark.parametrize(("text", "pattern"), REFUSED, ids=[text[:50] for text, _ in REFUSED])
def test_refused(text: str, pattern: str) -> None:
    assert not [line for line in lines(text) if re.search(pattern, line)]


# --- names for pronouns -------------------------------------------------------------------------------

NAMED = [
    ("Nora comes home. She finds the tower dark and cold.", "Nora finds the tower dark and cold."),
    ("Nora comes home. Her boat is gone from the harbour.", "Nora's boat is gone from the harbour."),
    ("Nora comes home. The village will not speak to her.", "The village will not speak to Nora."),
    ("Tomas comes home. Nobody will say his name aloud.", "Nobody will say Tomas's name aloud."),
    ("Nora comes home. She's the last one of them.", "Nora's the last one of them."),
    ("Nora waits. When Aldous speaks, Nora leaves her house.", "When Aldous speaks, Nora leaves her house."),
    ("In the course of his mission, Anakin discovers a secret door.", "In the course of his mission, Anakin "
     "discovers a secret door."),
    ("A fisherman loses his boat in the storm.", "A fisherman loses his boat in the storm."),
]  # fmt: skip


@pytest.mark.parametrize(("text", "line"), NAMED, ids=[line for _, line in NAMED])
def test_named(text: str, line: str) -> None:
    assert lines(text)[0] == line


@pytest.mark.parametrize(
    "text",
    [
        "Nora meets Ines and Greta. Ines and Nora argue. She leaves the house at dawn.",
        "The storm breaks. It belongs to nobody else on the island.",
        "The soldiers wait. They hold the bridge for eleven days.",
        "Nora asks for water and bread. She pays for both in silver.",
        "A farmer finds a steel box. Inside it lie nineteen letters home.",
        "The keeper dies. This changes everything for the island.",
        "There is no patient here. There has not been one since the fire.",
    ],
)
def test_what_hangs_on_the_sentence_before_says_so(text: str) -> None:
    line = best(text)
    assert line is not None and line.needs_before


@pytest.mark.parametrize(
    "text",
    [
        "The storm breaks. It is too late to turn back now.",
        "Nora waits. It is raining on the harbour tonight.",
        "There is only one bed in it.",
        "Those who stay will lose everything they own.",
    ],
)
def test_what_stands_by_itself_does_not(text: str) -> None:
    line = best(text)
    assert line is None or not line.needs_before


# --- scores -------------------------------------------------------------------------------------------

BETTER = [
    (
        "If she lights the lamp, the village will lose everything.",
        "The village has several different houses in it.",
    ),
    ("Nobody has ever come back from the tower.", "The tower is part of a number of buildings nearby."),
    ("Who is writing letters to the dead?", "The letters are written on paper by somebody."),
    ("She must choose before midnight.", "She eventually becomes involved in the situation."),
    ("A child is shot dead at the well.", "A child has a cup and a hat and a coat."),
]


@pytest.mark.parametrize(("good", "dull"), BETTER, ids=[good for good, _ in BETTER])
def test_better(good: str, dull: str) -> None:
    one, two = best(good), best(dull)
    assert one is not None and (two is None or one.score > two.score)


def test_weight_has_limits_and_counts_a_word_once() -> None:
    tokens = (
        story("Blood, blood, blood, war, murder, death, fire and flood come tonight.").sentences[0].tokens
    )
    assert weight(tokens) == weight(tuple(tokens) * 3)
    assert weight(tokens) <= 1.5 + 1.2 + 1.1 + 1.0 + 0.7


def test_words_about_the_film_are_meta() -> None:
    assert is_meta(story("The film follows Nora.").sentences[0].tokens)
    assert not is_meta(story("The rain follows Nora.").sentences[0].tokens)


# --- every line of every synopsis ---------------------------------------------------------------------


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+(?:['’-][^\W_]+)*", text.lower().replace("’", "'"))


def _allowed(found: Story) -> set[str]:
    """The synopsis's words, people's names, and the pronouns and articles that may stand for a subject."""
    words = {word for sentence in found.sentences for word in _words(sentence.text)}
    for person in found.cast.people:
        for word in _words(f"{person.name} {person.short}"):
            words |= {word, f"{word}'s"}
    return words | {"he", "she", "the"}


@pytest.mark.parametrize("name", NAMES)
def test_every_word_of_every_candidate_is_the_synopsis_own(name: str) -> None:
    found = story(document(name))
    allowed = _allowed(found)
    for sentence in found.sentences:
        for line in lines_of(sentence, found):
            assert set(_words(line.text)) <= allowed, line.text


@pytest.mark.parametrize("name", NAMES)
def test_every_candidate_is_well_formed(name: str) -> None:
    found = story(document(name))
    for sentence in found.sentences:
        for line in lines_of(sentence, found):
            assert line.words <= MAX_WORDS
            assert line.words >= MIN_WORDS or (line.start == 0 and line.end >= len(sentence.tokens) - 1)
            assert line.text[0].isupper() or not line.text[0].isalpha()
            assert line.text[-1] in '.?!…"”'
            assert not re.search(r" [,.;:?!]|,,|\.\.$|[(){}*#]|,\.|\s{2}", line.text), line.text
            assert 0 <= line.start < line.end <= len(sentence.tokens)


WORDS = [
    "the",
    "a",
    "Nora",
    "Tomas",
    "sea",
    "light",
    "lights",
    "walks",
    "and",
    "but",
    "who",
    "that",
    "when",
    ",",
    ";",
    ":",
    "—",
    "if",
    "must",
    "to",
    "her",
    "she",
    "left",
    "of",
    "in",
    "one",
    "never",
    "dark",
    "letters",
    "is",
    "are",
    "was",
    "it",
    "they",
    '"',
    "door",
    "knows",
    "says",
    "while",
    "there",
    "because",
    "then",
    "before",
]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(WORDS), min_size=4, max_size=40))
def test_random_words_never_break_it(words: list[str]) -> None:
    text = " ".join(words) + "."
    found = story(text)
    allowed = _allowed(found)
    for sentence in found.sentences:
        for line in lines_of(sentence, found):
            assert set(_words(line.text)) <= allowed and line.words <= MAX_WORDS


# --- without grammar ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Chaque nuit, elle allume la lampe.", ["Chaque nuit, elle allume la lampe."]),
        (
            "Camille découvre alors un carnet caché dans le mur de la vieille maison, rempli de dates et de noms; le "
            "dernier est le sien.",
            [
                "Camille découvre alors un carnet caché dans le mur de la vieille maison.",
                "Rempli de dates et de noms.",
                "Le dernier est le sien.",
            ],
        ),
        (
            "灯塔的看守人每天晚上都点亮那盏灯，可是没有人知道。",
            ["灯塔的看守人每天晚上都点亮那盏灯，可是没有人知道。"],
        ),
    ],
)
def test_plain_lines(text: str, expected: list[str]) -> None:
    assert [line.text for line in plain_lines(story(text).sentences[0])] == expected


@given(st.text(alphabet="abcd ,;:—é灯塔", min_size=1, max_size=400))
def test_plain_lines_are_short_enough_to_say(text: str) -> None:
    for sentence in story(text).sentences:
        for line in plain_lines(sentence):
            assert length_of(line.text) <= MAX_WORDS


def test_few_lines_are_spread_over_what_there_is() -> None:
    found = story("She must deliver the letters before the tide erases the island forever.")
    first = lines_of(found.sentences[0], found)[:1]
    assert [line.text for line in spread(found, first, 2)] == [
        "She must deliver the letters.",
        "Before the tide erases the island forever.",
    ]
    assert len(spread(found, first, 3)) == 3
    assert spread(story("Go now."), [], 3)


# --- cards --------------------------------------------------------------------------------------------


def cards(text: str) -> dict[str, float]:
    return {card.text: card.score for card in cards_of(story(text))}


@pytest.mark.parametrize(
    ("text", "card"),
    [
        ("The preacher rings the bell and nobody comes.", "NOBODY COMES"),
        ("Inside it lay nineteen letters home.", "NINETEEN LETTERS"),
        ("They tell one small lie to keep the peace.", "ONE SMALL LIE"),
        ("Twenty years ago, a shuttle came back empty.", "TWENTY YEARS AGO"),
        ("She comes back on the last ferry of the year.", "THE LAST FERRY"),
        ("In the winter of 1944, they held a bridge.", "IN THE WINTER OF 1944"),
        ("Some doors stay shut. Others do not open either.", "SOME DOORS STAY SHUT"),
    ],
)
def test_card(text: str, card: str) -> None:
    assert card in cards(text)


@pytest.mark.parametrize(
    ("text", "pattern"),
    [
        ("A hundred and forty strangers are waiting.", r"^FORTY"),
        ("It is the only hospital that will have her.", r"ONLY HOSPITAL"),
        ("One of them is lying to the others.", r"^ONE"),
        ("She is one thing above all.", r"ONE THING"),
        ("On the first night the bell rings.", r"FIRST"),
    ],
)
def test_no_card(text: str, pattern: str) -> None:
    assert not [card for card in cards(text) if re.search(pattern, card)]


def test_a_card_is_not_what_is_spoken_beside_it_or_shown_before() -> None:
    found = cards_of(
        story("They find nineteen letters and eleven keys. They wait for six hours. They all wait.")
    )
    every = (0, 9)
    free = choose_card(found, every, near=[], spoken=[], taken=[])
    assert free is not None
    other = choose_card(found, every, near=["They find nineteen letters."], spoken=[], taken=[free.text])
    assert other is not None and other.text not in (free.text, "NINETEEN LETTERS")
    assert choose_card(found, (8, 9), near=[], spoken=[], taken=[]) is None


@pytest.mark.parametrize("name", NAMES)
def test_cards_are_few_words_of_the_story_before_its_ending(name: str) -> None:
    found = story(document(name))
    told = " ".join(_words(" ".join(s.text for s in found.usable)))
    for card in cards_of(found):
        assert 2 <= len(card.text.split()) <= 5 and card.text == card.text.upper()
        assert card.sentence < found.quotable
        words = _words(card.text)
        assert set(words) <= set(told.split()) | _allowed(found)
