"""The telephones of whoever works here, as Asterisk is told of them while it runs."""

from __future__ import annotations

import asyncio

from hotline.configuration.schema import HotlineConfig
from hotline.instance.asterisk import prepare
from hotline.machine.paths import State


class AsteriskTelephones:
    """Writes Asterisk's files and has them read again; calls are not disturbed."""

    def __init__(self, config: HotlineConfig, state: State) -> None:
        """`config`: what the service began with; its ports and trunks stay until it starts anew."""
        self._config = config
        self._state = state

    async def __call__(self, now: HotlineConfig) -> None:
        """`now`: who works, and what is live. Raises HotlineError or OSError."""
        config = self._config.model_copy(update={"agents": now.agents, "ivr": now.ivr})
        before = await asyncio.to_thread(self._told)
        instance = await prepare(config, self._state)
        if await asyncio.to_thread(self._told) != before and instance.asterisk.pid() is not None:
            await instance.asterisk.reload()

    def _told(self) -> dict[str, bytes]:
        etc = self._state.asterisk / "etc"
        return {path.name: path.read_bytes() for path in etc.glob("*.conf")}
