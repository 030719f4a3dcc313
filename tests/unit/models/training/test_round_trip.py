"""Every binary structure of a model, written by the recipe and read back as Kaldi and OpenFst do."""

from __future__ import annotations

import io
import itertools
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.training.graph import kaldi_format as kf
from models.training.graph.graph import UNKNOWN, build_graph, missing_fst_tools
from models.training.language.language import Trigram
from models.training.language.lexicon import lexicon, pronunciations
from models.training.language.phones import BLANK, OUTPUTS
from tests.unit.models.training.fst_reader import Fst, read_fst
from tests.unit.models.training.kaldi_reader import Model, read_model

needs_fst_tools = pytest.mark.skipif(
    missing_fst_tools() is not None, reason="OpenFst's programs (Debian: libfst-tools) are absent"
)
_sizes = st.integers(1, 9)
_WORDS = ["转", "人工", "停水", "了", "投诉", "一二"]


def _written(layers: list[kf.Affine | kf.Pointwise], priors: np.ndarray, context: int, inputs: int) -> Model:
    file = io.BytesIO()
    kf.write_model(file, layers, priors, context, inputs)
    return read_model(file.getvalue())


@st.composite
def _networks(draw: st.DrawFn) -> tuple[list[kf.Affine | kf.Pointwise], int]:
    """Affine parts over one to three frames, each with a pointwise part, of any sizes."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    inputs = size = draw(_sizes)
    layers: list[kf.Affine | kf.Pointwise] = []
    source = "input"
    for number in range(1, draw(st.integers(1, 4)) + 1):
        taps = draw(st.sampled_from([(0,), (-1, 0, 1), (-6, 0), (0, 3)]))
        outputs = draw(_sizes)
        parts = ", ".join(f"Offset({source}, {tap})" if tap else source for tap in taps)
        scale = draw(st.sampled_from([1e-3, 1.0, 300.0]))
        affine = kf.Affine(
            f"layer{number}.affine",
            f"Append({parts})" if len(taps) > 1 else source,
            rng.normal(0, scale, (outputs, size * len(taps))),
            rng.normal(0, scale, outputs),
        )
        kind = draw(st.sampled_from(["RectifiedLinearComponent", "LogSoftmaxComponent"]))
        source = f"layer{number}.after"
        layers += [affine, kf.Pointwise(source, affine.name, kind, outputs)]
        size = outputs
    return layers, inputs


@given(_networks(), st.lists(st.floats(0, 1, width=32), min_size=1, max_size=8), st.integers(0, 99))
def test_a_network_comes_back_with_every_part(
    network: tuple[list[kf.Affine | kf.Pointwise], int], priors: list[float], context: int
) -> None:
    layers, inputs = network
    model = _written(layers, np.asarray(priors), context, inputs)
    assert (model.inputs, model.context) == (inputs, (context, context))
    assert model.priors.tolist() == priors
    assert list(model.components) == [layer.name for layer in layers]
    for layer in layers:
        read = model.components[layer.name]
        assert read.source == layer.source
        if isinstance(layer, kf.Affine):
            assert read.kind == "FixedAffineComponent"
            assert read.bias == pytest.approx(layer.bias, rel=1e-6)
            step = np.ptp(layer.matrix) / 255
            assert np.abs(read.matrix - layer.matrix).max() <= step / 2 + 1e-6 * np.abs(layer.matrix).max()
        else:
            assert (read.kind, read.size) == (layer.kind, layer.size)


def test_transition_ids_mean_in_the_file_what_the_graph_takes_them_for() -> None:
    affine = kf.Affine("one", "input", np.ones((2, 2)), np.ones(2))
    model = _written([affine], np.ones(2), 0, 2)
    count = len(kf.PHONE_TABLE) - 1
    assert model.phones == list(range(1, count + 1))
    assert len(model.transitions) == 2 * count
    for phone in model.phones:
        loop_pdf = kf.pdf(phone) if phone == kf.SILENCE_ID else BLANK
        assert model.transitions[kf.self_loop(phone)] == (phone, True, loop_pdf)
        assert model.transitions[kf.forward(phone)] == (phone, False, kf.pdf(phone))
    assert np.exp(model.log_probs[1:]) == pytest.approx(0.5)


def test_the_exported_layers_compute_what_the_network_computes() -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is absent (extra: train)")
    from models.training.network.export import kaldi_layers
    from models.training.network.network import CONTEXT, SUBSAMPLING, AcousticNetwork

    torch.manual_seed(3)
    network = AcousticNetwork(torch.randn(40), torch.rand(40) * 9 + 1)
    features = torch.randn(1, 2 * CONTEXT + 4, 40) * 5
    for _ in range(3):  # gives the batch norms statistics that are not those they begin with
        network(features)
    network.eval()
    with torch.no_grad():
        ours = network(features)[0].numpy()
    model = _written(kaldi_layers(network), np.ones(OUTPUTS), CONTEXT, 40)
    theirs = model.compute(features[0].double().numpy())[::SUBSAMPLING]
    assert theirs.shape == ours.shape == (2, OUTPUTS)
    assert np.exp(theirs).sum(1) == pytest.approx(1)
    assert np.abs(theirs - ours).max() < 0.1  # eight bits a weight
    assert np.corrcoef(theirs.ravel(), ours.ravel())[0, 1] > 0.999


def _graph(folder: Path, sentences: list[list[str]]) -> tuple[Fst, Fst, dict[str, int], Trigram]:
    trigram = Trigram(sentences, dict.fromkeys(_WORDS, 1), (1, 1))
    build_graph(folder, lexicon(_WORDS), trigram.arcs())
    lines = (folder / "graph" / "words.txt").read_text(encoding="utf-8").splitlines()
    numbers = {word: int(number) for word, number in (line.split() for line in lines)}
    sounds, grammar = (read_fst((folder / "graph" / name).read_bytes()) for name in ("HCLr.fst", "Gr.fst"))
    return sounds, grammar, numbers, trigram


@needs_fst_tools
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(st.sampled_from(_WORDS), min_size=1, max_size=4), min_size=1, max_size=5))
def test_the_grammar_comes_back_with_its_costs(tmp_path: Path, sentences: list[list[str]]) -> None:
    _, grammar, numbers, trigram = _graph(tmp_path, sentences)
    assert grammar.kind == "const"
    named = {number: word for word, number in numbers.items()}
    arcs = [arc for state in grammar.arcs for arc in state]
    assert all(arc.input == arc.output for arc in arcs)
    read = [(named[arc.input] if arc.input else "", round(arc.cost, 3)) for arc in arcs]
    ends = [("", round(cost, 3)) for cost in grammar.finals if math.isfinite(cost)]
    expected = [(arc.word, arc.cost) for arc in trigram.arcs()]
    assert len(read) + len(ends) == len(expected)
    for (word, cost), (wanted, price) in zip(sorted(read + ends), sorted(expected), strict=True):
        assert word == wanted
        assert cost == pytest.approx(price, abs=2e-3)
    for state in grammar.arcs:  # look-ahead composition matches by searching
        assert [arc.input for arc in state] == sorted(arc.input for arc in state)
    for sentence in sentences:
        paths = list(grammar.paths([numbers[word] for word in sentence]))
        cheapest = min(cost for _, cost in paths)
        history: tuple[str, ...] = ("<s>",)
        price = 0.0
        for word in [*sentence, "</s>"]:
            price -= math.log(trigram.probability(history[-2:], word))
            history = (*history, word)
        assert cheapest <= price + 0.01


@needs_fst_tools
def test_every_word_is_found_by_every_way_to_say_it(tmp_path: Path) -> None:
    sounds, _, numbers, _ = _graph(tmp_path, [["转", "人工"]])
    assert sounds.kind == "olabel_lookahead"
    loops = frozenset(kf.self_loop(phone) for phone in range(1, len(kf.PHONE_TABLE)))
    for word, readings in lexicon(_WORDS).items():
        for reading in readings:
            syllables = [pronunciations(syllable) for syllable in reading.syllables]
            for ways in itertools.islice(itertools.product(*(way.items() for way in syllables)), 12):
                phones = [phone for way, _ in ways for phone in way]
                ids = [kf.forward(kf.POSITIONED_ID[name]) for name in _positioned(phones)]
                price = math.log(2) + reading.cost + sum(cost for _, cost in ways)
                costs = [cost for said, cost in sounds.paths(ids, loops) if said == [numbers[word]]]
                assert costs, (word, phones)
                assert min(costs) == pytest.approx(price, abs=1e-3)


def _positioned(phones: list[str]) -> list[str]:
    if len(phones) == 1:
        return [phones[0] + "_S"]
    return [phones[0] + "_B", *(phone + "_I" for phone in phones[1:-1]), phones[-1] + "_E"]


@needs_fst_tools
def test_sounds_that_are_no_word_cost_by_their_length(tmp_path: Path) -> None:
    sounds, _, numbers, _ = _graph(tmp_path, [["投诉"]])
    loops = frozenset(kf.self_loop(phone) for phone in range(1, len(kf.PHONE_TABLE)))
    costs = []
    for phones in (["b", "a"], ["b", "a", "b", "a"]):
        ids = [kf.forward(kf.POSITIONED_ID[name]) for name in _positioned(phones)]
        costs += [min(cost for said, cost in sounds.paths(ids, loops) if said == [numbers[UNKNOWN]])]
    assert costs[1] > costs[0] > 0
