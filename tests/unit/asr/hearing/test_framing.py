import pytest
from hypothesis import given
from hypothesis import strategies as st

from asr import Framer, frame_bytes


@given(chunks=st.lists(st.binary(max_size=900)), rate=st.sampled_from([8000, 16000]))
def test_frames_are_the_sound_in_order_and_nothing_is_lost(chunks: list[bytes], rate: int) -> None:
    framer = Framer(rate)
    frames = [frame for chunk in chunks for frame in framer.push(chunk)]
    assert all(len(frame) == frame_bytes(rate) for frame in frames)
    last = framer.flush()
    whole = b"".join(frames) + (last or b"")
    sound = b"".join(chunks)
    assert whole[: len(sound)] == sound
    assert not whole[len(sound) :].strip(b"\0")
    assert len(whole) - len(sound) < frame_bytes(rate)
    assert framer.flush() is None


@pytest.mark.parametrize(("rate", "size"), [(8000, 320), (16000, 640), (48000, 1920)])
def test_a_frame_lasts_20_ms(rate: int, size: int) -> None:
    assert frame_bytes(rate) == size


def test_an_unknown_rate_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match=r"44100 Hz.*8000"):
        Framer(44100)
