"""Keeps other sites and other people out: headers, same-origin requests, sessions."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Middleware

from agent_assist.access.sessions import LoginSession, Sessions
from agent_assist.board.board import Board
from agent_assist.refusal import ActionRefused
from agent_assist.rights.table import PUBLIC, right_of

COOKIE = "hotline_desk"
_SESSION = web.RequestKey("session", LoginSession)

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


def guards(sessions: Sessions, board: Board) -> tuple[Middleware, ...]:
    """All that a request passes, in this order."""
    return same_origin, refused, entrance(sessions, board)


def entrance(sessions: Sessions, board: Board) -> Middleware:
    """A middleware that lets those through whose role has a right to the route (`agent_assist.rights`).

    How far the right reaches, own or all, the route looks at itself. A route that is in no row of the table
    is refused to everybody.
    """

    @web.middleware
    async def enter(
        request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        resource = request.match_info.route.resource
        method = "GET" if request.method == "HEAD" else request.method
        if resource is None or f"{method} {resource.canonical}" in PUBLIC:  # None: there is no such page
            return await handler(request)
        session = session_of(request, sessions, board)
        if session is None:
            return log_in_first()
        right = right_of(method, resource.canonical)
        if right is None or right.reach(board.agents[session.agent].role) == "none":
            return problem(403, "not_allowed", right.refusal if right else "没有这个权限 / Not allowed")
        request[_SESSION] = session
        return await handler(request)

    return enter


def login_of(request: web.Request) -> LoginSession:
    """The session of who came in by `entrance`."""
    return request[_SESSION]


def agent_of(request: web.Request) -> str:
    """The id of who came in by `entrance`."""
    return login_of(request).agent
