"""Sampling for the desk: draws, scores, answers, out of the records' database."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, time, timedelta

from agent_assist.refusal import ActionRefused
from agent_assist.sampling.port import (
    AgreementView,
    Draw,
    Drawn,
    GivenAnswer,
    GivenScore,
    SampleView,
    SamplingView,
    ScoreView,
)
from agent_assist.sampling.settings import SamplingSettings, ScoringSheet
from contracts import Assisted, Event, SampleAnswered, SampleScored, SamplesDrawn, SampleSeen
from hotline.records.database.refused import refused
from hotline.records.database.samples.store import SampleStore
from hotline.records.database.samples.table import Sample, Score
from hotline.records.masking.masking import mask_said
from hotline.sampling.agreement import agreements
from hotline.sampling.drawing import drawn, of_agents, that_fit

MOST_SHOWN = 500
MOST_DAYS = 92
"""Among whose calls is drawn at once."""
AWAY = "没有这份抽样 / There is no such sample"


class DeskSampling:
    """Implements `agent_assist.sampling.port.Sampling`."""

    def __init__(
        self,
        store: SampleStore,
        settings: Callable[[], SamplingSettings],
        publish: Callable[[Event], None],
    ) -> None:
        """`settings`: those that are live."""
        self._store = store
        self._settings = settings
        self._publish = publish

    async def view(self, by: str) -> SamplingView:
        settings = self._settings()
        with refused():
            samples = await self._store.listed(MOST_SHOWN)
            scores = await self._store.scores([one.id for one in samples])
            noted = await self._noted([one.call for one in samples])
        names = {item.id: item.name for sheet in settings.sheets for item in sheet.items}
        return SamplingView(
            sheets=settings.sheets,
            rules=settings.rules,
            samples=tuple(_shown(one, scores.get(one.id, ()), noted.get(one.call), by=by) for one in samples),
            agreement=tuple(
                AgreementView(
                    one=one.one,
                    other=one.other,
                    item=names.get(one.item, one.item),
                    samples=one.samples,
                    same_percent=one.same_percent,
                    kappa=one.kappa,
                )
                for one in agreements(scores.values())
            ),
        )

    async def draw(self, wanted: Draw, by: str) -> Drawn:
        settings = self._settings()
        sheet, rule = settings.sheet(wanted.sheet), settings.rule(wanted.rule)
        if sheet is None or (wanted.rule and rule is None):
            raise ActionRefused("没有这张评分表或这条规则 / There is no such sheet or rule")
        if (wanted.last - wanted.first).days >= MOST_DAYS:
            raise ActionRefused(f"一次至多抽 {MOST_DAYS} 天内的通话 / Of {MOST_DAYS} days at once at most")
        begin = datetime.combine(wanted.first, time()).timestamp()
        end = datetime.combine(wanted.last + timedelta(days=1), time()).timestamp()
        seed = wanted.seed or secrets.token_hex(4)
        with refused():
            calls = of_agents(await self._store.talks(begin, end), wanted.agents)
            if rule is not None:
                ids = [call.id for call in calls] if rule.of_events else []
                calls = that_fit(rule, calls, await self._store.events(ids))
            known = await self._store.drawn(sheet.id, [call.id for call in calls])
            fitting = [call for call in calls if call.id not in known]
            row: dict[str, object] = {
                "sheet": sheet.id,
                "form": sheet.model_dump_json(),
                "seed": seed,
                "drawn_by": by,
            }
            row |= {"why": "" if rule is None else rule.name, "drawn_at": datetime.now().timestamp()}
            chosen = drawn(fitting, wanted.count, seed)
            put = await self._store.put({**row, "call": call.id, "agent": call.agent} for call in chosen)
        event = SamplesDrawn(by=by, sheet=sheet.id, rule=wanted.rule, seed=seed, calls=tuple(put))
        self._publish(event)
        return Drawn(seed=seed, fitting=len(fitting), calls=tuple(put))

    async def score(self, sample: int, given: GivenScore, by: str) -> None:
        with refused():
            found = await self._found(sample)
            if found.agent == by:
                raise ActionRefused("不能给自己的通话打分 / Nobody scores a call of their own")
            sheet = _form(found)
            if problem := _wrong(sheet, given.points):
                raise ActionRefused(problem)
            await self._store.score(found, by, given.points, mask_said(given.remark))
        points = sum(given.points.values())
        self._publish(SampleScored(call=found.call, by=by, sheet=sheet.id, points=points, most=sheet.points))

    async def remove(self, sample: int, by: str) -> None:
        with refused():
            found = await self._found(sample)
            if await self._store.scores([found.id]):
                raise ActionRefused("已经打过分，不能撤回 / It was scored: it stays")
            await self._store.remove(found.id)

    async def own(self, agent: str) -> list[SampleView]:
        with refused():
            samples = await self._store.listed(MOST_SHOWN, agent=agent)
            scores = await self._store.scores([one.id for one in samples])
            scored = [one for one in samples if one.id in scores]
            noted = await self._noted([one.call for one in scored])
            new = [one for one in scored if one.seen_at is None]
            await self._store.seen([one.id for one in new])
        for one in new:
            self._publish(SampleSeen(call=one.call, agent=agent))
        return [_shown(one, scores[one.id], noted.get(one.call), by=None) for one in scored]

    async def answer(self, sample: int, given: GivenAnswer, agent: str) -> None:
        with refused():
            found = await self._found(sample)
            if found.agent != agent or not await self._store.scores([found.id]):
                raise ActionRefused(AWAY)
            await self._store.answer(found.id, mask_said(given.text))
        self._publish(SampleAnswered(call=found.call, agent=agent))

    async def _found(self, sample: int) -> Sample:
        found = await self._store.get(sample)
        if found is None:
            raise ActionRefused(AWAY)
        return found

    async def _noted(self, calls: Iterable[str]) -> Mapping[str, Assisted]:
        """What the machine noted of each call at its end."""
        events = await self._store.events(list(calls))
        return {
            call: event
            for call, every in events.items()
            for event in every
            if isinstance(event, Assisted) and event.ended
        }


def _shown(sample: Sample, scores: Sequence[Score], noted: Assisted | None, by: str | None) -> SampleView:
    """`by`: who sees the scores of others only beside an own one; None: all of them are shown."""
    all_shown = by is None or any(score.scorer == by for score in scores)
    return SampleView(
        id=sample.id,
        call=sample.call,
        agent=sample.agent,
        sheet=_form(sample),
        why=sample.why,
        drawn_at=sample.drawn_at,
        drawn_by=sample.drawn_by,
        scored=len(scores),
        scores=tuple(
            ScoreView(scorer=one.scorer, at=one.at, points=one.points, remark=one.remark)
            for one in scores
            if all_shown
        ),
        marks=() if noted is None else tuple(mark for mark in noted.quality if not mark.open),
        risks=() if noted is None else noted.risk,
        seen_at=sample.seen_at,
        answer=sample.answer,
        answered_at=sample.answered_at,
    )


def _form(sample: Sample) -> ScoringSheet:
    return ScoringSheet.model_validate_json(sample.form)


def _wrong(sheet: ScoringSheet, points: Mapping[str, int]) -> str:
    """What is amiss; empty: nothing."""
    if points.keys() != {item.id for item in sheet.items}:
        return "请给每一项打分 / Score every item"
    over = [item.name for item in sheet.items if points[item.id] > item.points]
    return f"超过满分：{'、'.join(over)} / more points than the item has" if over else ""
