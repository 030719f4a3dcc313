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
    "messages",
    "served",
    "handed_over",
    "answered_15_s",
    "answered_in_target",
    "satisfaction_asked",
    "satisfaction_given",
    "satisfaction_low",
)
LEVELS = {"gb": "level_gb_percent", "target": "level_percent", "2": "level_2_percent"}
"""Label -> field."""
SATISFACTION = {"answered_percent": "satisfaction_answered_percent", "mean": "satisfaction_mean"}
"""Label -> field."""
SECONDS = ("wait_mean_s", "wait_p95_s", "talk_mean_s", "wrap_up_mean_s", "handling_mean_s")
GONE = float("nan")
"""Of what there is nothing to divide by."""


class FigureGauges:
    """Set by every `queue_figures`; the queue `*` is all together."""

    def __init__(self, registry: CollectorRegistry) -> None:
        calls = Gauge(
            "hotline_today_calls", "Calls of today, by what became of them.", ["queue", "what"],
            registry=registry,
        )  # fmt: skip
        levels = Gauge(
            "hotline_today_service_level_percent",
            "Service levels of today, by how they are counted.",
            ["queue", "level"],
            registry=registry,
        )
        seconds = Gauge(
            "hotline_today_seconds", "Waits, talks and wrap-ups of today.", ["queue", "what"],
            registry=registry,
        )  # fmt: skip
        satisfied = Gauge(
            "hotline_today_satisfaction",
            "Of today's answers after talks: how many of those asked have answered, and the mean, 1 to 5.",
            ["queue", "what"],
            registry=registry,
        )
        self._series = [
            *((calls, name, name) for name in COUNTS),
            *((levels, label, name) for label, name in LEVELS.items()),
            *((seconds, name.removesuffix("_s"), name) for name in SECONDS),
            *((satisfied, label, name) for label, name in SATISFACTION.items()),
        ]
        """(gauge, label, field of the figures), of each queue."""
        self._occupancy = Gauge(
            "hotline_today_occupancy_percent", "Of all agents at work.", registry=registry
        )

    def take(self, event: QueueFigures) -> None:
        """Shows the day's figures of one queue, and no more of one that is gone."""
        if event.gone:
            for gauge, label, _ in self._series:
                gauge.remove(event.queue, label)
            return
        for gauge, label, name in self._series:
            gauge.labels(event.queue, label).set(_number(getattr(event.day, name)))
        if event.queue == ALL_QUEUES:
            self._occupancy.set(_number(event.day.occupancy_percent))


def _number(value: float | None) -> float:
    return GONE if value is None else value
