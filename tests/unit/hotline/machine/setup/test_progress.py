from __future__ import annotations

from hotline.machine.setup.progress import Lines


class Clock:
    """A clock that tests turn."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_without_a_terminal_a_line_now_and_then_says_how_far_and_how_long() -> None:
    clock, said = Clock(), list[str]()
    lines = Lines("Model", said.append, clock)
    for second in range(1, 41):
        clock.now += 1
        lines(second / 100, f"{second} of 100 MB")
    assert said == [
        "Model …",
        "Model: 10%, 10 of 100 MB, about 2 min left",
        "Model: 20%, 20 of 100 MB, about 80 s left",
        "Model: 30%, 30 of 100 MB, about 70 s left",
        "Model: 40%, 40 of 100 MB, about 60 s left",
    ]


def test_a_second_download_in_the_same_step_is_estimated_by_itself() -> None:
    clock, said = Clock(), list[str]()
    lines = Lines("Packages", said.append, clock)
    clock.now += 60
    lines(1.0, "lists")
    lines(0.0, "packages")
    clock.now += 10
    lines(0.5, "packages")
    assert said[1:] == ["Packages: 100%, lists", "Packages: 50%, packages, about 10 s left"]


def test_nothing_is_estimated_before_anything_is_done() -> None:
    clock, said = Clock(), list[str]()
    lines = Lines("Model", said.append, clock)
    clock.now += 30
    lines(0.0, "waiting for the registry")
    assert said == ["Model …", "Model: 0%, waiting for the registry"]
