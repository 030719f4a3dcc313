"""A download that goes on where it broke off (HTTP Range, RFC 9110 section 14)."""

from __future__ import annotations

import http.client
import json
import re
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from email.message import Message
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

from contracts.errors import text as _
from models.catalogue.errors import DownloadError, SpaceError
from models.catalogue.space import is_full, require_room, sized

Progress = Callable[[str, int, int | None], None]
"""Called with the stage, bytes done and bytes in all (None while unknown)."""

_CHUNK = 1 << 18
_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+|\*)")
_UNSATISFIED = re.compile(r"bytes \*/(\d+)")
_LOCAL = ("127.0.0.1", "::1", "localhost")
_BUSY = (408, 425, 429, 500, 502, 503, 504)
"""Answers that may be better a moment later."""


def download(
    address: str,
    part: Path,
    *,
    progress: Progress,
    checked: bool = False,
    attempts: int = 3,
    timeout_s: float = 30.0,
    wait: Callable[[float], None] = time.sleep,
) -> None:
    """Fetches `address` into `part`, which may hold the beginning of it from an earlier time.

    `checked`: the caller knows the content's checksum and compares it, so that http will do, as inside an
    organisation.

    Blocking. A broken connection is taken up again at once, `attempts` times without any progress.
    Proxies are taken from the environment (`https_proxy`). What arrived is kept whatever happens.
    Raises `DownloadError` when the network says no, `SpaceError` when the disk is full.
    """
    _require_secure(address, address, checked)
    failures = 0
    while True:
        before = _size(part)
        try:
            if _fetch(address, part, progress, timeout_s, checked):
                _note(part).unlink(missing_ok=True)
                return
            reason: str = _("the connection ended early")
        except urllib.error.HTTPError as error:
            reason = _("the server answers {code} {why}").format(code=error.code, why=error.reason)
            if error.code not in _BUSY:
                raise DownloadError(f"{address}: {reason}") from error
        except (OSError, http.client.HTTPException) as error:
            if isinstance(error, OSError) and is_full(error):
                raise SpaceError(
                    _(
                        "{part}: the disk is full after {size}: make room and run it again, it goes on "
                        "from there"
                    ).format(part=part, size=sized(_size(part)))
                ) from error
            reason = str(getattr(error, "reason", None) or error or type(error).__name__)
        have = _size(part)
        failures = 0 if have > before else failures + 1
        if failures >= attempts:
            left = _("; {size} are kept and the next run goes on from there").format(size=sized(have))
            kept = left if have else ""
            raise DownloadError(
                _("{address}: cannot be fetched ({reason}){kept}").format(
                    address=address, reason=reason, kept=kept
                )
            )
        wait(float(failures))


def _fetch(address: str, part: Path, progress: Progress, timeout_s: float, checked: bool) -> bool:
    """One request; true when `part` is complete."""
    start = _size(part)
    with _open(address, part, start, timeout_s, checked) as response:
        if response is None:  # nothing is left to send
            return _size(part) > 0
        if response.status == http.HTTPStatus.PARTIAL_CONTENT:
            found = _RANGE.match(response.headers.get("Content-Range", ""))
            if found is None or int(found[1]) != start:
                part.unlink()
                return False
            total = None if found[2] == "*" else int(found[2])
        else:
            if response.headers.get_content_type() == "text/html":
                raise DownloadError(
                    _(
                        "{address}: a web page came instead of the archive; does the network ask for a "
                        "log-in?"
                    ).format(address=address)
                )
            start = 0
            length = response.headers.get("Content-Length")
            total = None if length is None else int(length)
            _note(part).write_text(json.dumps({"address": address, "etag": _validator(response.headers)}))
        if total is not None:
            require_room(part.parent, total - start, _("the download"))
        done = start
        with part.open("ab" if start else "wb") as file:
            while chunk := response.read(_CHUNK):
                file.write(chunk)
                done += len(chunk)
                progress("download", done, total)
    return total is None or done == total


class _Nothing:
    """Stands for an answer without a body in a `with`."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, *_: object) -> None:
        return None


def _open(
    address: str, part: Path, start: int, timeout_s: float, checked: bool
) -> http.client.HTTPResponse | _Nothing:
    headers = {"User-Agent": "hotline-12345", "Accept-Encoding": "identity"}
    if start:
        note = _read_note(part)
        if note.get("address", address) != address:
            part.unlink()
        else:
            headers["Range"] = f"bytes={start}-"
            if note.get("etag"):
                headers["If-Range"] = str(note["etag"])
    request = urllib.request.Request(address, headers=headers)  # noqa: S310 - checked by _require_secure
    opener = urllib.request.build_opener(_SecureRedirects(checked))
    try:
        response: http.client.HTTPResponse = opener.open(request, timeout=timeout_s)
    except urllib.error.HTTPError as error:
        if error.code != http.HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
            raise
        found = _UNSATISFIED.match(error.headers.get("Content-Range", ""))
        if found is None or int(found[1]) != start:
            part.unlink(missing_ok=True)
        return _Nothing()
    return response


class _SecureRedirects(urllib.request.HTTPRedirectHandler):
    """Follows redirects, but not to something that others can change on the way, unless it is checked."""

    def __init__(self, checked: bool) -> None:
        self._checked = checked

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: Message,
        newurl: str,
    ) -> urllib.request.Request | None:
        _require_secure(newurl, req.full_url, self._checked)
        return super().redirect_request(req, fp, code, msg, headers, newurl)  # type: ignore[arg-type]


def _require_secure(address: str, named: str, checked: bool) -> None:
    parts = urlsplit(address)
    if parts.scheme == "https" or (parts.scheme == "http" and (checked or parts.hostname in _LOCAL)):
        return
    if checked:
        raise DownloadError(
            _("{named}: {address} is neither https nor http").format(named=named, address=address)
        )
    raise DownloadError(
        _("{named}: {address} is not https; models are fetched over https only").format(
            named=named, address=address
        )
    )


def _validator(headers: Message) -> str | None:
    """What tells this version of the file from a later one: a strong ETag, else its date."""
    etag = headers.get("ETag")
    if etag and not etag.startswith("W/"):
        return str(etag)
    return headers.get("Last-Modified")


def _note(part: Path) -> Path:
    """Beside `part`: what it is the beginning of."""
    return part.with_name(part.name + ".json")


def _read_note(part: Path) -> dict[str, str | None]:
    try:
        note = json.loads(_note(part).read_text())
    except (OSError, ValueError):
        return {}
    return note if isinstance(note, dict) else {}


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0
