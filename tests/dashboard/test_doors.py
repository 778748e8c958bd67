"""Strangers, foreign pages and malformed orders are refused, and change nothing."""

import asyncio

import aiohttp
import pytest
from tests.dashboard.served import served

from hyperquote.dashboard.doors import MAX_BODY_BYTES, TOKEN_HEADER
from hyperquote.dashboard.server import Dashboard
from hyperquote.errors import ConfigError

ACTIONS = ["pause", "resume", "cancel-all", "kill"]


@pytest.mark.parametrize("path", ["/", "/session", "/history", "/stream", "/static/app.js"])
async def test_a_page_under_another_name_reads_nothing(path: str) -> None:
    async with served() as (_, _, page), aiohttp.ClientSession() as http:
        for host in ("evil.example", f"evil.example:{page.address.rsplit(':', 1)[1]}", "127.0.0.1.evil.example"):
            async with http.get(page.address + path[1:], headers={"Host": host}) as answer:
                assert answer.status == 403
                assert "only to the address" in await answer.text()
        assert page.doors.refused == 3


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1", "http://localhost:1"])
async def test_another_site_cannot_steer_even_with_the_token(action: str, origin: str) -> None:
    async with served() as (_, wheel, page), aiohttp.ClientSession() as http:
        headers = {TOKEN_HEADER: page.token, "Origin": origin}
        async with http.post(f"{page.address}control/{action}", headers=headers, json={"confirm": "kill"}) as answer:
            assert answer.status == 403
    assert wheel.asked == []


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("token", [None, "", "x", "ключ".encode().decode("latin-1")])
async def test_without_the_token_nothing_is_done(action: str, token: str | None) -> None:
    async with served() as (_, wheel, page), aiohttp.ClientSession() as http:
        headers = {} if token is None else {TOKEN_HEADER: token}
        async with http.post(f"{page.address}control/{action}", headers=headers) as answer:
            assert answer.status == 403
            assert "open the link" in await answer.text()
            assert page.token not in await answer.text()
    assert wheel.asked == []


@pytest.mark.parametrize(
    ("action", "body", "status", "text"),
    [
        ("kill", b"", 400, "must be confirmed"),
        ("kill", b'{"confirm": "yes"}', 400, "must be confirmed"),
        ("kill", b"{", 400, "JSON object"),
        ("pause", b"[1]", 400, "JSON object"),
        ("pause", b"[" * 2_000, 400, "JSON object"),
        ("pause", b"\xff\xfe", 400, "JSON object"),
        ("explode", b"", 404, "no action 'explode'"),
        ("pause", b"x" * (MAX_BODY_BYTES + 1), 413, ""),
    ],
)
async def test_what_is_malformed_is_refused_with_a_reason(action: str, body: bytes, status: int, text: str) -> None:
    async with served() as (_, wheel, page), aiohttp.ClientSession() as http:
        headers = {TOKEN_HEADER: page.token, "Origin": page.address.rstrip("/")}
        async with http.post(f"{page.address}control/{action}", headers=headers, data=body) as answer:
            assert answer.status == status
            assert text in await answer.text()
    assert wheel.asked == []


async def test_the_operator_s_link_steers() -> None:
    async with served() as (_, wheel, page), aiohttp.ClientSession() as http:
        headers = {TOKEN_HEADER: page.link.rsplit("#", 1)[1]}
        for action in ACTIONS:
            body = {"confirm": "kill"} if action == "kill" else None
            async with http.post(f"{page.address}control/{action}", headers=headers, json=body) as answer:
                assert await answer.json() == {"done": action}
    assert wheel.asked == ACTIONS


async def test_the_page_loads_nothing_from_elsewhere_and_sits_in_no_frame() -> None:
    async with served() as (_, _, page), aiohttp.ClientSession() as http, http.get(page.address) as answer:
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "frame-ancestors 'none'" in policy
        assert page.token not in await answer.text()
        async with http.get(page.address + "static/..%2fboard.py") as other:
            assert other.status == 404


async def test_an_address_that_is_taken_is_said() -> None:

    async with served() as (board, wheel, page):
        port = int(page.address.rsplit(":", 1)[1].rstrip("/"))
        with pytest.raises(ConfigError, match="--dashboard-port"):
            async with Dashboard(board, wheel, port):
                await asyncio.sleep(0)
