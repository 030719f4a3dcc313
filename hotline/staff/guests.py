"""Guests: officials on a leader's day (领导接听日), experts for a day. They stand in a file of their own."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from agent_assist.settings import ALL_QUEUES, Guest
from contracts.errors import HotlineError
from hotline.configuration.phones import accounts
from hotline.configuration.schema import HotlineConfig
from hotline.machine.files import write_whole
from hotline.machine.paths import State

_GUESTS = TypeAdapter(list[Guest])
LONGEST = timedelta(days=366)


class GuestsError(HotlineError):
    """A guest who cannot be, or a file of guests that cannot be read; the text says what to do."""


class GuestBook:
    """The file. The running service looks at it, commands write it."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def all(self) -> list[Guest]:
        """Everybody in the book, also those whose time is over. Raises GuestsError for a damaged file."""
        try:
            return _GUESTS.validate_json(self._path.read_bytes())
        except FileNotFoundError:
            return []
        except (OSError, ValidationError) as error:
            raise GuestsError(
                f"{self._path} cannot be read ({error}): delete it, and add the guests anew"
            ) from error

    def current(self, now: datetime) -> list[Guest]:
        """Those whose time is not over. Raises GuestsError."""
        return [guest for guest in self.all() if guest.until > now]

    def add(self, guest: Guest, config: HotlineConfig, now: datetime) -> None:
        """Adds a guest, or changes one of the same id. Raises GuestsError."""
        self.require_possible(guest, config, now)
        self._write([*(one for one in self.current(now) if one.id != guest.id), guest])

    def require_possible(self, guest: Guest, config: HotlineConfig, now: datetime) -> None:
        """Raises GuestsError for a guest who cannot be."""
        others = [one for one in self.current(now) if one.id != guest.id]
        _require_possible(guest, config, others, now)

    def end(self, guest: str, now: datetime) -> None:
        """Ends the guest's time; a talk that runs is finished. Raises GuestsError for an unknown one."""
        guests = self.current(now)
        if guest not in {one.id for one in guests}:
            known = ", ".join(one.id for one in guests) or "-"
            raise GuestsError(f"没有来宾 {guest} / there is no guest {guest}; there are: {known}")
        self._write([one for one in guests if one.id != guest])

    def _write(self, guests: Sequence[Guest]) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        shown = _GUESTS.dump_python(list(guests), mode="json")
        write_whole(self._path, json.dumps(shown, ensure_ascii=False, indent=1).encode(), 0o600)


def fitting(guests: Iterable[Guest], config: HotlineConfig) -> list[Guest]:
    """Without those whose id or telephone an agent of the configuration has got meanwhile, or whose id an
    office outside has."""
    offices = {partner.id for partner in config.partners}
    taken = {agent.id for agent in config.agents} | {agent.extension.lower() for agent in config.agents}
    return [
        guest
        for guest in guests
        if guest.id not in offices and not taken & {guest.id, guest.extension.lower()}
    ]


def with_guests(config: HotlineConfig, state: State) -> HotlineConfig:
    """The configuration with those among its agents who are guests now. Raises GuestsError."""
    guests = GuestBook(state.guests).current(datetime.now().astimezone())
    return config.model_copy(update={"agents": (*config.agents, *fitting(guests, config))})


def _require_possible(guest: Guest, config: HotlineConfig, others: Sequence[Guest], now: datetime) -> None:
    if guest.until <= now:
        raise GuestsError("结束时间已经过了 / the end is over already → 写以后的时间 / give a later time")
    if guest.until > now + LONGEST:
        raise GuestsError(
            f"来宾最多 {LONGEST.days} 天 / a guest stays {LONGEST.days} days at most → "
            "写早一点的时间，或者在 agents 里加坐席 / give an earlier time, or add an agent"
        )
    if not guest.queues:
        raise GuestsError(
            "来宾没有队列，就没有来电 / without a queue nobody calls a guest → 写队列 / name one"
        )
    if guest.id in {agent.id for agent in config.agents}:
        raise GuestsError(
            f"工号 {guest.id} 已经是坐席 / {guest.id} is an agent already → 换一个工号 / choose another id"
        )
    if guest.id in {partner.id for partner in config.partners}:
        raise GuestsError(
            f"{guest.id} 是 partners 里一个外单位的编号 / {guest.id} is an office in partners → "
            "换一个工号 / choose another id"
        )
    taken = {name.lower() for name in accounts(config)} | {one.extension.lower() for one in others}
    trunks = {trunk.id for trunk in config.telephony.trunks}
    if guest.extension.lower() in taken | trunks:
        raise GuestsError(
            f"分机 {guest.extension} 已有人用 / {guest.extension} is taken → 换一个分机 / choose another"
        )
    known = {queue.id for queue in config.ivr.queues} | {ALL_QUEUES}
    if unknown := [queue for queue in guest.queues if queue not in known]:
        raise GuestsError(f"没有队列 {', '.join(unknown)} / no such queue → {', '.join(sorted(known))}")
