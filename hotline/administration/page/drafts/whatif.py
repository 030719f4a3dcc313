"""Recent calls once more, with a configuration that is not live."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

from agent_assist.admin.port import Invalid
from agent_assist.admin.wire.whatif import Destination, Difference, WhatIf, WhatIfRequest
from contracts import KeyPressed, TranscriptFinal
from contracts.errors import ServiceError
from hotline.administration.page.drafts.learned import Learned
from hotline.administration.page.no_records import no_records
from hotline.administration.replay.again import Again, again
from hotline.administration.replay.past import HANG_UP
from hotline.administration.replay.recent import recent_calls
from hotline.machine.paths import State
from hotline.records.masking.masking import mask_said, mask_text
from ivr import IvrSettings


class WhatIfJob(WhatIfRequest):
    """What the worker is told."""

    database: str | None
    """`records.url` of the running configuration."""
    state: Path
    """Folder of the instance."""


def what_if(job: WhatIfJob, learned: Learned) -> WhatIf:
    """Blocking: seconds. Mistakes in the files are in the answer. Refuses when there are no records."""
    try:
        known = learned.of(job.files)
    except Invalid as invalid:
        return WhatIf(calls=0, same=0, different=(), asked_before=0, asked_after=0, problems=invalid.problems)
    try:
        past = asyncio.run(recent_calls(job.database, State(job.state), job.calls))
    except ServiceError as error:
        raise no_records(error) from None
    found = [again(one, known.guide) for one in reversed(past)]
    return WhatIf(
        calls=len(found),
        same=sum(one.same for one in found),
        different=tuple(_difference(one, known.config.ivr) for one in found if not one.same),
        asked_before=sum(one.past.asked for one in found),
        asked_after=sum(one.asked for one in found),
    )


def _difference(one: Again, settings: IvrSettings) -> Difference:
    return Difference(
        call=one.past.id,
        at=one.past.at,
        heard=tuple(_heard(one.past.inputs)),
        before=_destination(one.past.queue, one.past.intent, settings),
        after=_destination(one.queue, one.intent, settings),
        reason=mask_said(one.reason),
    )


def _heard(inputs: Iterable[TranscriptFinal | KeyPressed]) -> Iterator[str]:
    """What was said and pressed. Keys in a row may be a telephone number: they are masked as one."""
    for keys, group in groupby(inputs, lambda one: isinstance(one, KeyPressed)):
        if keys:
            typed = "".join(one.digit for one in group if isinstance(one, KeyPressed))
            yield from (f"[{key}]" for key in mask_text(typed))
        else:
            yield from (mask_said(one.text) for one in group if not isinstance(one, KeyPressed))


def _destination(queue: str, intent: str | None, settings: IvrSettings) -> Destination:
    queues = {one.id: one.name for one in settings.queues} | {HANG_UP: "挂机"}
    intents = {one.id: one.name for one in settings.intents}
    return Destination(
        queue=queue,
        queue_name=queues.get(queue, queue),
        intent=intent,
        intent_name=intents.get(intent or "", intent or ""),
    )
