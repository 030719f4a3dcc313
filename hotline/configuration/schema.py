"""The whole of config.yaml: each house's section, put together and checked against one another."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, field_validator, model_validator

from agent_assist.assist.quality.settings import QualitySettings
from agent_assist.assist.scripts.settings import ScriptSettings
from agent_assist.cases.settings import TicketSettings
from agent_assist.sampling.settings import SamplingSettings
from agent_assist.settings import ALL_QUEUES, AgentSettings, DeskSettings
from asr import AsrSettings
from asr.engines.settings import RecogniserSettings
from contracts.configuration.settings import Mistake, Section, errors
from hotline.city.settings import CitySettings
from hotline.configuration.assist import AssistSettings
from hotline.configuration.delivery import DeliverySettings
from hotline.configuration.flat import FLAT, Whole
from hotline.configuration.second_opinion import SecondOpinionSettings
from hotline.configuration.vocabulary import VocabularySettings
from hotline.figures.settings import FiguresSettings
from hotline.nodes.settings import NodesSettings
from hotline.recordings.settings import RecordingSettings
from hotline.records.broker import EventsSettings
from hotline.telemetry.settings import TelemetrySettings
from ivr import LanguageSettings
from ivr.settings.settings import IvrSettings
from telephony.outbound.allowed import allowed_by_name
from telephony.outbound.partners import PartnerSettings
from telephony.settings import TelephonySettings


class RecordsSettings(Section):
    """Where the records of calls are kept: text and decisions; for sound see `recording`."""

    url: str | None = Field(
        default=None,
        description="SQLAlchemy address, for example postgresql+asyncpg://user@host/hotline. "
        "Without it, SQLite beside the other state.",
    )
    keep_days: int | None = Field(
        default=None,
        ge=7,
        description="Days after which a call that ended, its texts and who looked at it are deleted for "
        "good; with them what the city's view has of calls and messages, call-backs that are over, what is "
        "written of changes of cases that were handed on, and deliveries given up. Without it they are kept. "
        "Recordings and cases have days of their own.",
    )

    @field_validator("url")
    @classmethod
    def _is_database(cls, url: str | None) -> str | None:
        if url is not None:
            # Late: half a second of libraries, for those alone who write an address.
            from hotline.records.database.connection import usable_url

            usable_url(url)
        return url


class SpokenLanguage(LanguageSettings):
    """One of `languages:`, with the recogniser that hears it."""

    recogniser: RecogniserSettings | None = Field(
        default=None,
        description="What hears it, as in asr. Without it, or while its model is missing, people serve it.",
    )

    @property
    def heard(self) -> bool:
        return self.recogniser is not None and self.recogniser.engine != "none"


class SpokenSettings(IvrSettings):
    """What belongs to ivr, with the recognisers of its languages beside them."""

    languages: tuple[SpokenLanguage, ...] = Field(
        default=(), description="What callers may speak instead of Mandarin."
    )


class HotlineConfig(Whole):
    """config.yaml: the parts of the houses."""

    ivr: Annotated[SpokenSettings, FLAT] = Field(
        description="The conversation, queues, intents and words; in the file, sections like all others."
    )
    include: tuple[str, ...] = Field(
        default=(),
        description="Further files with such sections, in this folder or below: [menus/*.yaml, names.yaml].",
    )
    telephony: TelephonySettings = Field(default_factory=TelephonySettings)
    asr: AsrSettings = Field(default_factory=AsrSettings)
    vocabulary: VocabularySettings = Field(
        default_factory=VocabularySettings, description="Names of this city that callers say."
    )
    agents: tuple[AgentSettings, ...] = Field(min_length=1, description="Who answers calls.")
    partners: tuple[PartnerSettings, ...] = Field(
        default=(),
        max_length=200,
        description="Offices outside that agents may ask into a call; a change needs a restart.",
    )
    desk: DeskSettings = Field(default_factory=DeskSettings)
    assist: AssistSettings = Field(
        default_factory=AssistSettings, description="Help for agents: a model that writes summaries."
    )
    quality: QualitySettings = Field(
        default_factory=QualitySettings, description="Rules that agents' talk is held against."
    )
    scripts: tuple[ScriptSettings, ...] = Field(
        default=(), max_length=200, description="What agents may say (话术), by the step that the talk is in."
    )
    tickets: TicketSettings = Field(
        default_factory=TicketSettings, description="How cases are sorted, who is responsible, until when."
    )
    sampling: SamplingSettings = Field(
        default_factory=SamplingSettings, description="Calls that supervisors draw and score."
    )
    events: EventsSettings = Field(default_factory=EventsSettings)
    telemetry: TelemetrySettings = Field(
        default_factory=TelemetrySettings,
        description="OpenTelemetry: each call as a trace, for a collector; off by default.",
    )
    delivery: DeliverySettings = Field(
        default_factory=DeliverySettings, description="Other systems that are told of cases, or read them."
    )
    city: CitySettings = Field(
        default_factory=CitySettings,
        description="What the city calls about: warnings, districts, other channels.",
    )
    figures: FiguresSettings = Field(default_factory=FiguresSettings)
    records: RecordsSettings = Field(default_factory=RecordsSettings)
    nodes: NodesSettings = Field(
        default_factory=NodesSettings, description="Several machines of one hotline; off by default."
    )
    recording: RecordingSettings = Field(
        default_factory=RecordingSettings, description="Recordings of conversations; off by default."
    )
    second_opinion: SecondOpinionSettings | None = Field(
        default=None,
        description="A language model that is asked when a sentence is not clear; without it, none.",
    )

    @model_validator(mode="after")
    def _agents_fit(self) -> Self:
        queues = {queue.id for queue in self.ivr.queues}
        mistakes: list[Mistake] = []
        taken = {name.lower() for name in self.telephony.softphones}
        taken |= {trunk.id for trunk in self.telephony.trunks}
        seen: set[str] = set()
        for index, agent in enumerate(self.agents):
            where = ("agents", index)
            for name, field in ((agent.id, "id"), (agent.extension, "extension")):
                if not name:
                    continue  # somebody without a telephone
                # Asterisk takes capitals for small letters; a channel's name must tell agents apart, too.
                used = f"{field}:{name.lower()}"
                if used in seen or (field == "extension" and name.lower() in taken):
                    text = f"{name!r} is used twice: give each agent an own one"
                    mistakes.append(((*where, field), text, name))
                seen.add(used)
            for unknown in sorted(set(agent.queues) - queues - {ALL_QUEUES}):
                text = f"there is no queue {unknown!r}; queues are {', '.join(sorted(queues))}"
                mistakes.append(((*where, "queues"), text, unknown))
        for field in ("queues", "except_queues"):
            for index, queue in enumerate(getattr(self.recording, field)):
                if queue not in queues:
                    text = f"there is no queue {queue!r}; queues are {', '.join(sorted(queues))}"
                    mistakes.append((("recording", field, index), text, queue))
        if self.ivr.followups.enabled and not any(trunk.dial for trunk in self.telephony.trunks):
            text = "回访要能呼出：先给一条中继写上 dial / follow-ups need a trunk with `dial`"
            mistakes.append((("followups", "enabled"), text, True))
        for other in ("ari_port", "media_port", "sip_port"):
            if self.desk.port == getattr(self.telephony, other):
                text = f"这是 telephony.{other} 的端口，请换一个 / this port is telephony.{other}'s"
                mistakes.append((("desk", "port"), text, self.desk.port))
        if mistakes:
            raise errors(mistakes)
        return self

    @model_validator(mode="after")
    def _delivery_fits(self) -> Self:
        """No filter that no case could ever pass, no port that is taken."""
        known = {
            "queues": {queue.id for queue in self.ivr.queues},
            "units": {unit.id for unit in self.tickets.units},
            "categories": {*(one.id for one in self.ivr.intents), *(one.id for one in self.tickets.leaves)},
        }
        mistakes: list[Mistake] = []
        for index, hook in enumerate(self.delivery.webhooks):
            for field, names in known.items():
                for place, name in enumerate(getattr(hook, field)):
                    if name not in names:
                        text = f"没有 {name!r} / there is no {name!r}: {', '.join(sorted(names))}"
                        mistakes.append((("delivery", "webhooks", index, field, place), text, name))
        reading = self.delivery.open311
        if reading is not None and reading.port == self.desk.port:
            text = "这是 desk.port 的端口，请换一个 / this port is desk.port's"
            mistakes.append((("delivery", "open311", "port"), text, reading.port))
        if mistakes:
            raise errors(mistakes)
        return self

    @model_validator(mode="after")
    def _nodes_share(self) -> Self:
        """There is something by which they know of one another."""
        if self.nodes.enabled and not (self.records.url or "").startswith("postgresql"):
            text = (
                "多台机器共用一个 PostgreSQL：先写 records.url / several machines share a PostgreSQL: write "
                "its address in records.url first"
            )
            raise errors([(("nodes", "enabled"), text, True)])
        return self

    @model_validator(mode="after")
    def _tickets_fit(self) -> Self:
        known = {intent.id for intent in self.ivr.intents}
        if mistakes := [*self.tickets.unknown_intents(known)]:
            raise errors([(("tickets", *path), text, value) for path, text, value in mistakes])
        return self

    @model_validator(mode="after")
    def _city_and_sampling_fit(self) -> Self:
        """No district, queue or rule that there is none of: nothing would ever come of it."""
        queues, districts = {queue.id for queue in self.ivr.queues}, set(self.vocabulary.areas)
        rules = {rule.id for rule in self.quality.rules}
        named: list[tuple[tuple[str | int, ...], str, set[str]]] = [
            (("city", "queues", queue), queue, queues) for queue in self.city.queues
        ]
        for field, given in (("numbers", self.city.numbers), ("queues", self.city.queues)):
            if districts:  # a city may have districts by number and queue alone
                named += [(("city", field, key), district, districts) for key, district in given.items()]
        for at, rule in enumerate(self.sampling.rules):
            for field, names, known in (("queues", rule.queues, queues), ("marks", rule.marks, rules)):
                named += [(("sampling", "rules", at, field, n), name, known) for n, name in enumerate(names)]
        mistakes: list[Mistake] = [
            (path, f"没有 {name!r}，请从中选一个 / there is no {name!r}: {', '.join(sorted(known))}", name)
            for path, name, known in named
            if name not in known
        ]
        if mistakes:
            raise errors(mistakes)
        return self

    @model_validator(mode="after")
    def _partners_fit(self) -> Self:
        taken = {agent.id.lower() for agent in self.agents}
        prefixes = [trunk.dial.prefixes for trunk in self.telephony.trunks if trunk.dial is not None]
        mistakes: list[Mistake] = []
        for index, partner in enumerate(self.partners):
            where = ("partners", index)
            if partner.id in taken:
                text = f"{partner.id!r} 已经用过，请换一个 / is used twice: choose another"
                mistakes.append(((*where, "id"), text, partner.id))
            taken.add(partner.id)
            if not any(allowed_by_name(partner.number, some) for some in prefixes):
                text = (
                    f"没有一条中继可以拨打 {partner.number}：把它的开头写进中继的 dial.prefixes，三到六位的"
                    f"短号要写全 / no trunk may dial {partner.number}: write how it begins into a trunk's "
                    "dial.prefixes, numbers of three to six digits in whole"
                )
                mistakes.append(((*where, "number"), text, partner.number))
        if mistakes:
            raise errors(mistakes)
        return self
