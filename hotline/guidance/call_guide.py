"""What guides a call: a configuration, learned once; the one way to make a dialogue of it.

Calls by telephone, simulated calls, an administrator's tests and replayed calls all begin here, so that they
are led alike.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from agent_assist.assist.scripts.settings import scripts_by_step
from agent_assist.board.labels import Labels
from agent_assist.cases.labels import ticket_labels
from asr import Recogniser
from contracts import Standing, TranscriptFinal
from contracts.dialogue import DialogueMachine, Route
from contracts.sentences import SentenceEncoder
from hotline.configuration.schema import HotlineConfig
from hotline.configuration.spoken.answers import Paragraphs, with_answers
from hotline.guidance.names import gazetteer_of, names_of, put_right
from hotline.guidance.recognisers import recogniser_of
from hotline.guidance.second_opinion.question import Choices
from ivr import Dialogue, Duty, Languages, Understanding, no_agent_text, position_text, wait_text
from ivr.dialects.names import Names
from ivr.dialogue.callers.numbers import Arrival
from ivr.dialogue.callers.screened import BlackCaller, GreyCaller
from ivr.dialogue.hours.notices import Notice
from ivr.settings.distribution.seats import SeatSettings
from ivr.slots import Gazetteer


@dataclass(frozen=True, slots=True)
class CallGuide:
    """A call that has begun keeps the one it began with."""

    generation: int
    """Under which the configuration was published; 0: it was not."""
    config: HotlineConfig
    """With the answers of the knowledge base in it."""
    understanding: Understanding
    languages: Languages
    names: Names
    gazetteer: Gazetteer
    choices: Choices
    """What a language model is asked to choose from."""
    encoder: SentenceEncoder | None = None
    """Tells simulated calls what sentences mean; a service asks a process of its own."""

    @classmethod
    def of(
        cls,
        config: HotlineConfig,
        heard: Collection[str] | None = None,
        *,
        generation: int = 0,
        understanding: Understanding | None = None,
        before: CallGuide | None = None,
        articles: Paragraphs | None = None,
    ) -> CallGuide:
        """Learns the sayings: blocking, a second for some 400 intents.

        `heard` are the ids of languages whose recogniser is loaded; None: of all that have one configured.
        `understanding`: what was learned from this very configuration, where somebody has it.
        `before`: what calls were guided by: less is to be learned, and the same is.
        `articles`: what answers of the knowledge base are taken from; without it, the configured folder.
        """
        config = with_answers(config, articles)
        earlier = None if before is None else before.understanding
        understanding = understanding or Understanding(config.ivr, earlier)
        # A service asks whom it was started with for a second opinion, also where its configuration drops it.
        asked = config.second_opinion is not None or (before is not None and bool(before.choices.lines))
        return cls(
            generation,
            config,
            understanding,
            Languages(config.ivr.languages, understanding.normaliser, heard),
            names_of(config, understanding.sounds),
            gazetteer_of(config, understanding.sounds),
            Choices.of(config.ivr) if asked else Choices({}, {}),
        )

    @property
    def labels(self) -> Labels:
        """Names for the desk."""
        return Labels(
            queues={queue.id: queue.name for queue in self.config.ivr.queues},
            intents={intent.id: intent.name for intent in self.config.ivr.intents},
            intent_queues={intent.id: intent.queue for intent in self.config.ivr.intents},
            seats={seat.id: _shown(seat) for seat in self.config.ivr.seats},
            partners={partner.id: partner.name for partner in self.config.partners},
            numbers={number.number: number.name for number in self.config.ivr.numbers},
            scripts=scripts_by_step(self.config.scripts),
            tickets=ticket_labels(self.config.tickets, text_messages=self.config.ivr.cases.text_messages),
            place_questions=[one.id for one in self.config.ivr.questions if one.kind == "address"],
        )

    def fallback(self, dialled: str = "") -> Route:
        """Where a caller of that number goes when the dialogue cannot be held."""
        settings = self.config.ivr
        dialogue = settings.dialogue
        duty = Duty(settings, self.understanding.normaliser, datetime.now())
        arrival = Arrival.by(settings, dialled, duty)
        if arrival.straight is not None and arrival.straight.queue is not None:
            queue = duty.on_duty(settings.queue(arrival.straight.queue))
            return Route(queue.id, queue.priority, dialogue.prompts.human, seat=arrival.straight.seat)
        queue = duty.on_duty(settings.queue(arrival.human_queue))
        return Route(queue.id, dialogue.human_priority, dialogue.prompts.human)

    def machine(
        self,
        call: str,
        caller: str,
        begun: datetime,
        standing: Standing | None = None,
        *,
        consults: bool = False,
        dialled: str = "",
        tells_cases: bool = False,
        notices: Sequence[Notice] = (),
    ) -> DialogueMachine:
        """The conversation with one caller.

        `call`: the id that decisions are reported under; `caller`: their number; `begun`: when the call
        began, local time; `standing`: on which list of nuisance callers they are; `consults`: somebody
        answers when a second opinion is asked for; `dialled`: the number they have dialled; `tells_cases`:
        somebody says how cases stand; `notices`: what is published for callers of some matter and place.
        """
        usual = Dialogue(
            self.config.ivr,
            self.understanding,
            call,
            self.languages,
            begun,
            caller,
            self.gazetteer,
            consults,
            dialled,
            tells_cases,
            notices,
        )
        match standing:
            case "grey":
                return GreyCaller(usual, self.config.ivr)
            case "black":
                return BlackCaller(usual, self.config.ivr, self.understanding, call)
            case None:
                return usual

    def hearing(self, languages: Collection[str]) -> CallGuide:
        """The same where only these languages, by their ids, can be recognised."""
        heard = Languages(self.config.ivr.languages, self.understanding.normaliser, languages)
        return replace(self, languages=heard)

    def recogniser(self) -> Recogniser:
        """The usual recogniser, with the words it listens for. Blocking; raises `ModelError`."""
        return recogniser_of(self.config)

    def put_right(self, final: TranscriptFinal) -> TranscriptFinal:
        """A transcript with the names of this city in it."""
        return put_right(final, self.names)

    def waiting_text(self, position: int, staffed: bool, foreign: bool = False) -> str:
        """What a waiting caller is told: `position` counts from 1; `staffed`: somebody serves the queue;
        `foreign`: they speak no Chinese."""
        settings = self.config.ivr
        return position_text(settings, position - 1, foreign) if staffed else no_agent_text(settings, foreign)

    def wait_text(self, low_s: float, high_s: float) -> str:
        """How long a waiting caller may still have to: one of `contracts.waits.RANGES_S`."""
        return wait_text(self.config.ivr, int(low_s), int(high_s))


def _shown(seat: SeatSettings) -> str:
    """What the desk says of the seat: its name, and whom it may bring in."""
    return f"{seat.name}（可请{'、'.join(seat.offices)}）" if seat.offices else seat.name
