"""Which sheets a script has, which scenes name them, and what goes along with an order."""

from __future__ import annotations

from trailers.domain.references import Subject, named_in, roles, sent_with, subjects_of
from trailers.domain.script import Character, Location, Script, Visual

MARA = Character("Mara", "grey plait, yellow oilskin")
ELIAS = Character("Elias Voss", "old keeper, beard")
HARBOUR = Location("the harbour", "a stone quay in fog", "coast")
WALL = Location("harbour wall", "wet stone", "coast")
SCRIPT = Script("The Last Ferry", (), characters=(MARA, ELIAS), locations=(HARBOUR, WALL))
SUBJECTS = subjects_of(SCRIPT)
MARAS, ELIASS, HARBOURS, WALLS = SUBJECTS
SHEETS = {subject.slot: f"key of {subject.name}" for subject in SUBJECTS}


def seen(*people: str, place: str = "") -> Visual:
    return Visual("Somebody somewhere", place=place, characters=people)


def names(visual: Visual) -> list[str]:
    return [subject.name for subject in named_in(visual, SUBJECTS)]


class TestSubjects:
    def test_are_people_then_places(self) -> None:
        assert [(each.kind, each.name) for each in SUBJECTS] == [
            ("character", "Mara"), ("character", "Elias Voss"), ("location", "the harbour"),
            ("location", "harbour wall"),
        ]  # fmt: skip
        assert (HARBOURS.description, HARBOURS.setting) == ("a stone quay in fog", "coast")

    def test_are_one_however_a_name_is_written(self) -> None:
        assert Subject("location", "The  Harbour").slot == HARBOURS.slot
        assert Subject("character", "the harbour").slot != HARBOURS.slot
        twice = Script("x", (), characters=(MARA, Character("MARA", "other")))
        assert len(subjects_of(twice)) == 1

    def test_need_a_name(self) -> None:
        assert subjects_of(Script("x", (), characters=(Character("  "), Character("?!")))) == ()

    def test_may_be_named_in_any_writing(self) -> None:
        script = Script("x", (), characters=(Character("Мара"), Character("ليلى")))
        assert len({each.slot for each in subjects_of(script)}) == 2


class TestNaming:
    def test_people_come_in_the_order_of_the_picture(self) -> None:
        assert names(seen("elias voss", "Mara", "Mara")) == ["Elias Voss", "Mara"]

    def test_a_stranger_has_no_sheet(self) -> None:
        assert names(seen("Nobody")) == []

    def test_a_place_is_named_within_its_description(self) -> None:
        assert names(seen(place="an old boat in the harbour at night")) == ["the harbour"]

    def test_the_longest_name_wins(self) -> None:
        assert names(seen(place="The harbour wall, in rain")) == ["harbour wall"]

    def test_words_must_stand_together_and_whole(self) -> None:
        assert names(seen(place="a wall behind the harbour master's office, harbours beyond")) == [
            "the harbour"
        ]
        assert names(seen(place="harbourside")) == []


class TestSent:
    def test_people_then_the_place(self) -> None:
        sent = sent_with(seen("Mara", place="the harbour"), SCRIPT, SHEETS, 14)
        assert sent.files == {"reference.00": "key of Mara", "reference.01": "key of the harbour"}
        assert sent.params() == {"shows": [["character", "Mara"], ["location", "the harbour"]]}

    def test_nothing_leaves_the_key_as_it_was(self) -> None:
        for sent in (
            sent_with(seen("Mara"), SCRIPT, SHEETS, 0),
            sent_with(seen("Mara"), SCRIPT, {}, 14),
            sent_with(seen("Mara"), SCRIPT, SHEETS, 0, "still"),
        ):
            assert (sent.files, sent.params()) == ({}, {})

    def test_a_sheet_to_come_is_waited_for(self) -> None:
        sent = sent_with(seen("Mara"), SCRIPT, {MARAS.slot: None}, 14)
        assert sent.files == {"reference.00": None}

    def test_no_more_than_the_engine_takes(self) -> None:
        sent = sent_with(seen("Mara", "Elias Voss", place="the harbour"), SCRIPT, SHEETS, 2)
        assert [name for _, name in sent.shows] == ["Mara", "Elias Voss"]

    def test_the_framing_somebody_asked_for_always_goes_along(self) -> None:
        sent = sent_with(seen("Mara", "Elias Voss"), SCRIPT, SHEETS, 2, "still")
        assert sent.files == {"reference.00": "key of Mara", "reference.01": "still"}
        assert sent.shows == (("character", "Mara"), ("composition", ""))

    def test_roles_sort_as_they_stand(self) -> None:
        many = roles(f"key {n}" for n in range(12))
        assert [many[role] for role in sorted(many)] == [f"key {n}" for n in range(12)]
