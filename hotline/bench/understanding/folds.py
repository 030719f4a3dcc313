"""Sayings as sentences that nobody has learned: each is judged by an understanding without its fold."""

from __future__ import annotations

import random
from collections.abc import Iterator

from hotline.bench.understanding.sentences import Sentence
from ivr import IvrSettings, Understanding
from ivr.settings.words.template import cover, parse
from ivr.understanding.topics.sayings import EXPANSIONS

FOLDS = 4
SAYING = "saying"
"""Their kind."""


def folds(settings: IvrSettings, seed: int = 1) -> Iterator[tuple[Understanding, list[Sentence]]]:
    """Understandings, and of each saying that they have not learned one sentence. Intents for a human are no
    queue's, and are left out."""
    rng = random.Random(seed)
    places = [(at, n) for at, intent in enumerate(settings.intents) for n in range(len(intent.sayings))]
    rng.shuffle(places)
    fold_of = {place: number % FOLDS for number, place in enumerate(places)}
    for fold in range(FOLDS):
        kept, held = [], []
        for at, intent in enumerate(settings.intents):
            learnt = [saying for n, saying in enumerate(intent.sayings) if fold_of[at, n] != fold]
            kept.append(intent.model_copy(update={"sayings": tuple(learnt)}))
            if settings.for_human(intent):
                continue
            for n, saying in enumerate(intent.sayings):
                if fold_of[at, n] == fold:
                    text = rng.choice(cover(parse(saying), settings.lists, EXPANSIONS))
                    kind = "danger" if intent.urgent else SAYING
                    held.append(Sentence((intent.queue,), kind, text, ""))
        yield Understanding(settings.model_copy(update={"intents": tuple(kept)})), held
