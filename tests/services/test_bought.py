"""A film with clips paid by the second: the price on the storyboard is what is then ordered, and seconds add up."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Team
from tests.makers import make_user
from tests.services import lab
from tests.services.test_film import WRITTEN, make
from trailers.domain.bought import Bought
from trailers.domain.clock import ms_at
from trailers.models import Job, Project
from trailers.selectors.scenes import bought_of, scene_cards
from trailers.services.advance import advance
from trailers.services.engines import set_engines
from trailers.services.foresee import take_preview
from trailers.services.scenes import regenerate_scene, scene_number
from trailers.services.snapshot import film_facts, plan_project

pytestmark = pytest.mark.django_db
A_SECOND = 374_220
"""Seedance 2.0 at 1080p, in microusd."""


@pytest.fixture
def project(settings: Any) -> Project:
    settings.ENGINE_KEYS = {"ark": "a"}
    made = make(Team.objects.create(name="Local", slug="local", spend_cap_microusd=10**9))
    Project.objects.filter(pk=made.pk).update(budget_microusd=10**9)
    made.refresh_from_db()
    set_engines(project=made, engines={"image": "ark", "video": "ark"})
    advance(made.pk)
    lab.run(made, WRITTEN)
    made.refresh_from_db()
    return made


def test_the_storyboards_price_is_the_one_that_is_ordered(project: Project) -> None:
    cards = scene_cards(project, *plan_project(project))
    shots = [card for card in cards if card.kind == "shot"]
    assert len(shots) >= 3 and all(card.price_microusd == 0 for card in cards if card.kind != "shot")
    was = sum(bought_of(film_facts(project)).values(), Bought())
    for card in shots[:2]:
        frames = film_facts(project).window_frames[card.key] + 8
        assert card.price_microusd == 40_000 + A_SECOND * max(4, -(-frames // 24))
        seen = take_preview(film_facts(project), card.key)
        assert seen.what.price_microusd == card.price_microusd
        before = set(Job.objects.values_list("pk", flat=True))
        regenerate_scene(project=project, scene=scene_number(project, card.number), prompt="Again")
        lab.run(project, WRITTEN)
        project.refresh_from_db()
        assert (
            sum(Job.objects.exclude(pk__in=before).values_list("price_microusd", flat=True))
            == card.price_microusd
        )
    now = sum(bought_of(film_facts(project)).values(), Bought())
    assert now == Bought(was.seconds + 8, was.used_ms), "what is not shown any more is still bought"


def test_every_page_tells_seconds_bought_and_seconds_shown(project: Project) -> None:
    facts = film_facts(project)
    cards = [card for card in scene_cards(project, *plan_project(project)) if card.kind == "shot"]
    for card in cards:
        frames = facts.window_frames[card.key]
        assert card.bought == Bought(max(4, -(-(frames + 8) // 24)), ms_at(frames, facts.rate))
    whole = sum((card.bought for card in cards), Bought())
    assert sum(bought_of(facts).values(), Bought()) == whole
    owner = make_user()
    project.team.memberships.create(user=owner, role="owner")
    client = Client()
    client.force_login(owner)
    page = client.get(reverse("scene", args=[project.pk, cards[0].number])).content.decode()
    shown = f"{cards[0].bought.used_ms / 1000:.1f} s"
    assert f"{cards[0].bought.seconds} s bought, {shown} shown" in page
    assert f"{cards[0].bought.seconds} s of clip are bought, {shown} of them are shown" in page
    film = client.get(reverse("project", args=[project.pk])).content.decode()
    assert f"{whole.seconds} s of clips bought, {whole.used_ms / 1000:.1f} s shown" in film
    told = client.get(f"/api/v1/projects/{project.pk}").json()
    assert (told["bought_s"], told["used_ms"]) == (whole.seconds, whole.used_ms)
    scene = client.get(f"/api/v1/projects/{project.pk}/scenes/{cards[0].number}").json()
    assert (scene["bought_s"], scene["used_ms"]) == (cards[0].bought.seconds, cards[0].bought.used_ms)
    preview = client.get(f"/api/v1/projects/{project.pk}/scenes/{cards[0].number}/regenerate").json()
    assert (preview["bought_s"], preview["shown_ms"]) == (cards[0].bought.seconds, cards[0].bought.used_ms)
