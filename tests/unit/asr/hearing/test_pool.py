import threading
import time

from asr import WorkerPool


class Turns:
    """Lanes that note their slices; they may be made to wait."""

    def __init__(self) -> None:
        self.order: list[str] = []
        self.gate = threading.Event()

    def lane(self, pool: WorkerPool, name: str, slices: int) -> threading.Event:
        left = [slices]
        finished = threading.Event()

        def work() -> bool:
            self.gate.wait(60)
            self.order.append(name)
            left[0] -= 1
            if left[0] == 0:
                finished.set()
            return left[0] > 0

        pool.lane(work).wake()
        return finished


def test_streams_take_turns() -> None:
    pool = WorkerPool(1)
    turns = Turns()
    ends = [turns.lane(pool, name, 3) for name in "abc"]
    turns.gate.set()
    assert all(end.wait(60) for end in ends)
    pool.close()
    assert turns.order == list("abcabcabc")


def test_one_stream_never_has_two_threads() -> None:
    pool = WorkerPool(4)
    lock, done = threading.Lock(), threading.Event()
    runs, overlaps = [0], [0]

    def work() -> bool:
        if not lock.acquire(blocking=False):
            overlaps[0] += 1
            return False
        runs[0] += 1
        if runs[0] >= 200:
            done.set()
        lock.release()
        return False

    lane = pool.lane(work)
    give_up = time.monotonic() + 60
    while not done.is_set():
        assert time.monotonic() < give_up, f"it ran {runs[0]} times"
        lane.wake()
    pool.close()
    assert overlaps[0] == 0


def test_a_wake_during_work_is_not_lost() -> None:
    pool = WorkerPool(1)
    started, go, again = threading.Event(), threading.Event(), threading.Event()

    def work() -> bool:
        if started.is_set():
            again.set()
        started.set()
        go.wait(60)
        return False

    lane = pool.lane(work)
    lane.wake()
    assert started.wait(60)
    lane.wake()
    go.set()
    assert again.wait(60)
    pool.close()


def test_a_stream_that_raises_does_not_end_the_thread() -> None:
    pool = WorkerPool(1)
    done = threading.Event()

    def bad() -> bool:
        raise RuntimeError("bad")

    def good() -> bool:
        done.set()
        return False

    pool.lane(bad).wake()
    pool.lane(good).wake()
    assert done.wait(60)
    pool.close()


def test_behind_ms_grows_while_a_stream_waits_for_a_thread() -> None:
    pool = WorkerPool(1)
    assert pool.behind_ms == 0
    gate = threading.Event()

    def work() -> bool:
        gate.wait(60)
        return False

    first, second = pool.lane(work), pool.lane(work)
    first.wake()
    second.wake()
    give_up = time.monotonic() + 60
    while pool.behind_ms < 20:
        assert time.monotonic() < give_up, "a lane that waits is not counted"
    gate.set()
    pool.close()


def test_a_closed_pool_takes_no_work() -> None:
    pool = WorkerPool(2)
    pool.close()
    ran = threading.Event()
    pool.lane(lambda: bool(ran.set())).wake()
    assert not ran.is_set()
