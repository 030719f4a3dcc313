"""The text message after the call: only with consent, never of who wants secrecy, once, to who sends them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from pydantic import ValidationError
from sqlalchemy import select

from agent_assist.cases.port import FiledIn, NewCase
from agent_assist.refusal import ActionRefused
from contracts import CallEnded
from hotline.cases.changes import CASE_CHANGES
from hotline.configuration.delivery import WebhookSettings
from hotline.delivery.store import DeliveryStore
from hotline.machine.paths import State
from tests.unit.hotline.cases.opened import opened
from tests.unit.hotline.cases.test_book import CONFIG, WISH, Service

WHERE = FiledIn("first", "water_outage", "utilities")
AGREED = WISH.model_copy(update={"texted": True, "article": "停水"})


@pytest.fixture
async def service(tmp_path: Path) -> AsyncIterator[Service]:
    async with opened(tmp_path) as store:
        found = Service(store)
        cases = CONFIG.ivr.cases.model_copy(update={"text_messages": True})
        found.ivr = CONFIG.ivr.model_copy(update={"cases": cases})
        yield found


async def kinds(service: Service) -> list[str]:
    async with service.store._transaction() as connection:
        rows = await connection.scalars(select(CASE_CHANGES.c.kind).order_by(CASE_CHANGES.c.id))
        return list(rows.all())


async def ended(service: Service, call: str = "first") -> None:
    service.book.take(CallEnded(call=call, by="caller"))
    await service.book.settled()


def hook(name: str, **more: bool) -> WebhookSettings:
    return WebhookSettings(id=name, url="http://localhost/", secret_file="secret", **more)


async def test_it_goes_once_after_the_call_to_who_sends_them(service: Service, tmp_path: Path) -> None:
    number = await service.book.open(WHERE, "wang", AGREED)
    assert await kinds(service) == ["opened"], "not while they talk"
    await ended(service)
    await ended(service)
    assert await kinds(service) == ["opened", "text"]
    hooks = (hook("sms", telephone=True, texts=True), hook("grid", telephone=True))
    async with DeliveryStore.opened(State(tmp_path).database_url) as deliveries:
        assert await deliveries.spread(hooks, 100) == 2
        sent = {(one.target, '"case.text"' in one.body) for one in await deliveries.listed(dead=False)}
        text = next(one.body for one in await deliveries.listed(dead=False) if '"case.text"' in one.body)
    assert sent == {("sms", False), ("grid", False), ("sms", True)}
    assert f"工单号{number}" in text
    assert "可参考：停水。" in text
    assert "满意" in text


@pytest.mark.parametrize("secret", [True, None])
async def test_nobody_who_wants_secrecy_or_was_not_asked_gets_one(
    service: Service, secret: bool | None
) -> None:
    with pytest.raises(ActionRefused, match="不能发短信"):
        await service.book.open(WHERE, "wang", AGREED.model_copy(update={"secret": secret}))


async def test_they_are_off_by_default(tmp_path: Path) -> None:
    assert CONFIG.ivr.cases.text_messages is False
    async with opened(tmp_path) as store:
        with pytest.raises(ActionRefused, match="没有开通短信"):
            await Service(store).book.open(WHERE, "wang", AGREED)


async def test_without_consent_there_is_none(service: Service) -> None:
    await service.book.open(WHERE, "wang", NewCase(said="停水", secret=False))
    await ended(service)
    assert await kinds(service) == ["opened"]


async def test_one_whose_end_of_call_nobody_saw_goes_later(service: Service) -> None:
    await service.book.open(WHERE, "wang", AGREED)
    assert await service.store.text_left(time.time() - 60) == 0
    both = await asyncio.gather(service.store.text_left(time.time() + 1), service.store.text("first"))
    assert sum(both) == 1


def test_who_sends_them_needs_the_number() -> None:
    with pytest.raises(ValidationError, match="telephone"):
        hook("sms", texts=True)
