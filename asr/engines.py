"""From settings to a loaded recogniser."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from asr.recogniser import NoRecogniser, Recogniser
from asr.recogniser_settings import RecogniserSettings

if TYPE_CHECKING:
    from asr.two_pass import Offline

SherpaSort = Literal["streaming", "whole", "keywords"]
"""Transcribes speech as it comes (`model`), reads whole utterances (`final_model`), or spots keywords."""


def load_recogniser(settings: RecogniserSettings, base: Path, keywords: Sequence[str] = ()) -> Recogniser:
    """Loads the engine that `settings` name. Blocking: call it off the event loop.

    A relative model folder is looked for below `base`. A keyword model listens for `keywords` where a stream
    has no grammar; other models have no use for them. Raises `ModelError` when the model is not usable.
    """
    if settings.engine == "none":
        return NoRecogniser()
    first = _load(settings, base, keywords)
    if settings.final_model is None:
        return first
    from asr.two_pass import TwoPass  # brings pypinyin, half a second

    return TwoPass(first, load_final_model(base / settings.final_model))


def load_final_model(folder: Path) -> Offline:
    """The second of two passes by itself. Blocking. Raises `ModelError`."""
    from asr.sherpa_offline import SherpaOffline

    return SherpaOffline(folder)


def sherpa_sort(folder: Path) -> SherpaSort:
    """What the sherpa-onnx model in `folder` is for. Raises `ModelError`."""
    from asr.sherpa_folder import find_models

    streaming = [model for model in find_models(folder) if model.kind.streaming]
    if not streaming:
        return "whole"
    return "keywords" if streaming[0].spots_keywords else "streaming"


def _load(settings: RecogniserSettings, base: Path, keywords: Sequence[str]) -> Recogniser:
    """Each engine's library is loaded only for those who use it: 25 MB and more."""
    if settings.engine == "remote":
        from asr.remote_engine import remote_recogniser

        return remote_recogniser(settings.remote, base)
    if settings.engine == "sherpa":
        from asr.sherpa_engine import SherpaRecogniser
        from asr.sherpa_folder import find_model
        from asr.sherpa_keywords import KeywordRecogniser

        if find_model(base / settings.model, streaming=True).spots_keywords:
            return KeywordRecogniser(base / settings.model, keywords)
        return SherpaRecogniser(base / settings.model)
    from asr.vosk_engine import VoskRecogniser

    return VoskRecogniser(base / settings.model)
