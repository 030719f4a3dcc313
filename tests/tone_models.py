"""Tiny models for the stock sherpa-onnx wheel that understand whistling: each tone is a character.

Made up here, node by node, so that every test knows what must be understood. What they need from a kind's
real models (inputs, states, metadata) is what sherpa-onnx reads of them.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

TONES = {"一": 500, "二": 800, "三": 1200, "四": 1700}
"""Character and its tone in Hz."""
OFFLINE = dict(zip("一二三四", "壹贰叁肆", strict=True))
"""What the models for whole utterances write for the same tones."""
PINYIN = {"t": 500, "óu": 800, "s": 1200, "ù": 1700}
"""Tokens of the keyword model: 投诉 is whistled as its four tones."""
LOUD = 6000.0
QUIET = 2.0
"""Logarithm of a mel energy that tones rise above, for samples between -1 and 1."""
_SIXTEEN_BITS = 2 * float(np.log(32768))
"""What is added to it where samples are taken as 16-bit numbers."""

Array = NDArray[np.float32]


def whistle(characters: str, rate: int = 8000, each_ms: int = 300) -> bytes:
    """Sound that the models understand as these characters, with short pauses between them."""
    return mixed([(TONES[character],) for character in characters], rate, each_ms)


def mixed(chords: list[tuple[int, ...]], rate: int = 8000, each_ms: int = 300) -> bytes:
    """The same for tones in Hz, several at a time."""
    time = np.arange(each_ms * rate // 1000) / rate
    pause = np.zeros(rate * 90 // 1000)
    sound = [np.zeros(rate // 5)]
    for chord in chords:
        sound += [LOUD * sum(np.sin(2 * np.pi * hertz * time) for hertz in chord), pause]
    return np.concatenate([*sound, np.zeros(rate // 5)]).astype("<i2").tobytes()


def streaming(folder: Path) -> Path:
    """A `t-one-ctc` model: 8 kHz samples in chunks of 300 ms, ten outputs a chunk."""
    window, chunk = 240, 10
    waves = _waves(np.arange(window) / 8000, list(TONES.values()))
    nodes = [
        helper.make_node("Cast", ["sound"], ["float"], to=TensorProto.FLOAT),
        helper.make_node("Reshape", ["float", "windows"], ["cut"]),
        *_energies("cut", "energy"),
        *_or_blank("energy", "log_probs"),
        helper.make_node("Identity", ["state"], ["next_state"]),
    ]
    constants = {
        "windows": np.array([0, chunk, window], np.int64),
        **_energy_constants(waves),
        "quiet": np.full((1, chunk, 1), _power(LOUD / 4, window), np.float32),
    }
    model = _model(
        nodes,
        constants,
        inputs=[("sound", TensorProto.INT32, ["n", 2400, 1]), ("state", TensorProto.FLOAT16, ["n", 1])],
        outputs=[
            ("log_probs", TensorProto.FLOAT, ["n", chunk, len(TONES) + 1]),
            ("next_state", TensorProto.FLOAT16, ["n", 1]),
        ],
        metadata={"model_type": "t-one", "frame_length_ms": 300, "state_dim": 1, "sample_rate": 8000},
    )
    return _save(folder, {"model.onnx": model}, ["<blk>", *TONES])


def zipformer_streaming(folder: Path) -> Path:
    """A `zipformer2-ctc` model of one layer that remembers nothing: its states go out as they came in."""
    frames, chunk, step = 45, 32, 4
    outputs = chunk // step
    floats: dict[str, list[object]] = {
        "key": [1, "n", 1],
        "nonlin": [1, "n", 1, 3],
        "value1": [1, "n", 1],
        "value2": [1, "n", 1],
        "conv1": ["n", 4, 1],
        "conv2": ["n", 4, 1],
        "embed": ["n", 128, 3, 19],
    }
    states = [(name, TensorProto.FLOAT, shape) for name, shape in floats.items()]
    states.append(("processed", TensorProto.INT64, ["n"]))
    model = _model(
        [
            helper.make_node("Slice", ["features", "start", "end", "time", "step"], ["thin"]),
            *_mel_scores("thin"),
            helper.make_node("Concat", ["blank", "mel"], ["log_probs"], axis=2),
            *(helper.make_node("Identity", [name], [f"next_{name}"]) for name, *_ in states),
        ],
        {
            **_mel_constants(QUIET),
            "start": np.array([0], np.int64),
            "end": np.array([chunk], np.int64),
            "time": np.array([1], np.int64),
            "step": np.array([step], np.int64),
        },
        inputs=[("features", TensorProto.FLOAT, ["n", frames, 80]), *states],
        outputs=[
            ("log_probs", TensorProto.FLOAT, ["n", outputs, len(TONES) + 1]),
            *((f"next_{name}", kind, shape) for name, kind, shape in states),
        ],
        metadata={
            **{"model_type": "zipformer2", "T": frames, "decode_chunk_len": chunk, "encoder_dims": 4},
            **{"query_head_dims": 1, "value_head_dims": 1, "num_heads": 1, "num_encoder_layers": 1},
            **{"cnn_module_kernels": 3, "left_context_len": 1},
        },
    )
    return _save(folder, {"ctc-epoch-20-avg-1-chunk-16-left-128.int8.onnx": model}, ["<blk>", *TONES])


def whole(folder: Path) -> Path:
    """A `wenet-ctc` model: 80 mel energies of 16 kHz sound every 10 ms in, an output each."""
    metadata = {"model_type": "wenet_ctc", "vocab_size": len(TONES) + 1, "subsampling_factor": 1}
    return _ctc(folder, QUIET + _SIXTEEN_BITS, metadata)


def zipformer(folder: Path) -> Path:
    """The same as `zipformer-ctc`: its samples lie between -1 and 1, and outputs come every 40 ms."""
    return _ctc(folder, QUIET, {"model_type": "zipformer2_ctc"}, step=4)


def sense_voice(folder: Path) -> Path:
    """A `sense-voice` model: seven frames at a time in, and four tags before what is said."""
    tags = ["<|zh|>", "<|NEUTRAL|>", "<|Speech|>", "<|woitn|>"]
    tokens = ["<unk>", *OFFLINE.values(), *tags]
    said = np.full((1, 4, len(tokens)), -20, np.float32)
    for place, number in enumerate(range(5, 9)):
        said[0, place, number] = 20
    middle = 3 * 80
    model = _model(
        [
            *_mel_scores("features"),
            helper.make_node("Mul", ["any", "nought"], ["zero"]),
            helper.make_node("Add", ["zero", "never"], ["no_tags"]),
            helper.make_node("Concat", ["blank", "mel", "no_tags"], ["spoken"], axis=2),
            helper.make_node("Concat", ["tags", "spoken"], ["logits"], axis=1),
        ],
        {
            **_mel_constants(QUIET + _SIXTEEN_BITS, offset=middle),
            "never": np.full(len(tags), -20, np.float32),
            "tags": said,
        },
        inputs=[
            ("features", TensorProto.FLOAT, [1, "t", 560]),
            *((name, TensorProto.INT32, [1]) for name in ("lengths", "language", "text_norm")),
        ],
        outputs=[("logits", TensorProto.FLOAT, [1, "t4", len(tokens)])],
        metadata={
            "model_type": "sense_voice_ctc",
            **{"vocab_size": len(tokens), "lfr_window_size": 7, "lfr_window_shift": 6},
            **{"normalize_samples": 0, "with_itn": 14, "without_itn": 15, "lang_auto": 0, "lang_zh": 3},
            **{"lang_en": 4, "lang_yue": 7, "lang_ja": 11, "lang_ko": 12},
            "neg_mean": ",".join(["0"] * 560),
            "inv_stddev": ",".join(["1"] * 560),
        },
    )
    return _save(folder, {"model.int8.onnx": model}, tokens)


def paraformer(folder: Path) -> Path:
    """A `paraformer` model: seven frames at a time in, one output for each character, no times."""
    tokens = ["<blank>", *OFFLINE.values(), "</s>"]
    model = _model(
        [
            *_mel_scores("features"),
            helper.make_node("Concat", ["blank", "mel"], ["scores"], axis=2),
            helper.make_node("ArgMax", ["scores"], ["best"], axis=2, keepdims=0),
            helper.make_node("Reshape", ["best", "flat_shape"], ["ids"]),
            helper.make_node("Slice", ["ids", "zero", "last"], ["earlier"]),
            helper.make_node("Concat", ["zero", "earlier"], ["before"], axis=0),
            helper.make_node("Equal", ["ids", "before"], ["same"]),
            helper.make_node("Equal", ["ids", "zero"], ["silent"]),
            helper.make_node("Or", ["same", "silent"], ["idle"]),
            helper.make_node("Not", ["idle"], ["new"]),
            helper.make_node("Compress", ["ids", "new"], ["said"]),
            helper.make_node("OneHot", ["said", "size", "values"], ["rows"]),
            helper.make_node("Unsqueeze", ["rows", "zero"], ["logits"]),
            helper.make_node("Shape", ["said"], ["count"]),
            helper.make_node("Cast", ["count"], ["token_num"], to=TensorProto.INT32),
        ],
        {
            **_mel_constants(QUIET + _SIXTEEN_BITS, offset=3 * 80),
            "flat_shape": np.array([-1], np.int64),
            "zero": np.array([0], np.int64),
            "last": np.array([-1], np.int64),
            "size": np.array([len(tokens)], np.int64),
            "values": np.array([0, 1], np.float32),
        },
        inputs=[("features", TensorProto.FLOAT, [1, "t", 560]), ("lengths", TensorProto.INT32, [1])],
        outputs=[
            ("logits", TensorProto.FLOAT, [1, "said", len(tokens)]),
            ("token_num", TensorProto.INT32, [1]),
        ],
        metadata={
            "model_type": "paraformer",
            **{"vocab_size": len(tokens), "lfr_window_size": 7, "lfr_window_shift": 6},
            "neg_mean": ",".join(["0"] * 560),
            "inv_stddev": ",".join(["1"] * 560),
        },
    )
    return _save(folder, {"model.int8.onnx": model}, tokens)


def _ctc(folder: Path, quiet: float, metadata: dict[str, object], step: int = 1) -> Path:
    model = _model(
        [
            helper.make_node("Slice", ["features", "start", "end", "time", "step"], ["thin"]),
            *_mel_scores("thin"),
            helper.make_node("Concat", ["blank", "mel"], ["log_probs"], axis=2),
            helper.make_node("Div", ["lengths", "step"], ["log_probs_lengths"]),
        ],
        {
            **_mel_constants(quiet),
            "start": np.array([0], np.int64),
            "end": np.array([np.iinfo(np.int64).max], np.int64),
            "time": np.array([1], np.int64),
            "step": np.array([step], np.int64),
        },
        inputs=[("features", TensorProto.FLOAT, ["n", "t", 80]), ("lengths", TensorProto.INT64, ["n"])],
        outputs=[
            ("log_probs", TensorProto.FLOAT, ["n", "t", len(TONES) + 1]),
            ("log_probs_lengths", TensorProto.INT64, ["n"]),
        ],
        metadata=metadata,
    )
    return _save(folder, {"model.int8.onnx": model}, ["<blank>", *OFFLINE.values()])


def _mel_scores(features: str) -> list[onnx.NodeProto]:
    """`mel`: the energy of each tone; `blank`: a level that tones rise above."""
    return [
        helper.make_node("Gather", [features, "bins"], ["mel"], axis=2),
        helper.make_node("Gather", [features, "first"], ["any"], axis=2),
        helper.make_node("Mul", ["any", "nought"], ["flat"]),
        helper.make_node("Add", ["flat", "quiet"], ["blank"]),
    ]


def _mel_constants(quiet: float, offset: int = 0) -> dict[str, NDArray[np.generic]]:
    return {
        "bins": np.array([offset + _mel_bin(hertz) for hertz in TONES.values()], np.int64),
        "first": np.array([0], np.int64),
        "nought": np.zeros(1, np.float32),
        "quiet": np.full(1, quiet, np.float32),
    }


def transducer(folder: Path, tokens: dict[str, int] = TONES, further: tuple[str, ...] = ()) -> Path:
    """A streaming `transducer` (of the kind lstm): a token is written when its tone begins.

    `tokens`: what the tones are; `further` tokens are in the list and never heard.
    """
    frames, step = 32, 4
    size = 1 + len(tokens) + len(further)
    outputs = frames // step
    bins = [_mel_bin(hertz) for hertz in tokens.values()]
    encoder = _model(
        [
            helper.make_node("Slice", ["features", "start", "end", "axis", "step"], ["thin"]),
            helper.make_node("Gather", ["thin", "bins"], ["mel"], axis=2),
            helper.make_node("Sub", ["mel", "quiet"], ["above"]),
            helper.make_node("Clip", ["above", "least", "most"], ["scores"]),
            helper.make_node("Concat", ["blank", "scores", "never"], ["encoder_out"], axis=2),
            helper.make_node("Identity", ["h"], ["next_h"]),
            helper.make_node("Identity", ["c"], ["next_c"]),
        ],
        {
            "start": np.array([0], np.int64),
            "end": np.array([frames], np.int64),
            "axis": np.array([1], np.int64),
            "step": np.array([step], np.int64),
            "bins": np.array(bins, np.int64),
            "quiet": np.full(1, QUIET, np.float32),
            "least": np.array(-6, np.float32),
            "most": np.array(6, np.float32),
            "blank": np.zeros((1, outputs, 1), np.float32),
            "never": np.full((1, outputs, len(further)), -20, np.float32),
        },
        inputs=[
            ("features", TensorProto.FLOAT, ["n", frames, 80]),
            ("h", TensorProto.FLOAT, [1, "n", 1]),
            ("c", TensorProto.FLOAT, [1, "n", 1]),
        ],
        outputs=[
            ("encoder_out", TensorProto.FLOAT, ["n", outputs, size]),
            ("next_h", TensorProto.FLOAT, [1, "n", 1]),
            ("next_c", TensorProto.FLOAT, [1, "n", 1]),
        ],
        metadata={
            "model_type": "lstm",
            "num_encoder_layers": 1,
            "T": frames,
            "decode_chunk_len": frames,
            "rnn_hidden_size": 1,
            "d_model": 1,
        },
    )
    just_said = -40 * np.eye(size, dtype=np.float32)
    just_said[0, 0] = 0
    decoder = _model(
        [
            helper.make_node("Gather", ["just_said", "before"], ["each"]),
            helper.make_node("ReduceSum", ["each", "axis"], ["decoder_out"], keepdims=0),
        ],
        {"just_said": just_said, "axis": np.array([1], np.int64)},
        inputs=[("before", TensorProto.INT64, ["n", 1])],
        outputs=[("decoder_out", TensorProto.FLOAT, ["n", size])],
        metadata={"vocab_size": size, "context_size": 1},
    )
    joiner = _model(
        [helper.make_node("Add", ["encoder_out", "decoder_out"], ["logit"])],
        {},
        inputs=[(name, TensorProto.FLOAT, ["n", size]) for name in ("encoder_out", "decoder_out")],
        outputs=[("logit", TensorProto.FLOAT, ["n", size])],
        metadata={"joiner_dim": size},
    )
    models = {"encoder.int8.onnx": encoder, "decoder.onnx": decoder, "joiner.int8.onnx": joiner}
    return _save(folder, models, ["<blk>", *tokens, *further])


def keyword_spotter(folder: Path) -> Path:
    """A `transducer` that writes pinyin: 投诉 is whistled as 一二三四."""
    return transducer(folder, PINYIN, ("zh", "ǐ"))


def _waves(time: NDArray[np.float64], hertz: list[int]) -> Array:
    """Columns: a cosine and then a sine of each tone."""
    angles = 2 * np.pi * np.outer(time, hertz)
    return np.concatenate([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)


def _power(level: float, window: int) -> float:
    return (level * window / 2) ** 2


def _energies(sound: str, energy: str) -> list[onnx.NodeProto]:
    return [
        helper.make_node("MatMul", [sound, "waves"], ["parts"]),
        helper.make_node("Mul", ["parts", "parts"], ["squares"]),
        helper.make_node("MatMul", ["squares", "pairs"], [energy]),
    ]


def _energy_constants(waves: Array) -> dict[str, NDArray[np.generic]]:
    tones = waves.shape[1] // 2
    return {"waves": waves, "pairs": np.tile(np.eye(tones, dtype=np.float32), (2, 1))}


def _or_blank(energy: str, scores: str) -> list[onnx.NodeProto]:
    """The first score is the blank's: a level that tones rise above."""
    return [helper.make_node("Concat", ["quiet", energy], [scores], axis=2)]


def _mel_bin(hertz: float) -> int:
    """Which of Kaldi's 80 mel filters from 20 to 7600 Hz this tone falls into."""
    low, high, mine = (1127 * np.log(1 + f / 700) for f in (20.0, 7600.0, hertz))
    return round((mine - low) / (high - low) * 81) - 1


def _model(
    nodes: list[onnx.NodeProto],
    constants: dict[str, NDArray[np.generic]],
    inputs: list[tuple[str, int, list[object]]],
    outputs: list[tuple[str, int, list[object]]],
    metadata: dict[str, object],
) -> onnx.ModelProto:
    graph = helper.make_graph(
        nodes,
        "whistle",
        [helper.make_tensor_value_info(*value) for value in inputs],
        [helper.make_tensor_value_info(*value) for value in outputs],
        [numpy_helper.from_array(value, name) for name, value in constants.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    helper.set_model_props(model, {key: str(value) for key, value in metadata.items()})
    onnx.checker.check_model(model)
    return model


def _save(folder: Path, models: dict[str, onnx.ModelProto], tokens: list[str]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, model in models.items():
        onnx.save(model, folder / name)
    lines = [f"{token} {number}\n" for number, token in enumerate(tokens)]
    (folder / "tokens.txt").write_text("".join(lines), "utf-8")
    return folder
