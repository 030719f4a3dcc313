"""What somebody types wrongly is told in the terminal's language."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from hotline.cli.app import app

CHINESE = {"LC_ALL": "zh_CN.UTF-8", "LANGUAGE": "zh", "COLUMNS": "200"}


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("topics --dys 3", "没有选项 --dys；相近的有：--days"),
        ("nodes --nosuch", "没有选项 --nosuch"),
        ("topics mrge 1 2", "没有这个命令：'mrge'。是不是要写 'merge'？"),
        ("topics merge 1 2 3", "多写了：3"),
        ("topics merge 1", "缺少参数 'into'"),
        ("topics merge a b", "'topic' 不能这样写：要写整数"),
        ("topics --days", "选项 '--days' 要有一个值"),
        ("nodes --json=3", "选项 '--json' 不带值"),
        ("capacity", "缺少选项 '--calls'"),
        ("reports", "缺少 'kind'，可以写：day, week, month"),
        ("corrections accept 7 --state /nonexistent", "/nonexistent/hotline.db：这里没有记录"),
        ("capacity --calls 0", "'--calls' 不能这样写：最小 1"),
        ("capacity --calls 9999999", "'--calls' 不能这样写：最大 1000000"),
        ("reports day --format xx", "'--format' 不能这样写：'xx' 不能用，可以写 'page', 'csv'"),
        ("assist x --begun gestern", "'gestern' 不是这样写的：'%Y-%m-%dT%H:%M'"),
        ("drain --undo --wait", "--wait 不能和 --undo 一起用"),
    ],
)
def test_misuse_is_told_in_chinese(typed: str, told: str) -> None:
    shown = CliRunner().invoke(app, typed.split(), env=CHINESE)
    assert shown.exit_code == 2
    assert told in shown.output


def test_in_english_it_stays_as_typer_says_it() -> None:
    shown = CliRunner().invoke(app, ["capacity"], env={"LC_ALL": "C.UTF-8", "LANGUAGE": "en"})
    assert shown.exit_code == 2
    assert "Missing option '--calls'." in shown.output
