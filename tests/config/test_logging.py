"""Log lines: one event each, with its context and without secrets."""

import json
import logging
import logging.config

import pytest
import structlog

from config.logging import StderrHandler, configure, hide_secrets


@pytest.fixture
def lines(capsys):
    """Logs as production does; lines() gives what was written as JSON values."""
    root = logging.getLogger()
    before = root.handlers[:], root.level
    logging.config.dictConfig(configure(json=True, level="INFO"))
    yield lambda: [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    root.handlers[:], root.level = before
    structlog.contextvars.clear_contextvars()


def test_an_event_is_one_line_of_json(lines):
    structlog.get_logger("trailers.worker").info("job_done", job="j1", ms=12)
    (line,) = lines()
    assert line.pop("timestamp").endswith("Z")
    assert line == {"event": "job_done", "job": "j1", "ms": 12, "level": "info", "logger": "trailers.worker"}


def test_a_library_log_leaves_through_the_same_door(lines):
    logging.getLogger("botocore").warning("retry %s", 2, extra={"bucket": "films"})
    (line,) = lines()
    assert (line["event"], line["level"], line["bucket"]) == ("retry 2", "warning", "films")


def test_django_s_request_object_stays_out(lines):
    extra = {"request": object(), "server_time": "now", "status_code": 404}
    logging.getLogger("django.request").warning("Not Found: %s", "/x", extra=extra)
    (line,) = lines()
    assert (line["event"], line["status_code"]) == ("Not Found: /x", 404)
    assert not {"request", "server_time"} & set(line)


def test_for_people_a_file_gets_no_colours(capsys):
    formatter = dict(configure(json=False, level="INFO")["formatters"]["event"])
    handler = StderrHandler()
    handler.setFormatter(formatter.pop("()")(**formatter))
    handler.handle(logging.makeLogRecord({"msg": "set up", "levelname": "INFO", "name": "cuelock"}))
    assert "\x1b" not in (written := capsys.readouterr().err)
    assert "set up" in written


def test_the_context_is_on_every_line_inside_it_only(lines):
    with structlog.contextvars.bound_contextvars(request_id="r1"):
        structlog.get_logger().info("inside")
        logging.getLogger("django").info("library")
    structlog.get_logger().info("outside")
    assert [line.get("request_id") for line in lines()] == ["r1", "r1", None]


def test_below_the_level_nothing_is_written(lines):
    structlog.get_logger().debug("quiet")
    assert lines() == []


def test_an_exception_is_structured(lines):
    try:
        raise ValueError("no such frame")
    except ValueError:
        structlog.get_logger().exception("render_failed")
    (line,) = lines()
    assert line["exception"][0]["exc_type"] == "ValueError"


@pytest.mark.parametrize(
    "key", ["password", "api_key", "Authorization", "session_token", "set-cookie", "client_secret"]
)
def test_a_secret_is_blanked(key):
    assert hide_secrets(None, "info", {"event": "call", key: "hush", "url": "/x"}) == {
        "event": "call",
        key: "***",
        "url": "/x",
    }


def test_a_secret_is_blanked_on_its_way_out(lines):
    structlog.get_logger().info("call", api_key="hush")
    logging.getLogger("openai").info("call", extra={"api_key": "hush"})
    assert [line["api_key"] for line in lines()] == ["***", "***"]


def _break(user_password: str) -> None:
    hint = f"{user_password} of somebody"
    raise ValueError(len(hint))


@pytest.mark.parametrize("as_json", [True, False], ids=["json", "for people"])
def test_a_trace_names_places_and_no_values(capsys, as_json):
    root = logging.getLogger()
    before = root.handlers[:], root.level
    logging.config.dictConfig(configure(json=as_json, level="INFO"))
    try:
        try:
            _break(str(2**40))  # a secret that stands in no source line
        except ValueError:
            logging.getLogger("trailers").exception("it broke")
            structlog.get_logger("trailers").exception("it broke again")
    finally:
        root.handlers[:], root.level = before
    written = capsys.readouterr().err
    assert "1099511627776" not in written
    assert written.count("ValueError") >= 2 and "_break" in written
    assert "it broke again" in written


def test_the_queue_s_chatter_stays_out_and_its_trouble_does_not(lines):
    logging.getLogger("django-q").info("Process-1:1 processing 'pump'")
    logging.getLogger("django-q").error("Failed 'pump'")
    assert [line["event"] for line in lines()] == ["Failed 'pump'"]
