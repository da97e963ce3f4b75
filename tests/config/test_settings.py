"""Settings as a fresh process reads them: each test starts one with its own environment."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PRODUCTION = {
    "CUELOCK_ENV": "production",
    "CUELOCK_HOSTS": "cuelock.example",
    "CUELOCK_SECRET_KEY": "for-this-test-only-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFG",
}
S3 = {"CUELOCK_STORAGE": "s3", "CUELOCK_S3_BUCKET": "films"}


def run(*arguments, tmp_path, **environment):
    """Python in the repository, with nothing of Cuelock's in the environment but what is given."""
    inherited = {
        k: v for k, v in os.environ.items() if not k.startswith(("CUELOCK_", "DJANGO_", "Q_CLUSTER"))
    }
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=inherited | {"CUELOCK_VAR": str(tmp_path / "var")} | environment,
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.fixture
def settings_of(tmp_path):
    """settings_of(NAME, ..., **environment): those settings as JSON values."""

    def read(*names, **environment):
        code = (
            "import json, sys; from config import settings as s; "
            "print(json.dumps([getattr(s, n) for n in sys.argv[1:]], default=str))"
        )
        done = run("-c", code, *names, tmp_path=tmp_path, **environment)
        assert done.returncode == 0, done.stderr
        values = json.loads(done.stdout)
        return values[0] if len(names) == 1 else values

    return read


@pytest.fixture
def refusal(tmp_path):
    """refusal(**environment): the last line of a start that must fail."""

    def start(**environment):
        done = run("-c", "import config.settings", tmp_path=tmp_path, **environment)
        assert done.returncode != 0
        return done.stderr.strip().splitlines()[-1]

    return start


def test_development_starts_with_nothing_set(settings_of, tmp_path):
    debug, tls, database, storages = settings_of("DEBUG", "TLS", "DATABASES", "STORAGES")
    assert (debug, tls) == (True, False)
    assert database["default"]["NAME"] == str(tmp_path / "var" / "cuelock.sqlite3")
    assert database["default"]["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert database["default"]["OPTIONS"]["timeout"] == 20
    assert storages["default"]["OPTIONS"] == {"location": str(tmp_path / "var" / "media"), "base_url": None}


def test_development_keeps_its_generated_key(settings_of):
    assert settings_of("SECRET_KEY") == settings_of("SECRET_KEY")


def test_production_is_never_in_debug_and_only_on_tls(settings_of):
    names = (
        "DEBUG",
        "SECURE_SSL_REDIRECT",
        "SESSION_COOKIE_SECURE",
        "CSRF_COOKIE_SECURE",
        "SECURE_HSTS_SECONDS",
    )
    assert settings_of(*names, **PRODUCTION, CUELOCK_DEBUG="1") == [False, True, True, True, 31_536_000]


def test_production_without_tls_of_its_own_sends_no_hsts(settings_of):
    assert settings_of("SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS", **PRODUCTION, CUELOCK_TLS="0") == [
        False,
        0,
    ]


def test_a_forwarded_protocol_is_believed_only_when_asked(settings_of):
    code = "SECURE_PROXY_SSL_HEADER"
    assert settings_of(code, **PRODUCTION, CUELOCK_BEHIND_PROXY="1") == ["HTTP_X_FORWARDED_PROTO", "https"]
    with pytest.raises(AssertionError, match=code):
        settings_of(code, **PRODUCTION)


@pytest.mark.parametrize("missing", ["CUELOCK_HOSTS", "CUELOCK_SECRET_KEY"])
def test_production_refuses_to_start_without(refusal, missing):
    environment = {name: value for name, value in PRODUCTION.items() if name != missing}
    assert refusal(**environment).endswith(f"ImproperlyConfigured: {missing} must be set")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CUELOCK_ENV", "prod"),
        ("CUELOCK_DEBUG", "maybe"),
        ("CUELOCK_LEASE_S", "1"),
        ("CUELOCK_STORAGE", "gcs"),
        ("CUELOCK_LOG_LEVEL", "LOUD"),
        ("CUELOCK_DATABASE_URL", "mysql://db/films"),
    ],
)
def test_a_wrong_value_refuses_to_start_and_is_named(refusal, name, value):
    assert f"ImproperlyConfigured: {name} must be " in refusal(**{name: value})


def test_s3_without_a_bucket_refuses_to_start(refusal):
    assert refusal(CUELOCK_STORAGE="s3").endswith("CUELOCK_S3_BUCKET must be set")


def test_postgres_keeps_its_connections_and_has_no_pool(settings_of):
    entry = settings_of("DATABASES", CUELOCK_DATABASE_URL="postgresql://cue@db/films")["default"]
    assert (entry["ENGINE"], entry["HOST"], entry["NAME"]) == ("django.db.backends.postgresql", "db", "films")
    assert (entry["CONN_MAX_AGE"], entry["CONN_HEALTH_CHECKS"]) == (60, True)
    assert "pool" not in entry["OPTIONS"]


def test_s3_links_are_signed_and_expire(settings_of):
    storage = settings_of("STORAGES", **S3, CUELOCK_S3_ENDPOINT="https://s3.example")["default"]
    assert storage["BACKEND"] == "storages.backends.s3.S3Storage"
    options = storage["OPTIONS"]
    assert (options["bucket_name"], options["endpoint_url"]) == ("films", "https://s3.example")
    assert (options["default_acl"], options["file_overwrite"], options["querystring_expire"]) == (
        None,
        True,
        900,
    )


@pytest.mark.parametrize(
    ("environment", "origins"),
    [
        ({}, []),
        (S3 | {"CUELOCK_S3_ENDPOINT": "https://s3.example"}, ["https://s3.example"]),
        (
            S3 | {"CUELOCK_S3_ORIGINS": "https://a.example,https://b.example"},
            ["https://a.example", "https://b.example"],
        ),
        (
            S3 | {"CUELOCK_S3_REGION": "eu-north-1"},
            ["https://films.s3.amazonaws.com", "https://films.s3.eu-north-1.amazonaws.com"],
        ),
    ],
    ids=["local", "endpoint", "named", "vendor"],
)
def test_pages_may_load_media_from_the_bucket_and_nowhere_else(settings_of, environment, origins):
    policy = settings_of("CONTENT_SECURITY_POLICY", **environment)["DIRECTIVES"]
    assert policy["media-src"] == ["'self'", "blob:", *origins]
    assert policy["connect-src"] == ["'self'", *origins]


def test_policy_allows_no_inline_and_no_eval(settings_of):
    policy = json.dumps(settings_of("CONTENT_SECURITY_POLICY"))
    assert "unsafe" not in policy
    assert "*" not in policy


def test_a_missing_engine_key_is_empty_and_a_file_may_hold_it(settings_of, tmp_path):
    (tmp_path / "key").write_text("k\n")
    keys = settings_of("ENGINE_KEYS", OPENAI_API_KEY="", ELEVENLABS_API_KEY_FILE=str(tmp_path / "key"))
    assert (keys["openai"], keys["elevenlabs"]) == ("", "k")


@pytest.mark.parametrize(("cluster", "timeout_s"), [("net@one", 180), ("media@one", 900)])
def test_a_nudge_is_never_handed_out_twice_or_kept(tmp_path, cluster, timeout_s):
    code = (
        "import django, json; django.setup(); from django_q.conf import Conf as c; "
        "print(json.dumps([c.RETRY, c.TIMEOUT, c.QUEUE_LIMIT, c.MAX_ATTEMPTS, c.ACK_FAILURES, c.SAVE_LIMIT,"
        " c.CATCH_UP, c.SCHEDULER]))"
    )
    environment = {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "CUELOCK_HOST_NAME": "one",
        "Q_CLUSTER_NAME": cluster,
    }
    done = run("-c", code, tmp_path=tmp_path, **environment)
    assert done.returncode == 0, done.stderr
    retry, timeout, queue_limit, attempts, ack_failures, save_limit, catch_up, scheduler = json.loads(
        done.stdout
    )
    assert retry >= 3 * timeout
    assert (queue_limit, attempts, ack_failures, save_limit, catch_up) == (1, 1, True, -1, False)
    assert scheduler is False  # the supervisor of each host wakes it
    assert timeout == timeout_s


def test_deploy_check_is_clean(tmp_path):
    done = run("manage.py", "check", "--deploy", "--fail-level", "WARNING", tmp_path=tmp_path, **PRODUCTION)
    assert done.returncode == 0, done.stderr
    assert "no issues (0 silenced)" in done.stdout
