"""Parts the tests of the administrators' page share: a small configuration and the shipped one."""

from __future__ import annotations

from agent_assist.admin.wire import FileText
from hotline.machine.paths import DEFAULT_CONFIG

SMALL = """\
# the comment of an administrator
agents:
  - {id: wang, name: 王芳, extension: "1001", queues: ["*"]}
  - {id: admin, name: 管理员, role: administrator}
queues:
  - {id: urban, name: 城市管理, key: "2"}   # 噪声
  - {id: general, name: 综合}
intents:
  - {id: noise, name: 噪声, queue: urban, sayings: [楼上装修声音太大了, 楼下广场舞太吵了]}
  - {id: school, name: 入学, queue: general, sayings: [孩子上小学怎么报名, 学区是怎么划分的]}
"""

TESTS = """\
sayings:
  - {intent: noise, texts: [楼上装修声音太大了]}
  - {intent: school, texts: [学区是怎么划分的]}
"""


def config(text: str = SMALL, **more: str) -> tuple[FileText, ...]:
    """The files of a request; `more` are further ones without their ending."""
    further = (FileText(name=f"{name}.yaml", text=other) for name, other in more.items())
    return (FileText(name="config.yaml", text=text), *further)


def shipped(old: str = "", new: str = "") -> tuple[FileText, ...]:
    """The shipped configuration, with the first `old` replaced."""
    text = DEFAULT_CONFIG.read_text(encoding="utf-8")
    assert old in text
    return config(text.replace(old, new, 1) if old else text)


def line_of(files: tuple[FileText, ...], text: str) -> int:
    """Where `text` stands first in the main file, from 1."""
    return files[0].text[: files[0].text.index(text)].count("\n") + 1
