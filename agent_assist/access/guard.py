"""Keeps other sites and other people out: headers, same-origin requests, sessions."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from aiohttp import web

from agent_assist.access.sessions import LoginSession, Sessions
from agent_assist.board.board import Board
from agent_assist.refusal import ActionRefused

COOKIE = "hotline_desk"

HEADERS = {
    # Nothing but our own files, no inline script; the page is never put into a frame.
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "font-src 'self'; media-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


async def add_headers(_request: web.Request, response: web.StreamResponse) -> None:
    """Adds the security headers; API answers are never cached."""
    response.headers.update(HEADERS)
    response.headers.setdefault("Cache-Control", "no-store")


@web.middleware
async def same_origin(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Refuses what another site makes a browser send.

    The cookie is SameSite=Strict already; this also covers sites on another port of this host,
    which count as the same site. Programs that are no browsers send neither header.
    """
    if request.method != "GET" or "Upgrade" in request.headers:
        origin = request.headers.get("Origin")
        foreign = origin is not None and urlsplit(origin).netloc != request.host
        if foreign or request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
            return problem(403, "foreign_origin", "请从工作台页面操作 / Use the desk's own page")
    return await handler(request)


@web.middleware
async def refused(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """What is not possible now is answered with 409 and the reason."""
    try:
        return await handler(request)
    except ActionRefused as refusal:
        return problem(409, "refused", str(refusal))


def problem(status: int, code: str, message: str, **headers: str) -> web.Response:
    """An error answer: `{"error": code, "message": what to do}`."""
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return web.json_response({"error": code, "message": message}, status=status, headers=names)


def log_in_first() -> web.Response:
    """The answer to whoever has no session."""
    return problem(401, "not_logged_in", "请先登录 / Log in first")


def session_of(request: web.Request, sessions: Sessions, board: Board) -> LoginSession | None:
    """The session of the request's cookie, if its agent still exists."""
    session = sessions.find(request.cookies.get(COOKIE, ""))
    return session if session is not None and session.agent in board.agents else None


def agent_of(request: web.Request, sessions: Sessions, board: Board) -> str | None:
    """The id of who asks; None: nobody is logged in."""
    session = session_of(request, sessions, board)
    return session.agent if session is not None else None


def overseer_of(request: web.Request, sessions: Sessions, board: Board, refusal: str) -> str | web.Response:
    """The id of who asks, if they oversee; else what they are answered, with `refusal` for other agents."""
    agent = agent_of(request, sessions, board)
    if agent is None:
        return log_in_first()
    return agent if board.agents[agent].oversees else problem(403, "not_allowed", refusal)
