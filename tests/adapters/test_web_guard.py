from __future__ import annotations

import pytest
from aiohttp import ClientSession

from adapters.web.platform import WebPlatform
from tests.adapters.web_sample import SECRET, START, Core, Page, served

POSTS = ("command", "press", "submit", "suggest", "dismiss", "clock", "member")
GETS = ("/", "/static/app.js", "/api/events", "/api/clock")


async def _status(page: Page, path: str, **headers: str) -> int:
    async with page.session.get(path, headers=headers) as response:
        return response.status


@pytest.mark.parametrize("path", GETS)
async def test_without_the_cookie_nothing_is_shown(path: str) -> None:
    async with served(Core()) as page, ClientSession(page.platform.address) as stranger, stranger.get(path) as response:
        assert response.status == 403
        assert "terminal" in await response.text()


@pytest.mark.parametrize("work", POSTS)
async def test_without_the_cookie_nothing_is_done(work: str) -> None:
    core = Core()
    async with served(core) as page:
        origin = {"Origin": page.platform.address}
        async with (
            ClientSession(page.platform.address, headers=origin) as stranger,
            stranger.post(f"/api/{work}", json={"as": "ana", "place": "study", "line": "/score"}) as response,
        ):
            assert response.status == 403
    assert core.asked == []


async def test_a_wrong_key_gives_no_cookie() -> None:
    async with (
        served(Core()) as page,
        ClientSession(page.platform.address) as stranger,
        stranger.get("/", params={"key": SECRET[:-1]}, allow_redirects=False) as response,
    ):
        assert response.status == 403
        assert not response.cookies


async def test_the_right_key_gives_a_strict_cookie_and_leaves_the_address() -> None:
    async with (
        served(Core()) as page,
        ClientSession(page.platform.address) as guest,
        guest.get("/", params={"key": SECRET}, allow_redirects=False) as response,
    ):
        assert (response.status, response.headers["Location"]) == (303, "/")
        (cookie,) = response.cookies.values()
        assert cookie["httponly"] and cookie["samesite"] == "Strict"
        assert SECRET not in cookie.value


@pytest.mark.parametrize(
    "host", ["evil.example", "192.168.0.7", "127.0.0.1.evil.example", "127.0.0.1:port", "[::1", ""]
)
async def test_a_host_that_is_not_this_machine_is_refused_even_with_the_cookie(host: str) -> None:
    async with served(Core()) as page:
        assert await _status(page, "/", Host=host) == 403


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]"])
async def test_the_names_of_this_machine_pass(host: str) -> None:
    async with served(Core()) as page:
        port = page.platform.address.rpartition(":")[2]
        cookies = page.session.cookie_jar.filter_cookies(page.session._base_url)  # type: ignore[arg-type]
        cookie = "; ".join(f"{m.key}={m.value}" for m in cookies.values())
        assert await _status(page, "/api/clock", Host=f"{host}:{port}", Cookie=cookie) == 200


@pytest.mark.parametrize("origin", ["http://evil.example", "http://127.0.0.1:1", "null", ""])
@pytest.mark.parametrize("work", POSTS)
async def test_a_post_from_another_page_is_refused(work: str, origin: str) -> None:
    core = Core()
    async with served(core) as page:
        body = {"as": "ana", "place": "study", "line": "/score", "minutes": 5, "name": "Eve"}
        async with page.session.post(f"/api/{work}", json=body, headers={"Origin": origin}) as response:
            assert response.status == 403
    assert core.asked == [] and core.moves == []


async def test_a_post_that_is_not_json_is_refused() -> None:
    async with served(Core()) as page, page.session.post("/api/command", data={"line": "/score"}) as response:
        assert response.status == 400


@pytest.mark.parametrize("path", [*GETS[:2], "/api/clock", "/nowhere", "/static/../platform.py"])
async def test_every_answer_carries_the_policy(path: str) -> None:
    async with served(Core()) as page, page.session.get(path) as response:
        policy = response.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'")
        assert "unsafe" not in policy and "*" not in policy and "http" not in policy
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Referrer-Policy"] == "no-referrer"
        assert "Access-Control-Allow-Origin" not in response.headers


async def test_other_methods_are_refused() -> None:
    async with served(Core()) as page, page.session.put("/api/command", json={}) as response:
        assert response.status == 403


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.4", "::", "example.com"])
def test_it_will_not_listen_where_others_can_reach_it(host: str) -> None:
    with pytest.raises(ValueError, match=r"127\.0\.0\.1"):
        WebPlatform(host=host, port=0, secret=SECRET, clock=lambda: START)


def test_a_short_secret_is_refused() -> None:
    with pytest.raises(ValueError, match="16"):
        WebPlatform(host="127.0.0.1", port=0, secret="guess me", clock=lambda: START)
