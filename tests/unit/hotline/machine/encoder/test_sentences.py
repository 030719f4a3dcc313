"""What callers say is encoded in time, or not at all; whatever the process does, the next sentence is."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator

import numpy as np
import pytest
import pytest_asyncio

from contracts.dialogue import Encoded
from hotline.machine.encoder.asking import encoded
from hotline.machine.encoder.sentences import MOST_WAITING, SpokenSentences
from hotline.machine.line_process.errors import LineProcessError
from hotline.machine.line_process.process import LineProcess
from tests.unit.hotline.machine.encoder import child
from tests.unit.hotline.machine.encoder.doubles import ScriptedEncoder

LONG_S = 60.0
COMMAND = (sys.executable, "-m", child.__name__)


@pytest_asyncio.fixture
async def sentences() -> AsyncIterator[SpokenSentences]:
    sentences = SpokenSentences(LineProcess(COMMAND))
    sentences.start()
    yield sentences
    await sentences.close()


def is_that_of(found: Encoded, text: str) -> bool:
    return (
        found.text == text
        and found.lack is None
        and found.vector is not None
        and np.array_equal(found.vector, ScriptedEncoder().encode(text))
    )


async def test_a_sentence_gets_its_vector(sentences: SpokenSentences) -> None:
    for text in ("停水了", "嗯", "😀", "啊" * 2000, ""):
        assert is_that_of(await sentences.vector_of(text, LONG_S), text)


async def test_several_at_once_get_their_own(sentences: SpokenSentences) -> None:
    texts = [f"第{number}句" for number in range(5)]
    found = await asyncio.gather(*(sentences.vector_of(text, LONG_S) for text in texts))
    assert all(is_that_of(one, text) for one, text in zip(found, texts, strict=True))


async def test_what_comes_late_does_not_count_and_holds_nothing_up(sentences: SpokenSentences) -> None:
    late = await sentences.vector_of(child.HANG, 0.05)
    assert (late.vector, late.lack) == (None, "late")
    assert is_that_of(await sentences.vector_of("下一句", LONG_S), "下一句")


async def test_of_too_many_the_last_is_not_waited_for(sentences: SpokenSentences) -> None:
    waiting = [asyncio.create_task(sentences.vector_of(child.HANG, 0.5)) for _ in range(MOST_WAITING)]
    await asyncio.sleep(0)
    found = await sentences.vector_of("多出来的一句", LONG_S)
    assert found.lack == "late"
    assert {one.lack for one in await asyncio.gather(*waiting)} == {"late"}


@pytest.mark.parametrize("text", [child.DIE, child.REFUSE, child.NONSENSE])
async def test_a_process_that_fails_or_dies_serves_the_next_sentence(
    sentences: SpokenSentences, text: str, caplog: pytest.LogCaptureFixture
) -> None:
    found = await sentences.vector_of(text, LONG_S)
    assert (found.vector, found.lack) == (None, "broken")
    assert "without the encoder for now" in caplog.text
    assert is_that_of(await sentences.vector_of("下一句", LONG_S), "下一句")


async def test_a_process_that_does_not_start_is_no_error() -> None:
    sentences = SpokenSentences(LineProcess((sys.executable, "-c", "raise SystemExit(3)")))
    assert (await sentences.vector_of("停水了", LONG_S)).lack == "broken"
    await sentences.close()


async def test_a_batch_that_makes_no_sense_is_told() -> None:
    process = LineProcess(COMMAND)
    with pytest.raises(LineProcessError, match="makes no sense"):
        await encoded(process, [child.NONSENSE], LONG_S)
    await process.close()
