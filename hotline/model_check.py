"""Whether a model's folder works with this service: loaded and tried in a process of its own."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import get_args

from asr import AsrSettings, ModelError, load_recogniser
from models.catalogue import engine_of

CALL_RATES_HZ = (8000, 16000)
"""Sound of calls: narrow and wide band codecs."""
_UPSAMPLE = "--allow-upsample=true"


def service_engines() -> tuple[str, ...]:
    """Engines that `asr.engine` of config.yaml takes and that have a model folder."""
    known = get_args(AsrSettings.model_fields["engine"].annotation)
    return tuple(engine for engine in known if engine not in ("none", "remote"))


def take_telephone_sound(folder: Path) -> None:
    """Lets a Vosk model made for a higher rate accept 8 kHz sound, which Kaldi otherwise refuses.

    Kaldi then resamples by itself (feat/online-feature.cc); published models are made for 16 kHz.
    """
    if engine_of(folder) != "vosk":
        return
    for conf in (folder / "conf" / "mfcc.conf", folder / "mfcc.conf"):
        if conf.is_file():
            text = conf.read_text("utf-8", errors="replace")
            if "--allow-upsample" not in text:
                conf.write_text(f"{text.rstrip()}\n{_UPSAMPLE}\n", "utf-8")


def try_out(folder: Path) -> bool:
    """Loads the model and decodes a second of silence at each rate of calls; blocking, seconds.

    In another process, because a damaged model can take its process down. False when the service has no
    engine for it, so that nothing could be tried. Raises `ModelError` when it does not work.
    """
    engine = engine_of(folder)
    if engine not in service_engines():
        return False
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        try:
            failure = pool.submit(_decode_silence, engine, folder.resolve()).result()
        except BrokenProcessPool:
            failure = (
                f"{folder}: the recogniser crashed on this model, or the memory was not enough for it: "
                "install it again, or take a smaller one"
            )
    if failure is not None:
        raise ModelError(failure)
    return True


def _decode_silence(engine: str, folder: Path) -> str | None:
    """What is wrong, if anything."""
    try:
        settings = AsrSettings.model_validate({"engine": engine, "model": str(folder)})
        recogniser = load_recogniser(settings, folder)
        for rate in CALL_RATES_HZ:
            stream = recogniser.stream(rate, alternatives=0, grammar=None)
            stream.accept(bytes(2 * rate))
            stream.final()
        recogniser.close()
    except Exception as error:  # whatever an engine raises is what the administrator must read
        return str(error)
    return None
