"""One message of another channel, as it comes in: bounded, and read with what is wrong in it."""

from __future__ import annotations

import csv
import io
import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from gettext import gettext as _
from typing import Any

from contracts.errors import HotlineError
from contracts.spreadsheets import decoded
from hotline.city.topics.grams import LONGEST

COLUMNS = {
    "id": ("id", "编号", "工单号"),
    "at": ("at", "time", "时间", "来件时间"),
    "text": ("text", "内容", "诉求内容"),
    "channel": ("channel", "渠道", "来源"),
    "telephone": ("telephone", "电话", "联系电话"),
    "district": ("district", "区", "所属区"),
    "place": ("place", "地点", "地址"),
}
NEEDED = ("id", "at", "text")
MOST_BYTES = 500 * 1024 * 1024
MOST_TOLD = 10
"""Lines of a file whose mistakes are told."""
LONGEST_ID = 120
LONGEST_NAME = 40
EARLIEST = 946_684_800.0
"""1 January 2000, seconds since the Unix epoch."""
AHEAD_S = 86_400.0
"""So far another machine's clock may go before ours."""
LARGEST_JSON = 16_384
"""Bytes of one message by MQTT."""


class FeedError(HotlineError):
    """It cannot be read; the message says what, where, and what to do."""


@dataclass(frozen=True, slots=True)
class Message:
    """What somebody wrote or reported elsewhere."""

    id: str
    """Of its channel; with the channel unique."""
    at: float
    """Seconds since the Unix epoch."""
    text: str
    channel: str = ""
    telephone: str = ""
    district: str = ""
    place: str = ""

    @property
    def name(self) -> str:
        """Among all that the city's view knows."""
        return f"{self.channel or 'feed'}:{self.id}"


def message_of(row: Mapping[str, Any]) -> Message:
    """Of a row's or an object's values by the names of `COLUMNS`. Raises `FeedError`."""
    told = {name: _text(name, row.get(name)) for name in COLUMNS if name != "at"}
    if not told["id"] or len(told["id"]) > LONGEST_ID:
        raise FeedError(_("id wants 1 to {most} characters").format(most=LONGEST_ID))
    if not told["text"]:
        raise FeedError(_("text is empty"))
    if len(told["channel"]) > LONGEST_NAME or not told["channel"].isprintable() or ":" in told["channel"]:
        raise FeedError(_("channel wants up to {most} characters, and no colon").format(most=LONGEST_NAME))
    told["text"] = told["text"][:LONGEST]
    told["place"] = told["place"][:LONGEST]
    return Message(at=_moment(row.get("at")), **told)


def from_json(payload: bytes) -> Message:
    """Of one object. Raises `FeedError`."""
    if len(payload) > LARGEST_JSON:
        raise FeedError(_("larger than {most} bytes").format(most=LARGEST_JSON))
    try:
        told = json.loads(payload)
    except (ValueError, RecursionError) as error:
        raise FeedError(_("no JSON: {error}").format(error=error)) from None
    if not isinstance(told, dict):
        raise FeedError(_("no JSON object"))
    if strange := sorted(map(str, told.keys() - COLUMNS.keys())):
        text = _("no such field: {strange}; fields are {fields}")
        raise FeedError(text.format(strange=", ".join(strange[:3]), fields=", ".join(COLUMNS)))
    return message_of(told)


def from_csv(data: bytes) -> Iterator[tuple[int, Message | FeedError]]:
    """Each line's number with what stands in it, or what is wrong with it. Raises `FeedError` for a file that
    cannot be read at all."""
    rows = csv.reader(io.StringIO(_text_of(data), newline=""))
    try:
        places = _places(next(rows, []))
        for row in rows:
            if not any(cell.strip() for cell in row):
                continue
            values = {name: row[at] if at < len(row) else "" for name, at in places.items()}
            try:
                yield rows.line_num, message_of(values)
            except FeedError as error:
                yield rows.line_num, error
    except csv.Error as error:
        text = _("line {line}: {error}: this is no CSV file")
        raise FeedError(text.format(line=rows.line_num, error=error)) from error


def _text_of(data: bytes) -> str:
    if len(data) > MOST_BYTES:
        raise FeedError(too_large())
    if (text := decoded(data)) is None:
        raise FeedError(_("the file is neither UTF-8 nor GB 18030: save it as CSV UTF-8"))
    return text


def _places(header: list[str]) -> dict[str, int]:
    known = {written: name for name, names in COLUMNS.items() for written in names}
    cells = [cell.strip() for cell in header]
    places = {known[cell]: at for at, cell in enumerate(cells) if cell in known}
    if missing := [name for name in NEEDED if name not in places]:
        chinese = {name: next(one for one in COLUMNS[name] if not one.isascii()) for name in missing}
        may = ", ".join(f"{name} ({other})" for name, other in chinese.items())
        raise FeedError(_("line 1: no column {columns}").format(columns=may))
    return places


def too_large() -> str:
    """What is said of a file beyond `MOST_BYTES`."""
    return _("larger than {most} MiB: split the file").format(most=MOST_BYTES // 1024 // 1024)


def _text(name: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        raise FeedError(_("{name} is no text").format(name=name))
    return " ".join(value.replace("\0", " ").encode(errors="ignore").decode().split())


def _moment(value: Any) -> float:
    """Seconds since the Unix epoch, or a time of the local clock: 2026-11-30 14:10."""
    try:
        if isinstance(value, str) and not value.strip().replace(".", "", 1).isdecimal():
            at = datetime.fromisoformat(value.strip().replace("/", "-")).timestamp()
        else:
            at = float(value)
    except (TypeError, ValueError, OverflowError, OSError):
        text = _("at is no time: {value}; write 2026-11-30 14:10")
        raise FeedError(text.format(value=repr(str(value)[:40]))) from None
    if not EARLIEST <= at <= time.time() + AHEAD_S:
        text = _("at lies before 2000 or in the future: {value}")
        raise FeedError(text.format(value=repr(str(value)[:40])))
    return at
