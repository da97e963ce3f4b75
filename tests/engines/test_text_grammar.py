"""Tokens, sentences, tags and clauses: each rule on the sentence that made it necessary."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trailers.engines.embedded.text import lexicon
from trailers.engines.embedded.text.grammar.clauses import clauses_of
from trailers.engines.embedded.text.grammar.sentences import balance_quotes, split_sentences
from trailers.engines.embedded.text.grammar.spans import main_finite
from trailers.engines.embedded.text.grammar.tagging import tag
from trailers.engines.embedded.text.grammar.tokens import Token, render, tokenize

NAMES = frozenset(
    {"Nora", "Crane", "Ruth", "Jack", "Imani", "Vane", "Josie", "Theo", "Helen", "Elena", "Kaya", "Marcus"}
)


def tagged(text: str, *, past: bool = False) -> tuple[Token, ...]:
    return tag(tokenize(text), NAMES, past=past)


def tags(text: str, *, past: bool = False) -> str:
    return " ".join(f"{t.text}/{t.tag}" for t in tagged(text, past=past) if t.is_word)


def shown(text: str) -> list[str]:
    """The clauses of a sentence: <must> [may be left out], a lent subject in parentheses."""
    out = []
    for clause in clauses_of(tagged(text)):
        if clause.is_finite:
            parts = [f"[{render(p.tokens)}]" if p.optional else f"<{render(p.tokens)}>" for p in clause.parts]
            lent = f"({render(clause.subject)}) " if clause.borrowed else ""
            joint = (
                f"{clause.promoted}>"
                if clause.promoted
                else f"{clause.connector}:"
                if clause.connector
                else ""
            )
            out.append(f"{joint}{lent}{' '.join(parts)}")
    return out


# --- lexicon ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("base", "third", "ing", "past"),
    [
        ("walk", "walks", "walking", "walked"),
        ("watch", "watches", "watching", "watched"),
        ("carry", "carries", "carrying", "carried"),
        ("stop", "stops", "stopping", "stopped"),
        ("die", "dies", "dying", "died"),
        ("admit", "admits", "admitting", "admitted"),
        ("visit", "visits", "visiting", "visited"),
        ("flee", "flees", "fleeing", "fled"),
        ("make", "makes", "making", "made"),
        ("kidnap", "kidnaps", "kidnapping", "kidnapped"),
        ("play", "plays", "playing", "played"),
        ("echo", "echoes", "echoing", "echoed"),
    ],
)
def test_verb_forms(base: str, third: str, ing: str, past: str) -> None:
    forms = lexicon.verb_forms()
    assert forms[third]["s"] == base
    assert forms[ing]["ing"] == base
    assert forms[past]["past"] == base


def test_forms_that_coincide_keep_all_their_meanings() -> None:
    assert lexicon.verb_forms()["cut"] == {"base": "cut", "past": "cut", "participle": "cut"}
    assert lexicon.verb_forms()["found"]["past"] == "find"
    assert "past" not in lexicon.verb_forms()["drawn"]


def test_word_lists_are_sane() -> None:
    assert not lexicon.words("first_names.txt", "female") & lexicon.words("roles.txt", "female")
    assert {"of", "in"} <= lexicon.words("classes.txt", "preposition")
    assert lexicon.words("classes.txt", "no such heading") == frozenset()


# --- tokens -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "Dr. Wray’s ships' papers at St. Brannoc's, the U.S. Army's 1,200 men — don't.",
        'Then: "Go," she said; well-known.',
        "“There’s forty of you,” Ruth says, “and one of him.”",
        "A half-blind man (aged 61) waits… and waits.",
        "Лена meets 李明 and ليلى at 10.30.",
        "It costs $5, or 5% of nothing!",
    ],
)
def test_rendering_tokens_gives_the_text_back(text: str) -> None:
    assert render(tokenize(text)) == text


@given(st.text(max_size=200))
def test_tokens_lose_no_letter(text: str) -> None:
    tokens = tokenize(text)
    assert "".join(t.text for t in tokens) == "".join(
        char for char in text if not char.isspace() and char in "".join(t.text for t in tokens)
    ) or set("".join(t.text for t in tokens)) <= set(text)
    assert [t.index for t in tokens] == list(range(len(tokens)))


def test_abbreviations_and_initials_keep_their_stop() -> None:
    assert [t.text for t in tokenize("Dr. J. Smith of St. Ives.")] == [
        "Dr.",
        "J.",
        "Smith",
        "of",
        "St.",
        "Ives",
        ".",
    ]


def test_possessives() -> None:
    found = {t.text for t in tokenize("Nora's boat, the ships' papers, it's late, his") if t.is_possessive}
    assert found == {"Nora's", "ships'"}


# --- sentences ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("paragraph", "sentences"),
    [
        ("One. Two! Three? Four…", ["One.", "Two!", "Three?", "Four…"]),
        ("Dr. Wray of St. Brannoc's waits. He is late.", ["Dr. Wray of St. Brannoc's waits.", "He is late."]),
        ("J. R. Hale is dead. Long live he.", ["J. R. Hale is dead.", "Long live he."]),
        ("At 3.15 p.m. they leave. No. 9 is empty.", ["At 3.15 p.m. they leave.", "No. 9 is empty."]),
        ('"Go!" she says. "Now."', ['"Go!" she says.', '"Now."']),
        ("She said no... and left. He stayed.", ["She said no... and left.", "He stayed."]),
        ("Who?! Nobody knows.", ["Who?!", "Nobody knows."]),
        ("他走了。没有人知道。", ["他走了。", "没有人知道。"]),
        ("The U.S. Army waits. It rains.", ["The U.S. Army waits.", "It rains."]),
        ("", []),
    ],
)
def test_splitting(paragraph: str, sentences: list[str]) -> None:
    assert split_sentences(paragraph) == sentences


@given(st.text(alphabet='ab .!?"”…。)A', max_size=60))
def test_splitting_loses_nothing_but_space(paragraph: str) -> None:
    assert "".join("".join(split_sentences(paragraph)).split()) == "".join(paragraph.split())


def test_quotes() -> None:
    assert balance_quotes('"All of it is said."') == ("All of it is said.", True)
    assert balance_quotes('You have forgotten how to count."') == ("You have forgotten how to count.", True)
    assert balance_quotes('"Go," she says.') == ('"Go," she says.', False)
    assert balance_quotes("Nothing is said.") == ("Nothing is said.", False)


# --- tags ---------------------------------------------------------------------------------------------

TAGS = [
    # a form in -s is a verb behind a subject and a noun behind an article
    ("The town whispers that she is waiting.", "whispers/VF"),
    ("She hears the whispers of the town.", "whispers/NN"),
    ("Nora lights the lamp.", "lights/VF"),
    ("The lights of the town go out.", "lights/NN"),
    ("He finds rings, watches, and papers.", "watches/NN"),
    ("He steals a suit, cuts a tether, and crosses the dark.", "cuts/VF"),
    ("He steals a suit, cuts a tether, and crosses the dark.", "crosses/VF"),
    ("Jack, a drunk and a liar who has been running from the war, only wants a way out.", "wants/VF"),
    ("Her boss, Daniel Ortiz, starts falling for the admirer.", "starts/VF"),
    ("The military jumps into action and captures Elena.", "jumps/VF"),
    ("The military jumps into action and captures Elena.", "captures/VF"),
    ("She unspools the tape.", "unspools/VF"),
    ("A pilot named Mercer crash-lands his biplane.", "crash-lands/VF"),
    # a base form follows to, a modal, or a plural
    ("Crane's men ride past and pretend not to look.", "ride/VF"),
    ("Crane's men ride past and pretend not to look.", "pretend/VF"),
    ("The fishermen draw a line of salt.", "draw/VF"),
    ("She must choose between them.", "choose/VB"),
    ("Doors close in her face.", "close/VF"),
    ("Josie and Theo both turn up at the wedding.", "turn/VF"),
    ("It is her last turn.", "turn/NN"),
    ("A reactor engineer keeps the ship alive.", "engineer/NN"),
    ("Two villages conspire against them.", "conspire/VF"),
    # past tense or participle
    ("A letter written in ink reaches her.", "written/VN"),
    ("The man who hired her is gone.", "hired/VF"),
    ("Nora has not drawn a map.", "drawn/VN"),
    ("A veteran named Tull dares to ask.", "named/VN"),
    ("The bridge was rebuilt three times.", "rebuilt/VN"),
    ("She left the house.", "left/VF"),
    ("There is one room left at the inn.", "left/VN"),
    # small words
    ("She sees her.", "her/PX"),
    ("She sees her boat.", "her/PO"),
    ("She hears her daughter's laughter.", "her/PO"),
    ("She cannot lose her only friend.", "her/PO"),
    ("That night it rains.", "That/DT"),
    ("The letter that reaches her is stained.", "that/WH"),
    ("Before the long winter, they leave.", "Before/IN"),
    ("Before the storm breaks they leave.", "Before/SB"),
    ("He has heard it before.", "before/RB"),
    ("Since then he has waited.", "Since/IN"),
    ("The town has one well, one church.", "well/NN"),
    ("She rides west.", "west/RB"),
    ("You've been thirsty for years.", "You've/PB"),
    ("Every morning she sits there.", "morning/NN"),
    ("Once the rain stops they run.", "Once/SB"),
    # adjectives
    ("A bright, optimistic girl waits.", "bright/JJ"),
    ("The dead walk.", "dead/JJ"),
    ("They talk of natural things.", "natural/JJ"),
    ("The hospital is empty.", "hospital/NN"),
]


@pytest.mark.parametrize(("text", "expected"), TAGS, ids=[f"{t[:24]}|{e}" for t, e in TAGS])
def test_tag(text: str, expected: str) -> None:
    assert expected in tags(text).split()


def test_a_whole_sentence() -> None:
    assert tags(
        "When a farmer's boy is shot dead at the well, the preacher rings the bell and nobody comes."
    ) == (
        "When/SB a/DT farmer's/PO boy/NN is/BE shot/VN dead/JJ at/IN the/DT well/NN the/DT preacher/NN rings/VF "
        "the/DT bell/NN and/CC nobody/PR comes/VF"
    )


def test_the_past_tense_of_a_story_decides() -> None:
    assert "opened/VF" in tags("The keeper crossed the yard, opened the door and waited.", past=True)


@given(
    st.lists(
        st.sampled_from(
            [
                "the",
                "a",
                "sea",
                "walks",
                "her",
                "that",
                "and",
                "to",
                "left",
                "who",
                ",",
                ";",
                "dark",
                "must",
                "Nora",
                "light",
                "be",
            ]
        ),
        max_size=14,
    )
)
def test_every_token_gets_one_tag(words: list[str]) -> None:
    for token in tagged(" ".join(words)):
        assert token.tag and "|" not in token.tag


# --- clauses ------------------------------------------------------------------------------------------

CLAUSES = [
    ("Nora waits.", ["<Nora waits>"]),
    (
        "When the storm breaks, a ferry turns toward the reef.",
        ["when><the storm breaks>", "[When the storm breaks] <a ferry turns toward the reef>"],
    ),
    (
        "If she fails, spring will never come again.",
        ["<If she fails> <spring will never come again>"],
    ),
    (
        "The preacher rings the bell and nobody comes.",
        ["<The preacher rings the bell>", "and:<nobody comes>"],
    ),
    (
        "Crane doubles the price, and doubles it again.",
        ["<Crane doubles the price>", "and:(Crane) <doubles it again>"],
    ),
    (
        "Imani steals a suit, cuts her tether, and crosses the dark.",
        ["<Imani steals a suit>", "(Imani) <cuts her tether>", "and:(Imani) <crosses the dark>"],
    ),
    (
        "The law is Silas Crane, who owns the well.",
        ["<The law is Silas Crane> [who owns the well]"],
    ),
    (
        "Helen Marsh, a night nurse, takes the job.",
        ["<Helen Marsh> [a night nurse] <takes the job>"],
    ),
    (
        "A signal reaches the ship from a moon that is on no chart.",
        ["<A signal reaches the ship from a moon> [that is on no chart]"],
    ),
    (
        "It is the only hospital that will have her.",
        ["<It is the only hospital that will have her>"],
    ),
    (
        "The town has one well, one church and one law.",
        ["<The town has one well> <one church and one law>"],
    ),
    (
        "He has one rule: never learn the names.",
        ["<He has one rule> [never learn the names]"],
    ),
    (
        "It holds four words: the lamp still burns.",
        ["<It holds four words>", "<the lamp still burns>"],
    ),
    (
        "He sent the best pilot; her shuttle came back empty.",
        ["<He sent the best pilot>", "<her shuttle came back empty>"],
    ),
    (
        "Nobody leaves until she is married.",
        ["<Nobody leaves> <until she is married>"],
    ),
    (
        "She builds a life inland, charting rivers for strangers.",
        ["<She builds a life inland> [charting rivers for strangers]"],
    ),
    (
        "On the third night the man in room nine, who has not spoken, opens his eyes.",
        ["<On the third night the man in room nine> [who has not spoken] <opens his eyes>"],
    ),
    (
        "A bright, optimistic girl finds a strange, silent door.",
        ["<A bright, optimistic girl finds a strange, silent door>"],
    ),
    (
        "While Vane locks the shuttles and Imani erases the logs, Nora steals a suit.",
        [
            "while><Vane locks the shuttles>",
            "while><Imani erases the logs>",
            "[While Vane locks the shuttles and Imani erases the logs] <Nora steals a suit>",
        ],
    ),
    (
        "In the winter of 1944, after the thaw, nineteen soldiers held a bridge.",
        ["[In the winter of 1944] [after the thaw] <nineteen soldiers held a bridge>"],
    ),
    (
        "She knows that the man she loved is dead.",
        ["<She knows that the man she loved is dead>"],
    ),
    (
        "She returns to the island where her brother vanished and finds that the keeper writes letters.",
        [
            "<She returns to the island where her brother vanished>",
            "and:(She) <finds that the keeper writes letters>",
        ],
    ),
    (
        "He admits, she says, that he lied.",
        ["<He admits> [she says] [that he lied]"],
    ),
]


@pytest.mark.parametrize(("text", "expected"), CLAUSES, ids=[text[:40] for text, _ in CLAUSES])
def test_clauses(text: str, expected: list[str]) -> None:
    assert shown(text) == expected


@pytest.mark.parametrize(
    ("text", "verb"),
    [
        ("The voice that calls her is old.", "is"),
        ("What follows is a war.", "follows"),
        ("Private Eddowes, who remembers everything and trusts none of it", None),
        ("If Helen answers it, she may never leave.", "may"),
        ("the woman he loved", None),
        ("By morning the village knows.", "knows"),
    ],
)
def test_main_verb(text: str, verb: str | None) -> None:
    tokens = tagged(text)
    place = main_finite(tokens)
    assert (tokens[place].text if place is not None else None) == verb


def test_variants_drop_tails_from_the_end_only() -> None:
    clause = clauses_of(tagged("At dawn, Nora rows out, singing softly, to forget him."))[0]
    said = {" ".join(render(part.tokens) for part in parts) for parts in clause.variants()}
    assert said == {
        "At dawn Nora rows out singing softly to forget him",
        "At dawn Nora rows out singing softly",
        "At dawn Nora rows out",
        "Nora rows out singing softly to forget him",
        "Nora rows out singing softly",
        "Nora rows out",
    }


WORDS = [
    "the",
    "a",
    "Nora",
    "sea",
    "light",
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
    "left",
    "of",
    "in",
    "one",
    "never",
    "dark",
]


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=24))
def test_clauses_never_invent_words(words: list[str]) -> None:
    tokens = tagged(" ".join(words))
    given_words = [t.text for t in tokens if t.is_word]
    for clause in clauses_of(tokens):
        for parts in clause.variants():
            assert all(t.text in given_words for part in parts for t in part.tokens if t.is_word)
