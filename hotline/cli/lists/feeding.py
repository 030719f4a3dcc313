"""Messages of a file, put where a running service, or the next one, takes them into the city's view."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from gettext import gettext as _
from pathlib import Path

from rich.console import Console

from contracts.errors import ServiceError
from hotline.city.feed.inbox import AT_ONCE, FeedFull, FeedInbox
from hotline.city.feed.message import MOST_BYTES, MOST_TOLD, FeedError, Message, from_csv, too_large
from hotline.city.kept.store import PURPOSE
from hotline.cli.progress import stages
from hotline.configuration.schema import HotlineConfig
from hotline.machine.paths import State
from hotline.machine.secrets import load_or_create
from hotline.records.sealing import Seal


@dataclass(slots=True)
class Fed:
    """What became of the lines of a file."""

    lines: int = 0
    new: int = 0
    refused: int = 0
    mistakes: list[str] = field(default_factory=list)

    @property
    def known(self) -> int:
        """They were there already, or stand in the file twice."""
        return self.lines - self.new - self.refused


async def feed_file(file: Path, config: HotlineConfig, state: State, talk: Console) -> Fed:
    """Each line once, whatever else stands in the file. Raises `ServiceError` for a file that cannot be read,
    `RecordsUnavailable`."""
    data = await asyncio.to_thread(_read, file)
    seal = Seal(load_or_create(state.secrets, ()).seal, PURPOSE)
    url = config.records.url or state.database_url
    fed, batch = Fed(), list[Message]()
    async with FeedInbox.opened(url, seal) as inbox:
        districts, node = config.vocabulary.areas, config.telephony.node
        with stages(talk, _("feeding")) as tell:
            try:
                for number, one in from_csv(data):
                    fed.lines += 1
                    if isinstance(one, FeedError):
                        fed.refused += 1
                        if len(fed.mistakes) < MOST_TOLD:
                            fed.mistakes.append(
                                _("line {number}: {mistake}").format(number=number, mistake=one)
                            )
                        continue
                    batch.append(one)
                    if len(batch) == AT_ONCE:
                        fed.new += await inbox.put(batch, node, districts)
                        batch.clear()
                        tell(f"{fed.lines}")
                fed.new += await inbox.put(batch, node, districts)
            except FeedFull:
                text = _("too many messages wait: {new} are taken, start the service")
                raise ServiceError(text.format(new=fed.new)) from None
            except FeedError as error:
                raise ServiceError(f"{file}: {error}") from error
    return fed


def _read(file: Path) -> bytes:
    try:
        if file.stat().st_size > MOST_BYTES:
            raise ServiceError(f"{file}: {too_large()}")
        return file.read_bytes()
    except OSError as error:
        text = _("{file} cannot be read: {error}")
        raise ServiceError(text.format(file=file, error=error.strerror)) from error
