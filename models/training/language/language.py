"""A trigram of hotline talk over a broad vocabulary, Kneser-Ney smoothed, as arcs of an acceptor."""

from __future__ import annotations

import math
import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from models.training.language.text import Grammar, segment

START, END = "<s>", "</s>"
DISCOUNT = 0.75
BROAD_SHARE = 0.25
"""Share of the word list in the unigrams; the rest is our own talk. It is what lets unforeseen words
through.
"""

History = tuple[str, ...]
Sentence = list[str]


@dataclass(frozen=True, slots=True)
class Arc:
    """From one state to another over a word (``""``: back-off); ``target`` -1 ends the sentence. Cost in
    nats.
    """

    source: int
    target: int
    word: str
    cost: float


def corpus(count: int, seed: int, nouns: Mapping[str, int], verbs: Mapping[str, int]) -> Iterator[Sentence]:
    """Sentences from the templates; every fifth is a pattern around any two common words."""
    rng, grammar = random.Random(seed), Grammar()
    noun_list, noun_weights = list(nouns), [math.sqrt(n) for n in nouns.values()]
    verb_list, verb_weights = list(verbs), [math.sqrt(n) for n in verbs.values()]
    for number in range(count):
        if number % 5:
            yield [word for word in segment(grammar.sentence(rng), rng) if word != ","]
        else:
            n, other = rng.choices(noun_list, noun_weights, k=2)
            v = rng.choices(verb_list, verb_weights)[0]
            yield rng.choice(_PATTERNS).format(n=n, m=other, v=v).split()


_PATTERNS = (
    *(
        "我 {v} 了 {n}",
        "{n} 的 {m} 怎么 {v}",
        "能 不 能 {v} 一下 {n}",
        "我 要 {v} {n}",
        "没有 {n}",
        "这个 {n} 不 {v}",
    ),
    *(
        "他们 不 {v} {n}",
        "{n} {v} 不 了",
        "我们 的 {n} 被 {v} 了",
        "有 人 {v} {n}",
        "{n} 没有 {v}",
        "怎么 {v} {n}",
    ),
    *(
        "想 {v} 一个 {n}",
        "{n} 和 {m} 都 {v} 了",
        "因为 {n} {v}",
        "在 {n} {v}",
        "给 我 {v} 一下",
        "一个 {n} 在 {m} {v}",
    ),
    *(
        "{n} {m} 有 问题",
        "我 的 {n} {v} 了",
        "不 知道 {n} 怎么 {v}",
        "{n} 是 什么",
        "那个 {n} 很 {m}",
        "要 {v} 多少 {n}",
    ),
    *(
        "请问 {n} {v} 吗",
        "{n} 里 有 {m}",
        "把 {n} {v} 了",
        "让 我 {v} {n}",
        "{n} 太 多 了",
        "对 {n} 不 {v}",
        "{v} {v} {n}",
    ),
)


class Trigram:
    """Interpolated Kneser-Ney probabilities; rare n-grams may be left out, which the back-off then covers."""

    def __init__(
        self, sentences: Iterable[Sentence], broad: Mapping[str, int], minimum: tuple[int, int]
    ) -> None:
        """``broad``: words and frequencies of general Chinese; ``minimum``: least count of a bigram and a
        trigram.
        """
        raw: dict[History, Counter[str]] = defaultdict(Counter)
        for sentence in sentences:
            padded = [START, *sentence, END]
            for place in range(1, len(padded)):
                for order in (2, 3):
                    if place - order + 1 >= 0:
                        raw[tuple(padded[place - order + 1 : place])][padded[place]] += 1
        own: Counter[str] = Counter()
        pairs: dict[History, Counter[str]] = defaultdict(Counter)
        for history, followers in raw.items():
            if len(history) == 1:
                own.update(followers.keys())
            else:
                for word in followers:
                    pairs[history[1:]][word] += 1
        pairs[(START,)] = raw[(START,)]  # nothing stands before a start, so its own counts serve
        self.probabilities: dict[History, dict[str, float]] = {(): _unigrams(own, broad)}
        self.back_off: dict[History, float] = {}
        for history, followers in pairs.items():
            kept = {w: n for w, n in followers.items() if raw[history][w] >= minimum[0]}
            self._add(history, followers, kept)
        for history, followers in raw.items():
            if len(history) == 2 and history[1:] in self.probabilities:
                kept = {w: n for w, n in followers.items() if n >= minimum[1]}
                if kept and history[1] in self.probabilities.get(history[:1], {}):
                    self._add(history, followers, kept)

    def _add(self, history: History, followers: Mapping[str, int], kept: Mapping[str, int]) -> None:
        total = sum(followers.values())
        if not kept or not total:
            return
        explicit = {word: (count - DISCOUNT) / total for word, count in kept.items()}
        left = 1 - sum(explicit.values())  # discounts, and the mass of what was left out
        self.probabilities[history] = {
            w: p + left * self.probability(history[1:], w) for w, p in explicit.items()
        }
        self.back_off[history] = left

    def probability(self, history: History, word: str) -> float:
        """P(word | history), backing off as far as need be."""
        known = self.probabilities.get(history)
        if known is not None and word in known:
            return known[word]
        if not history:
            raise KeyError(word)
        return self.back_off.get(history, 1.0) * self.probability(history[1:], word)

    def arcs(self) -> Iterator[Arc]:
        """The acceptor; its start is state 0."""
        states: dict[History, int] = {(START,): 0}
        for history in self.probabilities:
            states.setdefault(history, len(states))
        for history, followers in self.probabilities.items():
            source = states[history]
            for word, probability in followers.items():
                target = -1 if word == END else states[self._after(history, word)]
                yield Arc(source, target, "" if word == END else word, -math.log(probability))
            if history:
                yield Arc(source, states[history[1:]], "", -math.log(self.back_off[history]))

    def _after(self, history: History, word: str) -> History:
        following = (*history, word)[-2:]
        while following not in self.probabilities:
            following = following[1:]
        return following


def _unigrams(own: Mapping[str, int], broad: Mapping[str, int]) -> dict[str, float]:
    """Kneser-Ney continuation counts of our own talk, mixed with the (flattened) frequencies of the word
    list.
    """
    own_total = sum(own.values())
    flat = {word: frequency**0.6 for word, frequency in broad.items()}
    broad_total = sum(flat.values())
    words = {*own, *broad} - {START}
    return {
        word: (1 - BROAD_SHARE) * own.get(word, 0) / own_total
        + BROAD_SHARE * flat.get(word, 0.0) / broad_total
        for word in sorted(words)
    }
