"""Serves the built web app, or says how to build it."""

from __future__ import annotations

from pathlib import Path

from aiohttp import web

_NOT_BUILT = """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>坐席工作台</title></head><body>
<h1>坐席工作台页面尚未构建</h1>
<p>请在项目目录运行 <code>script/setup</code>，或在 <code>agent_assist/web</code> 中运行
<code>npm ci &amp;&amp; npm run build</code>，然后刷新本页。</p>
<p lang="en">The desk's page is not built yet: run <code>script/setup</code>, then reload.</p>
</body></html>
"""

_FOREVER = "public, max-age=31536000, immutable"


def add_pages(app: web.Application, dist: Path) -> None:
    """Serves `dist` (made by `npm run build`) at /; its absence is told by the page itself."""

    async def index(_request: web.Request) -> web.StreamResponse:
        page = dist / "index.html"
        # Small local files; aiohttp hands them to a thread.
        if page.is_file():
            return web.FileResponse(page, headers={"Cache-Control": "no-cache"})
        return web.Response(text=_NOT_BUILT, content_type="text/html", status=503)

    async def file(request: web.Request) -> web.StreamResponse:
        folder = dist / "assets"
        path = (folder / request.match_info["name"]).resolve()
        if path.parent != folder.resolve() or not path.is_file():
            raise web.HTTPNotFound
        # Their names carry a hash of the content, so they may be kept for ever.
        return web.FileResponse(path, headers={"Cache-Control": _FOREVER})

    async def icon(_request: web.Request) -> web.StreamResponse:
        path = dist / "favicon.svg"
        if not path.is_file():
            raise web.HTTPNotFound
        return web.FileResponse(path)

    app.router.add_get("/", index)
    app.router.add_get("/assets/{name}", file)
    app.router.add_get("/favicon.svg", icon)
