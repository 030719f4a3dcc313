"""The shipped network, read back and exported for sherpa-onnx."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest

from models.training.graph.kaldi_format import Affine, Pointwise, write_model
from models.training.graph.kaldi_reading import offsets, read_affines
from models.training.language.phones import OUTPUTS, PHONES, syllable_phones
from models.training.sound.front_end import SHIFT, WINDOW, FrontEnd

SHIPPED = Path(__file__).resolve().parents[4] / "models" / "zh-small" / "am" / "final.mdl"
pytest.importorskip("onnx", reason="onnx is absent (extras: test, train)")

needs_model = pytest.mark.skipif(not SHIPPED.is_file(), reason="no model in models/zh-small")


@pytest.mark.parametrize(
    ("source", "taps"),
    [
        ("input", (0,)),
        ("Append(Offset(input, -1), input, Offset(input, 1))", (-1, 0, 1)),
        ("Append(Offset(layer2.relu, -6), layer2.relu, Offset(layer2.relu, 6))", (-6, 0, 6)),
    ],
)
def test_a_descriptor_names_its_frames(source: str, taps: tuple[int, ...]) -> None:
    assert offsets(source) == taps


def test_layers_are_read_as_they_were_written(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    layers = [
        Affine(
            "layer1.affine", "Append(Offset(input, -1), input)", rng.normal(size=(4, 6)), rng.normal(size=4)
        ),
        Pointwise("layer1.relu", "layer1.affine", "RectifiedLinearComponent", 4),
        Affine("final.affine", "layer1.relu", rng.normal(size=(OUTPUTS, 4)), rng.normal(size=OUTPUTS)),
        Pointwise("final.log-softmax", "final.affine", "LogSoftmaxComponent", OUTPUTS),
    ]
    file = io.BytesIO()
    write_model(file, layers, np.full(OUTPUTS, 1 / OUTPUTS), 1, 3)
    path = tmp_path / "final.mdl"
    path.write_bytes(file.getvalue())
    read = read_affines(path)
    written = [layer for layer in layers if isinstance(layer, Affine)]
    assert [(one.name, one.source) for one in read] == [(one.name, one.source) for one in written]
    for one, other in zip(read, written, strict=True):
        assert np.abs(one.matrix - other.matrix).max() < np.ptp(other.matrix) / 500
        assert one.bias == pytest.approx(other.bias, abs=1e-6)


def test_another_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "final.mdl"
    path.write_bytes(b"\0B<TransitionModel> ")
    with pytest.raises(ValueError, match=r"final\.mdl"):
        read_affines(path)


def test_the_front_end_gives_the_features_kaldi_gives() -> None:
    pytest.importorskip("kaldi_native_fbank", reason="kaldi-native-fbank is absent (extra: train)")
    from models.training.sound.features import mfcc

    time = np.arange(8000) / 8000
    sound = np.round(4000 * np.sin(2 * np.pi * (200 + 1500 * time) * time)).astype(np.int16)
    sound += np.random.default_rng(1).normal(0, 300, 8000).astype(np.int16)
    front_end = FrontEnd()
    windows = np.lib.stride_tricks.sliding_window_view(sound.astype(float), WINDOW)[::SHIFT]
    power = (windows @ front_end.transform.T) ** 2 @ front_end.mel.T + front_end.dither
    mine = np.log(power) @ front_end.cosines.T
    theirs = mfcc(sound).astype(float)
    assert mine.shape == theirs.shape
    assert np.abs(mine - theirs).mean() < 0.2  # they have noise added, and sixteen bits


@needs_model
def test_tokens_spell_syllables() -> None:
    from models.training.network.onnx_export import tokens

    assert len(tokens()) == len(PHONES)  # silence has none, the blank has one
    by_phone = dict(zip(PHONES[1:], tokens()[1:], strict=True))
    for syllable in ("zhong", "shi", "zi", "lai"):
        spelled = "".join(by_phone[phone] for phone in syllable_phones(syllable))
        assert spelled == "▁" + syllable


@needs_model
def test_the_stock_library_decodes_the_shipped_network(tmp_path: Path) -> None:
    sherpa_onnx = pytest.importorskip("sherpa_onnx", reason="the extra sherpa is not installed")
    from models.training.network.onnx_export import export_onnx

    export_onnx(read_affines(SHIPPED), tmp_path)
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) < 2_500_000
    recogniser = sherpa_onnx.OnlineRecognizer.from_t_one_ctc(
        str(tmp_path / "tokens.txt"), str(tmp_path / "model.int8.onnx"), num_threads=1
    )
    stream = recogniser.create_stream()
    stream.accept_waveform(8000, np.zeros(8000, np.float32))
    while recogniser.is_ready(stream):
        recogniser.decode_stream(stream)
    assert recogniser.get_result(stream) == ""
