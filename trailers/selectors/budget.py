"""What a music video may cost at most, and how many setups that pays for with the engines that are chosen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from trailers.domain.budget import Afforded, SetupCosts, setups_within
from trailers.domain.clock import Rate
from trailers.domain.film import FilmSettings
from trailers.domain.setups import longest_ms
from trailers.domain.shot_plan import setups_wanted
from trailers.domain.song_cues import shots_about
from trailers.domain.song_wishes import SongWishes
from trailers.engines.registry import engine_info, hearing_price

_PASSES = 2
_MOST_SHEETS = 10


def afforded(
    engines: Mapping[str, str], wishes: SongWishes, duration_ms: int, rate: str, *, words_by: str = ""
) -> Afforded | None:
    """What the budget of the wishes buys; None without a budget. `duration_ms` is the whole song's,
    `words_by` the engine that listens for the words. UserError budget.too_small."""
    if not wishes.budget_microusd:
        return None
    part_ms = wishes.part_ms(duration_ms)
    costs = setup_costs(engines, rate)
    if words_by:
        heard_microusd = hearing_price("aligner", words_by, part_ms)
        costs = replace(costs, once_microusd=costs.once_microusd + heard_microusd)
    many = shots_about(part_ms, wishes.pace)[1]
    wanted = setups_wanted(many, wishes.most_setups, paid=not costs.is_free)
    return setups_within(wishes.budget_microusd, wanted, part_ms, costs)


def within_budget(
    engines: Mapping[str, str], wishes: SongWishes, duration_ms: int, rate: str, *, words_by: str = ""
) -> SongWishes:
    """The wishes with as many setups as the budget allows. UserError budget.too_small."""
    found = afforded(engines, wishes, duration_ms, rate, words_by=words_by)
    if found is None or found.setups == found.wanted:
        return wishes
    return replace(wishes, most_setups=found.setups)


def setup_costs(engines: Mapping[str, str], rate: str) -> SetupCosts:
    """At the prices of today. An engine that looks at pictures is sent sheets of people and places, at most so many."""
    text, image, video = (
        engine_info(port, engines.get(port, "embedded")) for port in ("text", "image", "video")
    )
    sheets = _MOST_SHEETS * image.price_microusd if image.references else 0
    handles = 2 * FilmSettings().handle_frames * 1000 / Fraction(Rate.parse(rate).exact)
    return SetupCosts(
        once_microusd=_PASSES * text.price_microusd + sheets,
        image_microusd=image.price_microusd,
        clip=video.call_price(),
        longest_ms=longest_ms(video.name),
        handle_ms=-(-handles.numerator // handles.denominator),
    )
