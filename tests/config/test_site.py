"""What every answer of the site carries."""

import pytest

pytestmark = pytest.mark.django_db


def policy_of(response):
    return dict(
        part.strip().split(" ", 1) for part in response["Content-Security-Policy"].split(";") if part.strip()
    )


def test_a_page_runs_only_our_own_scripts(client):
    policy = policy_of(client.get("/"))
    assert policy["script-src"] == policy["style-src"] == policy["default-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["object-src"] == policy["base-uri"] == "'none'"


def test_a_page_is_not_framed_and_not_sniffed(client):
    response = client.get("/")
    assert (response["X-Frame-Options"], response["X-Content-Type-Options"]) == ("DENY", "nosniff")


def test_each_request_has_an_id_of_its_own(client):
    first, second = client.get("/healthz")["X-Request-ID"], client.get("/healthz")["X-Request-ID"]
    assert len(first) == 32
    assert first != second


def test_a_proxy_s_request_id_is_kept(client):
    assert client.get("/healthz", headers={"X-Request-ID": "edge-1.a_b"})["X-Request-ID"] == "edge-1.a_b"


@pytest.mark.parametrize("given", ["", "a b", "x" * 65, "a\nlevel=error", "<script>"])
def test_a_request_id_that_is_not_plain_is_replaced(client, given):
    answered = client.get("/healthz", headers={"X-Request-ID": given})["X-Request-ID"]
    assert answered != given
    assert len(answered) == 32


def test_the_admin_asks_for_a_login(client):
    response = client.get("/admin/")
    assert response.status_code == 302
    assert response["Location"].startswith("/admin/login/")
