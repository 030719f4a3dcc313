"""Articles for a conversation: ranked by the joined search, and shown only if they answer something.

The joined search always finds some article that is nearer than the others. Whether it is near is for the
floor: an article must hold what a sentence is about, in its letters or by its sound, or mean the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from agent_assist.knowledge.articles import Article
from agent_assist.knowledge.esteem import EsteemOf, no_esteem, weighed
from agent_assist.knowledge.fitting import FIRST, FURTHER, SURE_TOPIC, URGENT, Signs, chance, clipped
from agent_assist.knowledge.joined import JoinedSearch, Meanings, SoundOf, Telling
from agent_assist.knowledge.query import SearchQuery, asked
from agent_assist.knowledge.words import matched_words, terms
from contracts import Suggestion
from contracts.sentences import PASSAGES, pieces_of

Vectors = Mapping[str, NDArray[np.float32]]

_CANDIDATES = 16
"""Of the ranking, those that are held against the floor."""
_JUDGED = 10
"""Of them, those that are judged."""
_NAMES = 3
"""How often title and tags stand in the text that is searched: they say what the article is about."""
_RECENT = 0.5
"""Weight of the turns that still count when the latest one has articles of its own."""
_PROMINENT = 0.35
"""Weight from which a turn's words are marked in the article."""
_WINDOWS = 8
"""Pieces of an article whose meaning is known, of some 300 characters each."""

_COMMON = 0.25
"""A term in more than this share of the articles tells them apart too little."""
_FEW = 20
"""Of fewer articles every term counts."""
_TITLE, _TAGS, _BODY = 1.0, 0.95, 0.5
"""How well a term is covered by where it stands."""
_SEVERAL = 0.25
"""Coverage from which several words of a sentence, or a long one of title or tags, are enough."""
_BESIDE = 0.6
"""Of the best one's score, times what the turn counts that it answers: what is further behind answers
something else. Of 82 articles shown in forty conversations it takes 15 away, and none that fits."""
_BY_SOUND = 0.6
"""Coverage that is enough where only sounds agree: many words sound like others."""
_LOCAL = 0.05
"""Share of its score by which an article of the district that it is about goes before those of everywhere."""
_NEAR, _AHEAD = 0.22, 0.12
"""Cosine from which an article means what was said, if it is so far ahead of the tenth of the others.

Among the shipped articles the right one has 0.17 to 0.54, the tenth 0.08 at most, and the nearest one to what
none answers 0.16 at most."""


class ArticleSearch:
    """Of one set of articles. Never changes but for `know`; several threads may ask. Blocking."""

    def __init__(
        self,
        articles: Sequence[Article],
        sound_of: SoundOf | None = None,
        topics_of: Callable[[str], Mapping[str, float]] | None = None,
        esteem_of: EsteemOf = no_esteem,
        today: Callable[[], date] = date.today,
    ) -> None:
        """Builds the search: a second for some 5,000 articles. `sound_of`: the syllable of a character;
        `topics_of`: intents of a text with their scores, asked for names of articles again and again;
        `esteem_of`: what agents think of an article; `today`: local, an article that does not hold that day
        is not found."""
        self._today = today
        self._topics_of = topics_of
        self._esteem_of = esteem_of
        self.articles = list(articles)
        self._places = {article.id: place for place, article in enumerate(self.articles)}
        self._texts = [_searched(article) for article in articles]
        self._sound_of = sound_of
        self._joined = JoinedSearch(self._texts, None, sound_of)
        self._common = _COMMON if len(self.articles) >= _FEW else 1.0
        self._dated = [at for at, one in enumerate(self.articles) if one.valid_from or one.valid_until]
        self._left_out: tuple[date | None, frozenset[int]] = (None, frozenset())
        self._local = [at for at, one in enumerate(self.articles) if one.district]

    def article(self, id: str) -> Article | None:
        """That of the id."""
        place = self._places.get(id)
        return None if place is None else self.articles[place]

    def passages(self) -> list[str]:
        """What a sentence encoder should make vectors of (as `PASSAGES`), each once."""
        return list(dict.fromkeys(piece for one in self.articles for piece in _pieces(one)))

    def know(self, vectors: Vectors) -> None:
        """Takes the vectors of `passages`; as long as one is missing, words and sounds find the articles."""
        if self.articles and all(piece in vectors for one in self.articles for piece in _pieces(one)):
            windows = [np.stack([vectors[piece] for piece in _pieces(one)]) for one in self.articles]
            self._joined = self._joined.meaning(Meanings(windows))

    def find(
        self, query: SearchQuery, limit: int, vector: NDArray[np.float32] | None = None
    ) -> list[Suggestion]:
        """The best articles, best first; fewer or none when nothing fits. Those for an emergency come first;
        of equal ones those of the district, and none of another.

        `vector`: what `query.latest` means; None: that is not known.
        """
        urgent = asked(query.emergency, query.district)
        first = list(self._ranked(urgent, None))[:1] if urgent.parts else []
        judged = self._judged(query, vector)
        if judged is None:
            found = self._ranked(query, vector)
        else:  # danger that was told in passing has no article of its own
            first = [place for place in first if judged.get(place, 0.0) >= URGENT]
            sure = enumerate(judged.items())
            found = {at: likely for number, (at, likely) in sure if likely >= (FURTHER if number else FIRST)}
        liked = sorted(found, key=lambda at: -self._weighed(at, found[at], query.district))
        places = dict.fromkeys([*first, *liked])
        both = SearchQuery((*urgent.parts, *query.parts))
        return [self._suggestion(place, both) for place in list(places)[:limit]]

    def signs(self, query: SearchQuery, vector: NDArray[np.float32] | None) -> list[tuple[int, Signs]]:
        """What speaks for the best of the ranking: places of articles, the best first."""
        if not query.parts or not self.articles:
            return []
        scores, best = self._scored(query, vector)
        best = best[:_JUDGED]
        counts = sum(part.counts for part in query.parts)
        told = dict(zip(best, scores[best] / counts, strict=True))
        covered, sound = self._covering(query, best)
        cosines = None if vector is None else self._joined.near(vector)
        tenth = 0.0 if cosines is None else float(np.sort(cosines)[-min(10, len(cosines))])
        of, touched = self._of_topics(best, query.topics or {})
        found = []
        for number, at in enumerate(best):
            others = [told[one] for one in best if one != at]
            kin = [told[one] for other, one in enumerate(best) if one != at and of[other] > SURE_TOPIC]
            near = 0.0 if cosines is None else float(cosines[at])
            signs = Signs(
                score=float(told[at]),
                lead=clipped(float(told[at] - max(others, default=0.0))),
                covered=covered[number],
                sound=sound[number],
                near=near,
                ahead=near - tenth,
                topic=of[number],
                topics=touched[number],
                sibling=_lead(float(told[at]), kin) if of[number] > SURE_TOPIC else 0.0,
            )
            found.append((at, signs))
        return found

    def _judged(self, query: SearchQuery, vector: NDArray[np.float32] | None) -> dict[int, float] | None:
        """How likely articles fit, the likeliest first; None where nobody knows what the talk is about."""
        if query.topics is None or self._topics_of is None:
            return None
        meaning = vector is not None and self._joined.near(vector) is not None
        judged = {at: chance(signs, meaning=meaning) for at, signs in self.signs(query, vector)}
        return dict(sorted(judged.items(), key=lambda one: -one[1]))

    def _covering(self, query: SearchQuery, places: Sequence[int]) -> tuple[list[float], list[float]]:
        """Of each article what share of all that the sentences tell it covers, and its best by sound."""
        articles = [self.articles[place] for place in places]
        covered, sound, total = np.zeros(len(places)), np.zeros(len(places)), 0.0
        for part in query.parts:
            for sentence in dict.fromkeys(part.sentences):
                letters, sounds = self._joined.telling(sentence, self._common)
                tells = part.counts * float(letters.tells.sum())
                covered += tells * np.array(_coverage(letters, articles))
                total += tells
                if sounds is not None and len(sounds.keys) > 1:
                    sound = np.maximum(sound, part.counts * np.array(_coverage(sounds, articles)))
        return [float(one) for one in covered / (total or 1.0)], [float(one) for one in sound]

    def _of_topics(
        self, places: Sequence[int], topics: Mapping[str, float]
    ) -> tuple[list[float], list[float]]:
        """How much each article is of the topic with the largest share, and of all by their shares."""
        if self._topics_of is None or not topics:
            return [0.0] * len(places), [0.0] * len(places)
        main = max(topics, key=lambda one: topics[one])
        of = [self._topics_of_article(self.articles[place]) for place in places]
        touched = [sum(share * one.get(topic, 0.0) for topic, share in topics.items()) for one in of]
        return [one.get(main, 0.0) for one in of], touched

    def _topics_of_article(self, article: Article) -> Mapping[str, float]:
        assert self._topics_of is not None
        found: dict[str, float] = {}
        names = article.title, "，".join(article.tags), "，".join((article.title, *article.tags[:4]))
        for text in names:
            for topic, score in self._topics_of(text).items() if text else ():
                found[topic] = max(found.get(topic, 0.0), score)
        return found

    def _scored(
        self, query: SearchQuery, vector: NDArray[np.float32] | None
    ) -> tuple[NDArray[np.float32], list[int]]:
        """The score of every article, and places of the best, best first."""
        scores = np.zeros(len(self.articles), np.float32)
        for number, part in enumerate(query.parts):
            scores += part.counts * self._joined.scores(part.text, vector if number == 0 else None)
        left_out = self._not_today() | self._elsewhere(query.district)
        ranked = np.argsort(-scores, kind="stable")[: _CANDIDATES + len(left_out)]
        return scores, [at for at in map(int, ranked) if at not in left_out][:_CANDIDATES]

    def _weighed(self, place: int, score: float, district: str) -> float:
        """By what those that fit are told in their order."""
        article = self.articles[place]
        local = _LOCAL * abs(score) if district in article.district else 0.0
        return weighed(score, self._esteem_of(article.id)) + local

    def _elsewhere(self, district: str) -> frozenset[int]:
        """Places of the articles of other districts than the one that it is about."""
        if not district:
            return frozenset()
        return frozenset(at for at in self._local if district not in self.articles[at].district)

    def _not_today(self) -> frozenset[int]:
        """Places of the articles that do not hold today; worked out once a day."""
        day, left_out = self._left_out
        if day != (today := self._today()):
            left_out = frozenset(at for at in self._dated if not self.articles[at].holds(today))
            self._left_out = (today, left_out)
        return left_out

    def _ranked(self, query: SearchQuery, vector: NDArray[np.float32] | None) -> dict[int, float]:
        """Places of the articles above the floor with their scores, best first."""
        if not query.parts or not self.articles:
            return {}
        scores, best = self._scored(query, vector)
        fits = dict.fromkeys(best, 0.0)
        near = self._near(vector)
        for part in query.parts:
            for sentence in dict.fromkeys(part.sentences):
                for place in self._answering(best, sentence):
                    fits[place] = max(fits[place], part.counts)
            if part.counts >= 1:
                fits |= {place: part.counts for place in best if place in near}
        least = _RECENT if max(fits.values(), default=0) >= 1 else 0
        fitting = {place: fit for place, fit in fits.items() if fit and fit >= least}
        beside = _BESIDE * max((float(scores[place]) for place in fitting), default=0.0)
        return {
            place: float(scores[place]) for place, fit in fitting.items() if scores[place] >= beside * fit
        }

    def _near(self, vector: NDArray[np.float32] | None) -> set[int]:
        """Places of the articles that mean what was said last."""
        cosines = None if vector is None else self._joined.near(vector)
        if cosines is None:
            return set()
        others = np.sort(cosines)[-min(10, len(cosines))]
        return {int(place) for place in np.flatnonzero(cosines >= max(_NEAR, others + _AHEAD))}

    def _answering(self, places: Sequence[int], sentence: str) -> list[int]:
        """Those that cover the sentence better than in passing, or, of a long one, several words."""
        articles = [self.articles[place] for place in places]
        letters, sounds = self._joined.telling(sentence, self._common)
        covered = _coverage(letters, articles)
        alike = (
            [0.0] * len(articles) if sounds is None or len(sounds.keys) < 2 else _coverage(sounds, articles)
        )
        return [
            place
            for place, article, by_letters, by_sound in zip(places, articles, covered, alike, strict=True)
            if by_letters > _BODY
            or by_sound > _BY_SOUND
            or (by_letters >= _SEVERAL and _several_words(sentence, article))
        ]

    def _suggestion(self, place: int, query: SearchQuery) -> Suggestion:
        article = self.articles[place]
        prominent = " ".join(part.text for part in query.parts if part.counts >= _PROMINENT)
        wanted = set(terms(prominent))
        passage = max(article.passages, key=lambda one: len(wanted & set(terms(one))))
        told = (self._joined.telling(part.text, self._common)[0] for part in query.parts[:2])
        covered = max((_coverage(one, [article])[0] for one in told), default=0.0)
        everything = f"{article.title} {' '.join(article.tags)} {article.body}"
        return Suggestion(
            article=article.id, title=article.title, text=passage,
            source=article.shown_source,
            score=round(min(1.0, covered), 3),
            matched=tuple(matched_words(prominent, everything)[:8]),
        )  # fmt: skip


def _lead(score: float, others: Sequence[float]) -> float:
    return clipped(score - max(others)) if others else 1.0


def _searched(article: Article) -> str:
    names = f"{article.title} {' '.join(article.tags)} "
    return names * _NAMES + article.body


def _pieces(article: Article) -> list[str]:
    whole = f"{article.title}。{'，'.join(article.tags)}。{article.body}"
    return pieces_of(whole, PASSAGES.longest)[:_WINDOWS]


def _several_words(sentence: str, article: Article) -> bool:
    """Whether several words of the sentence stand in the article, or a long one in its title or tags."""
    named = f"{article.title} {' '.join(article.tags)}"
    words = matched_words(sentence, f"{named} {article.body}")
    return len(words) > 1 or any(len(word) > 2 and word in named.lower() for word in words)


def _coverage(telling: Telling, articles: Sequence[Article]) -> list[float]:
    """How much of what the terms tell each article covers, 0 to 1."""
    total = float(telling.tells.sum())
    if total <= 0:
        return [0.0] * len(articles)
    best = np.zeros((len(articles), len(telling.keys)), np.float32)
    for worth, texts in (
        (_TITLE, [one.title for one in articles]),
        (_TAGS, [" ".join(one.tags) for one in articles]),
        (_BODY, [one.body for one in articles]),
    ):
        best = np.maximum(best, worth * telling.covered(texts))
    return [float(one) for one in best @ telling.tells / total]
