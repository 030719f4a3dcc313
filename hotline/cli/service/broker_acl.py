"""`hotline broker-acl`: who may what at the MQTT broker."""

from __future__ import annotations

from gettext import gettext as _
from typing import TYPE_CHECKING, Annotated
from urllib.parse import unquote

import typer

from hotline.cli.terminal import ConfigOption, fail, load_config, plain
from hotline.machine.paths import CHECKOUT, DEFAULT_CONFIG

if TYPE_CHECKING:
    from hotline.records.broker import EventsSettings


def broker_acl(
    reader: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Reads every event: dispatch, analysis.")
    ] = None,
    screen: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME", help="Reads queues and figures, nothing of calls and agents: a big screen."
        ),
    ] = None,
    feeder: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Writes messages of other channels (city.feed_topic)."),
    ] = None,
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """Print the ACL file for Mosquitto: the service and those you name, each with the topics it needs.

    Names are those of the broker's users, or of certificates (`use_identity_as_username true`).
    """
    from hotline.records.broker_acl import as_acl, rights

    settings = load_config(config)
    granted = plain(
        lambda: rights(
            _service(settings.events),
            settings.events.prefix,
            settings.city.feed_topic,
            readers=reader or (),
            screens=screen or (),
            feeders=feeder or (),
        )
    )
    typer.echo(as_acl(granted), nl=False)


def _service(events: EventsSettings) -> str:
    """The name that the broker knows the service by."""
    from hotline.machine.certificates.pair import certificates_in, common_name
    from hotline.records.broker import broker_address

    if events.mqtt_url is None:
        fail(_("no broker is configured: write events.mqtt_url"))
    user: str | None = unquote(broker_address(events.mqtt_url).username or "")
    if not user and events.mqtt_certificate is not None:
        user = common_name(plain(certificates_in, CHECKOUT / events.mqtt_certificate)[0])
    if not user:
        fail(
            _(
                "the broker knows the service by no name: "
                "write a user in events.mqtt_url, or events.mqtt_certificate"
            )
        )
    return user
