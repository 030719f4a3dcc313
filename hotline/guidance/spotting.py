"""What a keyword model listens for while a caller may say anything."""

from __future__ import annotations

from ivr import IvrSettings


def spotted_words(settings: IvrSettings) -> tuple[str, ...]:
    """Names and keywords of all intents, each once. Words for a narrower question come with the question."""
    words = (word for intent in settings.intents for word in (*intent.keywords, intent.name))
    return tuple(dict.fromkeys(words))
