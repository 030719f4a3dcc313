"""A configuration of one agent and two queues, a change of it, and commands on it."""

from __future__ import annotations

from pathlib import Path

from typer.testing import CliRunner

from hotline.cli.app import app
from hotline.configuration.yaml.sources import Sources
from tests.unit.hotline.configuration.generations.parts import change

TEXT = """\
agents:
  - {id: wang, name: 王芳, extension: "1001", queues: [urban, general]}
queues:
  - {id: urban, name: 城市管理, key: "2"}
  - {id: general, name: 综合}
intents:
  - {id: noise, name: 噪声, queue: urban, sayings: [楼上装修声音太大了, 楼下广场舞太吵了]}
  - {id: school, name: 入学, queue: general, sayings: [孩子上小学怎么报名, 学区是怎么划分的]}
"""


def hotline(config: Path, *arguments: str) -> tuple[int, str]:
    options = ["--config", str(config), "--state", str(config.parent / "state")]
    shown = CliRunner().invoke(app, [*arguments, *options])
    return shown.exit_code, " ".join(shown.output.split())


LEGAL = "  - {id: general, name: 综合}\n"


def with_legal(config: Path) -> Sources:
    """A new queue, a new agent for it; nothing leads to it yet."""
    change(config, "queues:\n", '  - {id: li, name: 李强, extension: "1002", queues: [legal]}\nqueues:\n')
    return change(config, LEGAL, LEGAL + "  - {id: legal, name: 法律}\n")
