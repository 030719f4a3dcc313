"""`hotline desk`: what operators need of the desk beside its page."""

from __future__ import annotations

from gettext import gettext as _
from typing import TYPE_CHECKING, Annotated

import typer

from hotline.cli.terminal import (
    ConfigOption,
    JsonOption,
    StateOption,
    explained,
    fail,
    load_config,
    print_json,
    talk,
)
from hotline.machine.paths import DEFAULT_CONFIG, DEFAULT_STATE, State

if TYPE_CHECKING:
    from pathlib import Path

desk_app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="The desk: the authority that agents' browsers are to trust.",
)


@desk_app.callback()
def _several() -> None:
    """More than one command may come here: `certificate` keeps its name."""


@desk_app.command()
def certificate(
    new: Annotated[
        bool, typer.Option("--new", help="Make another authority, for all machines to take.")
    ] = False,
    config: ConfigOption = DEFAULT_CONFIG,
    state: StateOption = DEFAULT_STATE,
    as_json: JsonOption = False,
) -> None:
    """The desk's certificate, and how the agents' machines come to trust it."""
    from hotline.configuration.certificates.desk import certificate_of, desk_address
    from hotline.machine.certificates.own import OwnCertificate

    settings = load_config(config)
    found = certificate_of(settings, State(state.resolve()))
    if found is None:
        fail(_("the desk speaks plain HTTP: write `tls: own` under desk"))
    with explained():
        if isinstance(found, OwnCertificate):
            if new:
                found.forget()
            found.provide()
            pair, authority, shown = found.pair, found.authority, found.authority
        elif new:
            fail(_("this certificate comes from somebody else: they make another one"))
        else:
            pair, authority, shown = found, None, found.certificate
        ends, print_of = pair.ends(), _fingerprint(shown)
    address = desk_address(settings)
    if as_json:
        file = None if authority is None else str(authority)
        print_json({"address": address, "authority": file, "ends": ends.isoformat(), "sha256": print_of})
        return
    said = [
        _("Desk: {address}").format(address=address),
        _("Its certificate ends on {day}.").format(day=f"{ends:%Y-%m-%d}"),
    ]
    if authority is None:
        said.append(
            _("Browsers trust it where they trust who issued it: {file}").format(file=pair.certificate)
        )
    else:
        said += [*_how(authority), _("Compare before trusting it. SHA-256: {print}").format(print=print_of)]
    for line in said:
        talk.print(line, markup=False, highlight=False, soft_wrap=True)


def _how(authority: Path) -> list[str]:
    """Lines for whoever looks after the agents' machines."""
    name = authority.name
    return [
        _("The authority that agents' machines are to trust: {file}").format(file=authority),
        _("It vouches for desk.names alone and is no secret: copy it to each machine. Then there:"),
        _("  Windows (Edge, Chrome), as administrator: certutil -addstore -f Root {name}").format(name=name),
        _("  or open it: Install Certificate, Local Machine, Trusted Root Certification Authorities"),
        _("  Linux: sudo cp {name} /usr/local/share/ca-certificates/ && sudo update-ca-certificates").format(
            name=name
        ),
        _("  Chromium on Linux, too: certutil -d sql:$HOME/.pki/nssdb -A -t C,, -n hotline -i {name}").format(
            name=name
        ),
        _("  Firefox: Settings, Privacy & Security, View Certificates, Authorities, Import"),
    ]


def _fingerprint(file: Path) -> str:
    from cryptography.hazmat.primitives.hashes import SHA256

    from hotline.machine.certificates.pair import certificates_in

    return certificates_in(file)[0].fingerprint(SHA256()).hex(":").upper()
