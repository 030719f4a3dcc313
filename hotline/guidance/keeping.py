"""What is learned of a publication, kept for the next start: by a process of its own, which takes the
processor last. The service has learned it too, but writing it would hold its event loop for half a second.
"""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

from hotline.configuration.generations.effective import last_good
from hotline.configuration.generations.kept_understanding import KeptUnderstanding
from hotline.configuration.generations.store import Generations
from hotline.guidance.live import Live
from hotline.machine.paths import CHECKOUT, State

_LAST = 19
"""Niceness."""


async def keep_what_is_learned(live: Live, state: State) -> None:
    """Of each publication from now on, for as long as the service runs; of several in a row the last."""
    published = asyncio.Event()
    live.follow(lambda _guide: published.set())
    while True:
        await published.wait()
        published.clear()
        command = sys.executable, "-m", "hotline.guidance.keeping", str(state.root)
        process = await asyncio.create_subprocess_exec(*command, cwd=CHECKOUT)
        try:
            await process.wait()
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()


def main(root: Path) -> None:
    """What is live in that state folder."""
    os.nice(_LAST)
    state = State(root)
    if (good := last_good(Generations(state.generations))) is not None:
        KeptUnderstanding(state).read_or_learn(good.config.ivr)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
