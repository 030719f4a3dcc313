"""Spans go to a collector by OTLP over HTTP: OpenTelemetry's own exporter, in a thread of its own.

Imported only where a collector is configured: its libraries take half a second.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import version

import requests
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.sdk.trace.id_generator import IdGenerator
from opentelemetry.sdk.trace.sampling import ALWAYS_ON
from opentelemetry.trace import (
    NonRecordingSpan,
    SpanContext,
    StatusCode,
    TraceFlags,
    set_span_in_context,
)

from hotline.telemetry.spans import Span

log = logging.getLogger(__name__)

QUEUE = 8192
"""Spans that wait, of some 300 calls; what comes beyond them is dropped and counted."""
BATCH = 512
PAUSE_S = 2.0
"""How long spans gather before they are sent."""
ANSWER_S = 5.0
"""How long a batch may take, with all tries; then it is lost and counted."""
FAREWELL_S = 3.0
"""How long `close` may take to send what still waits."""

Count = Callable[[str, int], None]
"""Hears what became of so many spans: sent, failed, dropped. Called from any thread."""


class Collector:
    """Sends spans to `endpoint`. Neither waits nor raises; a collector that is away costs its spans."""

    def __init__(
        self,
        endpoint: str,
        headers: Mapping[str, str],
        service: str,
        node: str,
        count: Count,
        queue: int = QUEUE,
    ) -> None:
        # Its libraries log each try; `_Counted` says once that the collector is away.
        logging.getLogger("opentelemetry").setLevel(logging.CRITICAL)
        self._queue = queue
        self._count = count
        self._handed = 0
        self._ids = _Ids()
        session = requests.Session()
        session.max_redirects = 0  # headers go to the configured address only
        exporter = OTLPSpanExporter(endpoint, headers=headers, timeout=ANSWER_S, session=session)
        self._exporter = _Counted(exporter, endpoint, count)
        self._processor = BatchSpanProcessor(
            self._exporter,
            max_queue_size=queue,
            schedule_delay_millis=PAUSE_S * 1000,
            max_export_batch_size=min(BATCH, queue),
        )
        us = {
            "service.name": service,
            "service.version": version("hotline-12345"),
            "service.instance.id": node,
        }
        provider = TracerProvider(
            ALWAYS_ON, Resource.create(us), shutdown_on_exit=False, id_generator=self._ids
        )
        provider.add_span_processor(self._processor)
        self._tracer = provider.get_tracer("hotline", us["service.version"])

    def send(self, spans: Sequence[Span]) -> None:
        """Takes spans to be sent soon."""
        room = max(0, self._queue - (self._handed - self._exporter.done))
        for span in spans[:room]:
            self._hand(span)
        self._handed += min(room, len(spans))
        if len(spans) > room:
            self._count("dropped", len(spans) - room)

    async def close(self) -> None:
        """Sends what waits, for `FAREWELL_S` at most; what is left then is lost."""
        # A thread that nobody waits for at the end of the process, unlike asyncio's own.
        ending = threading.Thread(target=self._processor.shutdown, name="telemetry ends", daemon=True)
        ending.start()
        await asyncio.to_thread(ending.join, FAREWELL_S)
        if ending.is_alive():
            self._exporter.shutdown()
        if lost := self._handed - self._exporter.done:
            self._count("dropped", lost)

    def _hand(self, span: Span) -> None:
        self._ids.trace, self._ids.span = span.trace, span.id
        context = Context()
        if span.parent is not None:
            sampled = TraceFlags(TraceFlags.SAMPLED)
            parent = SpanContext(span.trace, span.parent, is_remote=span.remote, trace_flags=sampled)
            context = set_span_in_context(NonRecordingSpan(parent), context)
        made = self._tracer.start_span(
            span.name, context, attributes=span.attributes, start_time=round(span.start * 1e9)
        )
        if span.failed:
            made.set_status(StatusCode.ERROR)
        made.end(round(span.end * 1e9))


class _Ids(IdGenerator):
    """Those that the projection has given the span which is made now."""

    def __init__(self) -> None:
        self.trace = self.span = 0

    def generate_span_id(self) -> int:
        return self.span

    def generate_trace_id(self) -> int:
        return self.trace


class _Counted(SpanExporter):
    """Counts what became of spans, and logs once that the collector is away, and that it is back."""

    def __init__(self, exporter: SpanExporter, where: str, count: Count) -> None:
        self._exporter = exporter
        self._where = where
        self._count = count
        self._away = False
        self.done = 0
        """Spans that wait no longer."""

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        result = self._exporter.export(spans)
        took = result is SpanExportResult.SUCCESS
        self.done += len(spans)
        self._count("sent" if took else "failed", len(spans))
        if self._away == took:
            self._away = not took
            if took:
                log.info("the collector %s is back", self._where)
            else:
                log.warning("the collector %s takes no spans: they are lost, calls go on", self._where)
        return result

    def shutdown(self) -> None:
        self._exporter.shutdown()
