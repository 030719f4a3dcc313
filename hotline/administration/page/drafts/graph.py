"""The picture of a configuration: from the greeting over what callers want to the queues.

Intents stand under their queue (`group`), each with its own arrow; the arrow from the greeting leads to the
queue as a whole, or fifty arrows would say the same.
"""

from __future__ import annotations

from collections import Counter

from agent_assist.admin.wire.checking import EdgeKind, EdgeView, GraphView, NodeKind, NodeView
from hotline.configuration.schema import HotlineConfig
from hotline.configuration.yaml.source import PathParts, Source

GREETING, MENU, HUMAN, END = "greeting", "menu", "human", "end"


def picture(config: HotlineConfig, source: Source) -> GraphView:
    """Boxes and arrows; each box with the line it stands at."""
    drawing = _Drawing(config, source)
    drawing.beginning()
    drawing.languages()
    drawing.queues()
    drawing.intents()
    drawing.answers()
    drawing.questions()
    drawing.announcements()
    drawing.keys()
    drawing.fallback()
    return GraphView(nodes=tuple(drawing.nodes), edges=tuple(drawing.edges))


class _Drawing:
    def __init__(self, config: HotlineConfig, source: Source) -> None:
        self.nodes: list[NodeView] = []
        self.edges: list[EdgeView] = []
        self._config = config
        self._source = source

    def beginning(self) -> None:
        prompts = self._config.ivr.dialogue.prompts
        self._node(GREETING, "greeting", "开场白", ("dialogue", "prompts", "greeting"), prompts.greeting)

    def languages(self) -> None:
        for at, language in enumerate(self._config.ivr.languages):
            name = f"language:{language.id}"
            detail = "、".join(language.words)
            self._node(name, "language", language.name, ("languages", at), detail)
            if language.key is not None:
                self._edge(GREETING, name, f"按 {language.key}", "key")
            if language.words:
                self._edge(GREETING, name, f"说“{language.words[0]}”")
            if language.queue is not None:
                self._edge(name, f"queue:{language.queue}")

    def queues(self) -> None:
        config = self._config
        wanted = Counter(intent.queue for intent in config.ivr.intents)
        for name, hours in config.ivr.hours.items():
            detail = "；".join(
                f"{kind} {'、'.join(f'{_clock(span.start)}-{_clock(span.end)}' for span in spans)}"
                for kind, spans in (
                    ("工作日", hours.workdays), ("周末", hours.weekends), ("节假日", hours.holidays)
                )
                if spans
            )  # fmt: skip
            self._node(f"hours:{name}", "hours", name, ("hours", name), detail)
        for at, queue in enumerate(config.ivr.queues):
            name = f"queue:{queue.id}"
            urgent = queue.id in config.desk.emergency_queues
            self._node(name, "queue", queue.name, ("queues", at), queue.description, urgent=urgent)
            if wanted[queue.id]:
                self._edge(GREETING, name, f"{wanted[queue.id]} 种诉求")
            if queue.hours is not None:
                self._edge(f"hours:{queue.hours}", name, "上班时间")
                other = queue.after_hours or config.ivr.dialogue.human_queue
                if other != queue.id:
                    self._edge(name, f"queue:{other}", "下班后", "after_hours")

    def intents(self) -> None:
        for at, intent in enumerate(self._config.ivr.intents):
            detail = f"{len(intent.sayings)} 种说法，{len(intent.keywords)} 个关键词"
            name = f"intent:{intent.id}"
            self._node(name, "intent", intent.name, ("intents", at), detail, intent.queue, intent.urgent)
            self._edge(name, f"queue:{intent.queue}")

    def answers(self) -> None:
        for at, intent in enumerate(self._config.ivr.intents):
            if intent.answer is not None:
                name = f"answer:{intent.id}"
                detail = intent.answer.text or f"知识库：{intent.answer.article}"
                self._node(name, "answer", "先答复", ("intents", at, "answer"), detail, intent.queue)
                self._edge(f"intent:{intent.id}", name)

    def questions(self) -> None:
        for intent in self._config.ivr.intents:
            for number, asked in enumerate(intent.ask, start=1):
                self._edge(f"intent:{intent.id}", f"question:{asked}", f"问 {number}")
        for at, question in enumerate(self._config.ivr.questions):
            name = f"question:{question.id}"
            self._node(name, "question", question.label, ("questions", at), question.prompt)

    def announcements(self) -> None:
        for at, one in enumerate(self._config.ivr.announcements):
            name = f"announcement:{one.id}"
            self._node(name, "announcement", "公告", ("announcements", at), one.text)
            about = "、".join(one.words)
            for intent in one.intents:
                self._edge(f"intent:{intent}", name, about)
            if not one.intents:
                self._edge(GREETING, name, about)

    def keys(self) -> None:
        config = self._config
        for at, queue in enumerate(config.ivr.queues):
            if queue.key is not None:
                label = queue.menu or queue.name
                self._key(queue.key, ("queues", at, "key"), label, f"queue:{queue.id}")
        for at, seat in enumerate(config.ivr.seats):
            if seat.key is not None:
                self._key(seat.key, ("seats", at, "key"), f"{seat.name}专席", f"queue:{seat.queue}")
        for at, intent in enumerate(config.ivr.intents):
            if intent.key is not None:
                label = intent.menu or intent.name
                self._key(intent.key, ("intents", at, "key"), label, f"intent:{intent.id}")

    def fallback(self) -> None:
        dialogue = self._config.ivr.dialogue
        self._node(HUMAN, "human", "人工", ("dialogue", "human_queue"), dialogue.prompts.human)
        self._key(dialogue.human_key, ("dialogue", "human_key"), "人工", HUMAN)
        self._edge(HUMAN, f"queue:{dialogue.human_queue}")
        failed = f"{dialogue.max_failures} 次没听懂"
        if dialogue.spoken_menu.enabled:
            place = ("dialogue", "prompts", "spoken_menu")
            self._node(MENU, "menu", "念出选项", place, dialogue.prompts.spoken_menu)
            self._edge(GREETING, MENU, failed, "fallback")
            self._edge(MENU, HUMAN, "还是没听懂", "fallback")
        else:
            self._edge(GREETING, HUMAN, failed, "fallback")
        self._node(END, "end", "挂机", ("dialogue", "prompts", "goodbye"), dialogue.prompts.goodbye)
        words = dialogue.goodbye
        self._edge(GREETING, END, f"说“{words[0]}”" if words else "")

    def _key(self, key: str, path: PathParts, label: str, target: str) -> None:
        name = f"key:{key}"
        self._node(name, "key", f"按 {key}", path, label)
        self._edge(GREETING, name, "", "key")
        self._edge(name, target, "", "key")

    def _node(
        self,
        id: str,
        kind: NodeKind,
        label: str,
        path: PathParts,
        detail: str = "",
        group: str = "",
        urgent: bool = False,
    ) -> None:
        place = self._source.problem(path, "", key=True)
        self.nodes.append(
            NodeView(
                id=id, kind=kind, label=label, detail=detail, group=group, urgent=urgent,
                file=place.file, line=place.line,
            )
        )  # fmt: skip

    def _edge(self, source: str, target: str, label: str = "", kind: EdgeKind = "flow") -> None:
        self.edges.append(EdgeView(source=source, target=target, label=label, kind=kind))


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
