import io
from collections.abc import Callable

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from asr import alaw_to_pcm, pcm_to_alaw, pcm_to_ulaw, ulaw_to_pcm

Law = tuple[str, Callable[[bytes], bytes], Callable[[bytes], bytes]]
LAWS: list[Law] = [("ALAW", alaw_to_pcm, pcm_to_alaw), ("ULAW", ulaw_to_pcm, pcm_to_ulaw)]
every_law = pytest.mark.parametrize(("name", "decode", "encode"), LAWS)
BYTES = bytes(range(256))


@every_law
def test_every_byte_means_what_libsndfile_says(
    name: str, decode: Callable[[bytes], bytes], encode: Callable[[bytes], bytes]
) -> None:
    theirs, _ = soundfile.read(
        io.BytesIO(BYTES), dtype="int16", samplerate=8000, channels=1, format="RAW", subtype=name
    )
    assert np.frombuffer(decode(BYTES), "<i2").tolist() == theirs.tolist()


@every_law
@given(samples=st.lists(st.integers(-32768, 32767), min_size=1, max_size=50))
def test_no_byte_is_nearer_than_the_one_chosen(
    name: str, decode: Callable[[bytes], bytes], encode: Callable[[bytes], bytes], samples: list[int]
) -> None:
    levels = np.frombuffer(decode(BYTES), "<i2").astype(int)
    sound = np.array(samples, "<i2")
    back = np.frombuffer(decode(encode(sound.tobytes())), "<i2").astype(int)
    nearest = np.abs(levels[None, :] - sound.astype(int)[:, None]).min(axis=1)
    assert (np.abs(back - sound) == nearest).all()


@every_law
def test_what_was_decoded_encodes_to_the_same_sound(
    name: str, decode: Callable[[bytes], bytes], encode: Callable[[bytes], bytes]
) -> None:
    assert decode(encode(decode(BYTES))) == decode(BYTES)


def test_known_values() -> None:
    assert pcm_to_ulaw(b"\0\0") == b"\xff"
    assert pcm_to_alaw(b"\x08\0") == b"\xd5"


@every_law
def test_half_a_sample_is_refused(
    name: str, decode: Callable[[bytes], bytes], encode: Callable[[bytes], bytes]
) -> None:
    with pytest.raises(ValueError, match="even number"):
        encode(b"\0\0\0")
