"""The service's process: quick to import, so that it is under way while what supervises it is loaded."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from dataclasses import dataclass
from pathlib import Path

from hotline.instance.alive.heart import PIPE
from hotline.machine.paths import State

STOP_TIMEOUT_S = 15.0


@dataclass(frozen=True, slots=True)
class Child:
    """The process, and the pipe that its heartbeat comes from."""

    process: asyncio.subprocess.Process
    beats: int

    async def end(self) -> int:
        """In order where it can: it may have calls. Its exit code."""
        with contextlib.suppress(ProcessLookupError):
            self.process.terminate()
            try:
                await asyncio.wait_for(self.process.wait(), STOP_TIMEOUT_S)
            except TimeoutError:
                self.process.kill()
        return await self.process.wait()

    async def give_up(self) -> None:
        """Ends a service that nobody supervises yet; its calls are of an Asterisk that ran before."""
        os.close(self.beats)
        await self.end()


async def begin(config_path: Path, state: State) -> Child:
    """With what was published last: not with a file that somebody is editing."""
    arguments = ("serve", "--published", "--config", str(config_path), "--state", str(state.root))
    # A process group of its own: Ctrl-C in the terminal reaches us alone, and we pass it on.
    beats, pipe = os.pipe()
    try:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "hotline", *arguments),
            start_new_session=True,
            pass_fds=(pipe,),
            env={**os.environ, PIPE: str(pipe)},
        )
    except BaseException:
        os.close(beats)
        raise
    finally:
        os.close(pipe)
    return Child(process, beats)
