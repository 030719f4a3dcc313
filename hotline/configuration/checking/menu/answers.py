"""Answers that no caller will hear."""

from __future__ import annotations

from collections.abc import Iterator

from agent_assist.knowledge import KnowledgeError
from hotline.configuration.schema import HotlineConfig
from hotline.configuration.spoken.answers import LONGEST, first_paragraphs


def doubtful_answers(config: HotlineConfig) -> Iterator[tuple[str, tuple[str | int, ...], str, str]]:
    """(kind, path, message, hint) for each."""
    try:
        texts = first_paragraphs(config)
    except KnowledgeError:
        return  # a mistake, which is told elsewhere
    for at, intent in enumerate(config.ivr.intents):
        article = intent.answer.article if intent.answer is not None else None
        if article is None:
            continue
        path = ("intents", at, "answer")
        if article not in texts:
            message = (
                f"the knowledge base has no article {article} that holds today: callers are put through "
                "without an answer"
            )
            yield "answer", path, message, "check its id and dates, or write a text instead of article"
        elif len(texts[article]) > LONGEST:
            message = (
                f"the first paragraph of {article} has {len(texts[article])} characters, too many to be read "
                f"out ({LONGEST}): callers are put through without an answer"
            )
            yield "answer", path, message, "shorten that paragraph, or write a text instead of article"
