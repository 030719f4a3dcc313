"""`hotline doctor`, given the configuration: which parts are to be looked at, and where they are."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager
from functools import partial
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from asr import RecogniserError, load_recogniser
from asr.engines.settings import RecogniserSettings
from contracts.errors import ServiceError
from hotline.configuration.certificates.files import certificate_files
from hotline.configuration.schema import HotlineConfig
from hotline.configuration.second_opinion import SecondOpinionSettings
from hotline.machine import pidfile
from hotline.machine.doctor import (
    Broker,
    Finding,
    Level,
    Nodes,
    Port,
    Receiver,
    SecondOpinion,
    SecondPass,
    SpeechModel,
    Subject,
    UsedFile,
)
from hotline.machine.doctor.checks.ports import check_port
from hotline.machine.paths import CHECKOUT, State
from hotline.machine.setup.fetched import presence
from hotline.machine.setup.fetched.telling import told
from hotline.machine.setup.fetched.whisper_base import WHISPER_BASE
from hotline.machine.setup.layout import checkout
from hotline.records.broker import broker_address
from hotline.telemetry import package
from ivr import IvrSettings
from models.catalogue import engine_of

if TYPE_CHECKING:
    from hotline.machine.voices.plan import VoicePlan

LOOPBACK = "127.0.0.1"
TELEPHONE_HZ = 8000


def subject(config: HotlineConfig, state: State) -> Subject:
    """What the configuration says is there."""
    # Late: the voices bring numpy and pinyin, the certificate its library, which a look at
    # the ports does not need.
    from hotline.configuration.certificates.desk import certificate_of
    from hotline.machine.voices.choice import chosen

    telephony = config.telephony
    conf = state.asterisk / "etc" / "asterisk.conf"
    voice = chosen(telephony)
    return Subject(
        root=CHECKOUT,
        data=state.root if state.root.exists() else CHECKOUT,
        ports=_ports(config),
        certificate=certificate_of(config, state),
        certificates=tuple(
            UsedFile(used.part, used.file, used.ends, ".".join(map(str, used.path)))
            for used in certificate_files(config)
        ),
        asterisk_conf=conf if conf.exists() else None,
        models=tuple(_models(config)),
        second_pass=_second_pass(config, state),
        encodes=config.ivr.meaning.enabled,
        database=config.records.url or state.database_url,
        broker=_broker(config),
        second_opinion=_second_opinion(config),
        receivers=_receivers(config, state),
        nodes=_nodes(config),
        voice=voice.name,
        voice_wanted=voice.wanted,
    )


def _ports(config: HotlineConfig) -> tuple[Port, ...]:
    telephony, reading = config.telephony, config.delivery.open311
    others = (
        ()
        if reading is None
        else (Port("Open311", reading.bind, reading.port, "tcp", "delivery.open311.port"),)
    )
    return (
        Port(
            "SIP", telephony.sip_bind, telephony.sip_port, "udp", "telephony.sip_port", "telephony.sip_bind"
        ),
        *(
            ()
            if telephony.tls is None
            else (Port("SIP (TLS)", telephony.sip_bind, telephony.tls.port, "tcp", "telephony.tls.port"),)
        ),
        Port("ARI", LOOPBACK, telephony.ari_port, "tcp", "telephony.ari_port"),
        Port(_("media"), LOOPBACK, telephony.media_port, "tcp", "telephony.media_port"),
        Port(_("the desk"), config.desk.bind, config.desk.port, "tcp", "desk.port", "desk.bind"),
        *others,
    )


def _recognisers(config: HotlineConfig) -> Iterator[tuple[str, RecogniserSettings]]:
    """Name for people, and what is configured."""
    yield _("Speech model"), config.asr
    for language in config.ivr.languages:
        if language.recogniser is not None:
            yield _("Speech model of {language}").format(language=language.name), language.recogniser


def _folder(settings: RecogniserSettings) -> Path | None:
    """The model's folder, for engines that have one."""
    return CHECKOUT / settings.model if settings.engine in ("vosk", "sherpa") else None


def _models(config: HotlineConfig) -> Iterator[SpeechModel]:
    for part, settings in _recognisers(config):
        if settings.engine != "none":
            yield SpeechModel(part, _folder(settings), partial(_try, settings), needed=settings is config.asr)


def _second_pass(config: HotlineConfig, state: State) -> SecondPass:
    folder = None if config.asr.final_model is None else CHECKOUT / config.asr.final_model
    whisper = folder is not None and folder.is_dir() and engine_of(folder) == "whisper"
    serving = pidfile.running(state.pid_file("serve")) is not None
    return SecondPass(folder, whisper, config.asr.second_pass.lanes, serving)


def _try(settings: RecogniserSettings) -> None:
    """Loads a recogniser; if it is on other machines, connects to each of them. Raises `RecogniserError`."""
    if _reads_with_whisper_base(settings) and not WHISPER_BASE.folder(checkout()).is_dir():
        settings = settings.model_copy(update={"final_model": None})  # a finding of its own
    load_recogniser(settings, CHECKOUT).close()
    failures = []
    for url in settings.remote.urls if settings.engine == "remote" else ():
        alone = settings.remote.model_copy(update={"urls": (url,)})
        one = settings.model_copy(update={"remote": alone, "final_model": None})
        recogniser = load_recogniser(one, CHECKOUT)
        try:
            recogniser.stream(TELEPHONE_HZ, alternatives=0, grammar=None)
        except RecogniserError as error:
            failures.append(str(error))
        finally:
            recogniser.close()
    if failures:
        raise RecogniserError("; ".join(failures))


def _in_the_clear(config: HotlineConfig) -> Iterator[str]:
    """Addresses of other machines without encryption."""
    for _part, settings in _recognisers(config):
        for url in settings.remote.urls if settings.engine == "remote" else ():
            parts = urlsplit(url)
            if parts.scheme == "ws" and parts.hostname not in ("localhost", "127.0.0.1", "::1"):
                yield _("{url}: citizens' voices and the secret travel unencrypted. Prefer wss://").format(
                    url=url
                )


def _whisper_base(config: HotlineConfig) -> Iterator[str]:
    """Why sentences are not read again although the configuration says so."""
    if any(_reads_with_whisper_base(settings) for _part, settings in _recognisers(config)):
        found = presence.look(WHISPER_BASE, checkout(), deep=False)
        if found.state is not presence.State.WHOLE:
            words = told(WHISPER_BASE, found)
            yield f"Whisper base: {words.case}. {words.mend}"


def _encoder(config: HotlineConfig) -> Iterator[str]:
    """Why sentences are not understood by their meaning although the configuration says so."""
    from hotline.machine.encoder.finding import lack  # late: numpy

    if config.ivr.meaning.enabled and (why := lack(checkout())) is not None:
        yield why


def _telemetry(config: HotlineConfig) -> Iterator[str]:
    """Why no collector is told of calls although the configuration says so."""
    if config.telemetry.otlp_url is not None and (name := package.missing()) is not None:
        yield _(
            "telemetry.otlp_url: the package {name} is missing, no collector is told of calls. "
            "Install it: {command}"
        ).format(name=name, command=package.COMMAND)


def _reads_with_whisper_base(settings: RecogniserSettings) -> bool:
    layout = checkout()
    named = settings.final_model
    return named is not None and layout.root / named == WHISPER_BASE.folder(layout)


def taken_ports(config: HotlineConfig, state: State) -> list[Finding]:
    """What is wrong with the ports: none is taken that is free or held by processes of this state folder."""
    findings = [check_port(port, state.root) for port in _ports(config)]
    return [finding for finding in findings if finding.level is Level.FAIL]


def require_ports(config: HotlineConfig, state: State) -> None:
    """Raises ServiceError unless every port is free or held by what an earlier start left running."""
    for finding in taken_ports(config, state):
        raise ServiceError(f"{finding.part}: {finding.found}. {finding.mend}")


def shortcomings(config: HotlineConfig, state: State) -> list[str]:
    """What the service can run with, but whoever starts it should know."""
    from hotline.machine.voices.plan import planned  # late, as above

    found = []
    plan = planned(config.telephony, config.ivr)
    voice = plan.voice
    if plan.unrecorded:
        found.append(_who_speaks(plan))
    if voice.wanted is not None:
        found.append(
            _(
                "telephony.voice: {wanted} is not installed, espeak-ng speaks instead. "
                "Get it: script/setup --extra voices"
            ).format(wanted=voice.wanted)
        )
    if config.asr.engine == "none":
        found.append(_("asr.engine is none: callers are served by keys and people alone"))
    elif (folder := _folder(config.asr)) is not None and not folder.is_dir():
        found.append(
            _(
                "the speech model {model} is not there: callers are served by keys and people alone. "
                "Correct asr.model in config.yaml, or see: script/hotline models list"
            ).format(model=config.asr.model)
        )
    for language in config.ivr.languages:
        folder = None if language.recogniser is None else _folder(language.recogniser)
        if folder is not None and not folder.is_dir():
            found.append(
                _(
                    "the speech model of {language}, {folder}, is not there: callers who choose {language} "
                    "are served by people alone. See: script/hotline models list"
                ).format(language=language.name, folder=folder)
            )
    return [*found, *_whisper_base(config), *_encoder(config), *_in_the_clear(config), *_telemetry(config)]


def _who_speaks(plan: VoicePlan) -> str:
    """What is heard where sentences have no recording."""
    count, first = len(plan.unrecorded), plan.unrecorded[0]
    what = _("{count} sentences have no recording, for example: {first}").format(count=count, first=first)
    if plan.speaks_all:
        then = _("So that callers hear one voice, {voice} will speak all of them")
    elif plan.mixed:
        then = _(
            "espeak-ng will speak them, a machine's voice among the recordings: record them, or get "
            "a far better voice for all sentences: script/setup --extra voices"
        )
    else:
        then = _("They are spoken by {voice}")
    return f"{what}. {then.format(voice=plan.voice.name)}"


def _broker(config: HotlineConfig) -> Broker | None:
    events = config.events
    if events.mqtt_url is None:
        return None

    def connect(timeout_s: float) -> AbstractAsyncContextManager[object]:
        from hotline.records.mqtt.publisher import client_of  # late: few have one

        return client_of(events.access(CHECKOUT), timeout_s=timeout_s)

    return Broker(broker_address(events.mqtt_url).netloc.rpartition("@")[2], connect)


def _nodes(config: HotlineConfig) -> Nodes | None:
    url, own = config.records.url, config.telephony.node
    if not config.nodes.enabled or url is None:
        return None

    async def ask() -> list[tuple[str, str, str]]:
        from hotline.nodes.register import Register  # late: the database's libraries

        async with Register.opened(url, own) as register:
            return [(one.id, one.state, one.version) for one in await register.nodes()]

    return Nodes(own, lambda: asyncio.run(ask()))


def _second_opinion(config: HotlineConfig) -> SecondOpinion | None:
    settings = config.second_opinion
    if settings is None:
        return None
    return SecondOpinion(settings.url, lambda: asyncio.run(_consult(settings, config.ivr)))


def _receivers(config: HotlineConfig, state: State) -> tuple[Receiver, ...]:
    standing = partial(_standing, config.records.url or state.database_url)
    return tuple(
        Receiver(hook.id, partial(standing, hook.id), partial(hook.secret, CHECKOUT))
        for hook in config.delivery.webhooks
    )


def _standing(url: str, target: str) -> tuple[int, float | None, int]:
    """Raises `RecordsUnavailable`."""
    from hotline.delivery.store import DeliveryStore  # late: the database's libraries

    async def ask() -> tuple[int, float | None, int]:
        async with DeliveryStore.opened(url) as store:
            found = next((one for one in await store.standing() if one.target == target), None)
            return (0, None, 0) if found is None else (found.waiting, found.oldest, found.dead)

    return asyncio.run(ask())


async def _consult(opinion: SecondOpinionSettings, settings: IvrSettings) -> None:
    """Asks about something that callers say. Raises `NoOpinion` or `KeyUnreadable`."""
    from hotline.guidance.second_opinion.language_model import LanguageModel  # late: few have one
    from hotline.guidance.second_opinion.question import Choices

    async with LanguageModel.connect(opinion, opinion.key()) as model:
        await model.ask(Choices.of(settings), settings.intents[0].name, ())
