"""Cases as the running service knows them: found for calls that wait for an agent, changed from desks."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any, TypeVar

from agent_assist.cases.port import DueCase, FiledIn, NewCase
from agent_assist.refusal import ActionRefused
from contracts import (
    AgentRinging,
    Assisted,
    CallEnded,
    CallQueued,
    CaseChanged,
    CaseCompleted,
    CaseFound,
    CaseJoined,
    CaseState,
    Decided,
    Event,
    Fault,
    FoundCase,
    ProgressTold,
)
from contracts.dialogue import CaseDraft, CasesTold, ToldCase
from hotline.cases.due import due_case, watch
from hotline.cases.filing import Filing
from hotline.cases.store import PURPOSE, CaseStore
from hotline.cases.table import CaseMatter, CaseRow, Person
from hotline.cases.written import text_of, written
from hotline.configuration.schema import HotlineConfig
from hotline.machine.tasks import background, start_task
from hotline.records.bus import EventBus
from hotline.records.database.records import RecordsUnavailable
from hotline.records.database.refused import refused
from hotline.records.database.screening.table import caller_key
from hotline.records.sealing import Seal

log = logging.getLogger(__name__)

REMEMBERED = 2000
"""Calls of which it is known what they are about."""
TIDY_S = 3600.0
"""How often the telephones of cases long closed are deleted."""
DAY_S, HOUR_S = 86_400.0, 3600.0
LONGEST_CALL_S = 4 * HOUR_S
"""What was to be done after a call is done after so long, whoever has missed its end."""
Value = TypeVar("Value")


class CaseBook:
    """Of one node. Implements agent_assist.cases.port.Cases."""

    def __init__(
        self,
        store: CaseStore,
        config: Callable[[], HotlineConfig],
        number_of: Callable[[str], str],
        publish: Callable[[Event], None],
    ) -> None:
        """`config` is the one that is live; `number_of` a call: the caller's number in full, or empty."""
        self._store = store
        self._config = config
        self._number_of = number_of
        self._publish = publish
        self._about: OrderedDict[str, CaseMatter] = OrderedDict()
        self._shown: OrderedDict[str, tuple[FoundCase, ...]] = OrderedDict()
        """What was found, by call."""
        self._messages: OrderedDict[str, str] = OrderedDict()
        """Numbers of the cases that messages have become, by call."""
        self._writing = asyncio.Lock()
        self._looking: set[asyncio.Task[None]] = set()
        self._looks: OrderedDict[str, int] = OrderedDict()
        """How often a call was looked up: what an earlier look finds later is old."""

    @classmethod
    @asynccontextmanager
    async def opened(
        cls,
        url: str,
        secret: str,
        config: Callable[[], HotlineConfig],
        number_of: Callable[[str], str],
        bus: EventBus,
    ) -> AsyncIterator[CaseBook]:
        """The book in the records' database at `url`, sealed with `secret`; hears of all events."""
        async with CaseStore.opened(url, Seal(secret, PURPOSE)) as store:
            book = cls(store, config, number_of, bus.publish)
            bus.listen(book.take)
            deadlines = watch(store, lambda: config().tickets, config().telephony.node)
            async with background(book.tidy(), "cases"), background(deadlines, "deadlines of cases"):
                try:
                    yield book
                finally:
                    await book.settled()

    def take(self, event: Event) -> None:
        """Hears of every event of the bus: who waits for an agent is looked up beside the call."""
        match event:
            case Decided():
                _keep(self._about, event.call, self._matter(event))
            case Assisted() if not event.ended and self._config().ivr.cases.enabled:
                self._noted(event)
            case CallQueued() | AgentRinging() if self._config().ivr.cases.enabled:
                self._later(self._find(event.call))
            case CallEnded():
                self._later(self._text(event.call))
            case CaseChanged():  # from a desk or a terminal
                self._find_again(event.case)

    async def settled(self) -> None:
        """Waits until what is looked up now is told, and what callers have told is written down."""
        await asyncio.gather(*self._looking, return_exceptions=True)
        async with self._writing:
            pass

    async def tidy(self) -> None:
        """For as long as the service runs."""
        while True:
            config, now = self._config(), time.time()
            try:
                await self._store.text_left(now - LONGEST_CALL_S)
                await self._store.forget(now - config.ivr.cases.keep_days * DAY_S)
                if config.records.keep_days is not None:
                    await self._store.forget_changes(now - config.records.keep_days * DAY_S)
            except RecordsUnavailable as error:
                log.warning("what is too old of cases cannot be deleted: %s", error)
            await asyncio.sleep(TIDY_S)

    # what desks do

    async def open(self, where: FiledIn, agent: str, case: NewCase) -> str:
        self._require_enabled()
        call, filing = where.call, Filing(self._config())
        about = self._about.get(call, CaseMatter())
        told = written(where, case, self._topic(where.intent), about.place_said)
        if unknown := filing.unknown(told):
            raise ActionRefused(f"配置里没有 {unknown}，请重新选择 / There is no {unknown}: choose again")
        telephone = case.telephone.strip()
        if telephone and caller_key(telephone) is None:
            raise ActionRefused(
                "联系电话不对：请写七位以上的数字，或留空 / No telephone: seven digits or more, or none"
            )
        person = Person(case.name.strip(), case.id_number.strip(), case.plate.strip())
        with refused():
            telephone = telephone or self._number_of(call)
            filed = filing.filed(told, time.time())
            filed = replace(filed, text=text_of(filed, case, self._config().ivr.cases))
            row = await self._store.open(call, telephone, filed, agent, person=person)
        log.info("%s opens case %s in call %s", agent, row.number, call)
        self._publish(row.opened_in(call))
        await self._find(call)
        return row.number

    async def join(self, call: str, agent: str, number: str) -> None:
        self._require_enabled()
        with refused():
            if await self._store.get(number) is None:
                raise ActionRefused(f"没有工单 {number} / There is no case {number}")
            if not await self._store.join(number, call, agent):
                return
        self._publish(CaseJoined(call=call, case=number, by=agent))
        await self._find(call)

    async def case(self, number: str) -> CaseRow | None:
        """That of the number. Raises `ActionRefused` while the database is away."""
        with refused():
            return await self._store.get(number)

    async def set_state(self, number: str, state: CaseState, agent: str, reply: str = "") -> None:
        with refused():
            if not await self._store.set_state(number, state, agent, reply=reply):
                raise ActionRefused("工单已是这个状态 / The case is in that state already")
        log.info("%s says of case %s: %s", agent, number, state)
        self._publish(CaseChanged(case=number, state=state, by=agent))

    async def due(self) -> list[DueCase]:
        with refused():
            found = await self._store.due(self._config().tickets, time.time())
        return [due_case(row, when) for row, when in found]

    # what callers do who leave a message

    def known(self, call: str) -> CaseDraft:
        """What the caller has told before they leave a message."""
        about = self._about.get(call, CaseMatter())
        return CaseDraft(said=about.said, place=about.place, place_said=about.place_said)

    async def write(self, call: str, caller: str, queue: str, draft: CaseDraft, last: bool) -> str:
        """Writes down a message as far as it is told; returns its number, or nothing while the database is
        away. `last`: the caller has agreed to all of it. Never raises."""
        telephone = caller if draft.telephone is None else draft.telephone
        about = self._about.get(call, CaseMatter())
        told = replace(
            about,
            queue=queue,
            place=draft.place,
            place_said=draft.place_said,
            happened=draft.happened,
            said=draft.said,
            secret=draft.secret,
            channel="message",
        )
        told = Filing(self._config()).filed(told, time.time())
        async with self._writing:  # in the order in which it was told
            try:
                return await self._write(call, telephone, told, complete=last)
            except RecordsUnavailable as error:
                self._away(call, error, "留言没有记下 / the message is not written down")
                return ""

    async def _write(self, call: str, telephone: str, told: CaseMatter, *, complete: bool) -> str:
        number = self._messages.get(call)
        if number is not None and await self._store.tell(number, telephone, told, complete=complete):
            if complete:
                self._publish(CaseCompleted(call=call, case=number, secret=told.secret))
        else:  # the first that is told, or what was told before has been closed meanwhile
            row = await self._store.open(call, telephone, told, complete=complete)
            number = row.number
            _keep(self._messages, call, number)
            self._publish(row.opened_in(call))
        return number

    # what callers are told

    async def tell(self, call: str, number: str, telephone: str) -> CasesTold:
        """How the cases of that telephone stand, or that of `number` if the telephone is its: those that run
        first, then the newest. Never raises."""
        try:
            rows = await self._store.of_telephone(telephone, number or None)
            rows.sort(key=lambda row: (row.state == "closed", -row.opened))
            if rows:
                await self._store.join(rows[0].number, call, "")
        except RecordsUnavailable as error:
            self._away(call, error, "转人工 / the caller gets a human")
            return CasesTold(None)
        case = rows[0].number if rows else None
        self._publish(ProgressTold(call=call, case=case, by="case number" if number else "telephone"))
        return CasesTold(tuple(ToldCase(row.topic, row.state, row.opened, row.changed) for row in rows))

    # the work behind it

    async def _find(self, call: str) -> None:
        """Tells what cases the call may be about, if there are any, or were."""
        settings = self._config().ivr.cases
        about = self._about.get(call, CaseMatter())
        look = self._looks.get(call, 0) + 1
        _keep(self._looks, call, look)
        windows = {
            "same_caller_s": settings.same_caller_h * HOUR_S,
            "same_place_s": settings.same_place_h * HOUR_S,
        }
        try:
            found = tuple(await self._store.found(call, self._number_of(call), about, **windows))
        except RecordsUnavailable as error:
            self._away(call, error, "看不到此前工单 / the agent is shown no earlier cases")
            return
        if self._looks.get(call) == look and found != self._shown.get(call, ()):
            _keep(self._shown, call, found)
            self._publish(CaseFound(call=call, cases=found))

    async def _text(self, call: str) -> None:
        try:
            await self._store.text(call)
        except RecordsUnavailable as error:
            log.warning("text messages after call %s come later: %s", call, error)

    def _away(self, call: str, error: RecordsUnavailable, done: str) -> None:
        self._publish(Fault(call=call, part="database", message=str(error), done=done))

    def _find_again(self, number: str) -> None:
        """In every call that is shown that case."""
        for call, cases in self._shown.items():
            if any(one.case == number for one in cases):
                self._later(self._find(call))

    def _matter(self, decided: Decided) -> CaseMatter:
        """What a decision tells of the matter."""
        known = self._about.get(decided.call, CaseMatter())
        addresses = {one.id for one in self._config().ivr.questions if one.kind == "address"}
        place = next((slot for slot in decided.slots if slot.id in addresses), None)
        if place is not None:
            known = replace(known, place=place.value, place_said=place.said or place.value)
        return replace(
            known,
            intent=decided.intent or known.intent,
            topic=decided.intent_name or known.topic,
            queue=decided.queue or known.queue,
            said=decided.heard or known.said,
        )

    def _noted(self, noted: Assisted) -> None:
        """A place or category that is told only in the talk may be that of a case."""
        fields = {one.field: one for one in noted.ticket}
        known = self._about.get(noted.call, CaseMatter())
        place, category = fields.get("address"), fields.get("category")
        now = replace(
            known,
            place=place.value if place else known.place,
            category=category.value if category else known.category,
        )
        if now != known:
            _keep(self._about, noted.call, now)
            if now.place:
                self._later(self._find(noted.call))

    def _topic(self, intent: str | None) -> str:
        return next((one.name for one in self._config().ivr.intents if one.id == intent), "")

    def _require_enabled(self) -> None:
        if not self._config().ivr.cases.enabled:
            raise ActionRefused("工单已停用（cases.enabled）/ Cases are switched off")

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        start_task(work, self._looking)


def _keep(kept: OrderedDict[str, Value], call: str, value: Value) -> None:
    """Remembers it; the oldest goes when there are too many."""
    kept[call] = value
    kept.move_to_end(call)
    while len(kept) > REMEMBERED:
        kept.popitem(last=False)
