"""From settings to a loaded recogniser."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from asr.engines.recogniser import ModelError, NoRecogniser, Recogniser
from asr.engines.settings import RecogniserSettings
from contracts.errors import text as _

if TYPE_CHECKING:
    from asr.engines.offline import Offline

SherpaSort = Literal["streaming", "whole", "keywords"]
"""Transcribes speech as it comes (`model`), reads whole utterances (`final_model`), or spots keywords."""


@dataclass(frozen=True, slots=True)
class ReadingOptions:
    """How a final model reads: `SecondPassSettings`, and the words of the city."""

    lanes: int = 1
    threads: int = 1
    beam: int = 3
    join: bool = True
    words: tuple[str, ...] = ()
    """They steer what is written; few."""
    known: tuple[str, ...] = ()
    """Whatever callers of this hotline say: both passes are joined by them."""


def load_recogniser(
    settings: RecogniserSettings,
    base: Path,
    keywords: Sequence[str] = (),
    reading: ReadingOptions = ReadingOptions(),  # frozen
) -> Recogniser:
    """Loads the engine that `settings` name. Blocking: call it off the event loop.

    A relative model folder is looked for below `base`. A keyword model listens for `keywords` where a stream
    has no grammar; other models have no use for them. `reading`: how a final model reads. Raises `ModelError`
    when a model is not usable.
    """
    if settings.engine == "none":
        return NoRecogniser()
    if settings.final_model is None:
        return _first(settings, base, keywords)
    # Side by side: the final model is loaded by processes of its own.
    with ThreadPoolExecutor(1, "first pass") as beside, ExitStack() as undone:
        loading = beside.submit(_first, settings, base, keywords)
        undone.callback(lambda: loading.result().close())
        offline = load_final_model(base / settings.final_model, reading)
        undone.callback(offline.close)
        from asr.second_pass.passes import TwoPass  # brings pypinyin, half a second

        passes = TwoPass(loading.result(), offline, join=reading.join, known=reading.known)
        passes.second.measure()
        undone.pop_all()
    return passes


def load_final_model(folder: Path, reading: ReadingOptions = ReadingOptions()) -> Offline:
    """The second of two passes by itself. Blocking. Raises `ModelError`."""
    from asr.engines.whisper.folder import is_whisper

    with _readable(folder):
        if is_whisper(folder):
            from asr.engines.whisper.engine import WhisperOffline

            return WhisperOffline(
                folder, lanes=reading.lanes, threads=reading.threads, words=reading.words, beam=reading.beam
            )
        from asr.engines.sherpa.offline import SherpaOffline

        return SherpaOffline(folder, lanes=reading.lanes)


def sherpa_sort(folder: Path) -> SherpaSort:
    """What the sherpa-onnx model in `folder` is for. Raises `ModelError`."""
    from asr.engines.sherpa.folder import find_models

    with _readable(folder):
        streaming = [model for model in find_models(folder) if model.kind.streaming]
    if not streaming:
        return "whole"
    return "keywords" if streaming[0].spots_keywords else "streaming"


@contextmanager
def _readable(folder: Path) -> Iterator[None]:
    """Files that are there but cannot be read make a `ModelError` too."""
    try:
        yield
    except OSError as error:
        raise ModelError(
            _(
                "{file}: cannot be read ({error}): give this user the right to read it, or "
                "install the model again"
            ).format(file=error.filename or folder, error=error.strerror or error)
        ) from error


def _first(settings: RecogniserSettings, base: Path, keywords: Sequence[str]) -> Recogniser:
    with _readable(base / settings.model):
        return _engine(settings, base, keywords)


def _engine(settings: RecogniserSettings, base: Path, keywords: Sequence[str]) -> Recogniser:
    """Each engine's library is loaded only for those who use it: 25 MB and more."""
    if settings.engine == "remote":
        from asr.engines.remote.engine import remote_recogniser

        return remote_recogniser(settings.remote, base)
    if settings.engine == "sherpa":
        from asr.engines.sherpa.engine import SherpaRecogniser
        from asr.engines.sherpa.folder import find_model
        from asr.engines.sherpa.keywords import KeywordRecogniser

        if find_model(base / settings.model, streaming=True).spots_keywords:
            return KeywordRecogniser(base / settings.model, keywords)
        return SherpaRecogniser(base / settings.model)
    from asr.engines.vosk.engine import VoskRecogniser

    return VoskRecogniser(base / settings.model)
