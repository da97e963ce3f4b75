"""What is told of a spoken line."""

from __future__ import annotations

from trailers.domain.heard import differences, timing

FINE = {"by": "elevenlabs", "why": "", "missing": [], "extra": [], "other": []}


def test_a_line_that_fits_differs_in_nothing() -> None:
    assert differences(FINE) == () and differences({}) == ()


def test_each_kind_of_difference_is_told_apart() -> None:
    check = {**FINE, "missing": ["ferry"], "other": ["tide", "is"], "extra": ["um"]}
    assert differences(check) == (
        "Not heard: “ferry”.", "Hardly heard: “tide”, “is”.", "Heard besides: “um”.",
    )  # fmt: skip


def test_a_long_list_is_counted() -> None:
    (told,) = differences({**FINE, "missing": [f"w{n}" for n in range(15)]})
    assert told.endswith("“w11” and 3 more.") and "w12" not in told


def test_who_timed_the_words() -> None:
    assert timing(FINE) == "Its words are timed by elevenlabs's forced alignment."
    assert timing({**FINE, "by": "embedded"}) == timing({**FINE, "by": "voice"}) == timing({}) == ""


def test_why_it_was_not_the_aligner_of_choice() -> None:
    told = timing({**FINE, "by": "embedded", "why": "provider.quota"})
    assert told.startswith("Its words are timed by our own aligner, not by forced alignment: ")
    assert "{" not in told
    assert "the voice itself" in timing({**FINE, "by": "voice", "why": "provider.quota"})
