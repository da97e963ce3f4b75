"""Users sign in by mail address; teams hold them with a role."""

from __future__ import annotations

import pytest
from django.contrib.auth import authenticate
from django.db import IntegrityError, transaction

from accounts.models import ApiToken, Membership, SpendingSwitch, Team, User
from tests.makers import make_team, make_user

pytestmark = pytest.mark.django_db


def refused(make) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make()


def test_one_mailbox_is_one_user():
    user = User.objects.create_user("Alice@Example.org", "correct horse")
    assert user.email == "alice@example.org"
    assert User.objects.get_by_natural_key(" ALICE@example.ORG") == user
    assert authenticate(username="alice@example.org", password="correct horse") == user
    refused(lambda: User(email="ALICE@example.org").save())


def test_a_user_needs_an_address():
    with pytest.raises(ValueError):
        User.objects.create_user("")


def test_a_user_without_a_password_cannot_sign_in():
    make_user("bob@example.org")
    assert authenticate(username="bob@example.org", password="") is None


def test_only_a_superuser_is_staff():
    user, root = make_user(), User.objects.create_superuser("root@example.org", "x")
    assert (user.is_staff, user.is_superuser, root.is_staff, root.is_superuser) == (False, False, True, True)


def test_names_fall_back_to_the_address():
    user = make_user("carol@example.org")
    assert (user.get_full_name(), user.get_short_name(), str(user)) == (
        "carol@example.org",
        "carol",
        "carol@example.org",
    )


def test_a_new_team_cannot_spend():
    team = Team.objects.create(name="Harbour", slug="harbour")
    assert (team.spend_cap_microusd, team.committed_microusd) == (0, 0)
    refused(lambda: Team.objects.create(name="x", slug="minus", spend_cap_microusd=-1))
    refused(lambda: Team.objects.create(name="x", slug="harbour"))


def test_a_person_has_one_role_in_a_team():
    alice = make_user()
    team = make_team(owner=alice)
    assert list(team.members.all()) == [alice]
    refused(lambda: Membership.objects.create(team=team, user=alice, role="viewer"))
    refused(lambda: Membership.objects.create(team=team, user=make_user(), role="king"))


def test_there_is_one_spending_switch_and_it_is_there():
    switch = SpendingSwitch.objects.get()
    assert (switch.pk, switch.stop_all_spending) == (1, False)
    refused(lambda: SpendingSwitch.objects.create(pk=2))


def test_a_token_shows_only_its_prefix():
    token = ApiToken(prefix="cl_ab12", name="render farm", hash="0" * 64)
    assert str(token) == "cl_ab12… (render farm)"
