"""The page of the API in a real browser: drawn from the schema, within the policy that every page has."""

from __future__ import annotations

from typing import Any

from tests.api.test_access import MATRIX


def test_every_operation_is_shown_and_nothing_foreign_is_loaded(signed_in: Any, live_server: Any) -> None:
    loaded: list[str] = []
    signed_in.on("request", lambda request: loaded.append(request.url))
    signed_in.goto(live_server.url + "/api/v1/docs")
    signed_in.wait_for_selector("#operations-projects-project_new")
    assert signed_in.locator(".opblock").count() == len(MATRIX) - 2, "all but the schema and this page"
    assert [url for url in loaded if not url.startswith((live_server.url, "data:", "blob:"))] == []
