"""A web server on loopback that knows Range, and breaks off when it is told to."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Publisher(ThreadingHTTPServer):
    """Serves `content` at any path. What was asked for is in `ranges`."""

    daemon_threads = True

    def __init__(self, content: bytes) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.content = content
        self.etag: str | None = '"one"'
        self.knows_range = True
        self.breaks: list[int] = []
        """For each coming answer: break off after so many bytes; none are left: send all."""
        self.status = 200
        self.kind = "application/zip"
        self.location: str | None = None
        self.ranges: list[str | None] = []

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up early is part of the tests."""

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/model.zip"


class _Handler(BaseHTTPRequestHandler):
    server: Publisher

    def do_GET(self) -> None:
        wanted = self.headers.get("Range")
        self.server.ranges.append(wanted)
        if self.server.location:
            self.send_response(302)
            self.send_header("Location", self.server.location)
            self.end_headers()
            return
        if self.server.status != 200:
            self.send_error(self.server.status)
            return
        content, start = self.server.content, 0
        found = re.fullmatch(r"bytes=(\d+)-", wanted or "")
        if found and self.server.knows_range and self.headers.get("If-Range") in (None, self.server.etag):
            start = int(found[1])
            if start >= len(content):
                self.send_response(416)
                self.send_header("Content-Range", f"bytes */{len(content)}")
                self.end_headers()
                return
            self.send_response(206)
            self.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
        else:
            self.send_response(200)
        body = content[start:]
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Type", self.server.kind)
        if self.server.etag:
            self.send_header("ETag", self.server.etag)
        self.end_headers()
        self.wfile.write(body[: self.server.breaks.pop(0)] if self.server.breaks else body)
        self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        """Silence."""


@contextmanager
def publishing(content: bytes) -> Iterator[Publisher]:
    server = Publisher(content)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
