"""Loads a model into sherpa-onnx: each kind by its own constructor, all with one thread.

Streams of many calls share a model and are worked on by the pool's threads, so that more threads inside the
library would only get in each other's way.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from asr.engines.onnx_file import read_metadata
from asr.engines.recogniser import ModelError
from asr.engines.sherpa.folder import SherpaModel
from asr.engines.sherpa.hotwords import SCORE, Hotwords
from contracts.errors import text as _

_CTC = {
    "t-one-ctc": "from_t_one_ctc",
    "zipformer2-ctc": "from_zipformer2_ctc",
    "streaming-wenet-ctc": "from_wenet_ctc",
    "streaming-nemo-ctc": "from_nemo_ctc",
    "sense-voice": "from_sense_voice",
    "wenet-ctc": "from_wenet_ctc",
    "nemo-ctc": "from_nemo_ctc",
    "telespeech-ctc": "from_telespeech_ctc",
    "zipformer-ctc": "from_zipformer_ctc",
    "fire-red-asr-ctc": "from_fire_red_asr_ctc",
    "tdnn-ctc": "from_tdnn_ctc",
    "dolphin-ctc": "from_dolphin_ctc",
}
"""Kinds of one network, and what loads them in `OnlineRecognizer` or `OfflineRecognizer`."""


def library() -> Any:
    """The module `sherpa_onnx`. Raises `ModelError` where it is not installed."""
    try:
        import sherpa_onnx  # 40 MB, only for those who use it
    except ImportError as error:
        raise ModelError(
            _(
                "sherpa-onnx is not installed ({error}); install it: pip install "
                "'hotline-12345[sherpa]' (from a checkout: script/setup --extra sherpa)"
            ).format(error=error)
        ) from error
    return sherpa_onnx


def native_rate(model: SherpaModel) -> int:
    """Sampling rate in Hz that sherpa-onnx feeds models of this kind with."""
    return 8000 if model.kind.name in ("t-one-ctc", "tdnn-ctc") else 16000


def delay_s(model: SherpaModel) -> float:
    """So much later than it was spoken the model reports a token: our own export says so in its metadata."""
    path = model.files[model.kind.roles[0]]
    value = read_metadata(path).get("delay_ms", "0")
    if not value.isdigit():
        raise ModelError(
            _("{path}: delay_ms in its metadata is {value!r}, no number of ms; export it again").format(
                path=path, value=value
            )
        )
    return int(value) / 1000


def load(model: SherpaModel, hotwords: Hotwords) -> Any:
    """A ready `OnlineRecognizer` or `OfflineRecognizer`. Raises `ModelError`. Blocking, up to seconds.

    Inverse text normalisation is left off: numbers are written elsewhere, alike for all engines.
    """
    sherpa = library()
    factory = sherpa.OnlineRecognizer if model.kind.streaming else sherpa.OfflineRecognizer
    files = {role: str(path) for role, path in model.files.items()}
    common: dict[str, Any] = {"tokens": str(model.tokens), "num_threads": 1}
    kind = model.kind.name
    build: Callable[..., Any]
    if kind in ("transducer", "offline-transducer"):
        build = factory.from_transducer
        common |= files | _search(hotwords)
    elif kind == "streaming-paraformer":
        build = factory.from_paraformer
        common |= files
    elif kind == "paraformer":
        build = factory.from_paraformer
        common["paraformer"] = files["model"]
    elif kind == "whisper":
        build = factory.from_whisper
        common |= files | {"language": "zh"}
    elif kind == "fire-red-asr":
        build = factory.from_fire_red_asr
        common |= files
    else:
        build = getattr(factory, _CTC[kind])
        common |= files
    try:
        return build(**common)
    except Exception as error:  # whatever onnxruntime raises
        raise ModelError(
            _(
                "{folder}: sherpa-onnx cannot load this {kind} model ({error}); it is damaged "
                "or made for another version: install it again"
            ).format(folder=model.folder, kind=kind, error=error)
        ) from error


def _search(hotwords: Hotwords) -> dict[str, Any]:
    """Hotwords need the beam search; without them the quicker greedy one serves."""
    if not hotwords.usable:
        return {"decoding_method": "greedy_search"}
    return {
        "decoding_method": "modified_beam_search",
        "modeling_unit": hotwords.unit,
        "bpe_vocab": hotwords.vocabulary,
        "hotwords_score": SCORE,
    }
