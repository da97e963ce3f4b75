"""Milder words: what moderation stops most often goes, everything else stays, and a second pass changes nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trailers.domain.outage import OUTAGES
from trailers.domain.refusal import LEVELS, MOST_CHARS, level_of, softened
from trailers.domain.texts import TEXTS

VEILED = "Seen from a distance, suggested by shadow, with nothing explicit."
NO_FACE = "Seen from behind or in silhouette, the face not visible, painted rather than photographed."


@pytest.mark.parametrize(
    ("prompt", "milder"),
    [
        ("A bloody knife on the quay", "A stained dark blade on the quay"),
        ("Blood runs down the wall.", "Dark stains runs down the wall."),
        ("Two men are killed by the lighthouse", "Two men falls by the lighthouse"),
        ("A dead body under the ferry, a gun beside it", "A figure lying still under the ferry, a shadow of a weapon beside it"),
        ("She aims the RIFLE", "She aims the Shadow of a weapon"),
    ],
)  # fmt: skip
def test_what_is_usually_stopped_is_said_more_mildly(prompt: str, milder: str) -> None:
    assert softened(prompt, "prompt") == milder


@pytest.mark.parametrize("prompt", ["A bloodhound in the skillet shop", "Gunwales and begun knitting", ""])
def test_words_that_only_contain_them_stay_and_the_picture_is_veiled(prompt: str) -> None:
    assert softened(prompt, "prompt") == f"{prompt}. {VEILED}".removeprefix(". ")


def test_a_withheld_result_is_always_asked_for_from_farther_away() -> None:
    assert softened("A knife fight at dusk.", "output") == f"A blade fight at dusk. {VEILED}"


def test_a_suspected_person_loses_name_and_face() -> None:
    found = softened(
        "Close-up of the famous actor Jon Doe Smith, a man resembling Jane Roe, by the sea", "person"
    )
    assert found == f"a figure, a man, by the sea. {NO_FACE}"
    assert softened("A woman rows out", "person") == f"A woman rows out. {NO_FACE}"


@given(prompt=st.text(max_size=2_400), level=st.sampled_from(sorted(set(LEVELS.values()))))
def test_softening_is_settled_bounded_and_one_line(prompt: str, level: str) -> None:
    once = softened(prompt, level)  # type: ignore[arg-type]
    assert len(once) <= MOST_CHARS and once == " ".join(once.split())
    if len(once) < MOST_CHARS - 200 and level == "person":
        assert softened(once, level) == once  # type: ignore[arg-type]


def test_every_refusal_has_a_level_and_none_is_an_outage() -> None:
    assert set(LEVELS) == {code for code in TEXTS if code.startswith("refused.")}
    assert level_of("provider.quota") is None and not set(LEVELS) & OUTAGES
