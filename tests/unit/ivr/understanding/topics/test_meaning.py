"""A sentence in words that nobody has learned is understood by what it means, where an encoder tells that."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr import IvrSettings, Understanding
from ivr.understanding.topics.meaning import Meaning, Vector

STRANGE = "屋头黢黑，样样都使不成"
LABELS = 3


def towards(axis: int, strength: float = 1.0) -> Vector:
    """A unit vector; all have much in common, as those of an encoder do."""
    vector = np.zeros(8, np.float32)
    vector[[axis, 7]] = strength, 2.0
    return np.asarray(vector / np.linalg.norm(vector), np.float32)


@pytest.fixture(scope="module")
def meant(settings: IvrSettings) -> Understanding:
    """Knows the shipped intents; the sayings on power lie on an axis of their own."""
    understanding = Understanding(settings)
    places = {intent.id: place % 5 for place, intent in enumerate(settings.intents)}
    vectors = {}
    for sentence in understanding.sentences():
        intent = understanding.decide(sentence).intent
        vectors[sentence] = towards(6 if intent == "power" else places.get(intent or "", 5))
    understanding.know(vectors)
    return understanding


def test_a_sentence_in_strange_words_is_understood_by_its_meaning(meant: Understanding) -> None:
    assert meant.decide(STRANGE).intent != "power"
    assert meant.decide(STRANGE, vector=towards(6)).intent == "power"
    assert meant.needs(STRANGE, vector=towards(6))[0].intent == "power"


def test_an_alarm_is_an_alarm_whatever_a_sentence_seems_to_mean(meant: Understanding) -> None:
    assert meant.decide("我家着火了", vector=towards(6)).intent == "fire"


def test_a_vector_without_vectors_of_sayings_changes_nothing(understanding: Understanding) -> None:
    assert understanding.decide(STRANGE, vector=towards(6)) == understanding.decide(STRANGE)


def test_an_intent_without_vectors_is_neither_near_nor_far() -> None:
    meaning = Meaning(["停电了", "没电了"], [1, 1], [towards(0), towards(1)])
    assert meaning.likeness(towards(0), LABELS)[[0, 2]].tolist() == [0.0, 0.0]
    assert meaning.likeness(towards(0), LABELS).shape == (LABELS,)
    assert meaning.nearest(towards(0), 0) == ("", 0.0)


@given(st.lists(st.integers(0, LABELS - 1), min_size=1, max_size=30), st.randoms(use_true_random=False))
def test_likeness_is_the_mean_of_the_three_nearest(labels: list[int], random: Random) -> None:
    vectors = [towards(random.randrange(7), random.uniform(-1, 1)) for _ in labels]
    meaning, vector = Meaning([""] * len(labels), labels, vectors), towards(random.randrange(7))
    alike = meaning.table @ meaning.centred(vector)
    for label, found in enumerate(meaning.likeness(vector, LABELS)):
        own = sorted((float(one) for one, of in zip(alike, labels, strict=True) if of == label), reverse=True)
        assert found == pytest.approx(sum(max(one, 0) for one in own[:3]) / 3, abs=1e-6)


def test_the_nearest_saying_is_told() -> None:
    sayings = ["停电了", "电费贵", "停水了", "水费贵"]
    meaning = Meaning(sayings, [0, 0, 1, 1], [towards(axis) for axis in range(4)])
    assert [meaning.nearest(towards(axis), axis // 2)[0] for axis in range(4)] == sayings
    assert meaning.nearest(towards(2), 0)[1] < meaning.nearest(towards(2), 1)[1]
