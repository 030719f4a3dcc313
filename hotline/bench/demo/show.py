"""The call on the terminal, as it happens: one line for each thing a person would want to know."""

from __future__ import annotations

import time

from rich.console import Console
from rich.markup import escape

from contracts import (
    AgentAnswered,
    AgentMissed,
    AgentRinging,
    Bridged,
    CallEnded,
    CallQueued,
    CallStarted,
    Decided,
    Event,
    Fault,
    KeyPressed,
    PromptEnded,
    PromptStarted,
    SpeechStarted,
    Suggested,
    TranscriptFinal,
)
from hotline.configuration.schema import HotlineConfig

OUTCOMES = {
    "confirm": "请市民确认",
    "route": "转接",
    "ask_again": "再问一次",
    "handover": "转人工",
    "answer": "答复",
    "ask": "先问清楚",
}
SPEAKERS = {"caller": "[cyan]市民[/]", "agent": "[green]坐席[/]"}


class DemoPrinter:
    """A bus listener that prints."""

    def __init__(self, console: Console, config: HotlineConfig) -> None:
        self._console = console
        self._queues = {queue.id: queue.name for queue in config.ivr.queues}
        self._agents = {agent.id: agent.name for agent in config.agents}

    def __call__(self, event: Event) -> None:
        line = self._line(event)
        if line:
            clock = time.strftime("%H:%M:%S", time.localtime(event.at))
            self._console.print(f"[dim]{clock}.{int(event.at % 1 * 10)}[/] {line}")

    def _line(self, event: Event) -> str | None:
        match event:
            case CallStarted(caller=caller, dialled=dialled):
                return f"[bold]来电[/] {escape(caller)} → {escape(dialled)}"
            case PromptStarted(text=text):
                return f"[magenta]系统[/] {escape(text)}"
            case PromptEnded(how="interrupted"):
                return "[magenta]系统[/] [dim]（被打断，停止播报）[/]"
            case SpeechStarted(leg="caller"):
                return f"{SPEAKERS['caller']} [dim]开始说话…[/]"
            case TranscriptFinal(leg=leg, text=text):
                return f"{SPEAKERS[leg]} {escape(text) or '[dim]（没有听清）[/]'}"
            case KeyPressed(digit=digit):
                return f"{SPEAKERS['caller']} 按键 {digit}"
            case Decided():
                queue = self._queues.get(event.queue or "", "—")
                return (
                    f"[yellow]判断[/] {escape(event.intent_name) or '—'} → {queue}  "
                    f"[dim]{OUTCOMES[event.outcome]}，得分 {event.score:.2f}，{escape(event.reason)}[/]"
                )
            case CallQueued(queue=queue, position=position):
                return f"[blue]排队[/] {self._queues.get(queue, queue)}，第 {position} 位"
            case AgentRinging(agent=agent):
                return f"[blue]振铃[/] {self._agents.get(agent, agent)}"
            case AgentMissed(agent=agent):
                return f"[blue]未接[/] {self._agents.get(agent, agent)}，转下一位"
            case AgentAnswered(agent=agent):
                return f"[blue]接听[/] {self._agents.get(agent, agent)}"
            case Bridged():
                return "[blue]通话[/] 双方接通，两路语音分别转写"
            case Suggested(suggestions=suggestions):
                titles = "；".join(f"{s.title}（{s.source}）" for s in suggestions)
                return f"[green]推荐[/] {escape(titles)}"
            case Fault():
                return f"[red]故障[/] {event.part}：{escape(event.message)} → {escape(event.done)}"
            case CallEnded(by=by):
                who = {
                    "caller": "市民挂机",
                    "agent": "坐席挂机",
                    "service": "系统结束",
                    "network": "线路中断",
                }
                return f"[bold]结束[/] {who[by]}"
            case _:
                return None
