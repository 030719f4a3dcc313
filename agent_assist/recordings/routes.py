"""The routes for recordings. Only who oversees may listen; that they did is an event."""

from __future__ import annotations

import time

from aiohttp import web

from agent_assist.access import guard
from agent_assist.access.sessions import LoginSession
from agent_assist.recordings.port import Playable, Recordings

SAME_S = 60.0
"""A player fetches one recording in many pieces: so long they count as one listening."""
MOST = 1000
"""Listenings that are remembered for that."""


def add_recordings(app: web.Application, recordings: Recordings) -> None:
    """Adds the routes; log-in is that of the desk."""
    routes = _Routes(recordings)
    app.router.add_get("/api/calls/{call}/recordings", routes.of_call)
    app.router.add_get("/api/recordings/{name}.wav", routes.play)


class _Routes:
    def __init__(self, recordings: Recordings) -> None:
        self._recordings = recordings
        self._heard: dict[tuple[str, str], float] = {}
        """When a session last fetched a piece of a recording, on the monotonic clock."""

    async def of_call(self, request: web.Request) -> web.Response:
        """GET /api/calls/{call}/recordings: which there are."""
        found = await self._recordings.of_call(request.match_info["call"])
        shown = [{"name": one.name, "at": one.at, "seconds": one.seconds} for one in found]
        return web.json_response({"recordings": shown})

    async def play(self, request: web.Request) -> web.StreamResponse:
        """GET /api/recordings/{name}.wav: the sound, also pieces of it (Range)."""
        found = await self._recordings.find(request.match_info["name"])
        if found is None:
            return guard.problem(
                404, "no_such_recording", "没有这段录音，或已删除 / No such recording any more"
            )
        self._note(guard.login_of(request), found)
        return web.FileResponse(found.file, headers={"Content-Type": "audio/wav"})

    def _note(self, session: LoginSession, found: Playable) -> None:
        key, now = (session.id, found.name), time.monotonic()
        last = self._heard.pop(key, None)
        self._heard[key] = now
        while len(self._heard) > MOST:
            del self._heard[next(iter(self._heard))]
        if last is None or now - last > SAME_S:
            self._recordings.played(found, session.agent)
