"""Shows the desk with a scripted call, for work on the page: python tests/unit/agent_assist/desk/demo.py

Log in as 8001 (agent) or 9001 (supervisor); the passwords are printed. `--fast` skips the pauses.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[4]))

from agent_assist.desk.overview import Overview
from agent_assist.knowledge import load_articles
from agent_assist.knowledge.article_search import ArticleSearch
from agent_assist.knowledge.suggester import Suggester, no_meaning
from contracts import (
    AgentChanged,
    AgentRinging,
    Bridged,
    CallEnded,
    CallQueued,
    CallStarted,
    Decided,
    Event,
    Fault,
    KeyPressed,
    Leg,
    PromptEnded,
    PromptStarted,
    QueueChanged,
    TranscriptFinal,
    TranscriptPartial,
)
from hotline.assist.lookup import Lookup
from hotline.guidance.sounds import sound_of
from tests.unit.agent_assist.desk.parts import Desk, running_desk

Emit = Callable[[Event], None]
Send = Callable[..., None]

PAUSE = 0.0 if "--fast" in sys.argv else 0.12
KNOWLEDGE = Path(__file__).parents[4] / "knowledge"


async def say(emit: Emit, call: str, leg: Leg, utterance: int, text: str, confidence: float = 0.93) -> None:
    """Partials that grow, then the final."""
    for end in range(3, len(text), 3):
        emit(TranscriptPartial(call=call, leg=leg, utterance=utterance, text=text[:end]))
        await asyncio.sleep(PAUSE)
    emit(
        TranscriptFinal(
            call=call,
            leg=leg,
            utterance=utterance,
            text=text,
            start_ms=0,
            end_ms=len(text) * 200,
            confidence=confidence,
        )
    )
    await asyncio.sleep(PAUSE * 4)


async def play(desk: Desk, emit: Emit) -> None:
    def send(*events: Event) -> None:
        for event in events:
            emit(event)

    send(*(AgentChanged(agent=a, phase="available") for a in ("8001", "8002")))
    send(
        *(
            QueueChanged(queue=q, waiting=w, agents_available=2)
            for q, w in {
                "emergency": 0,
                "urban": 1,
                "consumer": 1,
                "social_security": 0,
                "utilities": 0,
                "general": 3,
            }.items()
        )
    )
    for number, (caller, queue, intent) in enumerate(
        [
            ("139****2201", "consumer", "预付卡退费"),
            ("186****7745", "urban", "住房公积金提取"),
        ]
    ):
        call = f"w{number}"
        send(
            CallStarted(call=call, caller=caller, dialled="12345"),
            Decided(call=call, outcome="route", intent="x", intent_name=intent, queue=queue, score=0.9),
            CallQueued(call=call, queue=queue, position=number + 1),
        )
    send(
        CallStarted(call="old", caller="131****0042", dialled="12345"),
        CallQueued(call="old", queue="urban", position=1),
        AgentRinging(call="old", agent="8001"),
        Bridged(call="old", agent="8001"),
    )
    await say(emit, "old", "caller", 0, "我们家门口的路灯坏了好几天了")
    send(CallEnded(call="old", by="caller"))
    await say_noise(send, emit)
    if "--emergency" in sys.argv:
        send(CallEnded(call="n1", by="agent"))
        await say_fire(send, emit)


async def say_noise(send: Send, emit: Emit) -> None:
    call = "n1"
    send(
        CallStarted(call=call, caller="138****8000", dialled="12345"),
        PromptStarted(call=call, prompt="greet", text="您好，这里是12345热线，请说出您的诉求。"),
        PromptEnded(call=call, prompt="greet", how="interrupted"),
    )
    await say(emit, call, "caller", 0, "我家楼下工地半夜还在施工吵得睡不着")
    send(
        PromptStarted(call=call, prompt="confirm", text="您要反映的是噪声扰民，对吗？"),
        KeyPressed(call=call, digit="1"),
        Decided(
            call=call,
            outcome="route",
            intent="noise",
            intent_name="噪声扰民",
            queue="urban",
            score=0.94,
            runner_up="illegal_building",
            runner_up_score=0.31,
            reason="命中“半夜”“施工”“吵”，与噪声扰民例句最接近",
            heard="我家楼下工地半夜还在施工吵得睡不着",
        ),
        CallQueued(call=call, queue="urban", position=1),
    )
    await asyncio.sleep(PAUSE * 5)
    send(AgentRinging(call=call, agent="8001"), AgentChanged(agent="8001", phase="ringing", call=call))
    await asyncio.sleep(PAUSE * 10)
    send(Bridged(call=call, agent="8001"), AgentChanged(agent="8001", phase="talking", call=call))
    await say(emit, call, "agent", 0, "您好，工号八零零一为您服务，请问工地在什么位置？")
    await say(emit, call, "caller", 1, "在幸福路二十三号旁边，晚上十一点多还在打桩")
    await say(emit, call, "agent", 1, "请问这种情况持续多久了？")
    await say(emit, call, "caller", 2, "有一个星期了，家里还有老人和小孩", 0.41)
    await say(emit, call, "caller", 3, "<script>alert(1)</script> 他们有没有夜间施工许可证明啊")
    send(Fault(part="recogniser", message="坐席侧识别延迟", done="已跳过一句", call=call))
    await say(
        emit,
        call,
        "agent",
        2,
        "除抢险抢修等特殊情况外，噪声敏感建筑物集中区域夜间是禁止施工的，我这就为您登记。",
    )
    emit(TranscriptPartial(call=call, leg="caller", utterance=4, text="好的那大概多久能有"))


async def say_fire(send: Send, emit: Emit) -> None:
    call = "f1"
    send(CallStarted(call=call, caller="137****3344", dialled="12345"))
    await say(emit, call, "caller", 0, "我们楼道里电动车着火了快来人啊")
    send(
        Decided(
            call=call,
            outcome="route",
            intent="fire",
            intent_name="火情",
            queue="emergency",
            score=0.98,
            runner_up="charging",
            runner_up_score=0.4,
            reason="命中紧急词“着火”",
            heard="我们楼道里电动车着火了快来人啊",
        ),
        CallQueued(call=call, queue="emergency", priority=100, position=1),
        AgentRinging(call=call, agent="8001"),
        Bridged(call=call, agent="8001"),
        AgentChanged(agent="8001", phase="talking", call=call),
    )
    await say(emit, call, "agent", 0, "请马上离开楼道，您现在安全吗？在哪个小区？")


async def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        search, thread = ArticleSearch(load_articles(KNOWLEDGE), sound_of), ThreadPoolExecutor(1)
        overview = Overview(knowledge=Lookup(search, no_meaning, thread))
        async with running_desk(Path(folder), port=8099, overview=overview) as desk:
            suggester = Suggester(search, desk.hub.publish)

            def emit(event: Event) -> None:
                desk.hub.publish(event)
                suggester.handle(event)

            print(desk.url, desk.passwords, flush=True)
            searching = asyncio.create_task(suggester.run(thread))
            await play(desk, emit)
            print("ready", flush=True)
            await asyncio.gather(searching)


if __name__ == "__main__":
    asyncio.run(main())
