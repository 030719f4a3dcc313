"""The desk over HTTPS with a certificate of its own: a client that trusts the authority, and Chromium."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from playwright.async_api import Error, expect

from hotline.bench.demo.stage import DemoStage, stage
from hotline.configuration.schema import HotlineConfig
from hotline.instance.alive.supervisor import answers
from hotline.machine.certificates.pair import certificates_in
from hotline.machine.paths import State
from tests.e2e.browsers import chromium, open_desk
from tests.e2e.conftest import quick
from tests.e2e.desks import desk
from tests.e2e.folders import stage_folder

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def scene(config: HotlineConfig) -> AsyncIterator[DemoStage]:
    own = quick(config)
    encrypted = own.model_copy(update={"desk": own.desk.model_copy(update={"tls": "own"})})
    with stage_folder() as folder:
        async with stage(encrypted, Path(folder), agents=1) as found:
            yield found


async def test_a_client_that_trusts_the_authority_sees_the_live_desk(scene: DemoStage) -> None:
    assert scene.desk_url.startswith("https://")
    agent = scene.config.agents[0].id
    async with desk(scene.desk_url, agent, scene.passwords[agent], scene.trusted) as shown:
        await shown.press("set_phase", phase="paused", reason="小休")
        await shown.until(phase="paused")
    assert await answers(scene.config, 10), "the supervisor asks it over HTTPS, too"


async def test_who_does_not_know_the_authority_sends_no_password(scene: DemoStage) -> None:
    agent = scene.config.agents[0].id
    with pytest.raises(aiohttp.ClientConnectorCertificateError):
        async with desk(scene.desk_url, agent, scene.passwords[agent]):
            pass


async def test_chromium_that_trusts_the_certificate_opens_a_secure_page(scene: DemoStage) -> None:
    agent = scene.config.agents[0].id
    key = certificates_in(State(scene.folder).certificates / "desk.pem")[0].public_key()
    spki = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    trusted = base64.b64encode(hashlib.sha256(spki).digest()).decode()
    async with chromium(f"--ignore-certificate-errors-spki-list={trusted}") as browser:
        page = await open_desk(browser, scene, agent)
        await expect(page.locator(".connection.live")).to_be_visible()
        assert await page.evaluate("isSecureContext && 'mediaDevices' in navigator")
        (cookie,) = await page.context.cookies()
        assert (cookie["secure"], cookie["httpOnly"], cookie["sameSite"]) == (True, True, "Strict")
    async with chromium() as browser:
        page = await browser.new_page()
        with pytest.raises(Error, match="ERR_CERT_AUTHORITY_INVALID"):
            await page.goto(scene.desk_url)
