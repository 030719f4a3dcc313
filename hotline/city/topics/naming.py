"""What a topic is called, as long as nobody has named it: its telling words, and what one caller said."""

from __future__ import annotations

from hotline.city.topics.frequencies import Frequencies
from hotline.city.topics.grams import grams
from hotline.city.topics.segmenting import telling_words
from hotline.city.topics.topic import Topic

MOST_WORDS = 4
LEAST = 0.4
"""Of how telling the first word is, another is so much at least."""
SHOWN = 60
"""Characters of a sentence that is shown."""


def words(topic: Topic, common: Frequencies) -> list[str]:
    """Its telling words, the most telling first: those of the texts that are kept, weighed by how often its
    calls have them against how often all calls do (class TF-IDF). Those counts are of all its calls, so that
    a name does not go with the last ones. Of calls in which nothing is a word, the pairs of characters."""
    told = {word: _telling(word, topic, common) for text in topic.sentences for word in telling_words(text)}
    least = LEAST * max(told.values(), default=0.0)
    found: list[str] = []
    for word in sorted(told, key=lambda one: (-told[one], one)):
        if told[word] <= 0 or told[word] < least or len(found) == MOST_WORDS:
            break
        if not any(word in other or other in word for other in found):
            found.append(word)
    return found or topic.telling(common)[:MOST_WORDS]


def sentence(topic: Topic, common: Frequencies) -> str:
    """Of the words that are kept the caller's that have the most in common with the topic; they are
    masked."""
    telling = set(topic.telling(common))

    def told(text: str) -> float:
        own = grams(text)
        return len(own & telling) / (len(own) + 10) if own else 0.0

    best = max(topic.sentences, key=told, default="")
    return best if len(best) <= SHOWN else best[: SHOWN - 1] + "…"


def _telling(word: str, topic: Topic, common: Frequencies) -> float:
    """A word is in no more calls than the rarest of its grams."""
    own = grams(word)
    often = min((topic.grams.get(gram, 0.0) for gram in own), default=0.0)
    return often * max((common.weight(gram) for gram in own), default=0.0)
