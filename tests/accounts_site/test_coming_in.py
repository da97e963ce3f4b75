"""Coming in: by invitation, with a confirmed address; signing in, out, back; second factors."""

from __future__ import annotations

import re
from io import StringIO
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client, TestCase, override_settings
from django.urls import reverse

from accounts.models import Invitation, Membership, Team, User
from accounts.teams import invite
from tests.makers import make_team, make_user

PASSWORD = "lantern-under-water-7"


def sign_up(client: Client, email: str, **fields: Any) -> Any:
    return client.post(reverse("account_signup"), {"email": email, "password1": PASSWORD, **fields})


def link_in(message: Any) -> str:
    found = re.search(r"http://testserver(\S+)", message.body)
    assert found is not None
    return found[1]


def plain(response: Any) -> str:
    """A page without its CSRF tokens, which differ every time."""
    return re.sub(r"[A-Za-z0-9]{64}", "", response.content.decode())


def make_member(email: str) -> User:
    user = make_user(email, password=PASSWORD)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


@pytest.mark.usefixtures("own_folders")
class ComingInTest(TestCase):
    def setUp(self) -> None:
        cache.clear()

    def invited(self, email: str = "new@example.org", role: str = "editor") -> tuple[Team, str]:
        boss = make_user()
        team = make_team("Harbour", owner=boss)
        return team, invite(team=team, email=email, role=role, invited_by=boss)[1]

    def test_without_an_invitation_the_door_is_closed(self) -> None:
        self.assertContains(self.client.get(reverse("account_signup")), "By invitation")
        sign_up(self.client, "new@example.org")
        self.assertFalse(User.objects.exists())

    def test_an_invitation_opens_it_and_leads_into_the_team(self) -> None:
        team, secret = self.invited()
        page = self.client.get(reverse("invitation", args=[secret]))
        self.assertContains(page, "Harbour")
        sign_up(self.client, "new@example.org", name="Nell")
        user = User.objects.get(email="new@example.org")
        self.assertEqual(user.name, "Nell")
        self.assertEqual(Membership.objects.get(user=user).team, team)
        self.assertEqual(Membership.objects.get(user=user).role, "editor")
        self.assertContains(self.client.get("/"), "Harbour")
        self.assertFalse(
            self.client.get(reverse("invitation", args=[secret])).status_code == 200, "it works once"
        )

    def test_an_invitation_is_for_its_own_address_only(self) -> None:
        _, secret = self.invited()
        self.client.get(reverse("invitation", args=[secret]))
        answer = sign_up(self.client, "thief@example.org")
        self.assertContains(answer, "The invitation is for another address")
        self.assertFalse(User.objects.filter(email="thief@example.org").exists())

    def test_somebody_with_an_account_joins_by_signing_in(self) -> None:
        team, secret = self.invited("old@example.org", "viewer")
        user = make_member("old@example.org")
        self.client.get(reverse("invitation", args=[secret]))
        self.client.post(reverse("account_login"), {"login": "old@example.org", "password": PASSWORD})
        self.assertEqual(Membership.objects.get(user=user, team=team).role, "viewer")

    def test_a_wrong_or_old_link_says_so(self) -> None:
        self.assertContains(
            self.client.get(reverse("invitation", args=["nonsense"])), "over", status_code=410
        )
        team, secret = self.invited()
        Invitation.objects.update(expires_at=team.created_at)
        self.assertEqual(self.client.get(reverse("invitation", args=[secret])).status_code, 410)

    @override_settings(OPEN_SIGNUP=True)
    def test_open_sign_up_waits_for_a_confirmed_address_and_gives_an_own_team(self) -> None:
        sign_up(self.client, "free@example.org")
        self.assertEqual(self.client.get(reverse("team")).status_code, 302, "not in yet")
        self.client.post(link_in(mail.outbox[0]))
        answer = self.client.get("/")
        self.assertContains(answer, "Make the sample trailer")
        member = Membership.objects.get(user__email="free@example.org")
        self.assertEqual((member.role, member.team.spend_cap_microusd), ("owner", 0))

    def test_an_unconfirmed_address_cannot_sign_in(self) -> None:
        make_user("half@example.org", password=PASSWORD)
        answer = self.client.post(
            reverse("account_login"), {"login": "half@example.org", "password": PASSWORD}
        )
        self.assertRedirects(answer, reverse("account_email_verification_sent"))
        self.assertEqual(self.client.get(reverse("team")).status_code, 302)

    def test_signing_in_and_out(self) -> None:
        make_member("old@example.org")
        wrong = self.client.post(reverse("account_login"), {"login": "old@example.org", "password": "no"})
        self.assertContains(wrong, "errorlist")
        self.client.post(reverse("account_login"), {"login": "OLD@example.org", "password": PASSWORD})
        self.assertEqual(self.client.get(reverse("team")).status_code, 200)
        self.client.post(reverse("account_logout"))
        self.assertEqual(self.client.get(reverse("team")).status_code, 302)

    def test_guessing_is_slowed_down(self) -> None:
        make_member("old@example.org")
        for _ in range(12):
            answer = self.client.post(
                reverse("account_login"), {"login": "old@example.org", "password": "no"}
            )
        self.assertContains(answer, "Too many failed")
        right = self.client.post(reverse("account_login"), {"login": "old@example.org", "password": PASSWORD})
        self.assertEqual(right.status_code, 200, "even the right password waits")

    def test_a_forgotten_password_is_replaced_by_mail(self) -> None:
        make_member("old@example.org")
        self.client.post(reverse("account_reset_password"), {"email": "old@example.org"})
        page = self.client.get(link_in(mail.outbox[0]), follow=True)
        address = page.request["PATH_INFO"]
        self.client.post(address, {"password1": "another-lantern-8", "password2": "another-lantern-8"})
        self.client.post(
            reverse("account_login"), {"login": "old@example.org", "password": "another-lantern-8"}
        )
        self.assertEqual(self.client.get(reverse("team")).status_code, 200)

    def test_nobody_learns_who_has_an_account(self) -> None:
        make_member("old@example.org")
        pages = [
            plain(self.client.post(reverse("account_reset_password"), {"email": email}, follow=True))
            for email in ("old@example.org", "nobody@example.org")
        ]
        self.assertEqual(pages[0], pages[1])

    def test_an_authenticator_app_gets_recovery_codes_and_is_asked_for(self) -> None:
        user = make_member("old@example.org")
        self.client.post(reverse("account_login"), {"login": "old@example.org", "password": PASSWORD})
        address = reverse("mfa_activate_totp")
        self.client.post(f"{reverse('account_reauthenticate')}?next={address}", {"password": PASSWORD})
        page = self.client.get(address)
        secret = page.context["form"].secret
        from allauth.mfa.totp.internal.auth import (
            format_hotp_value,
            hotp_value,
            yield_hotp_counters_from_time,
        )

        code = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
        self.client.post(reverse("mfa_activate_totp"), {"code": code})
        kinds = set(Authenticator.objects.filter(user=user).values_list("type", flat=True))
        self.assertEqual(kinds, {"totp", "recovery_codes"})
        other = Client()
        answer = other.post(reverse("account_login"), {"login": "old@example.org", "password": PASSWORD})
        self.assertRedirects(answer, reverse("mfa_authenticate"))
        self.assertEqual(other.get(reverse("team")).status_code, 302, "a password alone is not enough now")

    def test_every_page_of_signing_in_is_ours_and_has_nothing_inline(self) -> None:
        make_member("old@example.org")
        open_ones = (
            "account_login",
            "account_signup",
            "account_reset_password",
            "account_reset_password_done",
        )
        for name in open_ones:
            self.check(self.client, name)
        self.client.post(reverse("account_login"), {"login": "old@example.org", "password": PASSWORD})
        for name in (
            "account_email",
            "account_change_password",
            "account_logout",
            "mfa_index",
            "mfa_activate_totp",
            "mfa_add_webauthn",
            "account_reauthenticate",
            "account",
            "account_delete",
        ):
            self.check(self.client, name)

    def check(self, client: Client, name: str) -> None:
        with self.subTest(page=name):
            page = client.get(reverse(name), follow=True).content.decode()
            self.assertIn("css/tokens.css", page)
            self.assertNotIn(" style=", page)
            self.assertNotRegex(page, r"<script(?![^>]*(\bsrc=|application/json))")


@pytest.mark.django_db
def test_the_first_user_is_made_and_printed_once() -> None:
    first, second = StringIO(), StringIO()
    call_command("first_user", stdout=first)
    call_command("first_user", stdout=second)
    user = User.objects.get()
    password = re.search(r"password\s+(\S+)", first.getvalue())
    assert password is not None and user.check_password(password[1])
    assert second.getvalue() == ""
    assert user.is_superuser and user.memberships.get().team.slug == "local"
    assert EmailAddress.objects.get(user=user).verified
