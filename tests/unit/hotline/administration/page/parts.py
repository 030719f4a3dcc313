"""Parts the tests of the administrators' page share: a small configuration and the shipped one."""

from __future__ import annotations

from agent_assist.admin.wire.files import FileText
from hotline.administration.page.texts.texts import files_of
from hotline.configuration.yaml.sources import read_sources
from hotline.machine.paths import DEFAULT_CONFIG
from tests.shipped import changed

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
    """The shipped configuration; `old`, which stands once in it, replaced."""
    return files_of(changed(old, new) if old else read_sources(DEFAULT_CONFIG))


def line_of(files: tuple[FileText, ...], text: str, name: str = "config.yaml") -> int:
    """Where `text` stands first in a file, from 1."""
    (found,) = [file.text for file in files if file.name == name]
    return found[: found.index(text)].count("\n") + 1
