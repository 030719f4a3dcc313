"""A small configuration in several files, for the tests of `include:`."""

from __future__ import annotations

from hotline.configuration.yaml.sources import Sources

MAIN = """\
include: [menus/*.yaml, words.yaml]
agents:
  - {id: wang, name: 王芳, extension: "1001"}
queues:
  - {id: general, name: 综合}
intents:
  - {id: school, name: 入学, queue: general, sayings: [孩子上小学怎么报名]}
"""
URBAN = """\
queues:
  - {id: urban, name: 城市管理, key: "2"}
intents:
  - {id: noise, name: 噪声, queue: urban, sayings: ["{home}楼下太吵了"]}
"""
WORDS = "lists:\n  home: [我家, 我们小区]\ndialect: {啥: 什么}\n"
FILES = {"config.yaml": MAIN, "menus/urban.yaml": URBAN, "words.yaml": WORDS}


def sources(**changed: str | bytes) -> Sources:
    """The files above; a keyword is `main`, `urban`, `words` or a further file."""
    names = {"main": "config.yaml", "urban": "menus/urban.yaml", "words": "words.yaml"}
    texts: dict[str, str | bytes] = {**FILES}
    for name, text in changed.items():
        texts[names.get(name, f"menus/{name}.yaml")] = text
    files = {name: text.encode() if isinstance(text, str) else text for name, text in texts.items()}
    return Sources("config.yaml", files)


def main_with(include: str) -> str:
    return MAIN.replace("[menus/*.yaml, words.yaml]", include)
