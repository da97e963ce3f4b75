"""Keys: one form for one value, the same everywhere, and no form at all for what has several."""

from __future__ import annotations

import enum
import hashlib
import json
import subprocess
import sys
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trailers.domain.fingerprint import KEY_CHARS, canonical_json, content_hash, fingerprint

ROOT = Path(__file__).parents[2]
EXAMPLE = {
    "text": "Zoë said: “no” \u0001\n",
    "numbers": [0, -1, 2**80],
    "nested": {"b": None, "a": True, "ß": ()},
}
GOLDEN = "364cb2cce64ccf6abb9e2b9bb45d6e9226ea6cccfbd4ebf0f6c4c7255e11bd6f"

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXT,
    lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner),
    max_leaves=12,
)


def test_golden_value() -> None:
    """If this changes, every artifact ever made is named anew."""
    assert fingerprint("example", 1, EXAMPLE) == GOLDEN


def test_the_same_in_another_process_with_another_hash_seed() -> None:
    program = (
        "import sys; from tests.domain.test_fingerprint import EXAMPLE;"
        "from trailers.domain.fingerprint import fingerprint;"
        "sys.stdout.write(fingerprint('example', 1, EXAMPLE))"
    )
    for seed in ("1", "2"):
        ran = subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=True,
        )
        assert ran.stdout == GOLDEN


def test_it_is_the_hash_of_the_canonical_form() -> None:
    form = b'{"inputs":{"a":1},"kind":"k","version":3}'
    assert canonical_json({"version": 3, "kind": "k", "inputs": {"a": 1}}) == form
    assert fingerprint("k", 3, {"a": 1}) == hashlib.sha256(form).hexdigest() == content_hash(form)
    assert len(content_hash(b"")) == KEY_CHARS


def test_each_part_counts() -> None:
    keys = {
        fingerprint("a", 1, {}),
        fingerprint("b", 1, {}),
        fingerprint("a", 2, {}),
        fingerprint("a", 1, {"x": None}),
        fingerprint("a", 1, {"x": 1}),
        fingerprint("a", 1, {"x": True}),
        fingerprint("a", 1, {"x": "1"}),
        fingerprint("a", 1, {"x": [1]}),
        fingerprint("a", 1, {"x": "e\u0301"}),
        fingerprint("a", 1, {"x": "é"}),
    }
    assert len(keys) == 10


@given(VALUES)
def test_the_form_is_read_back_as_the_value(value: Any) -> None:
    assert json.loads(canonical_json(value)) == value


@given(st.dictionaries(TEXT, VALUES), st.integers(0, 999))
def test_order_does_not_count(value: dict[str, Any], seed: int) -> None:
    names = list(value)
    Random(seed).shuffle(names)
    assert canonical_json({name: value[name] for name in names}) == canonical_json(value)


@given(VALUES, VALUES)
def test_different_values_have_different_forms(a: Any, b: Any) -> None:
    same_form = canonical_json(a) == canonical_json(b)
    assert same_form == (json.dumps(a, sort_keys=True) == json.dumps(b, sort_keys=True))


def test_tuples_are_lists_and_enumerations_are_what_they_extend() -> None:
    class Size(enum.IntEnum):
        SMALL = 3

    class Name(enum.StrEnum):
        ADA = "ada"

    assert canonical_json({"a": (1, (2,)), "b": Size.SMALL, Name.ADA: Name.ADA}) == canonical_json(
        {"a": [1, [2]], "b": 3, "ada": "ada"}
    )


@pytest.mark.parametrize(
    ("value", "place"),
    [
        ({"a": 0.5}, "float at a"),
        ({"a": [1, {"b": float("nan")}]}, "float at a[1].b"),
        ({"a": {1, 2}}, "set at a"),
        ({"a": b"x"}, "bytes at a"),
        ({"a": {1: 2}}, "a name of type int at a"),
        ({1: 2}, "a name of type int at the top"),
        ({"a": "\ud800"}, "half a surrogate at a"),
        ({"\udc00": 1}, "half a surrogate at the top"),
        ({"a": object()}, "object at a"),
        (1.0, "float at the top"),
    ],
)
def test_what_has_no_single_form_is_refused_with_its_place(value: Any, place: str) -> None:
    with pytest.raises(TypeError) as caught:
        canonical_json(value)
    assert str(caught.value).endswith(place)


class Order(enum.StrEnum):
    FIRST = "first"


ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.floats() | st.sampled_from(list(Order)),
    lambda inner: st.lists(inner) | st.tuples(inner) | st.dictionaries(st.text() | st.integers(), inner),
    max_leaves=12,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ODD)
def test_what_is_plain_already_is_written_as_everything_else(value: Any) -> None:
    """The short way and the long one give the same bytes, or the same refusal."""

    def written() -> bytes | str:
        try:
            return canonical_json(value)
        except TypeError as error:
            return str(error)

    short = written()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("trailers.domain.fingerprint._is_plain", lambda _: False)
        assert written() == short


def test_a_kind_is_needed() -> None:
    with pytest.raises(ValueError, match="kind"):
        fingerprint("", 1, {})
