"""Run the checks that fit what is configured."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from hotline.machine.setup.layout import Layout
from hotline.machine.setup.parts import web

from .checks import (
    asterisk,
    certificate,
    ears,
    encoder,
    machine,
    nodes,
    ports,
    postgresql,
    receivers,
    services,
)
from .checks.certificate import UsedFile
from .finding import Finding

if TYPE_CHECKING:
    from hotline.machine.certificates.own import OwnCertificate
    from hotline.machine.certificates.pair import Pair


@dataclass(frozen=True)
class Subject:
    """What is to be looked at. Parts that are not configured are left None or empty."""

    root: Path
    """The checkout."""
    data: Path
    """Folder of records and recordings (or a parent that exists)."""
    ports: tuple[ports.Port, ...] = ()
    certificate: Pair | OwnCertificate | None = None
    """What the desk shows."""
    certificates: tuple[UsedFile, ...] = ()
    """Those of connections to other machines."""
    asterisk_conf: Path | None = None
    """asterisk.conf of the Asterisk that may be running."""
    models: tuple[services.SpeechModel, ...] = ()
    second_pass: ears.SecondPass = field(default_factory=ears.SecondPass)
    encodes: bool = True
    """Sentences are understood by their meaning, too."""
    database: str | None = None
    """SQLAlchemy URL."""
    broker: services.Broker | None = None
    second_opinion: services.SecondOpinion | None = None
    receivers: tuple[receivers.Receiver, ...] = ()
    """Other systems that are told of cases."""
    nodes: nodes.Nodes | None = None
    """The machines of this hotline, where there are several."""
    voice: str = "espeak-ng"
    """Who reads prompts without a recording."""
    voice_wanted: str | None = None
    """The voice that is configured, if it is not installed."""


def examine(subject: Subject) -> Iterator[Finding]:
    """Yield one finding after another, so that slow checks do not hold up what is known."""
    layout = Layout(subject.root)
    yield machine.check_python()
    synchronised = machine.clock_is_synchronised()
    yield machine.check_clock(subject.root / "pyproject.toml", synchronised=synchronised)
    yield machine.check_disk(subject.data)
    yield machine.check_web(layout)
    yield machine.check_node(layout, web.own_node())
    yield asterisk.check_version()
    yield asterisk.check_modules()
    yield asterisk.check_codecs()
    if subject.asterisk_conf is not None:
        yield from asterisk.check_running(asterisk.console(subject.asterisk_conf))
    for port in subject.ports:
        yield ports.check_port(port, subject.root)
    if subject.certificate is not None:
        yield certificate.check_certificate(subject.certificate)
    for used in subject.certificates:
        yield certificate.check_used(used)
    yield services.check_synthesis(subject.voice, subject.voice_wanted)
    for model in subject.models:
        yield services.check_model(model)
    yield from ears.examine_ears(layout, subject.second_pass)
    yield from encoder.examine_encoder(layout, used=subject.encodes)
    if subject.database is not None:
        yield services.check_database(subject.database)
    if subject.nodes is not None:
        yield nodes.check_nodes(subject.nodes)
    yield postgresql.check_test_server(layout)
    if subject.broker is not None:
        yield services.check_broker(subject.broker)
    if subject.second_opinion is not None:
        yield services.check_second_opinion(subject.second_opinion)
    yield from receivers.check_receivers(subject.receivers)
