"""Web applications of ours on ports of this machine: served, closed, and refused a port that is taken."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp import web

from contracts.errors import ServiceError
from hotline.machine.serving import serving

HOST = "127.0.0.1"


def application(log: list[str]) -> web.Application:
    async def part(_app: web.Application) -> AsyncIterator[None]:
        log.append("opened")
        yield
        log.append("closed")

    async def hello(_request: web.Request) -> web.Response:
        return web.Response(text="您好")

    app = web.Application()
    app.cleanup_ctx.append(part)
    app.router.add_get("/", hello)
    return app


async def test_an_application_is_served_with_its_parts_and_closed_with_them() -> None:
    log: list[str] = []
    with socket.create_server((HOST, 0)) as free:
        port = free.getsockname()[1]
    async with serving(application(log), HOST, port, "desk.port"):
        assert log == ["opened"]
        async with aiohttp.ClientSession() as http, http.get(f"http://{HOST}:{port}/") as reply:
            assert await reply.text() == "您好"
    assert log == ["opened", "closed"]
    with socket.create_server((HOST, port)):
        """Free again."""


async def test_a_port_that_is_taken_says_which_setting_to_change_and_closes_the_parts() -> None:
    log: list[str] = []
    with socket.create_server((HOST, 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ServiceError, match=rf"{HOST}:{port}.*desk\.port"):
            async with serving(application(log), HOST, port, "desk.port"):
                log.append("served")
    assert log == ["opened", "closed"]
