"""A team's own keys: sealed at rest, replaced and removed without losing an order, and never mixed up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.forms.models import model_to_dict

from accounts.models import Team, User
from tests.makers import make_job, make_project, make_team, make_user
from trailers.domain.errors import FatalError, UserError
from trailers.engines import connections
from trailers.engines.registry import engine_info
from trailers.models import EngineKey, Job
from trailers.selectors.forecast import engine_choices, missing_for
from trailers.selectors.keys import key_rows, own_vendors
from trailers.services import keys
from trailers.services.engines import check_engine

pytestmark = pytest.mark.django_db
KEY, OTHER = "ark-0123456789-abcd", "ark-9876543210-wxyz"
OF_ARK = {"params": {"engine": "ark"}, "files": {}}


@pytest.fixture
def owner() -> User:
    return make_user()


@pytest.fixture
def team(owner: User) -> Team:
    return make_team(owner=owner)


@pytest.fixture
def operators(settings: Any) -> Iterator[None]:
    settings.ENGINE_KEYS = {"ark": "the-operators-own"}
    connections.configure(settings.ENGINE_KEYS)
    yield
    connections.configure({})


def row_of(team: Team, vendor: str = "ark") -> EngineKey:
    return EngineKey.objects.get(team=team, vendor=vendor, retired_at=None)


def test_a_key_is_sealed_and_only_its_end_can_be_read(team: Team, owner: User) -> None:
    keys.set_key(team=team, by=owner, vendor="ark", key=f"  {KEY}\n")
    row = row_of(team)
    assert KEY not in str(model_to_dict(row)) + row.ciphertext + str(row) + repr(row)
    assert (row.hint, row.added_by, str(row)) == ("abcd", owner, "ark …abcd")
    assert keys.keys_of(team.pk) == {"ark": KEY}
    assert keys.keys_of(make_team().pk) == {}


def test_the_same_key_again_is_no_change_and_another_erases_the_first(team: Team, owner: User) -> None:
    first = keys.set_key(team=team, by=owner, vendor="ark", key=KEY)
    assert keys.set_key(team=team, by=owner, vendor="ark", key=KEY) == first
    keys.set_key(team=team, by=owner, vendor="ark", key=OTHER)
    first.refresh_from_db()
    assert (first.retired_at is not None, first.ciphertext) == (True, "")
    assert keys.keys_of(team.pk) == {"ark": OTHER}
    assert keys.remove_key(team=team, vendor="ark") is True
    assert keys.remove_key(team=team, vendor="ark") is False
    assert list(EngineKey.objects.filter(team=team).values_list("ciphertext", flat=True)) == ["", ""]


@pytest.mark.parametrize(
    ("vendor", "key", "code"),
    [
        ("ark", "1234567", "key.form"),
        ("ark", "with a blank in it", "key.form"),
        ("ark", "k" * 401, "key.form"),
        ("ark", "schlüssel-0123", "key.form"),
        ("local", KEY, "key.unknown"),
        ("nobody", KEY, "key.unknown"),
    ],
)
def test_what_is_no_key_is_refused_and_not_repeated(
    team: Team, owner: User, vendor: str, key: str, code: str
) -> None:
    with pytest.raises(UserError) as refusal:
        keys.set_key(team=team, by=owner, vendor=vendor, key=key)
    assert refusal.value.code == code
    assert key not in str(refusal.value) and not EngineKey.objects.filter(team=team).exists()


def test_a_row_that_was_moved_opens_nothing(team: Team, owner: User) -> None:
    sealed = keys.set_key(team=team, by=owner, vendor="ark", key=KEY).ciphertext
    thief = make_team()
    EngineKey.objects.create(team=thief, vendor="ark", ciphertext=sealed, hint="abcd")
    EngineKey.objects.create(team=team, vendor="fal", ciphertext=sealed, hint="abcd")
    assert keys.keys_of(thief.pk) == {"ark": ""}
    assert keys.keys_of(team.pk) == {"ark": KEY, "fal": ""}


def test_a_lost_secret_never_lets_the_operators_key_take_its_place(
    team: Team, owner: User, settings: Any, operators: None
) -> None:
    keys.set_key(team=team, by=owner, vendor="ark", key=KEY)
    settings.KEYS_SECRETS = ["another secret"]
    with connections.using(keys.keys_of(team.pk)), pytest.raises(FatalError) as lost:
        connections.connection("ark")
    assert (lost.value.code, lost.value.params) == ("key.unreadable", {"provider": "ark"})
    assert connections.connection("ark").key == "the-operators-own", "for everybody else"


def test_the_secret_is_changed_without_entering_keys_again(
    team: Team, owner: User, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.KEYS_SECRETS = ["old"]
    before = keys.set_key(team=team, by=owner, vendor="ark", key=KEY).ciphertext
    settings.KEYS_SECRETS = ["new", "old"]
    assert keys.keys_of(team.pk) == {"ark": KEY}
    call_command("rotate_keys")
    assert capsys.readouterr().out == "1 keys are encrypted under the present secret.\n"
    settings.KEYS_SECRETS = ["new"]
    assert keys.keys_of(team.pk) == {"ark": KEY} and row_of(team).ciphertext != before
    settings.KEYS_SECRETS = ["third"]
    with pytest.raises(CommandError, match="1 keys cannot be read"):
        call_command("rotate_keys")


def test_a_job_goes_out_with_the_key_of_its_team_and_its_order_keeps_it(
    team: Team, owner: User, operators: None
) -> None:
    project = make_project(team)
    first = keys.set_key(team=team, by=owner, vendor="ark", key=KEY)
    job = make_job(project, state="running", input=OF_ARK)
    assert keys.keys_for(job) == {"ark": KEY}
    assert Job.objects.get(pk=job.pk).engine_key == first
    keys.set_key(team=team, by=owner, vendor="ark", key=OTHER)
    Job.objects.filter(pk=job.pk).update(provider_job_id="cgt-1")
    job.refresh_from_db()
    assert keys.keys_for(job) == {"ark": KEY}, "asked about with the key it was placed with"
    assert keys.erase_unused(team.pk) == 0
    newer = make_job(project, state="running", input=OF_ARK)
    assert keys.keys_for(newer) == {"ark": OTHER}
    Job.objects.filter(pk=job.pk).update(state="done", finished_at=job.run_after)
    assert (keys.erase_unused(team.pk), keys.erase_unused(team.pk)) == (1, 0)
    first.refresh_from_db()
    assert first.ciphertext == ""


def test_an_order_placed_with_the_operators_key_stays_with_it(
    team: Team, owner: User, operators: None
) -> None:
    job = make_job(make_project(team), state="running", input=OF_ARK)
    assert keys.keys_for(job) == {}
    Job.objects.filter(pk=job.pk).update(provider_job_id="cgt-1")
    keys.set_key(team=team, by=owner, vendor="ark", key=KEY)
    keys.set_key(team=team, by=owner, vendor="fal", key=OTHER)
    job.refresh_from_db()
    with connections.using(keys.keys_for(job)):
        assert connections.connection("ark").key == "the-operators-own"
        assert connections.connection("fal").key == OTHER


def test_a_free_job_asks_for_no_key(team: Team, owner: User, django_assert_num_queries: Any) -> None:
    keys.set_key(team=team, by=owner, vendor="ark", key=KEY)
    job = make_job(make_project(team), state="running", input={"params": {"engine": "embedded"}})
    with django_assert_num_queries(0):
        assert keys.keys_for(job) == {}
        aligned = Job(input={"params": {"aligner": "elevenlabs", "lines": []}})
        assert (keys.vendor_of_job(aligned), keys.vendor_of_job(Job())) == ("elevenlabs", "")
        assert (keys.vendor_of("ark-2.5"), keys.vendor_of("embedded"), keys.vendor_of("")) == ("ark", "", "")


def test_an_own_key_makes_its_engines_available_to_that_team_alone(
    team: Team, owner: User, settings: Any
) -> None:
    settings.ENGINE_KEYS = {}
    keys.set_key(team=team, by=owner, vendor="ark", key=KEY)
    assert own_vendors(team.pk) == {"ark"} and own_vendors(None) == frozenset()
    clip = engine_info("video", "ark-2.5")
    assert (missing_for(clip), missing_for(clip, own_vendors(team.pk))) == (("ARK_API_KEY",), ())
    check_engine("video", "ark", team.pk)
    for whose in (None, make_team().pk):
        with pytest.raises(UserError, match="it needs ARK_API_KEY"):
            check_engine("video", "ark", whose)
    offered = {choice.name: choice.missing for choice in engine_choices(team.pk)["image"]}
    assert (offered["ark"], offered["fal"]) == ((), ("FAL_KEY",))
    told = {row.vendor: (row.source, row.hint) for row in key_rows(team.pk)}
    assert told == {name: ("none", "") for name in ("elevenlabs", "openai", "fal", "local")} | {
        "ark": ("team", "abcd")
    }
