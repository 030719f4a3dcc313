"""A simulated call on the terminal: what is said, and why the machine decided so."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from contracts import Decided
from ivr import IvrSettings
from ivr.steps import Step

OUTCOMES = {
    "confirm": "请来电人确认",
    "route": "转接",
    "ask_again": "再问一次",
    "handover": "转人工",
    "answer": "答复",
    "ask": "先问清楚",
}


class CallPrinter:
    """Prints every step."""

    def __init__(self, console: Console, settings: IvrSettings) -> None:
        self._console = console
        self._settings = settings
        self._queues = {queue.id: queue.name for queue in settings.queues}
        self._intents = {intent.id: intent.name for intent in settings.intents}

    def step(self, step: Step) -> None:
        """One line, several for a decision, none for what a caller cannot notice."""
        for line in self._lines(step):
            self._console.print(line, highlight=False, soft_wrap=True)

    def compact(self, found: dict[str, Any]) -> None:
        """A whole call in one line."""
        mark = {True: "[green]✓[/] ", False: "[red]✗[/] "}.get(found.get("right"), "")  # type: ignore[arg-type]
        self._console.print(
            f"{mark}{escape(found['source'])}  {self._queue(found['queue'])}  {found['score']:.2f}  "
            f"[dim]{found['outcome']}[/]  {escape(found['heard'])}",
            highlight=False,
            soft_wrap=True,
        )

    def accuracy(self, results: Sequence[dict[str, Any]]) -> None:
        """How many calls were led to the expected queue, and those that were not."""
        wrong = [found for found in results if not found["right"]]
        right = len(results) - len(wrong)
        share = 100 * right / len(results)
        self._console.print(f"right queue: {right} of {len(results)} ({share:.1f} %)", highlight=False)
        if not wrong:
            return
        table = Table(title="wrong")
        for column in ("call", "expected", "got", "score", "outcome", "heard", "reason"):
            table.add_column(column, overflow="fold")
        for found in wrong:
            table.add_row(
                escape(found["source"]),
                self._queue(found["expected"]),
                self._queue(found["queue"]),
                f"{found['score']:.2f}",
                found["outcome"],
                escape(found["heard"]),
                escape(found["reason"]),
            )
        self._console.print(table)

    def _lines(self, step: Step) -> list[str]:
        at = f"[dim]{step.at:6.1f} s[/]"
        match step.kind:
            case "say":
                return [f"{at} [magenta]系统[/] {escape(step.text)}"]
            case "listen":
                heard = f"只听：{escape(step.text)}" if step.text else "什么都可以说"
                return [f"{at} [green]识别[/] [dim]{heard}[/]"]
            case "interrupted":
                return [f"{at} [magenta]系统[/] [dim]（被打断，停止播报）[/]"]
            case "speech":
                others = (
                    f" [dim]（或：{escape('；'.join(step.alternatives))}）[/]" if step.alternatives else ""
                )
                who = "[dim]旁人[/]" if step.aside else "[cyan]市民[/]"
                return [f"{at} {who} {escape(step.text)}{others}"]
            case "key":
                return [f"{at} [cyan]市民[/] 按键 {escape(step.text)}"]
            case "silence":
                return [f"{at} [cyan]市民[/] [dim]（没有说话）[/]"]
            case "route":
                return [f"{at} [blue]排队[/] {self._queue(step.text)}"]
            case "hang_up":
                return [f"{at} [blue]挂机[/] {escape(step.text)}"]
            case "consult":
                return [f"{at} [yellow]判断[/] [dim]把握不大，请教第二意见[/]"]
            case "decision":
                assert step.decided is not None
                return self._decision(at, step.decided)

    def _decision(self, at: str, decided: Decided) -> list[str]:
        dialogue = self._settings.dialogue
        name = escape(decided.intent_name) or "—"
        lines = [
            f"{at} [yellow]判断[/] {name} → {self._queue(decided.queue)}：{OUTCOMES[decided.outcome]}",
            f"           [dim]得分 {decided.score:.2f}（{dialogue.route_at:g} 起直接转接，"
            f"{dialogue.confirm_at:g} 起请来电人确认）[/]",
        ]
        if decided.runner_up is not None:
            other = escape(self._intents.get(decided.runner_up, decided.runner_up))
            lines.append(f"           [dim]其次 {other} {decided.runner_up_score:.2f}[/]")
        if decided.reason:
            lines.append(f"           [dim]{escape(decided.reason)}[/]")
        if decided.slots:
            answers = "；".join(f"{slot.label}：{slot.value}" for slot in decided.slots)
            lines.append(f"           已问到 {escape(answers)}")
        if decided.also:
            others = "、".join(self._intents.get(intent, intent) for intent in decided.also)
            lines.append(f"           另有一件 {escape(others)}")
        return lines

    def _queue(self, queue: str | None) -> str:
        return "—" if queue is None else escape(self._queues.get(queue, queue))
