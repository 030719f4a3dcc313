"""The worker that fails, hangs or has too much to do is an answer, and the next job is done."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

import pytest

from agent_assist.admin import verbs
from agent_assist.admin.port import AdministrationRefused, TooBusy
from agent_assist.admin.wire.checking import Checked, CheckRequest
from agent_assist.admin.wire.files import Files
from hotline.administration.page.worker.job_queue import JobQueue
from tests.unit.hotline.administration.page.parts import config
from tests.unit.hotline.administration.page.site import FIRST, Site, beside


def worker(script: str) -> JobQueue:
    """A queue whose worker is a few lines of Python with `requests`, one JSON object a line."""
    begin = "import json, sys, time\nrequests = map(json.loads, sys.stdin)\n"
    say = "def say(**reply): print(json.dumps(reply), flush=True)\n"
    return JobQueue((sys.executable, "-c", begin + say + script), most_waiting=1)


DONE: dict[str, object] = {"done": {"problems": [], "graph": None, "took_ms": 1}}
READY = "say(ready=True)\n"
SAY = f"say(number=one['number'], answer=json.loads({json.dumps(json.dumps(DONE))}))"
ANSWER = f"{READY}for one in requests: {SAY}"


async def asked(queue: JobQueue, limit_s: float = 60) -> Checked:
    return await queue.do("check", {}, Checked, limit_s)


@pytest.mark.parametrize(
    ("script", "code", "status"),
    [
        ("time.sleep(60)", "too_long", 503),
        ("next(requests); sys.exit(3)", "unavailable", 503),
        ("sys.exit(0)", "unavailable", 503),
        (f"{READY}say(number=next(requests)['number'], failed='KeyError')", "failed", 500),
    ],
)
async def test_a_worker_that_fails_is_an_answer(script: str, code: str, status: int) -> None:
    queue = worker(script)
    with pytest.raises(AdministrationRefused) as refused:
        await asked(queue, 0.5 if code == "too_long" else 60)
    assert (refused.value.code, refused.value.status) == (code, status)
    await queue.close()


async def test_few_may_wait(tmp_path: Path) -> None:
    gate = tmp_path / "open"
    queue = worker(
        f"from pathlib import Path\nwhile not Path({str(gate)!r}).exists(): time.sleep(0.01)\n{ANSWER}"
    )
    waiting = [asyncio.create_task(asked(queue)) for _ in range(2)]
    await asyncio.sleep(0)
    with pytest.raises(TooBusy):
        await asked(queue)
    other_lane = asyncio.create_task(queue.do("check", {}, Checked, 60, "quick"))
    gate.touch()
    assert [one.took_ms for one in await asyncio.gather(*waiting, other_lane)] == [1, 1, 1]
    await queue.close()


async def test_tests_do_not_hold_up_who_types(tmp_path: Path) -> None:
    tests_hang = f"{READY}for one in requests:\n    if one['ask']['job'] != 'test': {SAY}"
    queue = worker(tests_hang)
    service = Site(tmp_path, queue).service
    testing = asyncio.create_task(service.do(verbs.TEST, Files(files=beside()), FIRST))
    for _ in range(2):  # the first starts the worker
        assert (await service.do(verbs.CHECK, CheckRequest(files=config(), doubts=False), FIRST)).took_ms == 1
    assert not testing.done()
    await queue.close()
    with pytest.raises(AdministrationRefused):
        await testing
