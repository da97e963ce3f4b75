"""What is asked of hosted picture engines, field by field, and the tables it follows from."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from trailers.domain.clock import Rate
from trailers.domain.errors import UserError
from trailers.domain.pricing import CallPrice, UnitPrice, cost_microusd
from trailers.engines import operator
from trailers.engines.ark import models as ark
from trailers.engines.ark.orders import (
    check_first_frame,
    clip_order,
    clip_ratio,
    clip_resolution,
    clip_seconds,
    still_order,
    still_size,
)
from trailers.engines.fal import models as fal
from trailers.engines.fal import orders as fal_orders
from trailers.engines.http import retry_after_s
from trailers.engines.openai_images import models as openai
from trailers.engines.ports import ClipRequest
from trailers.engines.prices import settled
from trailers.engines.registry import PICTURE_ENGINES, engine_info, priced

REQUEST = ClipRequest(
    image=Path("still.png"),
    recipe=None,
    prompt="Slowly in.",
    move="push_in",
    frames=120,
    rate=Rate(24, 1),
    width=1_920,
    height=1_080,
    seed=2**40 + 5,
)


class TestTheSizeOfAStill:
    @pytest.mark.parametrize(
        ("model", "wanted", "asked"),
        [
            ("seedream-4-5-251128", (2_560, 1_440), (2_560, 1_440)),
            ("seedream-5-0-260128", (2_560, 1_440), (2_560, 1_440)),
            ("dola-seedream-5-0-pro-260628", (2_560, 1_440), (2_560, 1_440)),
            ("seedream-4-0-250828", (1_280, 720), (1_280, 720)),
            ("seedream-4-5-251128", (2_560, 1_424), (2_576, 1_432)),
            ("seedream-4-5-251128", (1_280, 720), (2_562, 1_442)),
            ("seedream-4-5-251128", (1_080, 1_920), (1_442, 2_562)),
            ("seedream-4-5-251128", (1_000, 1_000), (1_922, 1_922)),
            ("dola-seedream-5-0-pro-260628", (3_840, 2_160), (2_732, 1_536)),
        ],
    )
    def test_is_never_below_what_the_model_takes(
        self, model: str, wanted: tuple[int, int], asked: tuple[int, int]
    ) -> None:
        table = ark.STILLS[model]
        found = still_size(table, *wanted)
        assert found == asked
        assert table.min_pixels <= found[0] * found[1] <= table.max_pixels
        assert abs(Fraction(*found) / Fraction(*wanted) - 1) < Fraction(1, 200)

    def test_lies_on_the_bound_itself_and_one_row_less_would_not(self) -> None:
        table = ark.STILLS["seedream-5-0-260128"]
        assert table.min_pixels == 2_560 * 1_440
        assert table.min_pixels > 2_560 * 1_439

    def test_may_not_be_a_strip(self) -> None:
        table = ark.STILLS["seedream-4-0-250828"]
        assert still_size(table, 6_400, 400) == (6_400, 400)
        with pytest.raises(UserError):
            still_size(table, 6_800, 400)

    @pytest.mark.parametrize(
        ("wanted", "asked"),
        [
            ((2_560, 1_440), (2_560, 1_440)),
            ((1_920, 1_080), (1_920, 1_088)),
            ((1_000, 1_000), (1_008, 1_008)),
            ((7_680, 4_320), (3_632, 2_032)),
            ((1_080, 1_920), (1_088, 1_920)),
        ],
    )
    def test_of_openai_is_in_steps_of_sixteen(self, wanted: tuple[int, int], asked: tuple[int, int]) -> None:
        found = openai.size_for(*wanted)
        assert found == asked
        assert all(side % 16 == 0 for side in found)
        assert max(found) <= 3_840 and min(found) <= 2_160

    def test_of_openai_is_at_most_three_to_one(self) -> None:
        assert openai.size_for(1_536, 512) == (1_536, 512)
        with pytest.raises(UserError):
            openai.size_for(1_552, 512)

    def test_of_fal_is_at_least_the_models(self) -> None:
        size = fal_orders.still_order("words", 1_280, 720, ())["image_size"]
        assert size == {"width": 2_560, "height": 1_440}


class TestAStill:
    @pytest.mark.parametrize("model", sorted(ark.STILLS))
    def test_is_one_without_a_mark_and_comes_as_text(self, model: str) -> None:
        body = still_order(ark.STILLS[model], "words", (2_560, 1_440), ())
        assert (body["watermark"], body["response_format"], body["size"]) == (False, "b64_json", "2560x1440")
        assert "image" not in body and "seed" not in body
        pro = "pro" in model
        assert ("sequential_image_generation" in body) is not pro, "the pro model refuses the very field"
        assert body.get("output_format") == ("png" if "5-0" in model else None)

    def test_has_its_references(self) -> None:
        body = still_order(ark.STILLS[ark.STILL], "words", (2_560, 1_440), ("data:a", "data:b"))
        assert body["image"] == ["data:a", "data:b"]


class TestAClip:
    @pytest.mark.parametrize(
        ("model", "frames", "rate", "seconds"),
        [
            (ark.CLIP, 120, Rate(24, 1), 5),
            (ark.CLIP, 121, Rate(24, 1), 6),
            (ark.CLIP, 24, Rate(24, 1), 4),
            (ark.CLIP, 360, Rate(24, 1), 15),
            (ark.CLIP, 120, Rate(24_000, 1_001), 6),
            (ark.CLIP_LONG, 720, Rate(24, 1), 30),
            ("seedance-1-0-pro-250528", 24, Rate(24, 1), 2),
        ],
    )
    def test_covers_its_frames_in_whole_seconds(
        self, model: str, frames: int, rate: Rate, seconds: int
    ) -> None:
        assert clip_seconds(ark.CLIPS[model], replace(REQUEST, frames=frames, rate=rate)) == seconds

    @pytest.mark.parametrize("model", sorted(ark.CLIPS))
    def test_may_not_be_longer_than_the_model_makes(self, model: str) -> None:
        table = ark.CLIPS[model]
        assert clip_seconds(table, replace(REQUEST, frames=24 * table.max_s)) == table.max_s
        with pytest.raises(UserError) as caught:
            clip_seconds(table, replace(REQUEST, frames=24 * table.max_s + 1))
        assert caught.value.params["limit_s"] == table.max_s

    @pytest.mark.parametrize(
        ("size", "name"),
        [
            ((1_920, 1_080), "1080p"),
            ((1_080, 1_920), "1080p"),
            ((1_280, 720), "720p"),
            ((320, 180), "480p"),
            ((854, 481), "720p"),
            ((3_840, 2_160), "1080p"),
        ],
    )
    def test_is_not_smaller_than_the_film(self, size: tuple[int, int], name: str) -> None:
        assert clip_resolution(ark.CLIPS[ark.CLIP], *size) == name
        fast = ark.CLIPS["dreamina-seedance-2-0-fast-260128"]
        assert clip_resolution(fast, *size) == ("720p" if name == "1080p" else name), "its largest"

    @pytest.mark.parametrize(
        ("size", "ratio"),
        [
            ((1_920, 1_080), "16:9"),
            ((1_920, 1_088), "16:9"),
            ((1_080, 1_920), "9:16"),
            ((1_000, 1_000), "1:1"),
            ((640, 480), "4:3"),
            ((2_520, 1_080), "21:9"),
            ((1_920, 800), "adaptive"),
        ],
    )
    def test_has_the_shape_of_the_film(self, size: tuple[int, int], ratio: str) -> None:
        assert clip_ratio(ark.CLIPS[ark.CLIP], *size) == ratio
        assert clip_ratio(ark.CLIPS[ark.CLIP_LONG], *size) == "adaptive", "it refuses any other"
        assert fal_orders.clip_order(replace(REQUEST, width=size[0], height=size[1]), "data:")[
            "aspect_ratio"
        ] == ratio.replace("adaptive", "auto")

    @pytest.mark.parametrize("model", sorted(ark.CLIPS))
    def test_is_ordered_with_what_the_model_takes_and_nothing_else(self, model: str) -> None:
        body = clip_order(ark.CLIPS[model], replace(REQUEST, move="hold"), "data:image/png;base64,AA", "tag")
        old = model.startswith("seedance-1")
        assert ("seed" in body, "camera_fixed" in body) == (old, old)
        assert body.get("seed", 5) == 5
        assert ("generate_audio" in body) is not model.startswith("seedance-1-0")
        assert body.get("generate_audio", False) is False
        assert (body["watermark"], body["return_last_frame"]) == (False, True)
        assert body["duration"] == 5 and type(body["duration"]) is int
        assert "service_tier" not in body and "frames" not in body and "callback_url" not in body
        assert body["content"][0] == {"type": "text", "text": "Slowly in."}
        assert body["content"][1]["role"] == "first_frame"

    def test_of_fal_names_its_length_as_text(self) -> None:
        body = fal_orders.clip_order(REQUEST, "data:image/png;base64,AA")
        assert (body["duration"], body["generate_audio"], body["resolution"]) == ("5", False, "720p")

    @pytest.mark.parametrize(
        ("size", "fits"),
        [
            ((2_560, 1_440), True),
            ((300, 300), True),
            ((299, 400), False),
            ((6_000, 2_400), True),
            ((6_001, 3_000), False),
            ((1_000, 400), True),
            ((1_001, 400), False),
            ((400, 1_001), False),
        ],
    )
    def test_needs_a_picture_that_the_vendor_takes(self, size: tuple[int, int], fits: bool) -> None:
        if fits:
            check_first_frame(*size)
        else:
            with pytest.raises(UserError) as caught:
                check_first_frame(*size)
            assert caught.value.code == "engine.picture_unfit"


class TestPrices:
    @pytest.mark.parametrize(
        ("call", "seconds", "microusd"),
        [
            (CallPrice(40_000), Fraction(9), 40_000),
            (CallPrice(1, 300, 4), Fraction(1, 2), 1_200),
            (CallPrice(1, 300, 4), Fraction(4), 1_200),
            (CallPrice(1, 300, 4), Fraction(4001, 1000), 1_500),
            (CallPrice(1, 300), Fraction(1), 300),
        ],
    )
    def test_by_length_count_started_seconds(self, call: CallPrice, seconds: Fraction, microusd: int) -> None:
        assert call.of(seconds) == microusd

    @pytest.mark.parametrize("name", ["ark", "ark-2.5"])
    def test_of_a_second_are_not_below_what_tokens_cost(self, name: str) -> None:
        model = {"ark": ark.CLIP, "ark-2.5": ark.CLIP_LONG}[name]
        info, table = engine_info("video", name), ark.PRICES[model]
        dearest = 0
        for resolution in ark.CLIPS[model].resolutions:
            tokens = ark.tokens_a_second(resolution)
            dearest = max(dearest, cost_microusd(table, {f"video_tokens_{resolution}": tokens}))
        assert dearest <= info.second_microusd <= dearest * 101 // 100
        assert info.least_s == ark.CLIPS[model].min_s

    def test_of_a_known_clip_are_those_of_the_vendors_list(self) -> None:
        """5 s of 16:9 at 480p, 720p and 1080p: $0.35, $0.76, $1.87."""
        table, sizes = (
            ark.PRICES[ark.CLIP],
            {"480p": (864, 480), "720p": (1_280, 720), "1080p": (1_920, 1_080)},
        )
        tokens = {name: 5 * wide * high * 24 // 1_024 for name, (wide, high) in sizes.items()}
        costs = {name: cost_microusd(table, {f"video_tokens_{name}": n}) for name, n in tokens.items()}
        assert costs == {"480p": 340_200, "720p": 756_000, "1080p": 1_871_100}

    def test_of_fal_are_those_of_its_table(self) -> None:
        info = engine_info("video", "fal")
        assert cost_microusd(fal.PRICES[fal.CLIP], {"ms": 1_000}) == info.second_microusd
        assert (
            cost_microusd(fal.PRICES[fal.STILL], {"images": 1}) == engine_info("image", "fal").price_microusd
        )
        assert info.least_s == fal.MIN_S

    @pytest.mark.parametrize("info", PICTURE_ENGINES, ids=lambda info: f"{info.port}-{info.name}")
    def test_are_positive_and_need_a_key(self, info: Any) -> None:
        info = priced(info)
        assert info.price_microusd > 0 and len(info.needs) == 1 and info.lane == info.port
        if info.second_microusd:
            assert info.price_microusd == 5 * info.second_microusd

    def test_of_the_operator_go_first(self) -> None:
        own = {("ark", ark.CLIP): (UnitPrice("video_tokens_1080p", 10_000_000, 1_000_000),)}
        operator.configure({}, own)
        try:
            assert engine_info("video", "ark").second_microusd == 486_000
            assert settled(ark.PRICES[ark.CLIP], {"video_tokens_1080p": 1_000}) == 10_000
        finally:
            operator.configure({})
        assert engine_info("video", "ark").second_microusd == 374_220

    @pytest.mark.parametrize("tables", [ark.PRICES, fal.PRICES, openai.PRICES])
    def test_say_where_and_when_they_were_read(self, tables: Any) -> None:
        for model, table in tables.items():
            assert table.model == model and table.read_on == "2026-11-21" and len(table.source) > 10


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("7", 7),
        ("0", 0),
        ("", None),
        ("soon", None),
        ("-3", None),
        ("Sat, 21 Nov 2026 18:00:30 GMT", 30),
        ("Sat, 21 Nov 2026 17:00:00 GMT", 0),
    ],
)
def test_a_wish_to_wait_is_a_number_or_a_date(said: str, seconds: int | None) -> None:
    now = datetime(2026, 11, 21, 18, 0, 0, tzinfo=UTC)
    assert retry_after_s({"retry-after": said}, now) == seconds
