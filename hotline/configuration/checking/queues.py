"""Queues that no caller reaches, or that nobody serves."""

from __future__ import annotations

from collections.abc import Iterator

from agent_assist.settings import ALL_QUEUES
from hotline.configuration.schema import HotlineConfig


def doubtful_queues(config: HotlineConfig) -> Iterator[tuple[str, tuple[str | int, ...], str, str]]:
    """(kind, path, message, hint) for each."""
    served = {queue for agent in config.agents if agent.role == "agent" for queue in agent.queues}
    wanted = {intent.queue for intent in config.ivr.intents} | {config.ivr.dialogue.human_queue}
    wanted |= {queue.after_hours for queue in config.ivr.queues if queue.after_hours}
    wanted |= {seat.queue for seat in config.ivr.seats}
    wanted |= {number.queue for number in config.ivr.numbers if number.queue}
    wanted |= {language.queue for language in config.ivr.languages if language.queue}
    for at, queue in enumerate(config.ivr.queues):
        if ALL_QUEUES not in served and queue.id not in served:
            message = f"队列“{queue.name}”没有坐席接听，来电人会一直等 / nobody serves {queue.id}"
            yield (
                "nobody",
                ("queues", at),
                message,
                "把它写进某个坐席的 queues / add it to the queues of an agent",
            )
        if queue.id not in wanted and queue.key is None:
            message = f"没有诉求或按键通向队列“{queue.name}” / nothing leads to the queue {queue.id}"
            yield (
                "unreachable",
                ("queues", at),
                message,
                "给它一个按键或意图，或者删掉 / give it a key or an intent, or remove it",
            )
