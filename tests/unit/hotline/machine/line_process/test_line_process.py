"""Work in a child process: what it answers, and what becomes of one that hangs, dies or talks nonsense."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from hotline.machine.line_process.errors import (
    Died,
    Ended,
    JobFailed,
    LineProcessError,
    NotStarted,
    TookTooLong,
)
from hotline.machine.line_process.process import LineProcess
from tests.waiting import eventually

CHILD = """
import json, os, sys, time
from pathlib import Path
from hotline.machine.line_process.child import Refused, Unable, serve

folder = Path(sys.argv[1])

def note(name):
    with (folder / name).open("a") as file:
        file.write(f"{os.getpid()}\\n")

def answer(ask):
    match ask["do"]:
        case "echo":
            return {"pid": os.getpid(), **ask}
        case "print":
            print("no line of the protocol", flush=True)
            os.write(1, b"nor this\\n")
            return {}
        case "allocate":
            return {"bytes": len(bytearray(1 << 30))}
        case "refuse":
            raise Refused("not today")
        case "raise":
            return {"share": 1 / 0}
        case "die":
            os._exit(3)
        case "wait":
            note("waits")
            while not (folder / "go").exists():
                time.sleep(0.01)
            return ask
        case "hang":
            note("waits")
            time.sleep(600)

def prepare():
    note("starts")
    if (folder / "unable").exists():
        raise Unable("no network of that name")
    if (folder / "hangs").exists():
        time.sleep(600)
    return answer

serve(prepare, 1)
"""

PATIENCE_S = 60.0
"""No answer takes so long, however busy the machine is."""

Make = Callable[..., LineProcess]


@pytest.fixture
async def make(tmp_path: Path) -> AsyncIterator[Make]:
    """Makes one whose child is `CHILD`, or a script without our half of the protocol."""
    made: list[LineProcess] = []

    def process(script: str = CHILD, **options: Any) -> LineProcess:
        made.append(LineProcess((sys.executable, "-c", script, str(tmp_path)), **options))
        return made[-1]

    yield process
    for one in made:
        await one.close()


async def do(process: LineProcess, what: str, lane: str = "", limit_s: float = PATIENCE_S) -> dict[str, Any]:
    return await process.ask({"do": what}, limit_s, lane)


def noted(folder: Path, name: str) -> list[int]:
    """The processes that noted something, in order."""
    file = folder / name
    return [int(line) for line in file.read_text().splitlines()] if file.exists() else []


def lives(pid: int) -> bool:
    """A process that has ended and is not yet waited for lives no longer."""
    try:
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False


async def test_one_process_answers_many_and_what_it_prints_is_no_answer(make: Make) -> None:
    process = make()
    assert await do(process, "print") == {}
    first, second = await asyncio.gather(
        do(process, "echo"), process.ask({"do": "echo", "text": "您\ud800"}, 60)
    )
    assert first["pid"] == second["pid"] != os.getpid()
    assert second["text"] == "您\ud800"


@pytest.mark.parametrize(("what", "why"), [("refuse", "^not today$"), ("raise", "^ZeroDivisionError: ")])
async def test_a_job_that_fails_says_why_and_the_same_process_does_the_next(
    make: Make, what: str, why: str
) -> None:
    process = make()
    before = (await do(process, "echo"))["pid"]
    with pytest.raises(JobFailed, match=why):
        await do(process, what)
    assert (await do(process, "echo"))["pid"] == before


async def test_a_job_that_hangs_is_ended_and_the_next_one_done(make: Make, tmp_path: Path) -> None:
    process = make()
    await do(process, "echo")
    other_lane = asyncio.create_task(do(process, "hang", "other"))
    await eventually(lambda: noted(tmp_path, "waits"))
    with pytest.raises(TookTooLong, match=r"within 0\.2 s"):
        await do(process, "hang", limit_s=0.2)
    with pytest.raises(Ended, match="another job"):
        await other_lane
    assert not lives(noted(tmp_path, "starts")[0])
    assert (await do(process, "echo"))["pid"] == noted(tmp_path, "starts")[1]


async def test_a_process_that_dies_is_named_and_the_next_job_done(make: Make) -> None:
    process = make()
    with pytest.raises(Died, match="ended with 3"):
        await do(process, "die")
    assert (await do(process, "echo"))["do"] == "echo"


@pytest.mark.parametrize(
    "line",
    [
        "no json",
        "[1]",
        "{}",
        '{"number": 0}',
        '{"number": 0, "answer": 7}',
        '{"number": "0", "answer": {}}',
        "[" * 100_000,
        "\\xff",
    ],
)
async def test_garbage_on_the_line_ends_the_process_with_a_reason(make: Make, line: str) -> None:
    script = (
        "import sys, time\nprint('{\"ready\": true}', flush=True)\nsys.stdin.readline()\n"
        f"sys.stdout.buffer.write(b'''{line}\\n'''); sys.stdout.flush()\ntime.sleep(600)"
    )
    with pytest.raises(Died, match="makes no sense"):
        await do(make(script), "echo")


@pytest.mark.parametrize(
    ("script", "why"),
    [
        ("import sys; sys.exit(5)", "ended with 5"),
        ("print('Illegal instruction', flush=True)", "no sense"),
        ("import os, time; os.close(1); time.sleep(600)", "ended with -9"),
    ],
)
async def test_a_process_that_does_not_start_is_named(make: Make, script: str, why: str) -> None:
    with pytest.raises(NotStarted, match=why):
        await do(make(script), "echo")


async def test_a_program_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotStarted, match="nowhere"):
        await do(LineProcess((str(tmp_path / "nowhere"),)), "echo")


async def test_a_process_that_cannot_serve_says_why_and_is_not_started_for_every_job(
    make: Make, tmp_path: Path
) -> None:
    (tmp_path / "unable").touch()
    process = make(retry_s=600)
    for _ in range(3):
        with pytest.raises(NotStarted, match="no network of that name"):
            await do(process, "echo")
    assert len(noted(tmp_path, "starts")) == 1


async def test_a_start_that_hangs_is_ended_and_not_tried_with_every_job(make: Make, tmp_path: Path) -> None:
    (tmp_path / "hangs").touch()
    process = make(retry_s=600)
    for _ in range(3):
        with pytest.raises(TookTooLong):
            await do(process, "echo", limit_s=0.5)
    assert len(noted(tmp_path, "starts")) <= 1  # none: it was ended before it came so far


async def test_it_is_tried_again_after_a_while_however_often_it_is_asked_meanwhile(
    make: Make, tmp_path: Path
) -> None:
    (tmp_path / "unable").touch()
    process = make(retry_s=0.5)
    with pytest.raises(NotStarted):
        await do(process, "echo")
    (tmp_path / "unable").unlink()

    async def serves() -> bool:
        try:
            return bool(await do(process, "echo"))
        except NotStarted:
            return False

    await eventually(serves)


async def test_jobs_of_a_lane_wait_for_one_another_and_for_no_other_lane(make: Make, tmp_path: Path) -> None:
    process = make()
    slow = asyncio.create_task(do(process, "wait", "slow"))
    behind = asyncio.create_task(do(process, "echo", "slow"))
    await eventually(lambda: noted(tmp_path, "waits"))
    assert (await do(process, "echo", "quick"))["do"] == "echo"
    assert not behind.done()
    (tmp_path / "go").touch()
    assert await slow == {"do": "wait"}
    assert (await behind)["do"] == "echo"


async def test_who_no_longer_waits_does_not_disturb_the_next(make: Make, tmp_path: Path) -> None:
    """The limit of the next begins when its turn comes, and its answer is its own."""
    process = make()
    impatient = asyncio.create_task(do(process, "wait"))
    await eventually(lambda: noted(tmp_path, "waits"))
    impatient.cancel()
    following = asyncio.create_task(process.ask({"do": "echo", "text": "二"}, PATIENCE_S))
    with pytest.raises(asyncio.CancelledError):
        await impatient
    assert not following.done()
    (tmp_path / "go").touch()
    assert (await following)["text"] == "二"
    assert noted(tmp_path, "starts") == [(await following)["pid"]]


async def test_a_cancelled_job_that_hangs_is_ended_at_its_limit(make: Make, tmp_path: Path) -> None:
    process = make()
    pid = (await do(process, "echo"))["pid"]
    impatient = asyncio.create_task(do(process, "hang", limit_s=2))
    await eventually(lambda: noted(tmp_path, "waits") or not lives(pid))
    impatient.cancel()
    await eventually(lambda: not lives(pid))


@pytest.mark.parametrize("begun", [True, False])
async def test_a_cancelled_job_leaves_no_process_behind_the_end(
    make: Make, tmp_path: Path, begun: bool
) -> None:
    process = make()
    jobs = [asyncio.create_task(do(process, "hang", lane)) for lane in ("", "", "other")]
    await (eventually(lambda: noted(tmp_path, "waits")) if begun else asyncio.sleep(0))
    jobs[0].cancel()
    await process.close()
    found = await asyncio.gather(*jobs, return_exceptions=True)
    assert isinstance(found[0], asyncio.CancelledError)
    assert [type(one) for one in found[1:]] == [Ended, Ended]
    assert not any(lives(pid) for pid in noted(tmp_path, "starts"))
    assert not [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    with pytest.raises(LineProcessError):
        await do(process, "echo")


async def test_an_idle_process_ends_and_another_serves_the_next_job(make: Make, tmp_path: Path) -> None:
    process = make(idle_s=0.05)
    first = (await do(process, "echo"))["pid"]
    await eventually(lambda: not lives(first))
    waiting = asyncio.create_task(do(process, "wait"))
    await eventually(lambda: len(noted(tmp_path, "waits")) == 1)
    await asyncio.sleep(0.2)  # it is not idle while it works
    (tmp_path / "go").touch()
    assert await waiting == {"do": "wait"}
    assert len(noted(tmp_path, "starts")) == 2


async def test_a_job_that_hangs_ends_with_the_service(tmp_path: Path) -> None:
    """The service that would end it after a while is gone, and its end of the pipe with it."""
    script = (
        "import asyncio, sys\n"
        "from hotline.machine.line_process.process import LineProcess\n"
        f"process = LineProcess((sys.executable, '-c', {CHILD!r}, {str(tmp_path)!r}))\n"
        "asyncio.run(process.ask({'do': 'hang'}, 600))\n"
    )
    service = await asyncio.create_subprocess_exec(sys.executable, "-c", script)
    try:
        await eventually(lambda: noted(tmp_path, "waits") or service.returncode is not None)
    finally:
        service.kill()
    await service.wait()
    (pid,) = noted(tmp_path, "waits")
    await eventually(lambda: not lives(pid))


async def test_a_job_that_wants_all_the_memory_fails_and_the_next_does_better(make: Make) -> None:
    process = make(CHILD.replace("serve(prepare, 1)", "serve(prepare, 1, 512 << 20)"))
    with pytest.raises(JobFailed, match="MemoryError"):
        await do(process, "allocate")
    assert (await do(process, "echo"))["do"] == "echo"
    assert (await do(make(), "allocate"))["bytes"] == 1 << 30, "without a limit there is none"
