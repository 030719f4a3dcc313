"""The whole recipe, on two minutes of synthetic speech."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from models.training import recipe
from models.training.graph.graph import find_lookahead_library
from models.training.graph.kaldi_reading import read_affines

_NEEDED = ("espeak-ng", "fstcompile")


@pytest.fixture(scope="module")
def smoke(tmp_path_factory: pytest.TempPathFactory) -> Path:
    for module in ("torch", "kaldi_native_fbank"):
        pytest.importorskip(module, reason=f"{module} is absent (extra: train)")
    missing = [program for program in _NEEDED if shutil.which(program) is None]
    if missing or find_lookahead_library() is None:
        pytest.skip(f"{', '.join(missing) or 'the look-ahead library of OpenFst'} is not installed")
    work = tmp_path_factory.mktemp("smoke")
    lines: list[str] = []
    recipe.main(work, 0.02, work / "model", smoke=True, say=lines.append)
    assert any(line.startswith("epoch 1") for line in lines)
    return work


def test_a_smoke_run_makes_a_model_that_vosk_decodes_with(smoke: Path) -> None:
    vosk = pytest.importorskip("vosk")
    vosk.SetLogLevel(-1)
    model = vosk.Model(str(smoke / "model"))
    for grammar in ((), (json.dumps(["转 人工", "[unk]"], ensure_ascii=False),)):
        recogniser = vosk.KaldiRecognizer(model, 8000, *grammar)
        recogniser.AcceptWaveform(bytes(16000))
        assert "text" in json.loads(recogniser.FinalResult())


def test_a_finished_run_is_not_done_again(smoke: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in smoke.rglob("*.npz")}
    lines: list[str] = []
    recipe.main(
        smoke, 0.02, smoke / "model", stages=("text", "features", "network"), smoke=True, say=lines.append
    )
    assert {path: path.stat().st_mtime_ns for path in smoke.rglob("*.npz")} == before
    assert any(line.startswith("going on after epoch") for line in lines)
    assert not any(line.startswith("epoch") for line in lines)


def test_a_later_round_goes_on_from_an_earlier_network(smoke: Path, tmp_path: Path) -> None:
    lines: list[str] = []
    shutil.copytree(smoke / "features", tmp_path / "features")
    recipe.main(
        tmp_path,
        0.01,
        tmp_path / "model",
        stages=("network",),
        without=("hsk_tan",),
        start=smoke / "network.1.ckpt",
        say=lines.append,
    )
    assert (tmp_path / "network-no-hsk_tan.1.ckpt").exists()
    assert (tmp_path / "model" / "am" / "final.mdl").exists()


def test_of_several_rounds_the_mean_of_the_last_two_is_kept(smoke: Path, tmp_path: Path) -> None:
    import torch

    lines: list[str] = []
    shutil.copytree(smoke / "features", tmp_path / "features")
    recipe.main(tmp_path, 0.03, tmp_path / "model", stages=("network",), rounds=3, say=lines.append)
    assert lines[-1] == "network: the mean of the rounds 2 and 3"
    rounds = [torch.load(tmp_path / f"network.{n}.ckpt", weights_only=True)["network"] for n in (1, 2, 3)]
    weight = "layers.6.weight"
    assert not torch.equal(rounds[1][weight], rounds[2][weight])
    heard = read_affines(tmp_path / "model" / "am" / "final.mdl")[6].matrix
    two, three, both = (np.abs(heard - _as_exported(rounds, part)).max() for part in ((1,), (2,), (1, 2)))
    assert both < two
    assert both < three


def _as_exported(rounds: list[dict[str, Any]], parts: tuple[int, ...]) -> Any:
    """The last hidden layer's matrix, made of the mean of these rounds, with the norm before it folded in."""
    weight = np.mean([rounds[part]["layers.6.weight"].numpy() for part in parts], axis=0)
    variance = np.mean([rounds[part]["norms.5.running_var"].numpy() for part in parts], axis=0)
    scaled = weight / np.sqrt(variance + 1e-5)[None, :, None]
    return scaled.transpose(0, 2, 1).reshape(len(weight), -1)


def test_a_speaker_left_out_is_not_loaded(tmp_path: Path) -> None:
    pytest.importorskip("torch", reason="PyTorch is absent (extra: train)")
    from models.training.network.train import find_shards

    for name in ("human_hsk_tan", "human_syll_chen", "kokoro_0000", "kokoro_0001.part"):
        (tmp_path / f"{name}.npz").touch()
    everything = [path.stem for path in find_shards(tmp_path)]
    assert everything == ["human_hsk_tan", "human_syll_chen", "kokoro_0000"]
    assert [path.stem for path in find_shards(tmp_path, ("human_hsk_tan", "kokoro"))] == ["human_syll_chen"]
    with pytest.raises(FileNotFoundError, match="feature stage"):
        find_shards(tmp_path, ("human", "kokoro"))


def test_a_speaker_that_is_none_is_named(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"nobody.*hsk_tan"):
        recipe.main(tmp_path, 1, tmp_path / "model", without=("nobody",))
