"""What the processes import that a start waits for, each of them anew: no more than they work with."""

from __future__ import annotations

import subprocess
import sys

import pytest

import contracts
from contracts import REGISTRY

NOT_FOR = {
    "hotline.machine.setup.__main__": ("pydantic", "numpy", "aiohttp", "rich", "typer"),
    "asr.engines.whisper.worker": ("pydantic", "numpy", "pypinyin", "scipy"),
    "asr.engines.whisper.network": ("pydantic", "pypinyin", "scipy"),
    "hotline.machine.encoder.process": ("pydantic", "pypinyin", "scipy", "asyncio"),
    "hotline.calls.foreseen.process": ("pydantic", "numpy", "asyncio"),
    "hotline.cli.terminal": ("pydantic", "numpy", "aiohttp"),
    # A start begins the service with these, and imports the rest beside it.
    "hotline.cli.service.starting": ("contracts.events.exported", "numpy", "aiohttp", "cryptography"),
    "hotline.instance.calls_up": ("contracts.events.exported", "numpy"),  # hotline stop
    "hotline.configuration.schema": ("contracts.events.exported", "numpy", "aiohttp", "cryptography"),
}
"""Modules of a process, and what would be most of its start."""


@pytest.mark.parametrize("module", NOT_FOR)
def test_a_process_imports_what_it_works_with(module: str) -> None:
    code = f"import sys, {module}; print(*[name for name in {NOT_FOR[module]!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_whoever_takes_an_event_gets_all_of_them() -> None:
    code = "import sys, contracts.errors; assert 'contracts.events.exported' not in sys.modules\n"
    code += "from contracts import from_json\n"
    code += "from contracts.events.base import REGISTRY; print(len(REGISTRY))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    ours = [name for name, kind in REGISTRY.items() if kind.__module__.startswith("contracts.")]
    assert int(done.stdout) == len(ours)


def test_a_name_that_is_none_is_refused() -> None:
    with pytest.raises(AttributeError, match="no_such_event"):
        contracts.no_such_event  # noqa: B018
