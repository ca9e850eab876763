"""Requests of our own: only to where they may go, and only so long."""

import pytest

from helpdesk.lib import http


def test_it_posts_and_says_what_came_back(http_double):
    http_double.status, http_double.body = 418, b"short and stout"
    answer = http.post(f"{http_double.url}/pot?size=1", b"tea", {"X-Sugar": "2"})
    [asked] = http_double.asked
    assert (asked.path, asked.body, asked.headers["X-Sugar"], asked.headers["User-Agent"]) == (
        "/pot?size=1", b"tea", "2", "Tugi",
    )  # fmt: skip
    assert (answer.status, answer.body) == (418, b"short and stout")


def test_a_redirect_is_an_answer_and_not_followed(http_double):
    http_double.status, http_double.headers = 302, {"Location": f"{http_double.url}/elsewhere"}
    assert http.post(f"{http_double.url}/here", b"").status == 302
    assert [one.path for one in http_double.asked] == ["/here"]


def test_a_private_address_is_not_even_connected_to(http_double, settings):
    settings.PRIVATE_HTTP_HOSTS = ["10.0.0.0/8"]
    port = http_double.url.rpartition(":")[2]
    for host in ("127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "2130706433", "0x7f000001"):
        with pytest.raises(http.Unreachable) as refused:
            http.post(f"http://{host}:{port}/", b"")
        assert refused.value.code in ("private_network", "gaierror")
    assert http_double.asked == []


@pytest.mark.parametrize(
    "url, code",
    [
        ("ftp://example.com/", "not_https"),
        ("https://", "not_a_url"),
        ("https://me:secret@example.com/", "not_a_url"),
        ("https://example.com:99999/", "not_a_url"),
        ("nonsense", "not_a_url"),
    ],
)
def test_what_is_no_address_is_refused(url, code):
    with pytest.raises(http.Unreachable) as refused:
        http.post(url, b"")
    assert refused.value.code == code


def test_plain_http_is_refused_where_no_network_was_allowed(settings):
    settings.PRIVATE_HTTP_HOSTS = []
    with pytest.raises(http.Unreachable) as refused:
        http.post("http://127.0.0.1:1/", b"")
    assert refused.value.code == "not_https"


def test_an_endless_answer_is_cut_off(http_double):
    http_double.body = bytes(http.MOST + 1)
    with pytest.raises(http.Unreachable) as refused:
        http.post(http_double.url, b"")
    assert refused.value.code == "too_long"


def test_who_drips_is_left_when_the_time_is_over(http_double):
    http_double.drips = True
    with pytest.raises(http.Unreachable) as refused:
        http.post(http_double.url, b"", seconds=1)
    assert refused.value.code == "TimeoutError"
