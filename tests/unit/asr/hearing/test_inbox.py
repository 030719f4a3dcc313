from hypothesis import given
from hypothesis import strategies as st

from asr.hearing.cutter import Begin, Sound
from asr.hearing.inbox import BEHIND_MS, LARGEST_BATCH_MS, FrameQueue, Item


def sound(number: int) -> Sound:
    return Sound(number * 20, b"")


def drain(inbox: FrameQueue) -> list[Item]:
    taken: list[Item] = []
    while (item := inbox.take()) is not None:
        taken += item if isinstance(item, list) else [item]
    return taken


@given(st.lists(st.booleans(), max_size=80), st.integers(1, 20))
def test_order_is_kept_and_the_oldest_sound_gives_way(kinds: list[bool], limit: int) -> None:
    inbox = FrameQueue(limit * 20)
    items: list[Item] = [sound(i) if kind else Begin(i, 0) for i, kind in enumerate(kinds)]
    inbox.put(items)
    sounds = [item for item in items if isinstance(item, Sound)]
    lost = sounds[: max(0, len(sounds) - limit)]
    assert drain(inbox) == [item for item in items if item not in lost]
    assert inbox.dropped == len(lost)
    assert inbox.waiting_ms == 0
    assert not inbox


def test_sound_comes_in_batches_that_do_not_reach_over_a_border() -> None:
    inbox = FrameQueue(2000)
    inbox.put([*(sound(i) for i in range(10)), Begin(1, 0), sound(10)])
    batches = []
    while (item := inbox.take()) is not None:
        batches.append([piece.at_ms for piece in item] if isinstance(item, list) else item)
    full = LARGEST_BATCH_MS // 20
    assert batches == [
        [i * 20 for i in range(full)],
        [i * 20 for i in range(full, 10)],
        Begin(1, 0),
        [200],
    ]


def test_a_stream_that_lags_is_given_more_at_once() -> None:
    """A partial is made of each batch: there are fewer of them then, and no sound is lost."""
    inbox = FrameQueue(20000)
    inbox.put(sound(i) for i in range(BEHIND_MS // 20 + 10))
    batches = []
    while (item := inbox.take()) is not None:
        assert isinstance(item, list)
        batches.append(len(item) * 20)
    assert batches == [BEHIND_MS, LARGEST_BATCH_MS, 200 - LARGEST_BATCH_MS]
    assert inbox.dropped == 0


def test_a_worker_is_woken_for_a_batch_or_a_border() -> None:
    inbox = FrameQueue(2000)
    assert [inbox.put([sound(i)]) for i in range(4)] == [False, False, False, True]
    drain(inbox)
    assert inbox.put([Begin(0, 0)])


def test_hopeless_is_a_whole_bound_lost_without_catching_up() -> None:
    inbox = FrameQueue(200)
    inbox.put(sound(i) for i in range(20))
    assert not inbox.hopeless
    inbox.put([sound(20)])
    assert inbox.hopeless


def test_catching_up_forgives_what_was_lost() -> None:
    inbox = FrameQueue(200)
    for _ in range(5):
        inbox.put(sound(i) for i in range(15))
        drain(inbox)
    assert inbox.dropped == 25
    assert not inbox.hopeless
