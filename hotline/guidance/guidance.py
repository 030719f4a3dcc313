"""All that a call is guided by: one configuration, understood and ready."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from agent_assist.desk.views import Labels
from contracts import TranscriptFinal
from contracts.dialogue import Route
from hotline.configuration.schema import HotlineConfig
from hotline.configuration.spoken_answers import with_answers
from hotline.guidance.names import gazetteer_of, names_of, put_right
from hotline.guidance.second_opinion.question import Choices
from hotline.records.database.screening_table import Standing
from ivr import Dialogue, Duty, Languages, Understanding, position_text
from ivr.dialects.names import Names
from ivr.dialogue.callers.screened import BlackCaller, GreyCaller, Machine
from ivr.slots import Gazetteer


@dataclass(frozen=True, slots=True)
class Guidance:
    """A call that has begun keeps the one it began with."""

    generation: int
    config: HotlineConfig
    understanding: Understanding
    languages: Languages
    names: Names
    gazetteer: Gazetteer
    choices: Choices
    """What a language model is asked to choose from."""

    @classmethod
    def of(cls, generation: int, config: HotlineConfig, heard: Collection[str]) -> Guidance:
        """Learns the sayings: blocking, a second. `heard` are ids of languages that can be recognised."""
        config = with_answers(config)
        understanding = Understanding(config)
        return cls(
            generation,
            config,
            understanding,
            Languages(config.languages, understanding.normaliser, heard),
            names_of(config, understanding.sounds),
            gazetteer_of(config, understanding.sounds),
            Choices.of(config),
        )

    @property
    def labels(self) -> Labels:
        """Names for the desk."""
        return Labels(
            queues={queue.id: queue.name for queue in self.config.queues},
            intents={intent.id: intent.name for intent in self.config.intents},
            intent_queues={intent.id: intent.queue for intent in self.config.intents},
        )

    @property
    def fallback(self) -> Route:
        """Where a caller goes when the dialogue cannot be held."""
        dialogue = self.config.dialogue
        duty = Duty(self.config, self.understanding.normaliser, datetime.now())
        queue = duty.on_duty(self.config.queue(dialogue.human_queue))
        return Route(queue.id, dialogue.human_priority, dialogue.prompts.human)

    def machine(self, call: str, caller: str, *, consults: bool = False) -> Dialogue:
        """The conversation with one caller; `caller` is their number; `consults`: there is a second judge."""
        return Dialogue(
            self.config,
            self.understanding,
            call,
            self.languages,
            datetime.now(),
            caller,
            self.gazetteer,
            consults,
        )

    def screened(self, usual: Machine, call: str, standing: Standing | None) -> Machine:
        """The conversation with a caller of that standing; `usual` is the one with anybody."""
        match standing:
            case "grey":
                return GreyCaller(usual, self.config)
            case "black":
                return BlackCaller(usual, self.config, self.understanding, call)
            case _:
                return usual

    def put_right(self, final: TranscriptFinal) -> TranscriptFinal:
        """A transcript with the names of this city in it."""
        return put_right(final, self.names)

    def waiting_text(self, position: int, staffed: bool) -> str:
        """What a waiting caller is told: `position` counts from 1; `staffed`: somebody serves the queue."""
        return position_text(self.config, position - 1) if staffed else self.config.dialogue.prompts.no_agent
