"""Teams: who may change what, and what must never happen to the last owner."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from accounts import people, teams, tokens
from accounts.hashes import sha256
from accounts.models import ApiToken, Invitation, Membership, Team, User
from tests.makers import make_team, make_user
from tests.views.room import RoomCase


class TeamTest(RoomCase):
    def test_an_owner_invites_by_mail_and_only_a_hash_is_kept(self) -> None:
        self.owner.post(reverse("team_invite"), {"email": "New@Example.org", "role": "viewer"})
        invitation = Invitation.objects.get()
        self.assertEqual((invitation.email, invitation.role), ("new@example.org", "viewer"))
        (message,) = mail.outbox
        self.assertEqual(message.to, ["new@example.org"])
        secret = message.body.split("/invitation/")[1].split()[0]
        self.assertEqual(invitation.hash, sha256(secret))

    def test_a_second_invitation_replaces_the_first(self) -> None:
        owner = self.users["owner"]
        _, first = teams.invite(team=self.team, email="a@example.org", role="viewer", invited_by=owner)
        _, second = teams.invite(team=self.team, email="a@example.org", role="editor", invited_by=owner)
        self.assertIsNone(teams.find_invitation(first))
        self.assertIsNotNone(teams.find_invitation(second))

    def test_members_are_not_invited_again(self) -> None:
        answer = self.owner.post(reverse("team_invite"), {"email": "viewer@example.org", "role": "owner"})
        self.assertContains(answer, "is in this team already", status_code=422)
        self.assertEqual(len(mail.outbox), 0)

    def test_a_withdrawn_invitation_opens_nothing(self) -> None:
        owner = self.users["owner"]
        invitation, secret = teams.invite(
            team=self.team, email="a@example.org", role="viewer", invited_by=owner
        )
        self.owner.post(reverse("invitation_revoke", args=[invitation.pk]))
        self.assertIsNone(teams.find_invitation(secret))

    def test_another_teams_invitation_is_out_of_reach(self) -> None:
        owner = self.users["owner"]
        invitation, secret = teams.invite(
            team=self.team, email="a@example.org", role="viewer", invited_by=owner
        )
        self.clients["stranger"].post(reverse("invitation_revoke", args=[invitation.pk]))
        self.assertIsNotNone(teams.find_invitation(secret))

    def test_accepting_twice_is_joining_once(self) -> None:
        guest = make_user("a@example.org")
        invitation, _ = teams.invite(
            team=self.team, email="a@example.org", role="viewer", invited_by=self.users["owner"]
        )
        teams.accept(invitation=invitation, user=guest)
        with pytest.raises(teams.TeamError):
            teams.accept(invitation=invitation, user=guest)
        self.assertEqual(Membership.objects.filter(user=guest).count(), 1)

    def test_an_invitation_is_not_transferable(self) -> None:
        invitation, _ = teams.invite(
            team=self.team, email="a@example.org", role="owner", invited_by=self.users["owner"]
        )
        with pytest.raises(teams.TeamError, match=r"for a@example\.org"):
            teams.accept(invitation=invitation, user=self.users["stranger"])
        self.assertFalse(Membership.objects.filter(team=self.team, user=self.users["stranger"]).exists())

    def test_roles_change_but_the_last_owner_stays(self) -> None:
        viewer = self.users["viewer"]
        self.owner.post(reverse("member_role", args=[viewer.pk]), {"role": "editor"})
        self.assertEqual(Membership.objects.get(user=viewer).role, "editor")
        for act in ("member_role", "member_remove"):
            self.owner.post(reverse(act, args=[self.users["owner"].pk]), {"role": "viewer"})
            self.assertEqual(Membership.objects.get(user=self.users["owner"]).role, "owner")

    def test_leaving_ends_ones_tokens_for_that_team(self) -> None:
        viewer = self.users["viewer"]
        _, text = tokens.issue(team=self.team, user=viewer, name="t", scopes=["read"])
        self.viewer.post(reverse("member_remove", args=[viewer.pk]))
        self.assertFalse(Membership.objects.filter(user=viewer).exists())
        self.assertIsNone(tokens.find(text))

    def test_the_switcher_shows_another_teams_films(self) -> None:
        second = make_team("Second", owner=self.users["owner"])
        self.owner.post(reverse("team_switch", args=[second.pk]))
        self.assertContains(self.owner.get(reverse("team")), "<h1>Second</h1>")
        self.owner.post(reverse("team_switch", args=[Team.objects.get(name="Elsewhere").pk]))
        self.assertContains(self.owner.get(reverse("team")), "<h1>Second</h1>")

    def test_a_new_team_begins_without_money(self) -> None:
        self.owner.post(reverse("team_new"), {"name": "Night Shift"})
        team = Team.objects.get(name="Night Shift")
        self.assertEqual(team.spend_cap_microusd, 0)
        self.assertContains(self.owner.get(reverse("team")), "no spending")

    def test_somebody_without_a_team_gets_one(self) -> None:
        lost = make_user("lost@example.org")
        self.client.force_login(lost)
        self.client.get("/")
        self.client.get("/")
        self.assertEqual(Membership.objects.filter(user=lost).count(), 1)


class TokenTest(RoomCase):
    def make(self, **kw: object) -> tuple[ApiToken, str]:
        wanted = {"team": self.team, "user": self.users["editor"], "name": "farm", "scopes": ["read"], **kw}
        return tokens.issue(**wanted)  # type: ignore[arg-type]

    def test_it_is_shown_once_and_kept_as_a_hash(self) -> None:
        page = self.owner.post(reverse("token_new"), {"name": "farm", "scope": "write", "days": "30"})
        token = ApiToken.objects.get()
        text = page.context["secret"]
        self.assertContains(page, text)
        self.assertEqual((token.hash, token.scopes), (sha256(text), ["read", "write"]))
        self.assertNotContains(self.owner.get(reverse("tokens")), text)
        self.assertIn("no-store", page["Cache-Control"])

    def test_it_finds_its_person_and_notes_the_use(self) -> None:
        token, text = self.make()
        found = tokens.find(text)
        assert found is not None
        self.assertEqual((found.user, found.team), (token.user, self.team))
        token.refresh_from_db()
        self.assertIsNotNone(token.last_used_at)

    def test_nothing_else_finds_it(self) -> None:
        token, text = self.make()
        for wrong in ("", "cue", text[:-1], text + "x", f"cue_{token.prefix}_", text.replace("cue_", "key_")):
            self.assertIsNone(tokens.find(wrong))

    def test_it_ends_by_its_date_by_revoking_and_with_its_person(self) -> None:
        token, text = self.make(expires_at=timezone.now() - timedelta(seconds=1))
        self.assertIsNone(tokens.find(text))
        token, text = self.make()
        tokens.revoke(team=self.team, user=token.user, token_id=token.pk, any_user=False)
        self.assertIsNone(tokens.find(text))
        token, text = self.make()
        User.objects.filter(pk=token.user_id).update(is_active=False)
        self.assertIsNone(tokens.find(text))

    def test_an_owner_revokes_anybodys_an_editor_only_their_own(self) -> None:
        token, text = self.make(user=self.users["owner"])
        self.clients["editor"].post(reverse("token_revoke", args=[token.pk]))
        self.assertIsNotNone(tokens.find(text))
        mine, own = self.make()
        self.owner.post(reverse("token_revoke", args=[mine.pk]))
        self.assertIsNone(tokens.find(own))

    def test_no_scope_is_invented(self) -> None:
        with pytest.raises(ValueError, match="admin"):
            self.make(scopes=["admin"])


class AccountTest(RoomCase):
    def setUp(self) -> None:
        super().setUp()
        cache.clear()

    def test_the_export_is_about_oneself_only(self) -> None:
        told = json.loads(self.owner.get(reverse("account_export")).content)
        self.assertEqual(told["email"], "owner@example.org")
        self.assertEqual([team["name"] for team in told["teams"]], ["Harbour"])
        self.assertNotIn("viewer@example.org", json.dumps(told))

    def test_deleting_needs_the_address_typed(self) -> None:
        self.viewer.post(reverse("account_delete"), {"email": "nope@example.org"})
        self.assertTrue(User.objects.filter(email="viewer@example.org").exists())
        answer = self.viewer.post(reverse("account_delete"), {"email": "viewer@example.org"})
        self.assertContains(answer, "Your account is gone")
        self.assertFalse(User.objects.filter(email="viewer@example.org").exists())

    def test_the_only_owner_of_others_cannot_vanish(self) -> None:
        answer = self.owner.post(reverse("account_delete"), {"email": "owner@example.org"})
        self.assertContains(answer, "the only owner of Harbour", status_code=422)
        self.assertTrue(User.objects.filter(email="owner@example.org").exists())

    def test_a_team_left_empty_loses_its_name(self) -> None:
        self.assertEqual([team.name for team in people.alone_in(self.users["stranger"])], ["Elsewhere"])
        people.delete(user=self.users["stranger"])
        self.assertFalse(Team.objects.filter(name="Elsewhere").exists())
        self.assertTrue(Team.objects.filter(name="Removed team").exists())

    def test_a_name_is_saved(self) -> None:
        self.owner.post(reverse("account"), {"name": " Ada "})
        self.assertEqual(User.objects.get(email="owner@example.org").name, "Ada")
