"""What takes OTLP over HTTP in tests, read with the protocol's own classes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from aiohttp import web

if TYPE_CHECKING:
    from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
    from opentelemetry.proto.common.v1.common_pb2 import KeyValue
    from opentelemetry.proto.trace.v1.trace_pb2 import Span


class Receiver:
    """What takes OTLP over HTTP at `url`; `status`: what it answers."""

    def __init__(self) -> None:
        self.url = ""
        self.status = 200
        self.headers: list[dict[str, str]] = []
        self.requests: list[ExportTraceServiceRequest] = []

    async def take(self, request: web.Request) -> web.Response:
        # Late: of an extra, without which tests that need it are skipped.
        from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
            ExportTraceServiceRequest,
            ExportTraceServiceResponse,
        )

        self.headers.append({name.lower(): value for name, value in request.headers.items()})
        if self.status == 200:
            self.requests.append(ExportTraceServiceRequest.FromString(await request.read()))
        answer = ExportTraceServiceResponse().SerializeToString()
        elsewhere = {"Location": f"{self.url}/v1/traces"} if self.status == 307 else {}
        kind = "application/x-protobuf"
        return web.Response(body=answer, status=self.status, content_type=kind, headers=elsewhere)

    @property
    def spans(self) -> list[Span]:
        return [
            span
            for request in self.requests
            for of_resource in request.resource_spans
            for scope in of_resource.scope_spans
            for span in scope.spans
        ]


@asynccontextmanager
async def receiving() -> AsyncIterator[Receiver]:
    """One on a free port of loopback, for as long as the context lasts."""
    found = Receiver()
    application = web.Application()
    application.router.add_post("/v1/traces", found.take)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    found.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield found
    finally:
        await runner.cleanup()


def values(attributes: Sequence[KeyValue]) -> dict[str, object]:
    found: dict[str, object] = {}
    for one in attributes:
        found[one.key] = getattr(one.value, one.value.WhichOneof("value"))
    return found
