"""Which recogniser hears: what `asr:` and each of `languages:` in config.yaml may say about it."""

from __future__ import annotations

from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, field_validator, model_validator

from contracts.configuration.own_files import SecretFile
from contracts.configuration.settings import Section


class RemoteSettings(Section):
    """Recognisers on other machines, reached over WebSocket in vosk-server's protocol."""

    urls: tuple[str, ...] = Field(
        default=(),
        max_length=32,
        description="Addresses, ws:// or wss://, used in turn; one that does not answer is passed over.",
    )
    token_file: SecretFile | None = Field(
        default=None,
        description="File with the secret that the recognisers ask for, relative to the project folder or "
        "absolute. The environment's HOTLINE_RECOGNISER_TOKEN goes before it.",
    )
    connect_s: float = Field(
        default=2.0, ge=0.1, le=30, description="Longest wait for one address to take the connection."
    )
    answer_s: float = Field(
        default=3.0,
        ge=0.5,
        le=30,
        description="Longest wait for an answer; then the call goes on with keys and people.",
    )
    phrases: Literal["auto", "always", "never"] = Field(
        default="auto",
        description="Whether expected phrases are sent: auto sends them to `hotline recogniser` alone, "
        "because a stock vosk-server takes only words of its model. Where they are not sent, what was "
        "heard is limited to them afterwards.",
    )

    @field_validator("urls")
    @classmethod
    def _addresses(cls, urls: tuple[str, ...]) -> tuple[str, ...]:
        for url in urls:
            try:
                parts = urlsplit(url)
                usable = parts.scheme in ("ws", "wss") and parts.hostname and parts.port != 0
            except ValueError:
                usable = False
            if not usable:
                raise ValueError(f"{url!r} is no address: write ws://machine:2700 or wss://machine:2700")
            if "@" in parts.netloc:
                raise ValueError("an address holds no password: put the secret into token_file")
        return urls


class RecogniserSettings(Section):
    """An engine and its model."""

    engine: Literal["vosk", "sherpa", "remote", "none"] = Field(
        default="vosk",
        description="vosk; sherpa: sherpa-onnx; remote: recognisers on other machines; none: calls are then "
        "served by keys and people alone.",
    )
    model: str = Field(
        default="models/zh-small",
        min_length=1,
        description="Folder of the recogniser's model, relative to the project folder or absolute.",
    )
    final_model: str | None = Field(
        default=None,
        min_length=1,
        description="Folder of a Whisper model (CTranslate2) or of a sherpa-onnx model that reads each "
        "utterance again when it is over; its text is then the final one. Relative to the project folder "
        "or absolute.",
    )
    remote: RemoteSettings = Field(
        default_factory=RemoteSettings, description="Where the recognisers are, for engine remote."
    )

    @model_validator(mode="after")
    def _remote_has_addresses(self) -> RecogniserSettings:
        if self.engine == "remote" and not self.remote.urls:
            raise ValueError(
                "engine remote needs addresses: write remote: {urls: [ws://127.0.0.1:2700]}, "
                "and start one with: script/hotline recogniser"
            )
        return self
