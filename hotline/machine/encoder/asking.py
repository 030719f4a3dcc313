"""The encoder's process as others ask it."""

from __future__ import annotations

import base64
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from contracts.sentences import SENTENCES, Reading
from hotline.machine.line_process.errors import JobFailed
from hotline.machine.line_process.process import LineProcess

RETRY_S = 10.0
"""A process that does not start, or hangs, is not started again so soon."""


def encoder_process(
    folder: Path, niceness: int, idle_s: float | None = None, reading: Reading = SENTENCES
) -> LineProcess:
    """Not started yet: the first question does that. It ends `idle_s` after its last answer; None: never."""
    module = "hotline.machine.encoder.process"
    read = reading.kind, str(reading.longest)
    command = (sys.executable, "-m", module, str(folder.absolute()), str(niceness), *read)
    return LineProcess(command, idle_s=idle_s, retry_s=RETRY_S)


async def encoded(
    process: LineProcess, texts: Sequence[str], limit_s: float
) -> dict[str, NDArray[np.float32]]:
    """Their vectors. Raises `LineProcessError`."""
    answer = await process.ask({"texts": list(texts)}, limit_s)
    try:
        numbers = np.frombuffer(base64.b64decode(answer["vectors"]), "<f4").astype(np.float32)
        vectors = numbers.reshape(len(texts), int(answer["dimensions"]))
    except (KeyError, ValueError, TypeError) as error:
        raise JobFailed(f"its process answered what makes no sense ({error})") from error
    return dict(zip(texts, vectors, strict=True))
