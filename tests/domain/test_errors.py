"""Error texts: every code says what happened and what to do, with or without its values."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

from trailers.domain.errors import (
    TEXTS,
    CuelockError,
    FatalError,
    Message,
    RetryableError,
    UncertainError,
    UserError,
    describe,
)

ROOT = Path(__file__).parents[2]
RAISED = re.compile(r"\b(?:UserError|RetryableError|UncertainError|FatalError|Reason)\(\s*\"([^\"]+)\"")


def parts(message: Message) -> tuple[str, str, str]:
    return message.what, message.why, message.do


@pytest.mark.parametrize("code", sorted(TEXTS))
def test_a_text_says_what_and_what_to_do(code: str) -> None:
    what, _, do = parts(TEXTS[code])
    assert what and do
    for part in parts(TEXTS[code]):
        assert part == part.strip()
        names = [name for _, name, spec, conversion in string.Formatter().parse(part) if name is not None]
        assert all(name.isidentifier() for name in names), "only plain names: {name}"


@pytest.mark.parametrize("code", sorted(TEXTS))
def test_a_text_can_be_said_without_its_values(code: str) -> None:
    said = str(describe(code))
    assert said and "{" not in said and "}" not in said


def test_every_code_that_the_domain_raises_has_a_text() -> None:
    raised = {
        (match[1], path.name)
        for path in (ROOT / "trailers" / "domain").glob("*.py")
        for match in RAISED.finditer(path.read_text(encoding="utf-8"))
    }
    assert {("cut.empty", "cut.py"), ("receipt.frames", "receipt.py")} <= raised
    assert {(code, where) for code, where in raised if code not in TEXTS} == set()


def test_values_are_filled_in() -> None:
    said = describe("cut.order", scene=3, start=40, end=40)
    assert parts(said) == (
        "Scene 3 has no length.",
        "It starts at frame 40 and ends at 40.",
        "Move one of its two ends.",
    )
    assert (
        str(said) == "Scene 3 has no length. It starts at frame 40 and ends at 40. Move one of its two ends."
    )


def test_a_value_is_never_read_as_a_template() -> None:
    assert "{start.__class__}" in str(describe("cut.unknown_cue", cue="{start.__class__}"))


def test_an_empty_part_leaves_no_gap() -> None:
    assert str(Message("A.", "", "C.")) == "A. C."


def test_an_unknown_code_is_said_as_itself() -> None:
    assert str(describe("nobody.knows", detail="disk 7")) == "Failed (nobody.knows). disk 7"


@pytest.mark.parametrize("kind", [UserError, RetryableError, UncertainError, FatalError])
def test_each_class_carries_code_params_and_words(kind: type[CuelockError]) -> None:
    error = kind("cut.empty", extra=1)
    assert isinstance(error, CuelockError)
    assert (error.code, error.params) == ("cut.empty", {"extra": 1})
    assert str(error) == "The edit has no scene. Add a scene, or go back to an earlier version."
    assert error.message == describe("cut.empty")


def test_the_providers_wish_is_kept_apart_from_the_words() -> None:
    error = RetryableError("x", retry_after_s=30, detail="busy")
    assert (error.retry_after_s, error.params) == (30, {"detail": "busy"})
    assert RetryableError("x").retry_after_s is None
