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
    first = _load(settings, base)
    if settings.final_model is None:
        return first
    from asr.sherpa_offline import SherpaOffline
    from asr.two_pass import TwoPass

    return TwoPass(first, SherpaOffline(base / settings.final_model))


def _load(settings: RecogniserSettings, base: Path) -> Recogniser:
    """Each engine's library is loaded only for those who use it: 25 MB and more."""
    if settings.engine == "remote":
        from asr.remote_engine import remote_recogniser

        return remote_recogniser(settings.remote, base)
    if settings.engine == "sherpa":
        from asr.sherpa_engine import SherpaRecogniser

        return SherpaRecogniser(base / settings.model)
    from asr.vosk_engine import VoskRecogniser

    return VoskRecogniser(base / settings.model)
