"""What is kept of a person, to hand over: as JSON for programs, as text for the person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from contracts import TranscriptFinal
from hotline.administration.persons.person import Person
from hotline.cases.table import Person as CasePerson
from hotline.recordings.shelf import Kept

SPEAKERS = {"caller": "市民", "agent": "坐席", "consulted": "专家或其他单位", "supervisor": "班长"}


def as_json(person: Person, recordings: Sequence[Kept]) -> dict[str, Any]:
    """Without what telephones could be found by; of each call all its events."""
    return {
        "telephone": person.telephone,
        "case": person.case,
        "calls": [
            {
                **asdict(call),
                "events": [event.model_dump(mode="json") for event in person.events.get(call.id, ())],
            }
            for call in person.calls
        ],
        "cases": [
            _without_seal(asdict(case)) | {"person": asdict(person.named.get(case.number, CasePerson()))}
            for case in person.cases
        ],
        "recordings": [
            {"name": one.name, "call": one.call, "at": one.at, "bytes": one.bytes, "file": str(one.file)}
            for one in recordings
        ],
        "callbacks": [_without_seal(asdict(one)) for one in person.callbacks],
        "followups": [_without_seal(asdict(one)) for one in person.followups],
        "nuisance": [one.shown() for one in person.nuisance],
        "city": person.city,
        "messages": person.fed,
        "waiting": person.waiting,
    }


def as_text(person: Person, recordings: Sequence[Kept]) -> str:
    """Chinese, to be read by the person: every call with what was said, every case, what else there is."""
    return "\n".join(_lines(person, recordings)) + "\n"


def _lines(person: Person, recordings: Sequence[Kept]) -> Iterator[str]:
    yield f"12345 热线保存的个人信息：{person.telephone or '电话未知'}"
    yield f"通话 {len(person.calls)}，工单 {len(person.cases)}，录音 {len(recordings)}"
    for call in person.calls:
        who = f"队列 {call.queue or '-'}，坐席 {call.agent or '-'}"
        yield f"\n## 通话 {_when(call.started)}，{who}（{call.id}）"
        for event in person.events.get(call.id, ()):
            if isinstance(event, TranscriptFinal) and event.text:
                yield f"{SPEAKERS.get(event.leg, event.leg)}：{event.written or event.text}"
        for one in recordings:
            if one.call == call.id:
                yield f"录音：{one.file}"
    for case in person.cases:
        yield f"\n## 工单 {case.number}，{_when(case.opened)}，{case.topic or '-'}，状态 {case.state}"
        named = person.named.get(case.number, CasePerson())
        for title, text in (
            ("姓名", named.name),
            ("证件号", named.id_number),
            ("车牌", named.plate),
            ("分类", case.category_name),
            ("地点", case.place or case.place_said),
            ("时间", case.happened),
            ("诉求", case.said),
            ("希望", case.appeal),
            ("涉及的人", case.people),
            ("涉及的单位", case.organisation),
            ("答复", case.reply),
            ("金额", case.amount),
        ):
            if text:
                yield f"{title}：{text}"
    for back in person.callbacks:
        yield f"\n## 回电 {_when(back.created)}，队列 {back.queue}，{back.result or back.state}"
    for asked in person.followups:
        how = asked.result or asked.state
        yield f"\n## 回访 {_when(asked.created)}，{asked.ref or '-'}，{how}：{asked.answers}"
    for entry in person.nuisance:
        yield f"\n## 骚扰来电名单 {_when(entry.proposed_at)}，{entry.standing}，{entry.state}：{entry.reason}"
    for row in person.city:
        where = "，".join(filter(None, (row["district"], row["community"], row["place"])))
        yield f"\n## 全市话题里 {_when(row['at'])}，{where or '地点不明'}（{row['call']}）"
    for row in person.fed:
        yield f"\n## 其他渠道的留言，等待归入话题 {_when(row['at'])}（{row['call']}）：{row['text']}"
    for row in person.waiting:
        yield f"\n## 正在等候 {_when(row['since'])}，队列 {row['queue']}，节点 {row['node']}（{row['call']}）"


def _when(at: float) -> str:
    return datetime.fromtimestamp(at).strftime("%Y-%m-%d %H:%M")


def _without_seal(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in ("name", "sealed", "person")}
