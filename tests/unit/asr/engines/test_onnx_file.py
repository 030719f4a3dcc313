"""Metadata of ONNX files."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from asr import ModelError
from asr.engines.onnx_file import read_metadata
from tests.unit.asr.engines.onnx_bytes import onnx_bytes

quick = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@quick
@given(st.dictionaries(st.text(min_size=1), st.text()), st.binary(min_size=1, max_size=300))
def test_metadata_is_read_past_the_network(tmp_path: Path, metadata: dict[str, str], graph: bytes) -> None:
    path = tmp_path / "model.onnx"
    path.write_bytes(onnx_bytes(metadata, graph))
    assert read_metadata(path) == metadata


@quick
@given(st.data())
def test_a_file_that_was_cut_off_is_never_taken_for_another(tmp_path: Path, data: st.DataObject) -> None:
    whole = onnx_bytes({"model_type": "t-one", "sample_rate": 8000}, bytes(400))
    path = tmp_path / "model.onnx"
    path.write_bytes(whole[: data.draw(st.integers(0, len(whole) - 1))])
    try:
        found = read_metadata(path)
    except ModelError:
        return
    # Cut between two fields: what is there is right.
    assert found.items() <= {"model_type": "t-one", "sample_rate": "8000"}.items()


@quick
@given(st.binary(max_size=200))
def test_any_other_file_is_an_error_or_metadata_but_no_crash(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "model.onnx"
    path.write_bytes(content)
    with suppress(ModelError):
        read_metadata(path)


def test_metadata_without_a_network_is_no_model(tmp_path: Path) -> None:
    path = tmp_path / "model.onnx"
    path.write_bytes(b"")
    with pytest.raises(ModelError, match="no network"):
        read_metadata(path)
