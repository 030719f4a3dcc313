"""Queues that no caller reaches, or that nobody serves."""

from __future__ import annotations

from collections.abc import Iterator

from hotline.configuration.schema import HotlineConfig


def doubtful_queues(config: HotlineConfig) -> Iterator[tuple[str, tuple[str | int, ...], str, str]]:
    """(kind, path, message, hint) for each."""
    agents = [agent for agent in config.agents if agent.role == "agent"]
    urgent = config.desk.emergency_queues
    wanted = {intent.queue for intent in config.ivr.intents} | {config.ivr.dialogue.human_queue}
    wanted |= {queue.after_hours for queue in config.ivr.queues if queue.after_hours}
    wanted |= {seat.queue for seat in config.ivr.seats}
    wanted |= {number.queue for number in config.ivr.numbers if number.queue}
    wanted |= {language.queue for language in config.ivr.languages if language.queue}
    for at, queue in enumerate(config.ivr.queues):
        at_work = [agent for agent in agents if queue.id in urgent or not agent.emergencies_only]
        if not any(agent.serves(queue.id) for agent in at_work):
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
    for at, agent in enumerate(config.agents):
        if agent.emergencies_only and not any(agent.serves(queue) for queue in urgent):
            message = (
                f"“{agent.name}”只接紧急来电，却不接任何紧急队列，永远不会振铃 / {agent.id} is never rung"
            )
            hint = "把一个紧急队列写进 queues / add one of desk.emergency_queues to the agent's queues"
            yield "idle", ("agents", at), message, hint
