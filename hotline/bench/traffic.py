"""What calls leave behind: events kept and sent, their bytes, and how long legs were up."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from contracts import AgentAnswered, Assisted, CallEnded, CallStarted, Event
from hotline.machine.paths import State
from hotline.records.bus import EventBus
from hotline.records.database.records import NOT_KEPT
from hotline.records.masking.outbound import outbound


class Traffic:
    """From now to `end`."""

    def __init__(self, bus: EventBus, state: State) -> None:
        self._state = state
        self._calls = self._rows = self._messages = self._message_bytes = 0
        self._leg_s = 0.0
        self._since: dict[str, list[float]] = {}
        self._stored = _database_bytes(state)
        self._stop = bus.listen(self._take)

    def _take(self, event: Event) -> None:
        self._messages += 1
        self._message_bytes += len(event.topic) + len(outbound(event).to_json().encode())
        if not isinstance(event, NOT_KEPT) and (not isinstance(event, Assisted) or event.ended):
            self._rows += 1
        if isinstance(event, CallStarted | AgentAnswered):
            self._since.setdefault(event.call, []).append(event.at)
        elif isinstance(event, CallEnded):
            self._calls += 1
            self._leg_s += sum(event.at - since for since in self._since.pop(event.call, ()))

    def end(self, asterisk: int | None) -> dict[str, float]:
        """A call's share of each: events that the records keep, and all of them, which go to a broker, with
        their topics; seconds of all legs, the caller's, and the agent's from the answer on; memory in use."""
        self._stop()
        calls = max(1, self._calls)
        return {
            "calls": self._calls,
            "rows_per_call": round(self._rows / calls, 1),
            "database_bytes_per_call": round((_database_bytes(self._state) - self._stored) / calls),
            "messages_per_call": round(self._messages / calls, 1),
            "message_bytes_per_call": round(self._message_bytes / calls),
            "leg_s": round(self._leg_s, 1),
            "service_mib": _resident_mib(os.getpid()),
            "asterisk_mib": _resident_mib(asterisk),
        }


def _database_bytes(state: State) -> int:
    """Of the records in their file, what waits to be written into it included."""
    with closing(sqlite3.connect(state.database)) as connection:
        pages, size = (
            connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "page_size")
        )
    return int(pages) * int(size)


def _resident_mib(process: int | None) -> float:
    """Memory of a process that is in use (proc_pid_status(5): VmRSS); 0 where there is none."""
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return 0.0
    found = next((line for line in status.splitlines() if line.startswith("VmRSS:")), "VmRSS: 0 kB")
    return round(int(found.split()[1]) / 1024, 1)
