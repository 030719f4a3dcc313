"""When an article is shown, fitted on calls that were written for it, and measured on those left out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

import numpy as np

import agent_assist.knowledge.fitting
from agent_assist.assist.assistance import About, assist
from agent_assist.assist.turns import Sentence, Turn
from agent_assist.knowledge.article_search import ArticleSearch
from agent_assist.knowledge.fitting import FIRST, FURTHER, Signs
from agent_assist.knowledge.query import query_of
from contracts import Suggestion
from contracts.sentences import EncodingError
from hotline.assist.reader import GuideReader
from hotline.bench.rows import NoMaterial
from hotline.bench.understanding.calibrate import weighed
from hotline.guidance.call_guide import CallGuide

CALLS = Path(__file__).parent / "calls.tsv"
FOLDS = 5
_BEGUN = datetime(2026, 11, 26, 10, 0)
_LEARNED = 6
"""Articles of a call, the best of the ranking, that are learned from."""
_SHOWN = 3
_MEANING = ("near", "ahead")
_HEAD = "# Made by `script/bench conversations --calibrate`: weights of a logistic regression.\n"

Weights = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Call:
    """A short call, and what speaks for the articles that are nearest to it."""

    articles: tuple[str, ...]
    also: tuple[str, ...]
    signs: Sequence[tuple[str, Signs]]
    """Best of the ranking first."""


def calls(
    guide: CallGuide, search: ArticleSearch, tell: Callable[[str], None], file: Path = CALLS
) -> list[Call]:
    """With what each call's search says. Blocking: a tenth of a second a sentence. Raises `NoMaterial`."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise NoMaterial(f"{file}: {error.strerror}") from error
    told = [line.split("\t") for line in lines if line and not line.startswith("#")]
    found = []
    for number, (articles, also, text) in enumerate(told, 1):
        tell(f"call {number} of {len(told)}")
        signs = _signs(guide, search, _sentences(text))
        found.append(
            Call(tuple(filter(None, articles.split(","))), tuple(filter(None, also.split(","))), signs)
        )
    return found


def fitted(found: Sequence[Call], *, meaning: bool) -> dict[str, float]:
    """Weights, and `base`. Without `meaning`: of signs that need no encoder."""
    rows = [
        (_known(signs, meaning), article in (*call.articles, *call.also), 1.0)
        for call in found
        for article, signs in call.signs[:_LEARNED]
    ]
    return dict.fromkeys(_MEANING, 0.0) | weighed(rows)


def _known(signs: Signs, meaning: bool) -> dict[str, float]:
    return {name: value for name, value in asdict(signs).items() if meaning or name not in _MEANING}


def written(found: Sequence[Call]) -> dict[Path, str]:
    """The file that the search reads, and its text."""
    lines = [_HEAD]
    for name, meaning in (("letters", False), ("meaning", True)):
        lines.append(f"{name}:\n")
        lines += [f"  {sign}: {weight:.4f}\n" for sign, weight in fitted(found, meaning=meaning).items()]
    return {agent_assist.knowledge.fitting.WEIGHTS: "".join(lines)}


def curve(found: Sequence[Call]) -> list[dict[str, float]]:
    """What is shown of calls that were not learned from, at several thresholds; percentages."""
    rows = []
    learnt = [
        (
            fitted([call for n, call in enumerate(found) if n % FOLDS != fold], meaning=True),
            [call for n, call in enumerate(found) if n % FOLDS == fold],
        )
        for fold in range(FOLDS)
    ]
    for first, further in ((0.2, 0.5), (0.3, 0.6), (FIRST, FURTHER), (0.4, 0.7), (0.5, 0.8)):
        wanted = fitting = shown = misfits = 0
        for weights, held in learnt:
            for call in held:
                articles = _shown(call, weights, first, further)
                wanted, fitting = wanted + bool(call.articles), fitting + bool({*articles} & {*call.articles})
                shown += len(articles)
                misfits += len([one for one in articles if one not in (*call.articles, *call.also)])
        shares = 100 * fitting / max(1, wanted), 100 * misfits / max(1, shown)
        rows.append(
            {"first": first, "further": further, "shown": shown}
            | dict(zip(("fitting_percent", "misfit_percent"), (round(one, 1) for one in shares), strict=True))
        )
    return rows


def _shown(call: Call, weights: Weights, first: float, further: float) -> list[str]:
    def chance(signs: Signs) -> float:
        told = weights["base"] + sum(weights[name] * value for name, value in asdict(signs).items())
        return float(1 / (1 + np.exp(-told)))

    judged = sorted(((chance(signs), article) for article, signs in call.signs), reverse=True)[:_SHOWN]
    return [article for n, (likely, article) in enumerate(judged) if likely >= (further if n else first)]


def _signs(guide: CallGuide, search: ArticleSearch, sentences: Sequence[Sentence]) -> list[tuple[str, Signs]]:
    found: list[tuple[str, Signs]] = []

    def suggest(turns: Sequence[Turn], about: About) -> Sequence[Suggestion]:
        query = query_of(turns, about.topic, about.emergency, about.demand, about.topics)
        vector = None
        if guide.encoder is not None and query.latest:
            try:
                vector = guide.encoder.encode(query.latest)
            except EncodingError as error:
                raise NoMaterial(str(error)) from error
        found.extend((search.articles[at].id, signs) for at, signs in search.signs(query, vector))
        return ()

    assist(sentences, GuideReader(guide, _BEGUN), guide.config.quality.rules, suggest)
    return found


def _sentences(text: str) -> list[Sentence]:
    found = []
    for at, line in enumerate(text.split("|")):
        by_agent = line.startswith("> ")
        said = line.removeprefix("> ")
        found.append(
            Sentence(at, "agent", "agent", said) if by_agent else Sentence(at, "caller", "caller", said)
        )
    return found
