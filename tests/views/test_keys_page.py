"""The page of a team's own keys, and the button that tests one."""

from __future__ import annotations

from typing import Any
from unittest.mock import patch

from django.core.management import call_command
from django.test import override_settings
from django.urls import reverse

from tests.ports.hosted import told as serving
from tests.vendors.ark import KEY as ARK_KEY
from tests.vendors.ark import Ark, envelope
from tests.vendors.asked import Answer, Asked
from tests.views.room import FilmCase
from trailers.models import EngineKey

OWN = "own-key-0000-abcd"


class Known(Ark):
    """Knows one key, long enough to be a real one."""

    def refusal(self, asked: Asked) -> Answer | None:
        if asked.headers["authorization"] == f"Bearer {OWN}":
            return None
        return Answer.json(envelope("AuthenticationError"), 401)


@override_settings(ENGINE_KEYS={"ark": "", "fal": "an-operators-key"})
class KeysPageTest(FilmCase):
    def setUp(self) -> None:
        super().setUp()
        self.page = reverse("keys")

    def enter(self, key: str, vendor: str = "ark", **kw: Any) -> Any:
        return self.owner.post(reverse("key_set", args=[vendor]), {"key": key}, **kw)

    def test_a_key_is_kept_replaced_and_removed_and_never_shown(self) -> None:
        answer = self.enter(OWN, follow=True)
        page = answer.content.decode()
        self.assertIn("goes out with the team&#x27;s own key, …abcd.", page)
        self.assertIn("by owner@example.org", page)
        self.assertNotIn(OWN, page)
        self.assertEqual(answer["Cache-Control"], "no-store")
        self.assertContains(self.enter("own-key-1111-wxyz", follow=True), "…wxyz")
        self.owner.post(reverse("key_remove", args=["ark"]))
        self.assertEqual(EngineKey.objects.filter(team=self.team, retired_at=None).count(), 0)
        page = self.owner.get(self.page).content.decode()
        self.assertNotIn("…wxyz", page)
        self.assertIn("neither the operator nor the team has a key", page)

    def test_what_is_no_key_is_refused_beside_its_vendor_and_not_given_back(self) -> None:
        answer = self.enter("no key at all")
        self.assertContains(answer, "This is no key.", count=1, status_code=422)
        self.assertNotContains(answer, "no key at all", status_code=422)

    def test_only_owners_see_the_page_and_only_it_offers_the_team_s_keys(self) -> None:
        self.assertEqual(self.clients["editor"].get(self.page).status_code, 403)
        self.assertNotContains(self.clients["editor"].get(reverse("team")), self.page)
        self.assertContains(self.owner.get(reverse("team")), self.page)
        page = self.owner.get(self.page).content.decode()
        self.assertEqual(page.count('type="password"'), 4)
        self.assertNotIn("the text server", page, "a server of the operator's own takes no team's key")

    @patch("trailers.views.start.reading_of", return_value=None)
    def test_an_own_key_opens_its_engines_on_every_page_of_the_team(self, _: Any) -> None:
        engines = reverse("project_engines", args=[self.film.pk])
        self.assertContains(self.owner.get(engines), "ark is not available")
        self.enter(OWN)
        page = self.owner.get(engines).content.decode()
        self.assertNotIn("ark is not available", page)
        self.assertIn('<option value="ark"', page)
        self.assertIn("the team’s own, <code>…abcd</code>", page)
        new = reverse("new_film", args=[self.film.source_id])
        self.assertContains(self.owner.get(new), '<option value="ark"')

    def test_the_test_is_kept_beside_the_key_and_takes_turns(self) -> None:
        with serving(Known(), keys={}) as server:
            self.enter(OWN)
            test = reverse("key_test", args=["ark"])
            self.assertContains(self.owner.post(test, follow=True), "BytePlus ModelArk: It works.")
            self.assertContains(self.owner.post(test, follow=True), "was tested a moment ago")
            self.assertEqual(len(server.vendor("ark").calls), 1)
            self.enter("a-wrong-key-0000")
            film = reverse("project_engine_test", args=[self.film.pk, "ark"])
            page = self.clients["editor"].post(film, follow=True).content.decode()
            self.assertIn("ark does not accept the key.", page)
        own = EngineKey.objects.get(team=self.team, retired_at=None)
        self.assertEqual((own.result, own.result_detail[:28]), ("refused", "ark does not accept the key."))
        self.assertContains(self.owner.get(self.page), "ark does not accept the key.")

    def test_the_operator_s_key_has_one_turn_for_everybody_and_a_missing_one_none(self) -> None:
        with patch("trailers.services.key_trials.try_key") as asked:
            asked.return_value.message, asked.return_value.note, asked.return_value.result = None, "", "works"
            test = reverse("key_test", args=["fal"])
            self.assertContains(self.owner.post(test, follow=True), "fal.ai: It works.")
            self.assertContains(self.clients["stranger"].post(test, follow=True), "was tested a moment ago")
            self.assertEqual(asked.call_count, 1)
        none = self.owner.post(reverse("key_test", args=["ark"]), follow=True)
        self.assertContains(none, "There is no key for BytePlus ModelArk to be tested.")
        nobody = self.owner.post(reverse("key_test", args=["nobody"]), follow=True)
        self.assertContains(nobody, "takes no key")


def test_the_command_tests_the_operators_keys(capsys: Any) -> None:
    with serving(Ark(), keys={"ark": ARK_KEY}):
        call_command("engines", "--test")
    lines = [line.split("  ") for line in capsys.readouterr().out.splitlines()]
    told = {parts[0]: parts[-1].strip() for parts in lines}
    assert told == {
        "ElevenLabs": "no key: set ELEVENLABS_API_KEY",
        "OpenAI": "no key: set OPENAI_API_KEY",
        "BytePlus ModelArk": "It works.",
        "fal.ai": "no key: set FAL_KEY",
        "the text server": "no key: set CUELOCK_LOCAL_TEXT_KEY",
    }
