"""Kokoro-82M v1.0 as an ONNX network: symbols and a voice in, samples at 24 kHz out.

Inputs are `input_ids` (1, n + 2; zeros around), `style` (1, 256) and `speed` (1). A voice is a file of
little-endian floats, (510, 256): one style for each number of symbols.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from contracts.errors import HotlineError
from contracts.errors import text as _

RATE = 24000
"""Hz of what it speaks."""

LONGEST = 510
"""Most symbols at a time."""

MANDARIN_VOICES = (
    *("zf_xiaobei", "zf_xiaoni", "zf_xiaoxiao", "zf_xiaoyi"),
    *("zm_yunjian", "zm_yunxi", "zm_yunxia", "zm_yunyang"),
)
"""Fluent in Mandarin: four women, then four men."""

_STYLES = 256
"""Numbers in one style."""

TIMBRE = 128
"""The first so many of them say what a voice sounds like, the others how it speaks: tempo and melody."""

MODEL, VOICES = "model.onnx", "voices"
"""The file of the network and the folder of the voices, in Kokoro's own folder."""

Style = NDArray[np.float32]
"""One voice, (510, 256)."""


class KokoroMissing(HotlineError):
    """Something of Kokoro is not installed, or damaged; the message says what and what to do."""


def is_installed(folder: Path) -> bool:
    """Whether the network and its voices are in `folder`."""
    return (folder / MODEL).is_file() and (folder / VOICES).is_dir()


def load_voices(folder: Path) -> dict[str, Style]:
    """Name -> voice, of every language. Raises KokoroMissing when there is none or one is damaged."""
    voices = {}
    for path in sorted((folder / VOICES).glob("*.bin")):
        numbers = np.fromfile(path, "<f4")
        if len(numbers) != LONGEST * _STYLES:
            raise KokoroMissing(
                _("{path} is damaged; delete {folder} and run script/setup --extra voices").format(
                    path=path, folder=folder
                )
            )
        voices[path.stem] = np.asarray(numbers.reshape(LONGEST, _STYLES), np.float32)
    if not voices:
        raise KokoroMissing(
            _("{file} holds no voice; run script/setup --extra voices").format(file=folder / VOICES)
        )
    return voices


class Kokoro:
    """The network, loaded (1 s, 0.5 GB of memory)."""

    def __init__(self, folder: Path, threads: int = 1) -> None:
        """Raises KokoroMissing when the network or onnxruntime is not there, or does not load."""
        try:
            import onnxruntime  # of the extra `voices`
        except ImportError as error:
            raise KokoroMissing(_("onnxruntime is missing; run script/setup --extra voices")) from error
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
        options.enable_cpu_mem_arena = False  # it would keep the memory of the longest sentence
        options.log_severity_level = 3
        try:
            self._session: Any = onnxruntime.InferenceSession(
                str(folder / MODEL), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # whatever onnxruntime raises
            said = str(error).splitlines()[0][:200]
            raise KokoroMissing(
                _("{file} does not load ({said}); run script/setup --extra voices").format(
                    file=folder / MODEL, said=said
                )
            ) from error

    def speak(self, numbers: list[int], voice: Style, speed: float) -> NDArray[np.float32]:
        """At most `LONGEST` symbols as samples at 24 kHz; `speed` 1 is the voice as it was recorded."""
        inputs = {
            "input_ids": np.array([[0, *numbers, 0]], np.int64),
            "style": voice[min(len(numbers), len(voice)) - 1][None],
            "speed": np.array([speed], np.float32),
        }
        return np.asarray(self._session.run(None, inputs)[0].reshape(-1), np.float32)
