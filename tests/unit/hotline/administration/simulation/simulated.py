"""A hotline of ten lines, and `hotline simulate` on it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from click.testing import Result
from typer.testing import CliRunner

from hotline.cli.app import app

CONFIG = """\
agents: [{id: wang, name: 王芳, extension: "1001"}]
dialogue: {route_at: 0.5, confirm_at: 0.2, human_queue: desk}
queues: [{id: desk, name: 综合}, {id: urban, name: 城管}, {id: water, name: 供水, hours: day}]
hours: {day: {workdays: ["08:00-18:00"]}}
questions:
  - {id: where, label: 地址, kind: address, prompt: 请问在哪里？, confirm: false}
  - {id: since, label: 时间, kind: date, prompt: 什么时候开始的？}
  - {id: number, label: 工单号, kind: number, prompt: 请说工单号。, confirm: true}
  - {id: callback, label: 电话, kind: phone, prompt: 请问您的电话？}
intents:
  - {id: garbage, name: 垃圾, queue: urban, ask: [where, since], sayings: [垃圾没有人收, 垃圾桶满了]}
  - {id: outage, name: 停水, queue: water, confirm: always, sayings: [家里停水了, 水管里没有水, 什么时候来水]}
  - {id: flood, name: 爆管, queue: water, urgent: true, keywords: [水管爆了], sayings: [水管爆了, 水管裂了]}
  - {id: status, name: 查询进度, queue: urban, ask: [number, callback], sayings: [查一下工单办得怎么样, 催单]}
  - {id: opening, name: 上班时间, queue: urban, answer: 全天有人接听。, sayings: [你们几点上班, 晚上能打通吗]}
"""
GARBAGE, OUTAGE, FLOOD, OPENING = "垃圾没有人收", "家里停水了", "水管爆了", "你们几点上班"
STATUS = "查一下工单办得怎么样"
NONSENSE = "嘻嘻哈哈哈"


def simulate(folder: Path, *arguments: str) -> Result:
    """The command on that hotline, whose configuration is written to `folder`."""
    config = folder / "config.yaml"
    config.write_text(CONFIG, encoding="utf-8")
    return CliRunner().invoke(app, ["simulate", "-c", str(config), *arguments])


def objects(shown: Result, exit_code: int = 0) -> list[dict[str, Any]]:
    """What it printed with `--json`."""
    assert shown.exit_code == exit_code, shown.output
    return [json.loads(line) for line in shown.stdout.splitlines()]
