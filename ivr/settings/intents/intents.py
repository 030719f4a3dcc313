"""An entry of `intents:` in config.yaml: something callers want, how they say it, and where it goes."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, field_validator

from contracts.configuration.settings import Digit, Id, Line, Mistake, Section, errors
from ivr.settings.intents.answers import Answer
from ivr.settings.words.template import TemplateError, parse
from ivr.settings.words.written import Words


class IntentSettings(Section):
    """Something callers want, and where it goes."""

    id: Id = Field(description="Name in the machine, for events, records and tests.")
    name: Line = Field(max_length=20, description="Short name in Chinese, read by agents.")
    request: Line | None = Field(
        default=None, max_length=40, description="Fills “您是要…，对吗？”; without it, 反映 and the name."
    )
    queue: Id = Field(description="Id of the queue that handles it.")
    seat: Id | None = Field(
        default=None, description="Id of the special seat of that queue that its callers are led to."
    )
    sayings: tuple[Line, ...] = Field(
        min_length=1,
        description="How callers say it: (a|b) one of them, [x] perhaps, {name} an entry of that list.",
    )
    keywords: tuple[Words, ...] = Field(
        default=(),
        description="Words that say it by themselves. Of an urgent intent they decide alone.",
    )
    unless: tuple[Words, ...] = Field(
        default=(),
        description="Words (如果, 以前) after which, in the same clause, an urgent keyword decides nothing.",
    )
    priority: int = Field(
        default=0,
        ge=0,
        le=100,
        description="Added to the queue's priority; one is worth a minute of waiting.",
    )
    confirm: Literal["auto", "always", "never"] = Field(
        default="auto",
        description="auto: by score; always: ask even when sure; never: route from confirm_at on.",
    )
    urgent: bool = Field(
        default=False, description="Its keywords are acted on while the caller still speaks."
    )
    key: Digit | None = Field(default=None, description="Key of the menu that means this.")
    menu: Line | None = Field(default=None, description="How the menu calls it; without it, the name.")
    menu_words: tuple[Words, ...] = Field(
        default=(), description="Words that choose it when the menu is spoken; two syllables or more."
    )
    ask: tuple[Id, ...] = Field(
        default=(),
        max_length=5,
        description="Questions asked before its callers are put through, in this order; two are enough.",
    )
    answer: Answer | None = Field(
        default=None,
        description="Said before an agent is offered: a text, or {article: id} of the knowledge base.",
    )

    @property
    def asked(self) -> str:
        """What the confirm question asks."""
        return self.request or f"反映{self.name}"

    @field_validator("sayings")
    @classmethod
    def _parse(cls, sayings: tuple[str, ...]) -> tuple[str, ...]:
        problems: list[Mistake] = []
        for index, saying in enumerate(sayings):
            try:
                parse(saying)
            except TemplateError as error:
                problems.append(((index,), str(error), saying))
        if problems:
            raise errors(problems)
        return sayings
