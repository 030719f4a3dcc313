"""Configurations of any number of intents, and what checking, loading and deciding take with them."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator, Sequence
from copy import deepcopy
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ruamel.yaml import YAML

from hotline.bench.rows import Row
from hotline.bench.targets import Target
from hotline.configuration.generations.effective import of
from hotline.configuration.generations.publisher import Publisher, check
from hotline.configuration.schema import HotlineConfig
from hotline.configuration.yaml.load import load_source
from hotline.configuration.yaml.sources import read_sources
from hotline.guidance.call_guide import CallGuide
from hotline.machine.paths import State
from ivr import IvrSettings, Understanding
from ivr.settings.words.template import cover, parse

SIZES = (67, 500, 2000)

_DECISIONS = 200
_WARM = 20
"""Decisions before those that count."""

_SAYINGS = 5
"""Of an intent that was made up, with these: the shipped ones have 16, a busy city's have five to ten."""

_NEW = "巷口那盏路灯一到下雨就灭"
"""The saying that is added, published and taken by a running service."""

_PLACES = "晴川云雨山石林海江河湖泊春夏秋冬东南西北金木水火土日月星辰风花雪夜红橙黄绿青蓝紫"

_TARGETS = {
    500: (Target("reload_s", at_most=1), Target("decide_ms_p99", at_most=10)),
    2000: (Target("learn_s", at_most=6), Target("decide_ms_p99", at_most=10)),
}


def sizes(config: Path) -> Iterator[Row]:
    """A row for each of `SIZES`, then how they compare. Raises `ConfigError`."""
    figures: dict[int, dict[str, Any]] = {}
    _measured(config, SIZES[0])  # what is loaded once in a process is no part of it
    for size in SIZES:
        figures[size] = _measured(config, size)
        yield Row("size", f"{size} intents", figures[size], _NOTE, targets=_TARGETS.get(size, ()))
    smallest, *larger = SIZES
    ratios: dict[str, Any] = {}
    for size in larger:
        for name in ("check_s", "load_s", "reload_s", "decide_ms_p50", "decide_ms_p99"):
            stem = name.replace("_s", "").replace("_ms", "")
            ratios[f"{stem}_{size}_to_{smallest}"] = round(figures[size][name] / figures[smallest][name], 2)
    yield Row("size", "ratios", ratios, "of this run")


_NOTE = (
    "seconds and milliseconds of processor time; the shipped intents, then copies of them with five sayings "
    "each, in each of which two characters that no other copy has in that order were added; published and "
    "taken by a service that runs: one saying more"
)


def grown(config: Path, size: int, more: Sequence[str] = ()) -> bytes:
    """One file with as many intents: the first of the configuration, then copies told apart by a place.
    `more`: sayings that the last one has beside its own."""
    data = deepcopy(load_source(config, HotlineConfig)[1].data)
    data.pop("include", None)
    own, made = data["intents"], []
    for number in range(size):
        round_, at = divmod(number, len(own))
        made.append(deepcopy(own[at]) if round_ == 0 else _copy(own[at], round_))
    made[-1]["sayings"] += more
    data["intents"] = made
    for names_intents in ("announcements", "foreign_speakers", "cases", "tickets"):
        data.pop(names_intents, None)  # it may name one that is gone
    data.get("dialogue", {}).pop("danger", None)
    text = io.StringIO()
    writer = YAML(typ="safe", pure=True)
    writer.allow_unicode = True
    writer.dump(data, text)
    return text.getvalue().encode()


def _copy(intent: dict[str, Any], round_: int) -> dict[str, Any]:
    """The same matter in another place, without what decides alone."""
    first, second = divmod(round_ * 7, len(_PLACES))
    place = _PLACES[second] + _PLACES[(first + round_ * 3) % len(_PLACES)]
    kept: dict[str, Any] = {name: intent[name] for name in ("name", "queue", "request") if name in intent}
    sayings = [f"{place}{saying}" for saying in intent["sayings"][:_SAYINGS]]
    return {"id": f"{intent['id']}_{round_}", **kept, "sayings": sayings}


def _measured(config: Path, size: int) -> dict[str, Any]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / config.name
        path.write_bytes(grown(config, size))
        begin = time.process_time()
        settings, _ = load_source(path, HotlineConfig)
        loaded = time.process_time()
        understanding = Understanding(settings.ivr)
        learned = time.process_time()
        calls = CallGuide.of(settings, understanding=understanding)
        path.write_bytes(grown(config, size, [_NEW]))
        begun = time.process_time()
        checked = check(read_sources(path))
        done = time.process_time()
        publisher = Publisher(path, State(Path(folder) / "state"))
        publisher.publish(checked, "bench", "bench")
        published = time.process_time()
        active = publisher.store.active()
        assert active is not None
        CallGuide.of(of(active, publisher.store), before=calls)
        live = time.process_time()
    times = sorted(_decisions(settings.ivr, understanding))
    return {
        "intents": len(settings.ivr.intents),
        "sayings": sum(len(intent.sayings) for intent in settings.ivr.intents),
        "check_s": round(done - begun, 3),
        "load_s": round(loaded - begin, 3),
        "learn_s": round(learned - loaded, 3),
        "publish_s": round(published - done, 3),
        "reload_s": round(live - published, 3),
        "decide_ms_p50": round(times[len(times) // 2], 2),
        "decide_ms_p99": round(times[len(times) * 99 // 100], 2),
    }


def _decisions(settings: IvrSettings, understanding: Understanding) -> Iterator[float]:
    """Milliseconds of processor time, of sentences from sayings of all intents alike."""
    step = max(len(settings.intents) // _DECISIONS, 1)
    sentences = [
        cover(parse(intent.sayings[turn % len(intent.sayings)]), settings.lists, turn + 1)[-1]
        for turn in range(1 + _DECISIONS // len(settings.intents[::step]))
        for intent in settings.intents[::step]
    ]
    for number, sentence in enumerate(sentences[: _DECISIONS + _WARM]):
        begin = time.process_time()
        understanding.decide(sentence)
        if number >= _WARM:
            yield (time.process_time() - begin) * 1000
