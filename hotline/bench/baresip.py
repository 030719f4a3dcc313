"""What baresip reads: one telephone's account and configuration."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile

from hotline.machine.setup.runtime import baresip_modules

RATE = 8000
SILENCE_S = 300.0
"""So long may a call last in which this phone says nothing: baresip hangs up at the end of its file."""
REGISTER_S = 300


@dataclass(frozen=True, slots=True)
class Encryption:
    """SIP over TLS alone, and voice over SRTP alone, whose keys stand in SIP (RFC 4568)."""

    certificate: Path
    """PEM file with the phone's key, its certificate and those of the authorities after it."""
    authority: Path
    """PEM file of the authorities that the server's certificate must be from."""
    voice: bool = True
    """False: the voice goes in the clear."""


@dataclass(frozen=True, slots=True)
class BaresipFiles:
    """Of one telephone; `folder` is its own."""

    folder: Path
    server: str
    account: tuple[str, str] | None
    """Name and password; None calls without logging in."""
    number: str
    auto_answer: bool
    rtp_ports: tuple[int, int]
    port: int
    control: int
    """The port on which it takes commands."""
    encryption: Encryption | None

    @property
    def transport(self) -> str:
        """What stands behind the server in a SIP address."""
        return "" if self.encryption is None else ";transport=tls"

    def account_line(self) -> str:
        """A user agent of baresip's."""
        if self.account is None:
            who = f"<sip:{self.number}@{self.server}{self.transport}>;regint=0"
        else:
            user, password = self.account
            who = f"<sip:{user}@{self.server}{self.transport}>;auth_pass={password};regint={REGISTER_S}"
        mode = "auto" if self.auto_answer else "manual"
        keys = ";mediaenc=srtp-mand" if self.encryption is not None and self.encryption.voice else ""
        return f"{who};answermode={mode};audio_codecs=PCMA/8000/1;dtmfmode=rtpevent{keys}"

    def write(self) -> None:
        """All of them, and the silence that it sends until it speaks."""
        self.folder.mkdir(parents=True, exist_ok=True)
        silence = self.folder / "silence.wav"
        soundfile.write(silence, np.zeros(int(SILENCE_S * RATE), dtype="<i2"), RATE, subtype="PCM_16")
        lines = self.account_line() + "\n" if self.account is None else ""
        (self.folder / "accounts").write_text(lines)
        (self.folder / "contacts").write_text("")
        (self.folder / "config").write_text(self._configuration(silence))

    def _configuration(self, silence: Path) -> str:
        first, last = self.rtp_ports
        return f"""sip_listen 127.0.0.1:{self.port}
{self._tls()}audio_source aufile,{silence}
audio_player aubridge,nil
audio_alert aubridge,nil
audio_channels 1-1
ausrc_srate {RATE}
auplay_srate {RATE}
ausrc_format s16
auplay_format s16
audio_buffer 20-160
rtp_ports {first}-{last}
rtp_stats no
call_local_timeout 120
call_max_calls 2
net_interface 127.0.0.1
module_path {baresip_modules()}
module g711.so
module aufile.so
module aubridge.so
module sndfile.so
{"" if self.encryption is None else "module srtp.so"}
module_tmp account.so
module_app menu.so
module_app ctrl_tcp.so
ctrl_tcp_listen 127.0.0.1:{self.control}
snd_path {self.folder}
"""

    def _tls(self) -> str:
        if self.encryption is None:
            return ""
        return (
            f"sip_certificate {self.encryption.certificate}\n"
            f"sip_cafile {self.encryption.authority}\nsip_verify_server yes\n"
        )
