"""What a topic is called, as long as nobody has named it: its telling words, and what one caller said."""

from __future__ import annotations

from hotline.city.topics.frequencies import Frequencies
from hotline.city.topics.grams import grams
from hotline.city.topics.topic import Topic

MOST_WORDS = 4
LONGEST_WORD = 8
"""Characters."""
TOGETHER = 0.6
"""Two neighbouring grams are parts of one word where the rarer is in so large a part of the calls of the
other."""
SHOWN = 60
"""Characters of a sentence that is shown."""


def words(topic: Topic, common: Frequencies) -> list[str]:
    """Its telling words, the most telling first: grams weighed by how often its calls have them against
    how often all calls do (class TF-IDF), those that stand side by side joined."""
    grams_left = topic.telling(common)
    found: list[str] = []
    while grams_left and len(found) < MOST_WORDS:
        word, used = _grown(grams_left[0], grams_left, topic)
        grams_left = [gram for gram in grams_left if gram not in used]
        if not any(word in other or other in word for other in found):
            found.append(word)
    return found


def sentence(topic: Topic, common: Frequencies) -> str:
    """Of the words that are kept the caller's that have the most in common with the topic; they are
    masked."""
    telling = set(topic.telling(common))

    def told(text: str) -> float:
        own = grams(text)
        return len(own & telling) / (len(own) + 10) if own else 0.0

    best = max(topic.sentences, key=told, default="")
    return best if len(best) <= SHOWN else best[: SHOWN - 1] + "…"


def _grown(seed: str, grams_left: list[str], topic: Topic) -> tuple[str, set[str]]:
    """The word that a gram is a part of: 幸福, 福小, 小区 are 幸福小区."""
    word, used = seed, {seed}
    if seed.isascii():
        return word, used
    while len(word) < LONGEST_WORD:
        for gram in grams_left:
            if gram in used or len(gram) != 2:
                continue
            often, seldom = sorted((topic.grams[seed], topic.grams[gram]), reverse=True)
            if seldom < TOGETHER * often:
                continue
            if gram[0] == word[-1] and any(word[-2:] + gram[1] in text for text in topic.sentences):
                word, used = word + gram[1], used | {gram}
                break
            if gram[1] == word[0] and any(gram[0] + word[:2] in text for text in topic.sentences):
                word, used = gram[0] + word, used | {gram}
                break
        else:
            break
    return word, used
