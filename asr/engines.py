"""From settings to a loaded recogniser."""

from __future__ import annotations

from pathlib import Path

from asr.recogniser import NoRecogniser, Recogniser
from asr.recogniser_settings import RecogniserSettings


def load_recogniser(settings: RecogniserSettings, base: Path) -> Recogniser:
    """Loads the engine that `settings` name. Blocking: call it off the event loop.

    A relative model folder is looked for below `base`. Raises `ModelError` when the model is not usable.
    """
    if settings.engine == "none":
        return NoRecogniser()
    if settings.engine == "remote":
        from asr.remote_engine import remote_recogniser

        return remote_recogniser(settings.remote, base)
    from asr.vosk_engine import VoskRecogniser  # a library of 25 MB, only for those who use it

    return VoskRecogniser(base / settings.model)
