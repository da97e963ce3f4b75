"""The price and time of a music video before it is started: by its setups, within the seconds that are bought."""

from __future__ import annotations

from unittest.mock import patch

from django.core.cache import cache
from django.test import TestCase

from trailers.domain.pricing import PriceRange
from trailers.engines.registry import EngineInfo
from trailers.selectors.forecast import song_outlook

FACTORY = "embedded.pictures:EmbeddedPictures"
PAID = {
    ("image", "dear"): EngineInfo("image", "dear", FACTORY, "image", 40_000),
    ("video", "whole"): EngineInfo("video", "whole", FACTORY, "video", 300_000),
    ("video", "timed"): EngineInfo(
        "video", "timed", FACTORY, "video", 500_000, second_microusd=100_000, least_s=4
    ),
}


class SongOutlookTest(TestCase):
    def setUp(self) -> None:
        cache.clear()
        patcher = patch.dict("trailers.engines.registry.ENGINES", PAID)
        patcher.start()
        self.addCleanup(patcher.stop)

    def test_the_free_draft_is_free_and_films_seven_setups_in_ten(self) -> None:
        seen = song_outlook({}, 60_000, "even")
        self.assertEqual((str(seen.outlook.price), seen.setups), ("free", (6, 24)))
        self.assertEqual((seen.bought_s, seen.shown_s), ((0, 0), 60))
        self.assertFalse(seen.outlook.measured)
        self.assertEqual((seen.outlook.minutes_low, seen.outlook.minutes_high), (1, 6))

    def test_each_setup_is_drawn_and_moved_once(self) -> None:
        seen = song_outlook({"image": "dear", "video": "whole"}, 60_000, "even")
        self.assertEqual(seen.setups, (4, 17))
        self.assertEqual(seen.outlook.price, PriceRange(4 * 340_000, 17 * 340_000))
        self.assertEqual(seen.bought_s, (0, 0))

    def test_seconds_are_whole_and_no_fewer_than_are_sold(self) -> None:
        seen = song_outlook({"video": "timed"}, 60_000, "even")
        self.assertEqual((seen.setups, seen.bought_s), ((4, 17), (4 * 10, 17 * 4)))
        self.assertEqual(seen.outlook.price, PriceRange(4_000_000, 6_800_000))
        short = song_outlook({"video": "timed"}, 8_000, "fast")
        self.assertEqual((short.setups, short.bought_s), ((2, 4), (8, 16)))

    def test_a_bound_on_setups_bounds_the_price(self) -> None:
        seen = song_outlook({"video": "timed"}, 60_000, "even", 6)
        self.assertEqual((seen.setups, seen.bought_s), ((4, 6), (40, 60)))
        self.assertEqual(seen.outlook.price, PriceRange(4_000_000, 6_000_000))
