"""The trigram is a probability distribution, and prefers what was said."""

from __future__ import annotations

import math
from collections import defaultdict

import pytest

from models.training.language.language import END, Trigram

_SAID = [["我", "要", "投诉"], ["我", "要", "转", "人工"], ["我", "想", "投诉", "物业"]] * 3
_BROAD = {"物业": 5, "停水": 5, "我": 100}


@pytest.mark.parametrize("minimum", [(1, 1), (2, 4), (4, 4)])
def test_probabilities_sum_to_one(minimum: tuple[int, int]) -> None:
    trigram = Trigram(_SAID, _BROAD, minimum)
    words = trigram.probabilities[()]
    for history in trigram.probabilities:
        total = sum(trigram.probability(history, word) for word in words)
        assert total == pytest.approx(1, abs=0.02), history


def test_what_was_said_is_likelier_and_the_unsaid_possible() -> None:
    trigram = Trigram(_SAID, _BROAD, (1, 1))
    assert trigram.probability(("我", "要"), "投诉") > trigram.probability(("我", "要"), "物业") > 0
    assert trigram.probability(("要",), "停水") > 0


def test_arcs_form_an_acceptor_of_every_sentence() -> None:
    trigram = Trigram(_SAID, _BROAD, (1, 1))
    out: dict[int, dict[str, tuple[int, float]]] = defaultdict(dict)
    for arc in trigram.arcs():
        assert math.isfinite(arc.cost)
        out[arc.source][END if arc.target < 0 else arc.word] = (arc.target, arc.cost)
    state = 0
    for word in [*_SAID[2], END]:
        while word not in out[state]:
            state = out[state][""][0]
        state = out[state][word][0]
    assert state == -1
