"""Web applications of ours on ports of this machine."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from contracts.errors import ServiceError


@asynccontextmanager
async def serving(
    app: web.Application, host: str, port: int, setting: str, tls: ssl.SSLContext | None = None
) -> AsyncIterator[None]:
    """Serves the application for as long as the context lasts, with `tls` over HTTPS; `setting` is where the
    port comes from.

    What the application needs opens and closes with it (`app.cleanup_ctx`). Raises ServiceError when the
    port is taken.
    """
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, host, port, ssl_context=tls).start()
        except OSError as error:
            raise ServiceError(
                f"{host}:{port} cannot be used ({error.strerror}): another program, or another hotline, "
                f"has it. Stop that one (hotline stop) or set {setting} in config.yaml to a free port."
            ) from error
        yield
    finally:
        await runner.cleanup()
