"""What is wrong in a configuration that is right by itself: the rest of the machine would not take it."""

from __future__ import annotations

from collections.abc import Iterator

from agent_assist.knowledge import KnowledgeError, load_articles
from asr.engines.settings import RecogniserSettings
from hotline.configuration.checking.connections.encryption import unusable_certificates
from hotline.configuration.delivery import SecretUnreadable, shared_secret
from hotline.configuration.phones import rendered_on_trial
from hotline.configuration.schema import HotlineConfig
from hotline.configuration.yaml.problem import ConfigError, Problem
from hotline.configuration.yaml.source import PathParts, Source
from hotline.configuration.yaml.sources import Sources, parse
from hotline.machine.paths import CHECKOUT, DEFAULT_STORE
from hotline.machine.setup.fetched.whisper_base import WHISPER_BASE
from hotline.machine.setup.layout import checkout
from hotline.records.broker import NoAccess
from hotline.telemetry.settings import HeadersUnreadable
from models.catalogue import Store, load_catalogue

Wrong = tuple[PathParts, str, str]
"""Path of the value, what is the case, what to do."""


def checked(sources: Sources) -> tuple[HotlineConfig, Source]:
    """The configuration in the texts, one that a start takes. Raises `ConfigError` with all mistakes.

    Blocking: reads the articles of the knowledge base.
    """
    config, source = parse(sources, HotlineConfig)
    if found := mistakes(config, source):
        raise ConfigError(found)
    return config, source


def mistakes(config: HotlineConfig, source: Source) -> list[Problem]:
    """What a start would end with, or do without, although somebody asked for it."""
    found = [
        *_models(config),
        *_knowledge(config),
        *_certificate(config),
        *unusable_certificates(config),
        *_records(config),
        *_events(config),
        *_telemetry(config),
        *_delivery(config),
        *_asterisk(config),
    ]
    return [source.problem(path, message, hint) for path, message, hint in found]


def _delivery(config: HotlineConfig) -> Iterator[Wrong]:
    """Secrets shared with other systems that cannot be read."""
    files: list[tuple[PathParts, str]] = [
        (("delivery", "webhooks", at, "secret_file"), hook.secret_file)
        for at, hook in enumerate(config.delivery.webhooks)
    ]
    if config.delivery.open311 is not None:
        where: PathParts = ("delivery", "open311", "key_files")
        files += [((*where, at), file) for at, file in enumerate(config.delivery.open311.key_files)]
    for path, file in files:
        try:
            shared_secret(CHECKOUT / file)
        except SecretUnreadable as error:
            yield path, f"没有可用的密钥 / {error}", "openssl rand -base64 32 > FILE"


def _models(config: HotlineConfig) -> Iterator[Wrong]:
    """Folders of models that are not there; Whisper base may be left out, which the start tells."""
    optional = WHISPER_BASE.folder(checkout())
    where: list[tuple[PathParts, RecogniserSettings]] = [(("asr",), config.asr)]
    for at, language in enumerate(config.ivr.languages):
        if language.recogniser is not None:
            where.append((("languages", at, "recogniser"), language.recogniser))
    for path, settings in where:
        named = {"final_model": settings.final_model}
        if settings.engine in ("vosk", "sherpa"):
            named["model"] = settings.model
        for field, model in named.items():
            if settings.engine == "none" or model is None:
                continue
            if not (CHECKOUT / model).is_dir() and CHECKOUT / model != optional:
                message = f"没有这个语音模型：{model} / there is no such speech model"
                here = "、".join(_models_here())
                hint = f"这里有 / there are: {here}; script/hotline models list"
                yield (*path, field), message, hint


def _models_here() -> list[str]:
    """Folders of recognisers' models, as config.yaml names them."""
    own = [
        entry.own_folder
        for entry in load_catalogue().values()
        if entry.own_folder and entry.kind != "sentences"
    ]
    shipped = [str(folder) for folder in own if (CHECKOUT / folder).is_dir()]
    store = DEFAULT_STORE.relative_to(CHECKOUT)
    return [*shipped, *(str(store / name) for name in Store(DEFAULT_STORE).installed())]


def _knowledge(config: HotlineConfig) -> Iterator[Wrong]:
    try:
        load_articles(CHECKOUT / config.desk.knowledge)
    except KnowledgeError as error:
        for problem in error.problems:
            hint = "改正文章或文件夹 / correct the article, or the folder"
            yield ("desk", "knowledge"), f"知识库不能用：{problem} / this article cannot be used", hint


def _certificate(config: HotlineConfig) -> Iterator[Wrong]:
    tls = config.desk.tls
    if tls is None or tls == "own":
        return
    # Late: half a second of libraries, for those alone who have a certificate.
    from hotline.machine.certificates.pair import CertificateError, Pair, server_context

    try:
        server_context(Pair(CHECKOUT / tls.certificate, CHECKOUT / tls.key))
    except CertificateError as error:
        field = "key" if error.of_key else "certificate"
        yield ("desk", "tls", field), str(error), "换成能用的 / name one that can be used"


def _records(config: HotlineConfig) -> Iterator[Wrong]:
    if config.records.url is None:
        return
    # Late: half a second of libraries, for those alone who write an address.
    from hotline.records.database.access.encrypted import NAMES
    from hotline.records.database.access.errors import UnusableDatabase
    from hotline.records.database.connection import create_engine, usable_url

    try:
        # Its certificates have mistakes of their own.
        create_engine(usable_url(config.records.url).difference_update_query(NAMES))
    except UnusableDatabase as error:
        yield ("records", "url"), f"数据库用不了 / this database cannot be used: {error}", ""


def _events(config: HotlineConfig) -> Iterator[Wrong]:
    try:
        config.events.password(CHECKOUT)
    except NoAccess as error:
        yield ("events", "mqtt_password_file"), f"读不到密码 / no password: {error}", "改正 / correct it"


def _telemetry(config: HotlineConfig) -> Iterator[Wrong]:
    try:
        config.telemetry.headers(CHECKOUT)
    except HeadersUnreadable as error:
        yield ("telemetry", "headers_file"), f"没有可用的请求头 / no headers: {error}", "改正 / correct it"


def _asterisk(config: HotlineConfig) -> Iterator[Wrong]:
    """The types of the configuration know what Asterisk can read: this is the proof that they do."""
    try:
        rendered_on_trial(config)
    except ValueError as error:
        first = str(error).splitlines()[0]
        yield ("telephony",), f"Asterisk 读不懂 / Asterisk could not read it: {first}", "改正 / correct it"
