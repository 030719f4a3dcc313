"""A process in the place of a service that is still being loaded."""

from __future__ import annotations

import asyncio
import os
import sys

from hotline.instance.alive.child import Child

SLEEPS = "import time; time.sleep(600)"


async def begun() -> Child:
    beats, pipe = os.pipe()
    try:
        process = await asyncio.create_subprocess_exec(sys.executable, "-c", SLEEPS, pass_fds=(pipe,))
    finally:
        os.close(pipe)
    return Child(process, beats)
