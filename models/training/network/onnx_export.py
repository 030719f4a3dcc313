"""The shipped network as one ONNX file that the stock sherpa-onnx loads as a streaming `t-one-ctc` model.

    python -m models.training.network.onnx_export models/zh-small FOLDER

The file takes 8 kHz samples in chunks of 300 ms and carries its own front end: Kaldi's MFCCs as convolutions.
What it writes is toneless pinyin, phone by phone, with no words and no language model: it proves the sherpa
engine on a network of our own training, and serves people who have a decoder for it.

What sherpa-onnx expects of such a file: sherpa-onnx/csrc/online-t-one-ctc-model.cc.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from models.training.graph.kaldi_format import Affine
from models.training.graph.kaldi_reading import offsets, read_affines
from models.training.language.phones import INITIALS, PHONES
from models.training.sound.channel import RATE
from models.training.sound.features import CEPSTRA
from models.training.sound.front_end import SHIFT, WINDOW, FrontEnd

SUBSAMPLING = 3
"""Input frames for one output: `--frame-subsampling-factor` in the model's conf/model.conf."""
CHUNK_MS = 300
"""Fixed by sherpa-onnx for this kind, as is the rate."""
CHUNK = RATE * CHUNK_MS // 1000
FRAMES = CHUNK // SHIFT
KEPT_SAMPLES = WINDOW - SHIFT
"""Of the last window, the part that the next one covers too."""

_SAME_SOUND = {"ii": "i", "iii": "i"}


def tokens() -> list[str]:
    """Symbols in the order of the outputs: the blank (which silence counts as), then the phones.

    An initial begins a new syllable, which the sign ▁ says.
    """
    phones = (_SAME_SOUND.get(phone, phone) for phone in PHONES[1:])
    return ["<blk>", *("▁" + phone if phone in INITIALS else phone for phone in phones)]


def export_onnx(layers: Sequence[Affine], folder: Path) -> None:
    """Write ``model.int8.onnx`` and ``tokens.txt``; the weights have 8 bits, one scale for each output."""
    folder.mkdir(parents=True, exist_ok=True)
    onnx.save(_Graph(layers).model(), folder / "model.int8.onnx")
    lines = (f"{token} {number}\n" for number, token in enumerate(tokens()))
    (folder / "tokens.txt").write_text("".join(lines), encoding="utf-8")


class _Graph:
    """Collects nodes and constants."""

    def __init__(self, layers: Sequence[Affine]) -> None:
        self._layers = layers
        self._taps = [offsets(layer.source) for layer in layers]
        self._thinning = max(i for i, taps in enumerate(self._taps) if any(tap % SUBSAMPLING for tap in taps))
        """From this layer on only every third frame is needed."""
        self._context = -sum(min(taps) for taps in self._taps)
        self._kept_frames = 2 * self._context
        self._state = KEPT_SAMPLES + self._kept_frames * CEPSTRA
        """What is remembered of earlier chunks: samples of a window that was cut, and features."""
        self._front_end = FrontEnd()
        self._silence = self._front_end.cosines @ np.log(self._front_end.dither)
        """Features of silence: less these, an empty memory is silence."""
        self._nodes: list[onnx.NodeProto] = []
        self._constants: list[onnx.TensorProto] = []

    def model(self) -> onnx.ModelProto:
        samples, features = self._memory()
        sound = self._do("Cast", "sound", to=TensorProto.FLOAT)
        sound = self._do("Transpose", sound, perm=[0, 2, 1])
        sound = self._do("Concat", samples, sound, axis=2)
        features = self._do("Concat", features, self._mfcc(sound), axis=2)
        self._remember(sound, features)
        self._do("Transpose", self._scores(features), perm=[0, 2, 1], name="log_probs")
        graph = helper.make_graph(
            self._nodes,
            "zh-small",
            [_value("sound", TensorProto.INT32, CHUNK, 1), _value("state", TensorProto.FLOAT16, self._state)],
            [
                _value("log_probs", TensorProto.FLOAT, FRAMES // SUBSAMPLING, len(tokens())),
                _value("next_state", TensorProto.FLOAT16, self._state),
            ],
            self._constants,
        )
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
        delay_ms = 10 * self._context
        facts = {
            "model_type": "t-one",
            "frame_length_ms": CHUNK_MS,
            "sample_rate": RATE,
            "state_dim": self._state,
        }
        about = {"language": "Mandarin, as toneless pinyin", "comment": "zh-small", "delay_ms": delay_ms}
        helper.set_model_props(model, {key: str(value) for key, value in {**facts, **about}.items()})
        onnx.checker.check_model(model)
        return model

    def _memory(self) -> tuple[str, str]:
        """Of earlier chunks: samples (batch, 1, kept) and features (batch, 40, kept)."""
        state = self._do("Cast", "state", to=TensorProto.FLOAT)
        lengths = self._constant(np.array([KEPT_SAMPLES, self._kept_frames * CEPSTRA], np.int64))
        samples, features = self._split_into("Split", state, lengths, names=["", ""], axis=1)
        samples = self._do("Reshape", samples, self._constant(np.array([0, 1, KEPT_SAMPLES], np.int64)))
        shape = self._constant(np.array([0, CEPSTRA, self._kept_frames], np.int64))
        return samples, self._do("Reshape", features, shape)

    def _remember(self, sound: str, features: str) -> None:
        parts = []
        for whole, kept in ((sound, KEPT_SAMPLES), (features, self._kept_frames)):
            end = self._constant(np.array([np.iinfo(np.int64).max], np.int64))
            start = self._constant(np.array([-kept], np.int64))
            last = self._do("Slice", whole, start, end, self._constant(np.array([2], np.int64)))
            parts.append(self._do("Flatten", last, axis=1))
        state = self._do("Concat", *parts, axis=1)
        self._do("Cast", state, to=TensorProto.FLOAT16, name="next_state")

    def _mfcc(self, sound: str) -> str:
        """Features less those of silence."""
        front_end = self._front_end
        spectrum = self._convolution(sound, self._single(front_end.transform[:, None, :]), stride=SHIFT)
        power = self._do("Mul", spectrum, spectrum)
        mel = self._convolution(power, self._single(front_end.mel[:, :, None]), front_end.dither)
        return self._convolution(
            self._do("Log", mel), self._single(front_end.cosines[:, :, None]), -self._silence
        )

    def _scores(self, features: str) -> str:
        """Log-probabilities (batch, outputs, time); silence counts as blank."""
        hidden, width, step = features, CEPSTRA, 1
        for number, (layer, taps) in enumerate(zip(self._layers, self._taps, strict=True)):
            weight = layer.matrix.reshape(len(layer.bias), len(taps), width).transpose(0, 2, 1)
            bias = layer.bias + (weight.sum(axis=2) @ self._silence if number == 0 else 0)
            stride = SUBSAMPLING if number == self._thinning else 1
            spread = (taps[1] - taps[0]) // step if len(taps) > 1 else 1
            hidden = self._convolution(hidden, self._eight_bit(weight), bias, stride, spread)
            if number < len(self._layers) - 1:
                hidden = self._do("Relu", hidden)
            width, step = len(layer.bias), step * stride
        chances = self._do("LogSoftmax", hidden, axis=1)
        lengths = self._constant(np.array([1, 1, len(tokens()) - 1], np.int64))
        blank, silence, phones = self._split_into("Split", chances, lengths, names=["", "", ""], axis=1)
        return self._do("Concat", self._do("Max", blank, silence), phones, axis=1)

    def _convolution(
        self,
        source: str,
        weight: str,
        bias: NDArray[np.floating] | None = None,
        stride: int = 1,
        spread: int = 1,
    ) -> str:
        inputs = [source, weight] if bias is None else [source, weight, self._single(bias)]
        return self._do("Conv", *inputs, strides=[stride], dilations=[spread])

    def _eight_bit(self, weight: NDArray[np.floating]) -> str:
        scale = np.maximum(np.abs(weight).max(axis=(1, 2)) / 127, 1e-8).astype(np.float32)
        steps = np.round(weight / scale[:, None, None]).astype(np.int8)
        return self._do("DequantizeLinear", self._constant(steps), self._constant(scale), axis=0)

    def _single(self, value: NDArray[np.floating]) -> str:
        return self._constant(value.astype(np.float32))

    def _constant(self, value: NDArray[np.generic]) -> str:
        name = f"constant{len(self._constants)}"
        self._constants.append(numpy_helper.from_array(value, name))
        return name

    def _do(self, operation: str, *inputs: str, name: str = "", **attributes: Any) -> str:
        (result,) = self._split_into(operation, *inputs, names=[name], **attributes)
        return result

    def _split_into(self, operation: str, *inputs: str, names: Sequence[str], **attributes: Any) -> list[str]:
        results = [name or f"value{len(self._nodes)}.{i}" for i, name in enumerate(names)]
        self._nodes.append(helper.make_node(operation, list(inputs), results, **attributes))
        return results


def _value(name: str, kind: int, *shape: int) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, kind, ["batch", *shape])


def _command_line() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("model", type=Path, help="folder of a Vosk model that this package exported")
    parser.add_argument("folder", type=Path, help="where the ONNX model goes")
    options = parser.parse_args()
    export_onnx(read_affines(options.model / "am" / "final.mdl"), options.folder)


if __name__ == "__main__":
    try:
        _command_line()
    except (OSError, ValueError) as problem:
        sys.exit(f"{type(problem).__name__}: {problem}")
