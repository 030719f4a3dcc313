"""The loss and the export, with an untrained network; needs PyTorch, the graph Debian's libfst-tools."""

from __future__ import annotations

import itertools
import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from models.training.graph.graph import MissingFstTools, build_graph, find_lookahead_library
from models.training.language.language import Trigram
from models.training.language.lexicon import lexicon
from models.training.language.phones import BLANK, OUTPUTS, PHONE_ID, SILENCE

_HAS_FST_TOOLS = shutil.which("fstcompile") is not None and find_lookahead_library() is not None
needs_fst_tools = pytest.mark.skipif(
    not _HAS_FST_TOOLS, reason="OpenFst's programs (Debian: libfst-tools) are absent"
)


def _small_graph(folder: Path) -> None:
    words = ["转", "人工", "停水", "了", "投诉"]
    sentences = [["转", "人工"], ["停水", "了"], ["投诉"]]
    build_graph(folder, lexicon(words), Trigram(sentences, dict.fromkeys(words, 1), (1, 1)).arcs())


@needs_fst_tools
def test_the_graph_has_every_file_vosk_looks_for(tmp_path: Path) -> None:
    _small_graph(tmp_path)
    names = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    expected = (
        "HCLr.fst",
        "Gr.fst",
        "words.txt",
        "disambig_tid.int",
        "phones.txt",
        "phones/word_boundary.int",
    )
    assert names >= {"conf/mfcc.conf", "conf/model.conf", *(f"graph/{name}" for name in expected)}
    numbers = [
        int(line.split()[1])
        for line in (tmp_path / "graph/words.txt").read_text(encoding="utf-8").splitlines()
    ]
    assert len(numbers) == len(set(numbers))


def test_missing_tools_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MissingFstTools, match="libfst-tools"):
        _small_graph(tmp_path)


@needs_fst_tools
def test_an_untrained_network_loads_in_vosk_with_and_without_a_grammar(tmp_path: Path) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is absent (extra: train)")
    vosk = pytest.importorskip("vosk")
    from models.training.network.export import export_network
    from models.training.network.network import AcousticNetwork

    torch.manual_seed(0)
    network = AcousticNetwork(torch.zeros(40), torch.full((40,), 10.0)).eval()
    export_network(network, np.full(OUTPUTS, 1 / OUTPUTS), tmp_path / "am" / "final.mdl")
    _small_graph(tmp_path)
    vosk.SetLogLevel(-1)
    model = vosk.Model(str(tmp_path))
    noise = np.random.default_rng(0).normal(0, 1000, 8000).astype("<i2").tobytes()
    for arguments in ((), (json.dumps(["转 人工", "[unk]"], ensure_ascii=False),)):
        recogniser = vosk.KaldiRecognizer(model, 8000, *arguments)
        recogniser.AcceptWaveform(noise)
        assert "text" in json.loads(recogniser.FinalResult())


def test_the_loss_is_the_sum_over_all_paths_of_the_topology() -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is absent (extra: train)")
    from models.training.network.loss import topology_loss

    torch.manual_seed(1)
    silence, labels, frames = PHONE_ID[SILENCE], [PHONE_ID[SILENCE], 5, 7], 5
    scores = torch.randn(1, frames, OUTPUTS, dtype=torch.double, requires_grad=True)
    log_probs = scores.log_softmax(-1)
    loss = topology_loss(log_probs, torch.tensor([frames]), torch.tensor([labels]), torch.tensor([3]))
    paths = []
    for durations in itertools.product(range(1, frames + 1), repeat=3):
        if sum(durations) == frames:
            outputs = [
                one if place == 0 or one == silence else BLANK
                for one, duration in zip(labels, durations, strict=True)
                for place in range(duration)
            ]
            paths.append(torch.stack([log_probs[0, t, output] for t, output in enumerate(outputs)]).sum())
    expected = -torch.logsumexp(torch.stack(paths), 0)
    assert float(loss.detach()) == pytest.approx(float(expected.detach()))
    (ours,) = torch.autograd.grad(loss.sum(), scores, retain_graph=True)
    (theirs,) = torch.autograd.grad(expected, scores)
    assert torch.allclose(ours, theirs)


def test_an_utterance_that_does_not_fit_has_no_loss() -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is absent (extra: train)")
    from models.training.network.loss import topology_loss

    log_probs = torch.randn(1, 2, OUTPUTS, dtype=torch.double).log_softmax(-1).requires_grad_()
    loss = topology_loss(log_probs, torch.tensor([2]), torch.tensor([[1, 5, 7, 1]]), torch.tensor([4]))
    loss.sum().backward()
    assert float(loss.detach()) == 0
    assert float(log_probs.grad.abs().sum()) == 0
