"""`hotline recogniser`: a recogniser for other machines, from options to a running server."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import os
import secrets
import signal
import socket
import ssl
from dataclasses import dataclass
from gettext import gettext as _
from pathlib import Path

from aiohttp import web
from rich.console import Console

from asr import AsrSettings
from asr.engines.remote.engine import TOKEN_VARIABLE, read_token
from asr.engines.remote.server import RecogniserServer
from contracts.errors import ServiceError
from hotline.configuration.schema import HotlineConfig
from hotline.guidance.recognisers import recogniser_of
from hotline.machine.paths import CHECKOUT
from models.catalogue import engine_of

STOP_S = 3.0
"""Connections have so long to say good-bye."""
SHORTEST_TOKEN = 16


@dataclass(frozen=True, slots=True)
class ServerOptions:
    """What the command line says."""

    bind: str
    port: int
    model: Path | None
    streams: int
    token_file: Path | None
    certificate: Path | None
    key: Path | None


async def serve_recogniser(
    config: HotlineConfig, options: ServerOptions, default_token: Path, console: Console
) -> None:
    """Serves until SIGINT or SIGTERM. Raises `ModelError` or `ServiceError`."""
    settings = _with_model(config.asr, options.model)
    if settings.engine in ("remote", "none"):
        raise ServiceError(
            _(
                "asr.engine is {engine}: there is nothing here to serve with. Name a model: "
                "hotline recogniser --model models/zh-small"
            ).format(engine=settings.engine)
        )
    token = _token(options, default_token, console)
    tls = _tls(options)
    recogniser = await asyncio.to_thread(recogniser_of, config, settings)
    workers = settings.workers if "workers" in settings.model_fields_set else _cores()
    server = RecogniserServer(recogniser, workers=workers, streams=options.streams, token=token)
    runner = web.AppRunner(server.application(), access_log=None, shutdown_timeout=STOP_S)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, options.bind, options.port, ssl_context=tls).start()
        except OSError as error:
            raise ServiceError(
                _(
                    "{bind}:{port} cannot be used ({strerror}): stop the other program, or choose "
                    "another --port"
                ).format(bind=options.bind, port=options.port, strerror=error.strerror)
            ) from error
        port = runner.addresses[0][1]
        secret = _("yes") if token else _("no")
        console.print(
            _(
                "recogniser: {engine}, {model}, at {ws}://{bind}:{port}, {workers} threads, secret: {secret}"
            ).format(
                engine=settings.engine,
                model=settings.model,
                ws="wss" if tls else "ws",
                bind=options.bind,
                port=port,
                workers=workers,
                secret=secret,
            ),
            highlight=False,
            soft_wrap=True,
        )
        await _stopped()
    finally:
        await runner.cleanup()
        await asyncio.to_thread(server.close)
        recogniser.close()


def _with_model(settings: AsrSettings, model: Path | None) -> AsrSettings:
    if model is None:
        return settings
    folder = model if model.is_dir() else CHECKOUT / model
    values = settings.model_dump(exclude={"engine", "model", "final_model"}, exclude_unset=True)
    engine = "sherpa" if engine_of(folder) == "sherpa-onnx" else "vosk"
    return AsrSettings.model_validate({**values, "engine": engine, "model": str(folder.resolve())})


def _token(options: ServerOptions, default: Path, console: Console) -> str | None:
    """The secret: from the environment, from the file, or a new one where others can reach us."""
    token = os.environ.get(TOKEN_VARIABLE)
    path = options.token_file
    if not token and path is None and _is_loopback(options.bind):
        return None
    if not token:
        path = path or default
        if not path.exists():
            _write_token(path)
            console.print(
                _("new secret in {path}: copy it to the machines that may use this recogniser").format(
                    path=path
                )
            )
        token = read_token(path)
    if len(token) < SHORTEST_TOKEN:
        raise ServiceError(
            _("the secret is too short: take {SHORTEST_TOKEN} characters or more").format(
                SHORTEST_TOKEN=SHORTEST_TOKEN
            )
        )
    return token


def _write_token(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(24) + "\n")


def _is_loopback(bind: str) -> bool:
    """Whether only programs of this machine can reach the address."""
    with contextlib.suppress(OSError):
        found = {entry[4][0] for entry in socket.getaddrinfo(bind, None)}
        return all(ipaddress.ip_address(str(address)).is_loopback for address in found)
    return False


def _tls(options: ServerOptions) -> ssl.SSLContext | None:
    if options.certificate is None:
        if options.key is not None:
            raise ServiceError(_("--key belongs to --certificate"))
        return None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    try:
        context.load_cert_chain(options.certificate, options.key)
    except (OSError, ssl.SSLError) as error:
        raise ServiceError(
            _("the certificate {certificate} cannot be used: {error}").format(
                certificate=options.certificate, error=error
            )
        ) from error
    return context


def _cores() -> int:
    return len(os.sched_getaffinity(0))


async def _stopped() -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await stop.wait()
