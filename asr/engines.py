"""From settings to a loaded recogniser."""

from __future__ import annotations

from pathlib import Path

from asr.recogniser import NoRecogniser, Recogniser
from asr.settings import AsrSettings


def load_recogniser(settings: AsrSettings, base: Path) -> Recogniser:
    """Loads the engine that `settings` name. Blocking: call it off the event loop.

    A relative model folder is looked for below `base`. Raises `ModelError` when the model is not usable.
    """
    if settings.engine == "none":
        return NoRecogniser()
    from asr.vosk_engine import VoskRecogniser  # a library of 25 MB, only for those who use it

    return VoskRecogniser(base / settings.model)
