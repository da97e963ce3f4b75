"""Sections, people, pronouns, places and the ending: what the writer understands of a synopsis."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engines.synopses import NAMES, document, story
from trailers.domain import vocabulary
from trailers.engines.embedded.text.scenes import find_scenes
from trailers.engines.embedded.text.story import language
from trailers.engines.embedded.text.story.values import Story
from trailers.engines.embedded.text.story.world import beats_of, narrowed


def people(found: Story) -> dict[str, str]:
    """Named people and their gender."""
    return {p.name: p.gender for p in found.cast.people if p.is_named and p.mentions}


def meant(text: str, sentence: int = -1) -> dict[str, str]:
    """Each pronoun of a sentence with whom it surely means ('?' before an unsure one)."""
    found = story(text)
    one = found.sentences[sentence]
    return {
        f"{one.tokens[place].text}": ("" if r.certain else "?") + found.cast.people[r.person].short
        for place, r in found.cast.references[one.index].items()
    }


# --- sections -----------------------------------------------------------------------------------------

TREATMENT = """THE LAST HONEST THIEF

A crime drama by J. Smith

Logline: A safecracker must open one last vault to save his daughter.

Genre: Thriller

CHARACTERS

MARCUS COLE (38): a charming safecracker who wants to stay clean.

DANA WHITFIELD – his parole officer, and more than that.

ACT ONE

MARCUS COLE, 38, walks out of prison after eight years. Marcus has one goal: to stay clean.

ACT TWO

When Marcus refuses, the Petrovs take his daughter. He has seventy-two hours.

Themes

Trust, family, and the price of silence.

ACT THREE

Marcus opens the vault. Dana Whitfield has been running the Petrovs all along.
"""


def test_a_treatment_is_sorted_into_its_sections() -> None:
    found = story(TREATMENT)
    assert found.title == "The Last Honest Thief"
    assert found.logline == "A safecracker must open one last vault to save his daughter."
    assert dict(found.labels) == {"kind": "A crime drama by J. Smith", "genre": "Thriller"}
    assert found.told_people == (
        ("Marcus Cole", "a charming safecracker who wants to stay clean."),
        ("Dana Whitfield", "his parole officer, and more than that."),
    )
    assert [s.text for s in found.sentences] == [
        "Marcus Cole walks out of prison after eight years.",
        "Marcus has one goal: to stay clean.",
        "When Marcus refuses, the Petrovs take his daughter.",
        "He has seventy-two hours.",
        "Marcus opens the vault.",
        "Dana Whitfield has been running the Petrovs all along.",
    ]
    assert [(h.text, h.before) for h in found.headings] == [("ACT ONE", 0), ("ACT TWO", 2), ("ACT THREE", 4)]
    assert found.quotable == 4


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("The Salt Line\n\nA keeper lights the lamp. Nobody asks why.", "The Salt Line"),
        ("# The Salt Line\n\nA keeper lights the lamp. Nobody asks why.", "The Salt Line"),
        ("HALFLIGHT\n\nA keeper lights the lamp. Nobody asks why.", "Halflight"),
        ("Synopsis\n\nTitle: Salt\n\nA keeper lights the lamp. Nobody asks why.", "Salt"),
        ('"Broken Code" follows Maya Chen, a programmer, who builds a machine.', "Broken Code"),
        (
            "When a lighthouse keeper's daughter finds a boat, she rows out.",
            "The Lighthouse Keeper's Daughter",
        ),
        ("A man walks into the sea and never comes back.", "The Sea"),
        ("One and two and three and four and five and six.", "Untitled"),
    ],
)
def test_title(text: str, title: str) -> None:
    assert story(text).title == title


def test_a_given_title_wins() -> None:
    assert story("The Salt Line\n\nA keeper lights the lamp. Nobody asks why.", "Brine").title == "Brine"


def test_ages_actors_and_shouted_names_leave_the_text() -> None:
    found = story(
        "ELENA MARSH (Kate Winslet), 42, meets Elena's old friend TOM (50). The FBI is watching Tom."
    )
    assert [s.text for s in found.sentences] == [
        "Elena Marsh meets Elena's old friend Tom.",
        "The FBI is watching Tom.",
    ]


def test_bullets_without_full_stops_are_told() -> None:
    found = story(
        "Snow falls on the bridge\n\nThree men hold it\n\nNobody comes to help them\n\nThe radio is dead"
    )
    assert len(found.sentences) == 4 and not found.headings


def test_the_present_and_the_past() -> None:
    assert not story(document("mercy")).is_past
    assert story("The keeper was old. He had no wife. Nobody was there. They were gone by then.").is_past


# --- the ending ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_a_fifth_to_a_third_of_the_story_is_withheld(name: str) -> None:
    found = story(document(name))
    withheld = found.words - found.usable_words
    assert 0.2 * found.words <= withheld <= 0.38 * found.words


@pytest.mark.parametrize(("count", "quotable"), [(1, 1), (3, 3), (4, 3), (6, 4), (10, 7), (50, 39)])
def test_the_ending_of_plain_sentences(count: int, quotable: int) -> None:
    text = " ".join(f"The keeper lights lamp number {n} tonight." for n in range(count))
    assert story(text).quotable == quotable


def test_an_ending_under_its_own_heading_is_withheld_from_there() -> None:
    told = " ".join(["The keeper lights the lamp tonight."] * 6)
    text = f"The Lamp\n\nAct One\n\n{told}\n\nResolution\n\n{' '.join(['The lamp goes out at dawn.'] * 4)}"
    found = story(text)
    assert found.quotable == 6 and found.headings[-1].text == "Resolution"


# --- people -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "cast"),
    [
        ("mercy", {"Silas Crane": "he", "Ruth Calloway": "she", "Amos Tull": "he"}),
        ("halflight", {"Imani Okafor": "she", "Captain Rurik Vane": "he"}),
        ("the_wrong_wedding", {"Josie Malone": "she", "Theo Adeyemi": "he", "Orla Quinn": "she"}),
        ("the_quiet_floor", {"Helen Marsh": "she", "Dr. Anton Wray": "he", "Posy": "she", "Gideon": "he"}),
        ("the_salt_line", {"Nora Pell": "she", "Tomas": "he", "Aldous": "he", "Ines Marrow": "she"}),
        ("the_bridge_at_vessa", {"Sergeant Pavel Horak": "he", "Hanna Brandt": "she"}),
    ],
)
def test_the_people_of_a_synopsis(name: str, cast: dict[str, str]) -> None:
    found = people(story(document(name)))
    assert cast.items() <= found.items()


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("Captain Rurik Vane waits. Vane knows. They fear Vane.", "Vane"),
        ("Nora Pell waits. Nora knows. They fear Nora.", "Nora"),
        ("Dr. Elena Marsh waits in the hall. Everyone knows Elena Marsh.", "Elena"),
    ],
)
def test_what_a_narrator_calls_them(text: str, short: str) -> None:
    assert [p.short for p in story(text).cast.people if p.is_named] == [short]


def test_places_and_days_are_nobody() -> None:
    text = (
        "On Sunday they leave Corrow Point for Dublin. In Dublin nobody knows St. Brannoc's Hospital. "
        "Two villages called Ballymoyle lie on the way to Yuma."
    )
    assert people(story(text)) == {}


def test_names_in_other_scripts() -> None:
    found = story(
        "Лена meets 李明 on the train. She tells 李明 that ليلى is gone. Лена waits, and Лена sings."
    )
    assert "Лена" in people(found)
    text = " ".join(s.text for s in found.sentences)
    assert "李明" in text and "ليلى" in text


def test_a_role_named_in_the_same_breath_is_one_person() -> None:
    found = story(
        "Only the deputy, a half-blind veteran named Amos Tull, dares to ask. Amos waits. They fear Amos."
    )
    amos = next(p for p in found.cast.people if p.is_named)
    assert {"deputy", "veteran"} <= set(amos.roles)


PRONOUNS = [
    ("Nora comes home. She waits.", {"She": "Nora"}),
    ("Nora comes home. Her boat is gone.", {"Her": "Nora"}),
    ("Nora waits for Tomas. She sees him.", {"She": "Nora", "him": "Tomas"}),
    ("Captain Vane forbids Imani to leave. Imani steals his ship.", {"his": "Vane"}),
    ("Ines Marrow waits. From the window of her room, Nora sees a light.", {"her": "Nora"}),
    ("Elena searches. Convinced that Lily is alive, she dives alone.", {"she": "Elena"}),
    ("Elena Marsh agrees. A confused investor believes he is engaged.", {}),
    ("Then a letter reaches Nora. It tells her nothing.", {"her": "Nora"}),
    ("Crane sends for help. The Deacon walks in with the sun behind him.", {}),
    ("The widow waits. She asks for water.", {"She": "the widow"}),
]


@pytest.mark.parametrize(("text", "expected"), PRONOUNS, ids=[text for text, _ in PRONOUNS])
def test_pronouns(text: str, expected: dict[str, str]) -> None:
    assert meant(text) == expected


def test_an_object_pronoun_does_not_tell_the_gender_of_its_subject() -> None:
    text = "Marcus Cole leaves prison. His officer, Dana Whitfield, warns him that one mistake will send him back."
    assert people(story(text))["Dana Whitfield"] == ""
    assert "Dana Whitfield" not in meant(text).get("him", "")


def test_an_unsure_pronoun_says_so() -> None:
    found = meant("Nora meets Ines at the harbour with Greta. Ines and Nora argue. She leaves.")
    assert all(value.startswith("?") for value in found.values())


# --- places, times, things ----------------------------------------------------------------------------

BEATS = [
    ("At dawn Nora rows out alone to the lighthouse.", {"time": "dawn", "setting": "sea", "action": "row"}),
    ("At night the street is empty in the rain.", {"time": "night", "setting": "street", "weather": "rain"}),
    (
        "In the kitchen she reads a letter by lamp light.",
        {"setting": "interior", "objects": ("lamp", "letter")},
    ),
    ("She has never felt rain.", {"weather": ""}),
    ("Then the rains fail for the third year.", {"weather": ""}),
    ("The ship crosses eleven kilometres of space.", {"setting": "space", "objects": ("ship",)}),
    ("A boy is shot at the well.", {"action": "lie", "objects": ("well", "child")}),
    ("They fight in the ruins of the old factory.", {"action": "fight"}),
    ("He kneels in the snow beside a grave.", {"action": "kneel", "weather": "snow", "objects": ("grave",)}),
    ("She rides across the desert at sundown.", {"action": "drive", "setting": "desert", "time": "dusk"}),
]


@pytest.mark.parametrize(("text", "expected"), BEATS, ids=[text for text, _ in BEATS])
def test_beats(text: str, expected: dict[str, object]) -> None:
    beat = beats_of(story(text))[0]
    for field, value in expected.items():
        found = getattr(beat, field)
        assert set(found) == set(value) if isinstance(value, tuple) else found == value, (field, found)


def test_place_and_weather_last_within_a_paragraph_and_time_ends_with_it() -> None:
    beats = beats_of(
        story("At night Nora walks on the beach in fog. She waits.\n\nShe waits again. She is still here.")
    )
    assert [(b.setting, b.time, b.weather) for b in beats[:2]] == [("coast", "night", "fog")] * 2
    assert (beats[2].setting, beats[2].time, beats[2].weather) == ("coast", "", "")


def test_headings_tell_where_it_plays() -> None:
    beats = beats_of(story("The Lamp\n\nINT. KITCHEN – NIGHT\n\nShe waits. He waits. They wait. All wait."))
    assert (beats[0].setting, beats[0].time) == ("interior", "night")


def test_a_line_shows_its_own_deed_and_things() -> None:
    beat = beats_of(story("Nora takes the lamp, and Tomas rows the boat. Both wait."))[0]
    assert narrowed(beat, "Tomas rows the boat.").action == "row"
    assert narrowed(beat, "Tomas rows the boat.").objects == ("boat",)


@pytest.mark.parametrize("name", NAMES)
def test_every_term_is_in_the_vocabulary(name: str) -> None:
    scenes = find_scenes(story(document(name)))
    assert len(scenes.beats) == story(document(name)).quotable
    for beat in scenes.beats:
        assert beat.setting in (*vocabulary.SETTINGS, "")
        assert beat.time in (*vocabulary.TIMES, "") and beat.weather in (*vocabulary.WEATHERS, "")
        assert beat.action in (*vocabulary.ACTIONS, "")
        assert set(beat.objects) <= set(vocabulary.OBJECTS)
    for place in scenes.locations:
        assert place.setting in (*vocabulary.SETTINGS, "")


# --- constants ----------------------------------------------------------------------------------------


def described(text: str, name: str) -> str:
    return next(c.description for c in find_scenes(story(text)).characters if c.name == name)


def test_constants_follow_the_role() -> None:
    text = (
        "Detective Marcus Hale waits. The girl, Sofia Vargas, is gone. Marcus asks. Sofia sings. They wait."
    )
    assert "trench coat and a fedora" in described(text, "Detective Marcus Hale")
    assert described(text, "Sofia Vargas").startswith("a girl in a short dress")


def test_constants_stay_with_the_name_whatever_else_changes() -> None:
    one = described("Nora Pell waits. Nora sings at dusk. They all wait.", "Nora Pell")
    two = described(
        "The sea is wide. Nora Pell rows. She fights. Nora sings at dusk. They all wait.", "Nora Pell"
    )
    assert one == two


def test_no_two_people_share_their_colour() -> None:
    for name in NAMES:
        looks = [c.description.rsplit(", ", 1)[-1] for c in find_scenes(story(document(name))).characters]
        assert len(looks) == len(set(looks)) >= 4


def test_people_of_the_ending_are_not_shown() -> None:
    told = "Nora waits. Nora sings. Nora rows. Nora reads. Nora sleeps. Nora falls."
    text = f"{told} The killer Bruno Falk is Nora's father."
    assert [c.name for c in find_scenes(story(text)).characters] == ["Nora"]


def test_a_described_character_keeps_the_description() -> None:
    assert described(document("halflight"), "Imani Okafor").startswith(
        "a reactor engineer, stubborn and sleepless"
    )
    names = [c.name for c in find_scenes(story(document("halflight"))).characters]
    assert "SABLE" not in names and "Sable" not in names  # a voice cannot be seen


# --- languages ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("The keeper lights the lamp and waits for the sea to give his son back.", "en"),
        ("Depuis la mort de son père, Camille garde seule le phare de la pointe.", "fr"),
        ("Seit dem Tod ihres Vaters wacht sie allein über den Turm und die See.", "de"),
        ("Desde la muerte de su padre, ella guarda sola el faro de la costa.", "es"),
        ("Лена живёт в маленьком городе на берегу моря.", "ru"),
        ("灯塔的看守人每天晚上都点亮那盏灯。", "zh"),
        ("灯台守は毎晩ランプを灯して、誰かを待っている。", "ja"),
        ("تضيء الحارسة المصباح كل ليلة وتنتظر البحر", "ar"),
        ("등대지기는 매일 밤 등불을 켠다.", "ko"),
        ("Лена meets 李明 on the train and tells him that she is leaving the city for good.", "en"),
        ("", "en"),
        ("12345 !!!", "en"),
    ],
)
def test_language(text: str, code: str) -> None:
    assert language.detect(text) == code


@given(st.text(max_size=300))
def test_any_text_is_a_story(text: str) -> None:
    found = story(text)
    assert 0 <= found.quotable <= len(found.sentences)
    assert len(find_scenes(found).beats) == found.quotable
