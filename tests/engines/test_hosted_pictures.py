"""Every engine behind the ports image and video: one set of tests for each port, then what each vendor adds."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.vendors import ark as ark_vendor
from tests.vendors import fal as fal_vendor
from tests.vendors import openai_images as openai_vendor
from tests.vendors import pictures
from tests.vendors.ark import Ark
from tests.vendors.asked import Answer
from tests.vendors.fal import Fal
from tests.vendors.openai_images import OpenAIPictures
from tests.vendors.server import (
    DROPPED,
    GARBLED,
    MUTE,
    SHORT,
    UNREACHED,
    Fault,
    Server,
    broken_after,
    refused,
    serving,
)
from trailers.domain.clock import Rate
from trailers.domain.errors import CuelockError, FatalError, RetryableError, UncertainError, UserError
from trailers.domain.script import Character, Style, Visual
from trailers.engines import connections
from trailers.engines import http as engine_http
from trailers.engines.ports import ClipRequest, ImageRequest
from trailers.engines.registry import ENGINES, engine_info, image_model, orders, video_model
from trailers.media.probe import probe_clip, probe_image

KEYS = {"ark": ark_vendor.KEY, "fal": fal_vendor.KEY, "openai": openai_vendor.KEY}
IMAGES = [name for port, name in ENGINES if port == "image"]
CLIPS = [name for port, name in ENGINES if port == "video"]
HOSTED_IMAGES = [name for name in IMAGES if name != "embedded"]
HOSTED_CLIPS = [name for name in CLIPS if name != "embedded"]
PAID = {"ark": "images", "openai": "generate", "fal": "submit"}
REQUEST = ImageRequest(
    prompt="A lighthouse on a cliff",
    visual=Visual("A lighthouse on a cliff", setting="coast", time="night", shot_size="wide"),
    style=Style(genre="thriller", tone=("tense",)),
    characters=(Character("Mara", "a grey coat and a red scarf"),),
    width=2_560,
    height=1_440,
    seed=7,
)


@pytest.fixture
def server() -> Iterator[Server]:
    with serving(Ark(), Fal(), OpenAIPictures()) as at_work:
        addresses = {name: vendor.url for name, vendor in at_work.vendors.items()}
        connections.configure(KEYS, addresses, allow_loopback=True)
        yield at_work
        connections.configure({})


@pytest.fixture
def still(tmp_path: Path) -> Path:
    path = tmp_path / "still.png"
    path.write_bytes(pictures.still(1_280, 720))
    return path


def clip_request(still: Path, **other: Any) -> ClipRequest:
    request = ClipRequest(
        image=still,
        recipe=None,
        prompt="The camera moves slowly in.",
        move="push_in",
        frames=104,
        rate=Rate(24000, 1001),
        width=1_920,
        height=1_080,
        seed=3,
    )
    return replace(request, **other)


def draw(name: str, folder: Path, **other: Any) -> Any:
    """What any engine of the port image makes, in one call or by order."""
    request = replace(REQUEST, **other)
    engine = orders("image", name)
    if engine is None:
        return image_model(name).draw(request, folder)
    order = engine.submit(request, "tag").provider_job_id
    return delivered(engine, order, folder)


def delivered(engine: Any, order: str, folder: Path) -> Any:
    for _ in range(5):
        answer = engine.poll(order, folder)
        if answer is not None:
            return answer
    raise AssertionError("it never came")


def make_clip(name: str, folder: Path, request: ClipRequest) -> Any:
    engine = orders("video", name)
    if engine is None:
        return video_model(name).render(request, folder, lambda *_: None)
    return delivered(engine, engine.submit(request, "tag").provider_job_id, folder)


def vendor_of(server: Server, port: str, name: str) -> Any:
    return server.vendor(ENGINES[port, name].provider)


class TestThePortImage:
    @pytest.mark.parametrize("name", IMAGES)
    def test_gives_a_picture_in_the_folder(self, server: Server, tmp_path: Path, name: str) -> None:
        answer = draw(name, tmp_path, width=640, height=360)
        assert answer.path.parent == tmp_path
        width, height, kind = probe_image(answer.path)
        assert width * 9 == height * 16 and kind in ("png", "jpeg")

    @pytest.mark.parametrize("name", HOSTED_IMAGES)
    def test_is_paid_once_and_says_so(self, server: Server, tmp_path: Path, name: str) -> None:
        answer = draw(name, tmp_path)
        vendor = vendor_of(server, "image", name)
        assert list(vendor.accepted().values()) == [1]
        expected = {"ark": 40_000, "fal": 40_000, "openai": 100 * 5 + 6_000 * 30}[name]
        assert answer.usage.cost_microusd == expected <= engine_info("image", name).price_microusd

    @pytest.mark.parametrize("name", HOSTED_IMAGES)
    def test_sends_the_whole_description(self, server: Server, tmp_path: Path, name: str) -> None:
        draw(name, tmp_path)
        body = vendor_of(server, "image", name).asked(PAID[name])[0].json()
        for words in ("A lighthouse on a cliff.", "Mara: a grey coat", "thriller, tense", "No text"):
            assert words in body["prompt"]
        size = body.get("size") or "{width}x{height}".format(**body["image_size"])
        assert size == "2560x1440"

    @pytest.mark.parametrize("name", HOSTED_IMAGES)
    def test_sends_references(self, server: Server, tmp_path: Path, still: Path, name: str) -> None:
        draw(name, tmp_path, references=(still, still))
        asked = vendor_of(server, "image", name).asked("edit" if name == "openai" else PAID[name])[0]
        body = asked.content
        sent = body["image[]"] if name == "openai" else body["image" if name == "ark" else "image_urls"]
        assert len(sent) == 2 and sent[0] == sent[1]
        assert "pictures given" in body["prompt"]
        if name == "openai":
            assert sent[0] == still.read_bytes(), "the very bytes: faces are trusted in no others"

    @pytest.mark.parametrize(("name", "limit"), [("ark", 14), ("fal", 10), ("openai", 16)])
    def test_refuses_too_many_references_before_it_pays(
        self, server: Server, tmp_path: Path, still: Path, name: str, limit: int
    ) -> None:
        with pytest.raises(UserError) as caught:
            draw(name, tmp_path, references=(still,) * (limit + 1))
        assert caught.value.code == "engine.too_many_references"
        assert caught.value.params["limit"] == limit
        assert vendor_of(server, "image", name).calls == []


class TestThePortVideo:
    @pytest.mark.parametrize("name", CLIPS)
    def test_gives_a_clip_that_covers_the_frames(
        self, server: Server, tmp_path: Path, still: Path, name: str
    ) -> None:
        request = clip_request(still, frames=48, rate=Rate(24, 1), width=320, height=180)
        answer = make_clip(name, tmp_path, request)
        facts = probe_clip(answer.path)
        assert facts.frames / facts.rate.exact >= 2
        assert answer.path.parent == tmp_path

    @pytest.mark.parametrize("name", HOSTED_CLIPS)
    def test_is_paid_once_and_not_more_than_was_set_aside(
        self, server: Server, tmp_path: Path, still: Path, name: str
    ) -> None:
        request = clip_request(still)
        answer = make_clip(name, tmp_path, request)
        assert list(vendor_of(server, "video", name).accepted().values()) == [1]
        aside = engine_info("video", name).call_price().of(request.frames / request.rate.exact)
        assert answer.usage.cost_microusd <= aside
        exact = {"ark": 1_871_100, "ark-2.5": 2_041_200, "fal": 0}[name]  # 5 s at 1080p; fal does not say
        assert answer.usage.cost_microusd == exact

    @pytest.mark.parametrize("name", HOSTED_CLIPS)
    def test_refuses_what_is_too_long_before_it_pays(
        self, server: Server, tmp_path: Path, still: Path, name: str
    ) -> None:
        most = 30 if name == "ark-2.5" else 15
        longest = clip_request(still, frames=24 * most, rate=Rate(24, 1))
        orders("video", name).submit(longest, "tag")
        with pytest.raises(UserError) as caught:
            orders("video", name).submit(replace(longest, frames=24 * most + 1), "tag")
        assert (caught.value.code, caught.value.params["seconds"]) == ("engine.clip_too_long", most + 1)
        assert len(vendor_of(server, "video", name).calls) == 1

    @pytest.mark.parametrize("name", HOSTED_CLIPS)
    def test_a_failed_download_keeps_the_order(
        self, server: Server, tmp_path: Path, still: Path, name: str
    ) -> None:
        vendor, engine = vendor_of(server, "video", name), orders("video", name)
        vendor.polls = 0
        order = engine.submit(clip_request(still), "tag").provider_job_id
        vendor.fault("file", SHORT)
        with pytest.raises(RetryableError) as caught:
            engine.poll(order, tmp_path)
        assert caught.value.code == "download.failed"
        vendor.file_status = 403
        with pytest.raises(RetryableError) as caught:
            engine.poll(order, tmp_path)
        assert caught.value.code == "download.expired"
        vendor.file_status = 200
        assert probe_clip(engine.poll(order, tmp_path).path).frames == 120
        assert list(vendor.accepted().values()) == [1]

    @pytest.mark.parametrize("name", HOSTED_CLIPS)
    @pytest.mark.parametrize("fault", [UNREACHED, GARBLED, Fault(Answer.json({}, 503)), DROPPED])
    def test_a_question_may_fail_without_end(
        self, server: Server, tmp_path: Path, still: Path, name: str, fault: Fault
    ) -> None:
        vendor, engine = vendor_of(server, "video", name), orders("video", name)
        order = engine.submit(clip_request(still), "tag").provider_job_id
        vendor.fault("status" if name == "fal" else "get", fault)
        with pytest.raises(RetryableError) as caught:
            engine.poll(order, tmp_path)
        assert caught.value.code == "provider.unavailable"
        assert delivered(engine, order, tmp_path)


class TestAPaidCall:
    """One row for each fault, for every hosted engine: its class, and how often it was charged."""

    ENGINES = [("image", name) for name in HOSTED_IMAGES] + [("video", name) for name in HOSTED_CLIPS]

    @pytest.fixture(autouse=True)
    def _measured(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """These are about the wire; that a picture is decoded before it leaves is shown above."""
        monkeypatch.setattr("trailers.engines.pictures.probe_image", lambda path: (1_280, 720, "png"))

    @staticmethod
    def order(server: Server, port: str, name: str, folder: Path, still: Path, fault: Fault) -> Any:
        vendor = vendor_of(server, port, name)
        paid = {"ark": "images" if port == "image" else "create", "fal": "submit", "openai": "generate"}
        vendor.fault(paid[ENGINES[port, name].provider], fault)
        with pytest.raises(CuelockError) as caught:
            if port == "video":
                orders("video", name).submit(clip_request(still), "tag")
            else:
                draw(name, folder)
        return caught.value, list(vendor.accepted().values())

    @pytest.mark.parametrize(("port", "name"), ENGINES)
    @pytest.mark.parametrize(
        ("fault", "charged"),
        [
            (DROPPED, [1]),
            (UNREACHED, []),
            (GARBLED, [1]),
            (broken_after(500), [1]),
            (broken_after(502), [1]),
            (Fault(Answer.json({}, 503)), []),
        ],
        ids=["dropped", "unreached", "garbled", "500", "502", "503"],
    )
    def test_whose_outcome_is_unknown_is_not_repeated(
        self,
        server: Server,
        tmp_path: Path,
        still: Path,
        port: str,
        name: str,
        fault: Fault,
        charged: list[int],
    ) -> None:
        error, accepted = self.order(server, port, name, tmp_path, still, fault)
        assert isinstance(error, UncertainError) and error.code == "provider.outcome_unknown"
        assert accepted == charged
        assert len(vendor_of(server, port, name).calls) == 1, "one call on the wire"

    @pytest.mark.parametrize(("port", "name"), ENGINES)
    def test_that_is_never_answered_is_of_unknown_outcome(
        self,
        server: Server,
        tmp_path: Path,
        still: Path,
        port: str,
        name: str,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr("trailers.engines.openai_images.engine.TIMEOUT_S", 0.5)
        send = engine_http.Caller._send

        def impatient(self: Any, *args: Any, **rest: Any) -> Any:
            return send(replace(self, timeout_s=0.5), *args, **rest)

        monkeypatch.setattr(engine_http.Caller, "_send", impatient)
        error, accepted = self.order(server, port, name, tmp_path, still, MUTE)
        assert isinstance(error, UncertainError)
        assert accepted == [1]

    @pytest.mark.parametrize(("port", "name"), ENGINES)
    @pytest.mark.parametrize("wish", [None, "7"])
    def test_that_comes_too_often_is_tried_later(
        self, server: Server, tmp_path: Path, still: Path, port: str, name: str, wish: str | None
    ) -> None:
        code = {"error": {"code": "ServerOverloaded", "message": "busy"}, "detail": "busy"}
        fault = refused(429, code, **({"Retry_After": wish} if wish else {}))
        error, accepted = self.order(server, port, name, tmp_path, still, fault)
        assert isinstance(error, RetryableError) and error.code == "provider.rate_limited"
        assert error.retry_after_s == (7 if wish else None)
        assert accepted == [] and len(vendor_of(server, port, name).calls) == 1

    @pytest.mark.parametrize(("port", "name"), ENGINES)
    @pytest.mark.parametrize(
        ("status", "code"),
        [
            (401, "provider.key_refused"),
            (403, "provider.account"),
            (400, "provider.request_refused"),
            (422, "provider.request_refused"),
        ],
    )
    def test_that_is_turned_down_is_not_tried_again(
        self, server: Server, tmp_path: Path, still: Path, port: str, name: str, status: int, code: str
    ) -> None:
        error, accepted = self.order(server, port, name, tmp_path, still, refused(status))
        assert isinstance(error, FatalError) and error.code == code
        assert accepted == []

    @pytest.mark.parametrize(("port", "name"), ENGINES)
    def test_that_cannot_leave_may_be_tried_again(
        self, server: Server, tmp_path: Path, still: Path, port: str, name: str
    ) -> None:
        dead = {vendor: "http://127.0.0.1:9" for vendor in KEYS}
        connections.configure(KEYS, dead, allow_loopback=True)
        with pytest.raises(RetryableError) as caught:
            if port == "video":
                orders("video", name).submit(clip_request(still), "tag")
            else:
                draw(name, tmp_path)
        assert caught.value.code == "provider.unavailable"

    @pytest.mark.parametrize(("port", "name"), ENGINES)
    def test_without_a_key_is_not_made(
        self, server: Server, tmp_path: Path, still: Path, port: str, name: str
    ) -> None:
        connections.configure({}, {})
        with pytest.raises(FatalError) as caught:
            if port == "video":
                orders("video", name).submit(clip_request(still), "tag")
            else:
                draw(name, tmp_path)
        assert caught.value.code == "provider.no_key"


def ark_error(code: str, message: str = "no") -> dict[str, Any]:
    return ark_vendor.envelope(code, message)


class TestArk:
    @pytest.mark.parametrize(
        ("code", "said"),
        [
            ("SensitiveContentDetected", "refused.prompt"),
            ("SensitiveContentDetected.SevereViolation", "refused.prompt"),
            ("InputTextSensitiveContentDetected", "refused.prompt"),
            ("InputTextRiskDetection", "refused.prompt"),
            ("InputImageSensitiveContentDetected", "refused.image"),
            ("InputImageSensitiveContentDetected.PrivacyInformation", "refused.person"),
        ],
    )
    def test_a_refusal_before_the_task_is_free_and_says_what_was_refused(
        self, server: Server, still: Path, code: str, said: str
    ) -> None:
        vendor = server.vendor("ark")
        vendor.fault("create", refused(400, ark_error(code)))
        with pytest.raises(UserError) as caught:
            orders("video", "ark").submit(clip_request(still), "tag")
        assert caught.value.code == said and vendor.accepted() == {}
        assert caught.value.params.get("cost_microusd", 0) == 0

    @pytest.mark.parametrize(
        ("ending", "kind", "code"),
        [
            (
                ark_vendor.failure("OutputVideoSensitiveContentDetected"),
                UserError,
                "refused.output",
            ),
            (
                ark_vendor.failure("OutputVideoSensitiveContentDetected.PrivacyInformation"),
                UserError,
                "refused.person",
            ),
            (ark_vendor.failure("InternalServiceError"), FatalError, "provider.task_failed"),
            ({"status": "expired"}, FatalError, "provider.task_expired"),
            ({"status": "cancelled"}, FatalError, "provider.task_failed"),
            ({"status": "resting"}, FatalError, "provider.bad_answer"),
            ({"status": "succeeded", "content": {}}, FatalError, "provider.bad_answer"),
        ],
    )
    def test_a_task_ends_in_its_class(
        self, server: Server, tmp_path: Path, still: Path, ending: Any, kind: type, code: str
    ) -> None:
        vendor, engine = server.vendor("ark"), orders("video", "ark")
        vendor.polls, vendor.endings = 0, [ending]
        order = engine.submit(clip_request(still), "tag").provider_job_id
        with pytest.raises(kind) as caught:
            engine.poll(order, tmp_path)
        assert caught.value.code == code
        assert caught.value.params.get("cost_microusd", 0) == 0

    def test_a_failed_task_that_was_billed_says_its_price(
        self, server: Server, tmp_path: Path, still: Path
    ) -> None:
        vendor, engine = server.vendor("ark"), orders("video", "ark")
        ending = ark_vendor.failure("OutputVideoSensitiveContentDetected")
        vendor.polls, vendor.endings = 0, [{**ending, "usage": {"completion_tokens": 1_000}}]
        order = engine.submit(clip_request(still), "tag").provider_job_id
        with pytest.raises(UserError) as caught:
            engine.poll(order, tmp_path)
        assert caught.value.params["cost_microusd"] == 7_700

    def test_a_lost_task_is_told(self, server: Server, tmp_path: Path) -> None:
        with pytest.raises(FatalError) as caught:
            orders("video", "ark").poll("cgt-9", tmp_path)
        assert caught.value.code == "provider.task_lost"

    @pytest.mark.parametrize(
        ("code", "message", "kind", "said", "wait_s"),
        [
            ("ModelAccountIpmRateLimitExceeded", "", RetryableError, "provider.rate_limited", 60),
            ("RateLimitExceeded.EndpointRPMExceeded", "", RetryableError, "provider.rate_limited", 60),
            ("RequestBurstTooFast", "", RetryableError, "provider.rate_limited", None),
            ("QuotaExceeded", "too many queued tasks in the queue", RetryableError, "provider.rate_limited", None),
            ("QuotaExceeded", "free quota used up", FatalError, "provider.quota", None),
            ("SetLimitExceeded", "", FatalError, "provider.quota", None),
        ],
    )  # fmt: skip
    def test_too_many_is_not_always_the_same(
        self, server: Server, still: Path, code: str, message: str, kind: type, said: str, wait_s: int | None
    ) -> None:
        server.vendor("ark").fault("create", refused(429, ark_error(code, message)))
        with pytest.raises(kind) as caught:
            orders("video", "ark").submit(clip_request(still), "tag")
        assert caught.value.code == said
        assert getattr(caught.value, "retry_after_s", None) == wait_s

    @pytest.mark.parametrize("code", ["ModelNotOpen", "InvalidEndpointOrModel.NotFound", "UnsupportedModel"])
    def test_a_model_that_is_not_open_is_named(self, server: Server, still: Path, code: str) -> None:
        server.vendor("ark").fault("create", refused(404, ark_error(code)))
        with pytest.raises(FatalError) as caught:
            orders("video", "ark").submit(clip_request(still), "tag")
        assert caught.value.code == "provider.model_missing"
        assert caught.value.params["model"] == "dreamina-seedance-2-0-260128"

    def test_an_error_inside_an_answer_of_success_is_an_error(self, server: Server, tmp_path: Path) -> None:
        vendor = server.vendor("ark")
        vendor.items = [
            {"error": {"code": "OutputImageSensitiveContentDetected", "message": "no"}},
            {"error": {}},
            {},
        ]
        for kind, code in (
            (UserError, "refused.output"),
            (FatalError, "provider.request_refused"),
            (FatalError, "provider.bad_answer"),
        ):
            with pytest.raises(kind) as caught:
                draw("ark", tmp_path)
            assert caught.value.code == code

    def test_a_picture_that_is_none_is_told(self, server: Server, tmp_path: Path) -> None:
        server.vendor("ark").items = [{"b64_json": "bm8="}]
        with pytest.raises(FatalError) as caught:
            draw("ark", tmp_path)
        assert caught.value.code == "provider.bad_answer"

    def test_the_last_frame_is_kept(self, server: Server, tmp_path: Path, still: Path) -> None:
        answer = make_clip("ark", tmp_path, clip_request(still))
        assert answer.last_frame is not None and answer.last_frame.read_bytes() == pictures.still()

    def test_a_task_that_waits_is_cancelled_and_one_that_runs_is_left(
        self, server: Server, tmp_path: Path, still: Path
    ) -> None:
        vendor, engine = server.vendor("ark"), orders("video", "ark")
        vendor.polls = 3
        first = engine.submit(clip_request(still), "one").provider_job_id
        assert engine.cancel(first) is True
        assert vendor.tasks[first]["status"] == "cancelled"
        second = engine.submit(clip_request(still), "two").provider_job_id
        vendor.tasks[second]["status"] = "running"
        assert engine.cancel(second) is False
        assert engine.cancel("cgt-9") is False
        done = engine.submit(clip_request(still), "three").provider_job_id
        vendor.tasks[done].update(status="succeeded", left=0)
        assert engine.cancel(done) is False
        assert len(vendor.asked("delete")) == 1, "a finished task's record is not deleted"


class TestLookingUp:
    NOW = datetime.now(UTC)

    def test_a_lost_order_is_found_by_its_tag(self, server: Server, still: Path) -> None:
        vendor, engine = server.vendor("ark"), orders("video", "ark")
        engine.submit(clip_request(still), "another")
        vendor.fault("create", DROPPED)
        with pytest.raises(UncertainError):
            engine.submit(clip_request(still), "ours")
        engine.submit(clip_request(still), "third")
        assert engine.find("ours", self.NOW) == "cgt-2"

    def test_an_order_that_was_never_taken_is_not_found(self, server: Server, still: Path) -> None:
        engine = orders("video", "ark")
        assert engine.find("ours", self.NOW) is None
        engine.submit(clip_request(still), "another")
        assert engine.find("ours", self.NOW) is None

    def test_a_list_without_tags_cannot_tell(self, server: Server, still: Path) -> None:
        vendor, engine = server.vendor("ark"), orders("video", "ark")
        vendor.echoes_tags = False
        engine.submit(clip_request(still), "ours")
        with pytest.raises(UncertainError):
            engine.find("ours", self.NOW)
        vendor.tasks["cgt-1"]["created_at"] = int((self.NOW - timedelta(hours=1)).timestamp())
        assert engine.find("ours", self.NOW) is None, "older tasks are somebody else's"

    def test_it_is_found_on_a_later_page(self, server: Server, still: Path) -> None:
        vendor, engine = server.vendor("ark"), orders("video", "ark")
        engine.submit(clip_request(still), "ours")
        for number in range(2, 1_003):
            vendor.tasks[f"x-{number}"] = {
                **vendor.tasks["cgt-1"],
                "id": f"x-{number}",
                "safety_identifier": "x",
            }
        assert engine.find("ours", self.NOW) == "cgt-1"
        assert [asked.query["page_num"] for asked in vendor.asked("list")] == ["1", "2", "3"]

    def test_a_queue_that_lists_nothing_cannot_tell(self, server: Server) -> None:
        for port in ("image", "video"):
            assert orders(port, "fal").can_find is False
            with pytest.raises(UncertainError):
                orders(port, "fal").find("ours", self.NOW)


class TestFal:
    @pytest.mark.parametrize(
        ("place", "words", "code"),
        [
            ("prompt", "no", "refused.prompt"),
            ("image_url", "no", "refused.image"),
            ("image_url", "The image shows a real person.", "refused.person"),
            ("", "The output was flagged.", "refused.output"),
        ],
    )
    def test_refusals_are_told_apart(
        self, server: Server, tmp_path: Path, still: Path, place: str, words: str, code: str
    ) -> None:
        vendor, engine = server.vendor("fal"), orders("video", "fal")
        vendor.polls = 0
        order = engine.submit(clip_request(still), "tag").provider_job_id
        vendor.results = [Answer.json(fal_vendor.violation(place, words), 422)]
        with pytest.raises(UserError) as caught:
            engine.poll(order, tmp_path)
        assert caught.value.code == code

    def test_completed_may_carry_an_error(self, server: Server, tmp_path: Path, still: Path) -> None:
        vendor, engine = server.vendor("fal"), orders("video", "fal")
        vendor.polls = 0
        vendor.endings = [
            {"error": "Runner died", "error_type": "runner_disconnected"},
            {"error": "flagged", "error_type": "content_policy_violation"},
        ]
        for kind, code in ((FatalError, "provider.task_failed"), (UserError, "refused.output")):
            order = engine.submit(clip_request(still), "tag").provider_job_id
            with pytest.raises(kind) as caught:
                engine.poll(order, tmp_path)
            assert caught.value.code == code

    def test_a_result_that_stumbles_is_fetched_again(
        self, server: Server, tmp_path: Path, still: Path
    ) -> None:
        vendor, engine = server.vendor("fal"), orders("video", "fal")
        vendor.polls, vendor.results = 0, [Answer.json({}, 504)]
        order = engine.submit(clip_request(still), "tag").provider_job_id
        with pytest.raises(RetryableError):
            engine.poll(order, tmp_path)
        assert engine.poll(order, tmp_path) is not None

    def test_an_order_in_the_queue_is_taken_out(self, server: Server, still: Path) -> None:
        vendor, engine = server.vendor("fal"), orders("video", "fal")
        order = engine.submit(clip_request(still), "tag").provider_job_id
        assert order == "/bytedance/seedance-2.0/requests/req-1"
        vendor.orders["req-1"]["status"] = "IN_PROGRESS"
        vendor.orders["req-1"]["left"] = 5
        assert engine.cancel(order) is False, "it runs, and may be charged"
        vendor.orders["req-1"]["status"] = "IN_QUEUE"
        assert engine.cancel(order) is True


class TestOpenAI:
    @pytest.mark.parametrize(
        ("message", "code"),
        [
            ("Your request was rejected. safety_violations=[violence]", "refused.prompt"),
            ("The generated image was rejected by the safety system", "refused.output"),
        ],
    )
    def test_refusals_are_told_apart(self, server: Server, tmp_path: Path, message: str, code: str) -> None:
        said = openai_vendor.error("moderation_blocked", message, "image_generation_user_error")
        server.vendor("openai").fault("generate", refused(400, said))
        with pytest.raises(UserError) as caught:
            draw("openai", tmp_path)
        assert caught.value.code == code and message in caught.value.params["detail"]

    def test_a_quota_that_is_used_up_is_not_tried_again(self, server: Server, tmp_path: Path) -> None:
        server.vendor("openai").fault("generate", refused(429, openai_vendor.error("insufficient_quota")))
        with pytest.raises(FatalError) as caught:
            draw("openai", tmp_path)
        assert caught.value.code == "provider.quota"

    def test_tokens_of_references_are_priced_apart(self, server: Server, tmp_path: Path, still: Path) -> None:
        answer = draw("openai", tmp_path, references=(still,))
        assert answer.usage.units == {
            "text_input_tokens": 100,
            "image_input_tokens": 1_000,
            "output_tokens": 6_000,
        }
        assert answer.usage.cost_microusd == 500 + 8_000 + 180_000


@pytest.mark.parametrize("name", ["ark", "fal", "openai"])
def test_a_key_is_in_no_text(server: Server, name: str) -> None:
    known = connections.connection(name)
    assert known.key == KEYS[name]
    assert KEYS[name] not in repr(known) and KEYS[name] not in json.dumps(str(connections._told))
