"""Everything that is doubtful in a valid configuration, with its place in the file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from hotline.configuration.checking.connections.browsers import pages_without_voice
from hotline.configuration.checking.connections.encryption import ending_certificates, trunks_unknown
from hotline.configuration.checking.connections.language_models import (
    doubtful_second_opinion,
    doubtful_summary_model,
)
from hotline.configuration.checking.connections.machines import machines_out_of_reach
from hotline.configuration.checking.menu.answers import doubtful_answers
from hotline.configuration.checking.menu.cases import doubtful_cases
from hotline.configuration.checking.menu.duty import (
    announcements_that_are_over,
    calendar_that_ends,
    nobody_on_duty,
)
from hotline.configuration.checking.menu.menus import empty_menu, menu_words
from hotline.configuration.checking.menu.questions import doubtful_questions
from hotline.configuration.checking.menu.queues import doubtful_queues
from hotline.configuration.checking.menu.same_meaning import same_meaning
from hotline.configuration.checking.menu.sayings import colliding_sayings
from hotline.configuration.checking.menu.seats import doubtful_seats
from hotline.configuration.checking.menu.unused import thin_intents, unused
from hotline.configuration.schema import HotlineConfig
from hotline.configuration.yaml.problem import Problem
from hotline.configuration.yaml.source import PathParts, Source
from ivr import IvrSettings, Understanding
from ivr.understanding.topics.meaning import Vector


@dataclass(frozen=True, slots=True)
class Doubt:
    """One doubt: it stops nothing unless `--strict` is asked for."""

    kind: str
    """A short name, for example "collision"."""
    problem: Problem

    def as_json(self) -> dict[str, Any]:
        return {"kind": self.kind, **self.problem.as_json()}


Found = tuple[str, PathParts, str, str]
"""Kind, path of the value, what is the case, what to do."""

OF_CALLS: tuple[Callable[[IvrSettings], Iterator[Found]], ...] = (
    nobody_on_duty,
    calendar_that_ends,
    announcements_that_are_over,
    empty_menu,
    doubtful_questions,
    doubtful_cases,
    unused,
    thin_intents,
)
"""Those that ask what belongs to ivr."""
OF_ALL: tuple[Callable[[HotlineConfig], Iterator[Found]], ...] = (
    doubtful_queues,
    doubtful_seats,
    doubtful_answers,
    doubtful_second_opinion,
    doubtful_summary_model,
    pages_without_voice,
    machines_out_of_reach,
    ending_certificates,
    trunks_unknown,
)
"""Those that ask several houses' parts."""
LEARNED: tuple[Callable[[IvrSettings, Understanding], Iterator[Found]], ...] = (
    menu_words,
    colliding_sayings,
)
"""Those that ask what was learned from the sayings."""


def doubts(
    config: HotlineConfig,
    source: Source,
    understanding: Understanding | None = None,
    vectors: Mapping[str, Vector] | None = None,
) -> list[Doubt]:
    """All doubts, in the order of the file. Takes seconds for thousands of sayings: off the event loop.

    `understanding` is what was learned from `config`, where somebody has it; else it is learned here.
    `vectors`: what the sentences of the understanding mean, where the encoder was asked.
    """
    found = [one for finder in OF_CALLS for one in finder(config.ivr)]
    found += [one for finder in OF_ALL for one in finder(config)]
    learned = understanding or Understanding(config.ivr)
    found += [one for finder in LEARNED for one in finder(config.ivr, learned)]
    found += same_meaning(config.ivr, learned, vectors or {})
    placed = [Doubt(kind, source.problem(path, message, hint)) for kind, path, message, hint in found]
    return sorted(placed, key=lambda doubt: (doubt.problem, doubt.kind))
