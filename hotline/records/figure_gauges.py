"""Today's figures of the queues for Prometheus."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Gauge

from contracts import ALL_QUEUES, QueueFigures

COUNTS = (
    "offered",
    "waiting",
    "answered",
    "abandoned",
    "abandoned_short",
    "abandoned_late",
    "called_back",
    "handed_over",
    "answered_15_s",
    "answered_in_target",
)
LEVELS = ("level_gb_percent", "level_percent", "level_2_percent")
SECONDS = ("wait_mean_s", "wait_p95_s", "talk_mean_s", "wrap_up_mean_s", "handling_mean_s")
GONE = float("nan")
"""Of what there is nothing to divide by."""


class FigureGauges:
    """Set by every `queue_figures`; the queue `*` is all together."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._calls = Gauge(
            "hotline_today_calls", "Calls of today, by what became of them.", ["queue", "what"],
            registry=registry,
        )  # fmt: skip
        self._levels = Gauge(
            "hotline_today_service_level_percent",
            "Service levels of today, by how they are counted.",
            ["queue", "level"],
            registry=registry,
        )
        self._seconds = Gauge(
            "hotline_today_seconds", "Waits, talks and wrap-ups of today.", ["queue", "what"],
            registry=registry,
        )  # fmt: skip
        self._occupancy = Gauge(
            "hotline_today_occupancy_percent", "Of all agents at work.", registry=registry
        )

    def take(self, event: QueueFigures) -> None:
        """Shows the day's figures of one queue, and no more of one that is gone."""
        if event.gone:
            self._forget(event.queue)
            return
        for name in COUNTS:
            self._calls.labels(event.queue, name).set(getattr(event.day, name))
        for name in LEVELS:
            self._levels.labels(event.queue, _level(name)).set(_number(getattr(event.day, name)))
        for name in SECONDS:
            self._seconds.labels(event.queue, name.removesuffix("_s")).set(_number(getattr(event.day, name)))
        if event.queue == ALL_QUEUES:
            self._occupancy.set(_number(event.day.occupancy_percent))

    def _forget(self, queue: str) -> None:
        for name in COUNTS:
            self._calls.remove(queue, name)
        for name in LEVELS:
            self._levels.remove(queue, _level(name))
        for name in SECONDS:
            self._seconds.remove(queue, name.removesuffix("_s"))


def _level(name: str) -> str:
    return name.removeprefix("level_").removesuffix("_percent").replace("percent", "target")


def _number(value: float | None) -> float:
    return GONE if value is None else value
