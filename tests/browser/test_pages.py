"""The pages in a real browser: what axe says in both themes, the width of a phone, the keyboard alone, live parts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from django.urls import reverse
from django.utils import timezone

from tests.makers import make_job, make_take
from tests.services import lab
from tests.views.room import WRITTEN
from trailers.models import EngineKey, Project, Take
from trailers.services.gates import close_gate
from trailers.services.keys import set_key
from trailers.services.refusal_offers import refusals
from trailers.services.scenes import regenerate_scene, scene_number
from trailers.services.share import share
from trailers.services.sources import keep_source

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
SAMPLE = Path(__file__).parents[2] / "samples" / "the-salt-line.txt"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def addresses(film: Project) -> list[str]:
    of_film = {"project_id": film.pk}
    return [
        "/",
        "/?q=nothing",
        reverse("new"),
        reverse("new_film", args=[keep_source(team=film.team, path=SAMPLE, name=SAMPLE.name).pk]),
        reverse("project", kwargs=of_film),
        reverse("project_script", kwargs=of_film),
        reverse("scene", kwargs={**of_film, "number": 3}),
        reverse("scene", kwargs={**of_film, "number": 4}),
        reverse("scene", kwargs={**of_film, "number": 5}),
        reverse("scene_compare", kwargs={**of_film, "number": 3}),
        reverse("project_engines", kwargs=of_film),
        reverse("project_voices", kwargs=of_film),
        reverse("keys"),
        reverse("team"),
        reverse("tokens"),
        reverse("account"),
        reverse("mfa_index"),
        reverse("account_email"),
        reverse("account_delete"),
        reverse("watch", args=[guest_of(film)]),
    ]


def guest_of(film: Project) -> str:
    """The secret of a new link for guests."""
    _, secret = share(project=film, by=film.team.memberships.get(role="owner").user, days=1)
    return secret


def rewrite(page: Any, url: str, film: Project) -> None:
    """To the page that asks before a changed script is taken."""
    page.goto(url + reverse("project_script", args=[film.pk]))
    page.get_by_label("Line in row 2").fill("The sea keeps nothing.")
    page.get_by_role("button", name="What will change?").click()
    page.get_by_role("heading", name="What will change").wait_for()


def add_take(film: Project, number: int) -> None:
    """A second finished take, so that two stand side by side."""
    regenerate_scene(project=film, scene=scene_number(film, number), prompt="A lamp")
    lab.run(film, WRITTEN)
    film.refresh_from_db()


def trouble(film: Project) -> None:
    """A clip that was refused, and a key of the team's own whose quota is used up."""
    scene = scene_number(film, 4)
    image = Take.objects.filter(scene=scene, kind="image").latest("number")
    params = {"engine": "ark", "prompt": "She rows.", "frames": 96, "move": "push_in", "rate": "24/1"}
    sizes = {"width": 640, "height": 360, "seed": 1}
    take = make_take(
        scene, kind="clip", number=9, engine="ark", parent=image, key="refused", params={**params, **sizes}
    )
    make_job(film, state="failed", kind="clip", key="refused", take=take, scene=scene, lane="video",
             error_code="refused.person", error_detail={"provider": "ark", "detail": "Privacy"})  # fmt: skip
    owner = film.team.memberships.get(role="owner").user
    set_key(team=film.team, by=owner, vendor="ark", key="own-key-0000-abcd")
    tested = {"result": "quota", "result_detail": "The quota at ark is used up.", "tested_at": timezone.now()}
    EngineKey.objects.filter(team=film.team).update(**tested)
    assert [found.scene for found in refusals(film)] == [4]


def faults(page: Any) -> list[str]:
    """What axe finds serious or critical, with where."""
    page.evaluate(AXE)
    found = page.evaluate("tags => axe.run(document, {runOnly: tags})", TAGS)
    return [
        f"{v['id']}: {v['nodes'][0]['html'][:160]} {v['nodes'][0]['failureSummary'][:200]}"
        for v in found["violations"]
        if v["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_axe_finds_nothing_serious(signed_in: Any, live_server: Any, film: Project, theme: str) -> None:
    signed_in.emulate_media(color_scheme=theme)
    add_take(film, 3)
    trouble(film)
    found = {}
    for address in addresses(film):
        answer = signed_in.goto(live_server.url + address)
        assert (answer.status, signed_in.url) == (200, live_server.url + address)
        found[address] = faults(signed_in)
    rewrite(signed_in, live_server.url, film)
    found["the changed script"] = faults(signed_in)
    assert {address: what for address, what in found.items() if what} == {}


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_axe_finds_nothing_serious_before_signing_in(
    page: Any, live_server: Any, db: None, theme: str
) -> None:
    page.emulate_media(color_scheme=theme)
    for name in ("home", "account_login", "account_signup", "account_reset_password"):
        page.goto(live_server.url + reverse(name))
        assert faults(page) == [], name


def test_nothing_is_wider_than_a_phone(signed_in: Any, live_server: Any, film: Project) -> None:
    signed_in.set_viewport_size({"width": 390, "height": 844})
    add_take(film, 3)
    trouble(film)
    wide = []
    for address in addresses(film):
        signed_in.goto(live_server.url + address)
        if signed_in.evaluate("document.documentElement.scrollWidth") > 390:
            wide.append(address)
    rewrite(signed_in, live_server.url, film)
    assert signed_in.evaluate("document.documentElement.scrollWidth") <= 390
    assert wide == []


def test_a_message_with_a_long_name_is_no_wider_than_a_phone(
    signed_in: Any, live_server: Any, film: Project
) -> None:
    """The words of a lost file hold the 64 letters of its name."""
    signed_in.set_viewport_size({"width": 390, "height": 844})
    signed_in.goto(live_server.url + reverse("new_film", args=[film.source_id]))
    assert "A stored file is gone" in signed_in.locator("#messages").inner_text()
    assert signed_in.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_price_of_several_takes_is_told_as_soon_as_they_are_chosen(
    signed_in: Any, live_server: Any, film: Project
) -> None:
    signed_in.goto(live_server.url + reverse("scene", args=[film.pk, 3]))
    assert signed_in.locator("#changes").get_by_text("1 picture is drawn").count() == 1
    signed_in.get_by_label("Number of takes").select_option("3")
    signed_in.locator("#changes").get_by_text("3 pictures are drawn").wait_for()
    signed_in.get_by_role("button", name="New take").click()
    signed_in.get_by_text("Scene 3 is being made again, as takes 2 to 4").wait_for()
    assert Take.objects.filter(scene__number=3, kind="image").count() == 4


def test_no_request_leaves_the_site(signed_in: Any, live_server: Any, film: Project) -> None:
    asked: list[str] = []
    signed_in.on("request", lambda request: asked.append(request.url))
    signed_in.goto(live_server.url + reverse("project", args=[film.pk]))
    assert asked
    assert [url for url in asked if not url.startswith((live_server.url, "data:", "blob:"))] == []


def test_the_keyboard_alone_gets_from_the_list_to_a_new_take(
    signed_in: Any, live_server: Any, film: Project
) -> None:
    signed_in.goto(live_server.url + "/")
    signed_in.keyboard.press("Tab")
    assert signed_in.evaluate("document.activeElement.className") == "skip"
    tab_to(signed_in, "The Last Ferry")
    signed_in.keyboard.press("Enter")
    signed_in.wait_for_url("**/films/**")
    tab_to(signed_in, "Scene 3")
    signed_in.keyboard.press("Enter")
    signed_in.wait_for_url("**/scenes/3/")
    tab_to(signed_in, "New take")
    signed_in.keyboard.press("Enter")
    signed_in.get_by_text("Scene 3 is being made again, as take 2").wait_for()
    assert Take.objects.filter(scene__number=3, kind="image").count() == 2


def tab_to(page: Any, name: str) -> None:
    """Tab until the focused control says `name`; every stop on the way must be visible."""
    for _ in range(80):
        page.keyboard.press("Tab")
        said = page.evaluate(
            "(document.activeElement.getAttribute('aria-label') || document.activeElement.textContent).trim()"
        )
        ring = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        if said.startswith(name):
            assert ring != "none" or "rect" in page.evaluate("document.activeElement.innerHTML")
            return
    raise AssertionError(f"no way to {name!r} by Tab")


def test_one_scene_again_changes_its_card_alone_and_the_page_keeps_up(
    signed_in: Any, live_server: Any, film: Project
) -> None:
    signed_in.goto(live_server.url + reverse("project", args=[film.pk]))
    others = "[...document.querySelectorAll('.scene:not(#scene-3)')].forEach(card => card.mark = true)"
    signed_in.evaluate(others)
    signed_in.locator("#scene-3").get_by_role("button", name="Make again").click()
    signed_in.locator("#scene-3").get_by_text("In line").wait_for()
    signed_in.locator("#messages").get_by_text("The other 6 scenes stay").wait_for()
    lab.run(film, WRITTEN)
    signed_in.locator("#scene-3").get_by_text("take 2 of 2").wait_for(timeout=15_000)
    marked = signed_in.evaluate("[...document.querySelectorAll('.scene')].filter(card => card.mark).length")
    assert marked == 6, "the cards of the other scenes were never touched"


def test_the_film_survives_closing_the_page(signed_in: Any, live_server: Any, film: Project) -> None:
    address = live_server.url + reverse("scene", args=[film.pk, 3])
    signed_in.goto(address)
    signed_in.get_by_role("button", name="New take").click()
    signed_in.get_by_text("being made again").wait_for()
    signed_in.goto("about:blank")
    lab.run(film, WRITTEN)
    signed_in.goto(address)
    signed_in.get_by_role("button", name="Show this one").wait_for()
    assert signed_in.locator("#takes .scene").count() == 2


def test_a_decision_is_the_brightest_thing(signed_in: Any, live_server: Any, film: Project) -> None:
    Project.objects.filter(pk=film.pk).update(current_cut=film.current_cut)
    close_gate(project=film, gate="clips")
    signed_in.goto(live_server.url + reverse("project", args=[film.pk]))
    amber = signed_in.evaluate(
        "[...document.querySelectorAll('main .button.next')].filter(b => b.offsetParent).length"
    )
    assert amber <= 1, "one amber button at most"


def test_search_filters_while_typing(signed_in: Any, live_server: Any, film: Project) -> None:
    signed_in.goto(live_server.url + "/")
    signed_in.get_by_label("Search films").fill("zzz")
    signed_in.get_by_text("No film is called “zzz”").wait_for()
    signed_in.get_by_label("Search films").fill("ferry")
    signed_in.get_by_role("link", name="The Last Ferry").wait_for()
    assert "q=ferry" in signed_in.url


def test_delete_can_be_taken_back(signed_in: Any, live_server: Any, film: Project) -> None:
    signed_in.goto(live_server.url + "/")
    signed_in.get_by_label("More for The Last Ferry").click()
    signed_in.get_by_role("button", name="Delete").click()
    signed_in.get_by_role("button", name="Undo").click()
    signed_in.get_by_role("heading", name="The Last Ferry").wait_for()


def test_a_passkey_can_be_added_and_signs_in(page: Any, live_server: Any, team: Any, director: Any) -> None:
    """With a virtual authenticator, so the whole ceremony runs."""
    from allauth.account.models import EmailAddress

    director.set_password("lantern-7-sea")
    director.save()
    EmailAddress.objects.create(user=director, email=director.email, verified=True, primary=True)
    url = live_server.url.replace("127.0.0.1", "localhost")
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True}
    options |= {"hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True}
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    page.goto(url + reverse("account_login"))
    page.get_by_label("Email").fill(director.email)
    page.get_by_label("Password").fill("lantern-7-sea")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/")
    page.goto(url + reverse("mfa_add_webauthn"))
    if "reauthenticate" in page.url:
        page.get_by_label("Password").fill("lantern-7-sea")
        page.locator("main form button").first.click()
        page.wait_for_url("**/webauthn/add/")
    assert faults(page) == [], "the page that adds a passkey, which only a fresh sign-in opens"
    page.get_by_label("Passwordless").check()
    page.get_by_role("button", name="Add").click()
    page.wait_for_url("**/recovery-codes/**")
    page.context.clear_cookies()
    page.goto(url + reverse("account_login"))
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_text("Nothing in the room yet").wait_for()
