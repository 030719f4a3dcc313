"""The web app's own tests (vitest), run with the rest."""

from __future__ import annotations

import subprocess

import pytest

from hotline.machine.setup.layout import checkout
from hotline.machine.setup.parts import web


def test_the_page_keeps_its_promises() -> None:
    node = web.installed_node()
    vitest = checkout().web / "node_modules" / "vitest" / "vitest.mjs"
    if node is None or not vitest.is_file():
        pytest.skip("the web app's packages are not installed: run script/setup")
    done = subprocess.run(
        [str(node), str(vitest), "run"], cwd=checkout().web, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
