"""The web app's own tests and style (vitest, ESLint, Prettier), run with the rest."""

from __future__ import annotations

import subprocess

import pytest

from hotline.machine.setup.layout import checkout
from hotline.machine.setup.parts import web


@pytest.mark.parametrize(
    "words",
    [
        ("vitest/vitest.mjs", "run"),
        ("eslint/bin/eslint.js", "."),
        ("prettier/bin/prettier.cjs", "--check", "."),
    ],
    ids=["tests", "lint", "format"],
)
def test_the_page_keeps_its_promises(words: tuple[str, ...]) -> None:
    node = web.installed_node()
    script = checkout().web / "node_modules" / words[0]
    if node is None or not script.is_file():
        pytest.skip("the web app's packages are not installed: run script/setup")
    done = subprocess.run(
        [str(node), str(script), *words[1:]], cwd=checkout().web, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
