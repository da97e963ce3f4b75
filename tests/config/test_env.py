"""Reading the environment: what is accepted, what refuses to start, and that no secret is repeated."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import env

NAME = "CUELOCK_TEST_VALUE"


@pytest.fixture
def given(monkeypatch):
    """given(value) sets the variable, given(None) unsets it; given(value, name) another one."""
    monkeypatch.delenv(NAME, raising=False)
    monkeypatch.delenv(f"{NAME}_FILE", raising=False)

    def give(value, name=NAME):
        if value is None:
            monkeypatch.delenv(name, raising=False)
        else:
            monkeypatch.setenv(name, value)

    return give


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("1", True),
        ("true", True),
        ("YES", True),
        (" on ", True),
        ("0", False),
        ("False", False),
        ("off", False),
    ],
)
def test_bool_reads_the_usual_words(given, value, expected):
    given(value)
    assert env.envbool(NAME, not expected) is expected


@pytest.mark.parametrize("default", [True, False])
@pytest.mark.parametrize("value", [None, "", "  "])
def test_bool_takes_the_default_when_unset_or_empty(given, value, default):
    given(value)
    assert env.envbool(NAME, default) is default


@pytest.mark.parametrize("value", ["2", "ja", "tru", "-"])
def test_bool_refuses_another_word(given, value):
    given(value)
    with pytest.raises(ImproperlyConfigured, match=f"^{NAME} must be 1 or 0"):
        env.envbool(NAME, True)


def test_int_reads_a_number_and_its_bounds_are_inside(given):
    given(" 7 ")
    assert env.envint(NAME, 3) == 7
    assert env.envint(NAME, 3, minimum=7, maximum=7) == 7


def test_int_takes_the_default_when_unset(given):
    assert env.envint(NAME, 3) == 3


@pytest.mark.parametrize("value", ["0", "33", "-1", "1.5", "ten", "1e3", "0x10"])
def test_int_refuses_what_is_no_number_or_out_of_bounds(given, value):
    given(value)
    with pytest.raises(ImproperlyConfigured, match=f"^{NAME} must be a whole number from 1 to 32$"):
        env.envint(NAME, 3, minimum=1, maximum=32)


def test_str_strips_and_takes_the_default_when_empty(given):
    given("  words ")
    assert env.envstr(NAME) == "words"
    given("   ")
    assert env.envstr(NAME, "else") == "else"


def test_str_without_a_default_is_required(given):
    with pytest.raises(ImproperlyConfigured, match=f"^{NAME} must be set$"):
        env.envstr(NAME)


def test_choice_accepts_only_its_choices(given):
    assert env.envchoice(NAME, "local", ("local", "s3")) == "local"
    given("s3")
    assert env.envchoice(NAME, "local", ("local", "s3")) == "s3"
    given("S3")
    with pytest.raises(ImproperlyConfigured, match=f"^{NAME} must be one of local, s3$"):
        env.envchoice(NAME, "local", ("local", "s3"))


@pytest.mark.parametrize(
    ("value", "expected"), [("a", ["a"]), (" a, b ,", ["a", "b"]), (",", ["else"]), ("", ["else"])]
)
def test_list_splits_at_commas_and_drops_blanks(given, value, expected):
    given(value)
    assert env.envlist(NAME, ["else"]) == expected


def test_list_without_a_default_is_required(given):
    given(" , ")
    with pytest.raises(ImproperlyConfigured, match=f"^{NAME} must be set$"):
        env.envlist(NAME)


def test_list_does_not_hand_out_the_default_itself(given):
    default = ["a"]
    env.envlist(NAME, default).append("b")
    assert default == ["a"]


def test_secret_comes_from_the_variable(given):
    given("s3cret")
    assert env.envsecret(NAME) == "s3cret"


def test_secret_comes_from_the_file_without_its_newline(given, tmp_path):
    (tmp_path / "key").write_text("s3cret\n")
    given(str(tmp_path / "key"), f"{NAME}_FILE")
    assert env.envsecret(NAME) == "s3cret"


def test_secret_given_twice_is_refused_without_being_told(given, tmp_path):
    (tmp_path / "key").write_text("s3cret")
    given("other-s3cret")
    given(str(tmp_path / "key"), f"{NAME}_FILE")
    with pytest.raises(ImproperlyConfigured, match="set only once") as refused:
        env.envsecret(NAME)
    assert "s3cret" not in str(refused.value)


@pytest.mark.parametrize(
    "content", [None, b"", b" \n", b"\xff\xfe\x00"], ids=["missing", "empty", "blank", "binary"]
)
def test_secret_file_that_holds_no_text_is_refused(given, tmp_path, content):
    if content is not None:
        (tmp_path / "key").write_bytes(content)
    given(str(tmp_path / "key"), f"{NAME}_FILE")
    with pytest.raises(ImproperlyConfigured, match=f"^{NAME}_FILE must be "):
        env.envsecret(NAME, "default")


def test_secret_without_a_default_is_required(given):
    assert env.envsecret(NAME, "") == ""
    with pytest.raises(ImproperlyConfigured, match=f"^{NAME} must be set$"):
        env.envsecret(NAME)


def test_postgres_is_none_when_unset(given):
    assert env.envpostgres(NAME) is None


def test_postgres_address_becomes_a_database_entry(given):
    given("postgresql://cue:p%40ss%2Fword@db.example:6432/films?sslmode=require&connect_timeout=5")
    assert env.envpostgres(NAME) == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "films",
        "USER": "cue",
        "PASSWORD": "p@ss/word",
        "HOST": "db.example",
        "PORT": 6432,
        "OPTIONS": {"sslmode": "require", "connect_timeout": "5"},
    }


def test_postgres_port_and_user_may_be_left_out(given):
    given("postgres://db.example/films")
    entry = env.envpostgres(NAME)
    assert (entry["PORT"], entry["USER"], entry["PASSWORD"], entry["OPTIONS"]) == (5432, "", "", {})


def test_postgres_behind_a_local_socket(given):
    given("postgresql:///films?host=/run/PostgreSQL")
    entry = env.envpostgres(NAME)
    assert (entry["HOST"], entry["NAME"], entry["OPTIONS"]) == ("/run/PostgreSQL", "films", {})


def test_postgres_address_may_come_from_a_file(given, tmp_path):
    (tmp_path / "url").write_text("postgresql://cue:hush@db/films\n")
    given(str(tmp_path / "url"), f"{NAME}_FILE")
    assert env.envpostgres(NAME)["PASSWORD"] == "hush"


@pytest.mark.parametrize(
    "value",
    [
        "mysql://cue:hush@db/films",
        "cue:hush@db/films",
        "postgresql://cue:hush@db",
        "postgresql://cue:hush@db/films/more",
        "postgresql://cue:hush@db:port/films",
        "postgresql://cue:hush@db:99999/films",
        "postgresql://cue:hush@/films",
        "postgresql://cue:hush@db/films?sslmod=require",
    ],
)
def test_postgres_address_of_another_shape_is_refused_without_its_password(given, value):
    given(value)
    with pytest.raises(ImproperlyConfigured, match=f"^{NAME} must be ") as refused:
        env.envpostgres(NAME)
    assert "hush" not in str(refused.value)
