"""A trunk over TLS and SRTP: calls of citizens and calls out, by real phones; and who is refused."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
import pytest_asyncio
from cryptography import x509

from contracts import Bridged
from hotline.bench.baresip import Encryption
from hotline.bench.demo.stage import RECORDINGS
from hotline.bench.softphone import Softphone, free_port
from hotline.instance.certificates import CertificateWatch
from hotline.records.metrics import Metrics
from telephony.calls.dialler import Dialler
from telephony.calls.names import call_out
from tests.authorities import Issued, TestAuthority
from tests.e2e.conftest import ARTIFACTS, nothing_left
from tests.e2e.house import House, opened
from tests.e2e.phones.people import Citizen
from tests.waiting import PATIENCE_S, eventually

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

CITIZEN = "13912345678"
AUDIBLE = 500


@dataclass(slots=True)
class Encrypted:
    """A hotline whose one trunk is encrypted, and what its carrier has."""

    house: House
    authority: TestAuthority
    strangers: TestAuthority
    carrier: int
    """Where it takes SIP over TLS."""

    @property
    def port(self) -> int:
        tls = self.house.scene.config.telephony.tls
        assert tls is not None
        return tls.port

    def known(self, *, voice: bool = True) -> Encryption:
        return Encryption(self.authority.issue("carrier").both, self.authority.file, voice)

    @asynccontextmanager
    async def phone(
        self, name: str, encryption: Encryption | None, *, port: int = 0, auto_answer: bool = False
    ) -> AsyncIterator[Softphone]:
        """Somebody at the trunk's address."""
        first = free_port(socket.SOCK_DGRAM) // 20 * 20
        plain = self.house.scene.sip_server
        async with Softphone(
            self.house.scene.folder / "phones" / name,
            plain if encryption is None else f"127.0.0.1:{self.port}",
            number=CITIZEN,
            auto_answer=auto_answer,
            rtp_ports=(first, first + 19),
            port=port,
            encryption=encryption,
        ) as found:
            yield found


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def trunk() -> AsyncIterator[Encrypted]:
    ARTIFACTS.mkdir(exist_ok=True)
    with TemporaryDirectory(dir=ARTIFACTS) as folder:  # what the configuration names lies in the project
        authority = TestAuthority(Path(folder) / "authority")
        strangers = TestAuthority(Path(folder) / "strangers")
        own, port = authority.issue("hotline"), free_port()
        telephony = (
            f"tls: {{port: {free_port()}, certificate: {own.certificate}, key: {own.key}, "
            f"authority: {authority.file}}}, trunks: [{{id: carrier, match: [127.0.0.1/32], transport: tls, "
            f"media_encryption: sdes, dial: {{address: '127.0.0.1:{port}', prefixes: ['139']}}}}], "
        )
        async with opened(telephony=telephony) as house:
            yield Encrypted(house, authority, strangers, port)


async def test_a_citizen_and_an_agent_talk_over_an_encrypted_trunk(trunk: Encrypted) -> None:
    scene = trunk.house.scene
    async with trunk.house.phone("1001", 36000) as agent, trunk.phone("citizen", trunk.known()) as phone:
        await phone.dial(scene.config.telephony.number)
        citizen = Citizen(phone, await scene.next_call(PATIENCE_S))
        await eventually(lambda: phone.hears_since, seen=lambda: phone.events)
        await phone.press("1")
        await citizen.until(Bridged)
        await phone.say(RECORDINGS / "caller-1.wav")
        await agent.say(RECORDINGS / "agent-1.wav")
        for one in (phone, agent):
            await eventually(lambda one=one: np.abs(one.heard()[-16000:]).max(initial=0) > AUDIBLE)  # type: ignore[misc]
        await phone.hang_up()
    log = (scene.folder / "phones" / "citizen" / "baresip.log").read_text(errors="replace")
    assert "SRTP is Enabled" in log
    await nothing_left(scene)


@pytest.mark.parametrize("who", ["in the clear", "a stranger", "its voice in the clear"])
async def test_who_is_not_the_trunk_is_not_let_in(trunk: Encrypted, who: str) -> None:
    stranger = Encryption(trunk.strangers.issue("nobody").both, trunk.authority.file)
    encryption = {
        "in the clear": None,
        "a stranger": stranger,
        "its voice in the clear": trunk.known(voice=False),
    }[who]
    scene = trunk.house.scene
    calls = len(scene.timelines)
    async with trunk.phone(f"refused-{who.replace(' ', '-')}", encryption) as phone:
        await phone.dial(scene.config.telephony.number)
        await phone.wait_for("CALL_CLOSED", PATIENCE_S)
        assert not phone.count("CALL_ESTABLISHED")
    assert len(scene.timelines) == calls
    await nothing_left(scene)


async def test_calls_out_go_over_it_to_the_carrier_alone(trunk: Encrypted) -> None:
    scene = trunk.house.scene
    dialler = Dialler(scene.service.ari, scene.config.telephony)
    answers = {
        "carrier": trunk.known(),
        "thief": Encryption(trunk.strangers.issue("thief").both, trunk.authority.file),
    }
    for at, (name, encryption) in enumerate(answers.items()):
        channel, told = call_out("hotline1", f"encrypted.{at}"), []
        scene.service.lines.switchboard.own(channel, told.append)
        async with trunk.phone(name, encryption, port=trunk.carrier - 1, auto_answer=True) as phone:
            await dialler.dial(CITIZEN, channel, 5)
            if name == "carrier":
                await phone.wait_for("CALL_ESTABLISHED", PATIENCE_S)
                await scene.service.ari.discard(f"/channels/{channel}")
            await nothing_left(scene)
            assert bool(phone.count("CALL_ESTABLISHED")) == (name == "carrier")


async def test_the_next_certificate_is_taken_while_a_call_goes_on(trunk: Encrypted) -> None:
    scene, metrics = trunk.house.scene, Metrics()
    watch = CertificateWatch(
        scene.config, trunk.house.state, scene.secrets, metrics.standing.certificate_ends
    )
    async with trunk.phone("stays", trunk.known()) as phone:
        await phone.dial(scene.config.telephony.number)
        await phone.wait_for("CALL_ESTABLISHED", PATIENCE_S)
        before = await shown(trunk, trunk.authority.issue("looks"))
        trunk.authority.issue("hotline")
        await watch.look()

        async def taken() -> bool:
            return await shown(trunk, trunk.authority.issue("looks")) != before

        await eventually(taken)
        assert not phone.count("CALL_CLOSED")
        await phone.hang_up()
    for told in (metrics, scene.service.metrics):
        assert b'hotline_certificate_ends_timestamp_seconds{part="SIP certificate"}' in told.exposition()[0]
    assert b"hotline_records_available 1.0" in scene.service.metrics.exposition()[0]
    assert b"hotline_disk_free_bytes 0.0" not in scene.service.metrics.exposition()[0]
    await nothing_left(scene)


async def shown(trunk: Encrypted, client: Issued) -> int:
    """The number of the certificate that Asterisk shows now."""
    context = ssl.create_default_context(cafile=trunk.authority.file)
    context.load_cert_chain(client.certificate, client.key)
    _, writer = await asyncio.open_connection(
        "127.0.0.1", trunk.port, ssl=context, server_hostname="127.0.0.1"
    )
    found = writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
    writer.close()
    return x509.load_der_x509_certificate(found).serial_number
