"""The process of a lane: a script in its place that answers, hangs, dies or does not start."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from asr import ModelError, RecogniserError
from asr.engines.offline import never
from asr.engines.whisper import process as module
from asr.engines.whisper.process import LaneProcess
from asr.engines.whisper.task import Answer, Dropped, Task

TASK = Task(b"\1\0" * 8000, 8000, "", "zh", 0.8, 5, 5)
BEGIN = """
import sys, time, os
from multiprocessing.connection import Connection
from asr.engines.whisper.task import Answer, Dropped, Task
c = Connection(int(sys.argv[-1]))
A = Answer(("好",), (0.9,), 0.1, "zh", 0.9, "zh")
"""

Make = Callable[[str], LaneProcess]


@pytest.fixture
def lane(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Make]:
    monkeypatch.setattr(module, "_RETRY_S", 0.0)
    made: list[LaneProcess] = []

    def make(script: str) -> LaneProcess:
        path = tmp_path / "worker.py"
        path.write_text(BEGIN + script, encoding="utf-8")
        made.append(LaneProcess(tmp_path, 1, (sys.executable, str(path))))
        return made[-1]

    yield make
    for one in made:
        one.close()


ANSWERS = """
c.send("ready")
while True:
    if isinstance(c.recv(), Task):
        c.send(A)
"""


def test_it_answers(lane: Make) -> None:
    one = lane(ANSWERS)
    answered = one.ask(TASK, never)
    assert isinstance(answered, Answer)
    assert answered.texts == ("好",)


def test_a_process_that_was_killed_is_started_again(lane: Make) -> None:
    one = lane(ANSWERS)
    one.ask(TASK, never)
    assert one.pid is not None
    os.kill(one.pid, signal.SIGKILL)
    with pytest.raises(RecogniserError, match="died"):
        one.ask(TASK, never)
    assert isinstance(one.ask(TASK, never), Answer)


def test_a_process_that_hangs_is_ended(lane: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_ANSWER_S", 0.1)
    one = lane('c.send("ready")\nc.recv()\ntime.sleep(600)')
    with pytest.raises(RecogniserError, match="hung"):
        one.ask(TASK, never)
    assert one.pid is None


def test_a_dropped_task_is_told_of(lane: Make) -> None:
    one = lane('c.send("ready")\nc.recv()\nassert c.recv() == "drop"\nc.send(Dropped(0.25))\nc.recv()')
    assert one.ask(TASK, lambda: True) == Dropped(0.25)


def test_an_error_of_the_network_is_told(lane: Make) -> None:
    one = lane('c.send("ready")\nc.recv()\nc.send("no memory")\nc.recv()')
    with pytest.raises(RecogniserError, match="no memory"):
        one.ask(TASK, never)


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ('c.send("model.bin is damaged: fetch it again")', "model.bin is damaged"),
        ("os._exit(9)", r"ended while it loaded the model \(exit code"),
    ],
)
def test_a_model_that_does_not_load_is_named(lane: Make, script: str, said: str) -> None:
    with pytest.raises(ModelError, match=said):
        lane(script).wait()
