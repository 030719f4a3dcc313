"""`hotline doctor`, given the configuration: which parts are to be looked at, and where they are."""

from __future__ import annotations

from urllib.parse import urlsplit

from rich.console import Console

from asr import load_recogniser
from hotline.config import HotlineConfig
from hotline.doctor import Broker, Port, Subject, as_json, examine, exit_code, table
from hotline.paths import CHECKOUT, State

DEFAULT_MQTT_PORT = 1883


def subject(config: HotlineConfig, state: State) -> Subject:
    """What the configuration says is there."""
    telephony = config.telephony
    conf = state.asterisk / "etc" / "asterisk.conf"
    return Subject(
        root=CHECKOUT,
        data=state.root if state.root.exists() else CHECKOUT,
        ports=(
            Port("SIP", telephony.sip_bind, telephony.sip_port, "udp"),
            Port("ARI", "127.0.0.1", telephony.ari_port, "tcp"),
            Port("media", "127.0.0.1", telephony.media_port, "tcp"),
            Port("the desk", config.desk.bind, config.desk.port, "tcp"),
        ),
        asterisk_conf=conf if conf.exists() else None,
        model=CHECKOUT / config.asr.model if config.asr.engine == "vosk" else None,
        load_model=lambda _folder: load_recogniser(config.asr, CHECKOUT),
        database=config.records.url or state.database_url,
        broker=_broker(config),
    )


def report(config: HotlineConfig, state: State, *, json_only: bool, console: Console) -> int:
    """Prints the findings; returns 1 when something fails."""
    findings = list(examine(subject(config, state)))
    if json_only:
        Console().print_json(as_json(findings), indent=None, highlight=False)
    else:
        console.print(table(findings))
    return exit_code(findings)


def _broker(config: HotlineConfig) -> Broker | None:
    if not config.events.mqtt_url:
        return None
    url = urlsplit(config.events.mqtt_url)
    return Broker(url.hostname or "localhost", url.port or DEFAULT_MQTT_PORT, url.username, url.password)
