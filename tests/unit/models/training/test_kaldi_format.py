"""The binary structures of Kaldi, written and read back."""

from __future__ import annotations

import io
import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from models.training.graph import kaldi_format as kf
from models.training.language.phones import BLANK, PHONE_ID, PHONES, SILENCE

_numbers = st.floats(-1000, 1000, width=32)


def _written(call: str, *arguments: object) -> bytes:
    file = io.BytesIO()
    getattr(kf.KaldiWriter(file), call)(*arguments)
    return file.getvalue()


@given(arrays.arrays(np.float64, arrays.array_shapes(min_dims=2, max_dims=2, max_side=12), elements=_numbers))
def test_compressed_matrix_comes_back_within_half_a_step(matrix: np.ndarray) -> None:
    back = kf.read_compressed_matrix(_written("compressed_matrix", matrix))
    step = float(np.ptp(matrix)) / 255
    assert back.shape == matrix.shape
    assert np.abs(back - matrix).max() <= step / 2 + 1e-3


def test_other_data_is_not_taken_for_a_compressed_matrix() -> None:
    with pytest.raises(ValueError, match="CM3"):
        kf.read_compressed_matrix(_written("vector", [1.0]))


@given(st.lists(st.integers(-(2**31), 2**31 - 1), max_size=20))
def test_integers_are_a_size_byte_a_count_and_the_values(values: list[int]) -> None:
    data = _written("integers", values)
    assert data[0] == 4
    assert struct.unpack(f"<i{len(values)}i", data[1:]) == (len(values), *values)


def test_every_phone_has_an_output_and_positions_share_it() -> None:
    assert {kf.pdf(number) for number in range(1, len(kf.PHONE_TABLE))} == set(PHONE_ID.values())
    assert BLANK not in PHONE_ID.values()
    assert len({kf.pdf(kf.POSITIONED_ID["zh" + position]) for position in kf.POSITIONS}) == 1


def test_transition_ids_do_not_collide() -> None:
    ids = [f(number) for number in range(1, len(kf.PHONE_TABLE)) for f in (kf.self_loop, kf.forward)]
    assert sorted(ids) == list(range(1, 2 * len(kf.PHONE_TABLE) - 1))
    assert PHONES[0] == SILENCE
